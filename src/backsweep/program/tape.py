"""The tape: what a function does, written down step by step while it runs on recorded values.

One idea: a step is a row of the table and the places of its arguments, in flat lists, which the garbage
collector never has to visit. Comparisons give a Truth, which becomes a guard only when the function asks
whether it holds. Nothing is simplified here. The operators of recorded values are in appending.py.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from types import CodeType
from typing import Any, NoReturn

from backsweep import place
from backsweep.errors import NotReproducible, RecordingError
from backsweep.kinds import Elementwise, OverSequence
from backsweep.primitives import arithmetic, piecewise
from backsweep.program.replay import WHOLE
from backsweep.recorded import STANDING, NotWritten, Recorded, Truth
from backsweep.row import Primitive
from backsweep.worlds import RECORDED

new = object.__new__

# A sequence of more numbers than this is added up step by step, so that its steps can be found to repeat.
LONG = 8
# Beyond this not every whole number is a float.
EXACT = 2**53


class Asked(Primitive):
    """The row of a guard: the function asked whether a comparison holds, and it did, or did not."""

    kind = "guard"

    def __init__(self, holds: bool) -> None:
        super().__init__(name="holds" if holds else "fails", about="A guard.", value=lambda truth: truth)
        self.holds = holds


HOLDS, FAILS = Asked(True), Asked(False)


class _Ended:
    """Stands in for the lists of a tape that has ended."""

    def append(self, item: object) -> NoReturn:
        raise self._refused()

    def __len__(self) -> NoReturn:
        raise self._refused()

    def _refused(self) -> RecordingError:
        return RecordingError(
            "A recorded value was used after its recording had ended: it was kept in a global, a cache or an "
            "object from one call to the next. A compiled function may depend on its arguments alone."
        )


ENDED: Any = _Ended()


class Tape:
    """Flat lists, one entry per step; the first `inputs` steps are the inputs.

    rows       the row of each step; None for an input
    a, b       its arguments: the place of a step; -1 - n for constant n; None if there is none. More than two
               arguments are a tuple in `a`, as in a Node
    constants  plain numbers and whatever else is no recorded value, in the order of use
    spots      (code, instruction) of the user's frame for each step, if they are wanted
    error      the first error that a step raised, whether or not the function caught it: other numbers may not
               raise it, so that what the function did about it is no program
    """

    def __init__(self, spots: bool = False) -> None:
        self.rows: list[Any] = []
        self.a: list[Any] = []
        self.b: list[Any] = []
        self.constants: list[Any] = []
        self.spots: list[tuple[CodeType | None, int]] | None = [] if spots else None
        self.inputs = 0
        self.error: Exception | None = None

    def input(self, number: float) -> Recorded:
        """The next input."""
        self.inputs += 1
        return self.step(None, None, None, number)

    def step(self, row: Primitive | None, a: Any, b: Any, number: Any) -> Recorded:
        """One more step, the general way."""
        recorded = Recorded(self, len(self.rows), number)
        self.rows.append(row)
        self.a.append(a)
        self.b.append(b)
        if self.spots is not None:
            self.spots.append(spot())
        return recorded

    def constant(self, value: Any) -> int:
        """The argument that stands for a plain number."""
        self.constants.append(value)
        return -len(self.constants)

    def argument(self, arg: Any) -> int:
        """The place of an argument."""
        if arg.__class__ not in STANDING:
            return self.constant(arg)
        if arg.tape is not self:
            raise RecordingError(
                "A recorded value of another recording was used: it was kept in a global, a cache or an object from "
                "one run of a function to the next, or two functions being compiled share it. A compiled function may "
                "depend on its arguments alone."
            )
        at: int = arg.at
        return at

    def apply(self, row: Primitive, args: Sequence[Any]) -> Any:
        """A row on arguments of which some are recorded: one more step, with the value it has in this run."""
        if isinstance(row, Elementwise):
            row.check_static(args)
        flat = row.flat(args)
        if isinstance(row, OverSequence) and row.stepwise and len(flat) > LONG:
            return row.on(RECORDED)(*args)
        if row.kind not in ("elementwise", "structural", "sequence"):
            raise NotWritten(f"{row.name}, which has a derivative rule of its own")
        numbers = [number_of(arg) for arg in flat]
        try:
            number: Any = row.evaluate(row.split(numbers) if isinstance(row, OverSequence) else numbers)
        except Exception as error:
            raise self.failed(error) from None
        if isinstance(number, complex):
            raise NotWritten("complex numbers")
        whole = number.__class__ is int and row.native not in WHOLE
        if whole and any(isinstance(other, float) for other in numbers):
            whole, number = False, float(number)  # one of several, such as max([x, 1]): the next call may choose x
        places = [self.argument(arg) for arg in flat]
        if row.kind == "sequence" or len(places) > 2:
            recorded = self.step(row, tuple(places), None, number)
        else:
            recorded = self.step(row, places[0], places[1] if len(places) == 2 else None, number)
        return self.counted(recorded) if whole else recorded

    def counted(self, count: Any) -> Recorded:
        """What int arithmetic gave: a float of the program, so it must be a small one, and not -0.0."""
        if abs(count.number) > EXACT:
            raise NotWritten("a whole number beyond 2**53", here=True)
        bool(count <= EXACT)
        bool(count >= -EXACT)
        return self.step(arithmetic.add, count.at, self.constant(0.0), count.number)

    def failed(self, error: Exception) -> Exception:
        """Notes that a step raised this error."""
        self.error = self.error or error
        return error

    def ask(self, truth: Truth) -> bool:
        """Whether a comparison holds; from now on the program is one for calls where it answers the same."""
        holds = bool(truth.number)
        self.step(HOLDS if holds else FAILS, self.argument(truth), None, holds)
        return holds

    def whole(self, x: Any) -> int:
        """The largest int that is not above x: the program is one for calls where it is the same."""
        try:
            floor: int = math.floor(x.number)
        except (ArithmeticError, ValueError) as error:
            raise self.failed(error) from None
        bool(piecewise.floor(x) == floor)
        return floor

    def end(self) -> None:
        """Nothing more may be written."""
        self.finished = self.rows, self.a, self.b
        self.rows = self.a = self.b = ENDED

    def line(self, at: int) -> str:
        """The user's line that made a step, such as "model.py:12"; "" where unknown."""
        if self.spots is None or at >= len(self.spots):
            return ""
        code, instruction = self.spots[at]
        if code is None:
            return ""
        line = next((line for start, end, line in code.co_lines() if start <= instruction < end and line), 0)
        return place.Place(code.co_filename, line).short()


def spot() -> tuple[CodeType | None, int]:
    """Where the user's code is."""
    frame = sys._getframe(1)
    while frame is not None and place.is_ours(frame):
        frame = frame.f_back  # type: ignore[assignment]  # None is asked for above
    return (None, 0) if frame is None else (frame.f_code, frame.f_lasti)


def number_of(arg: Any) -> Any:
    """The plain number of this run behind an argument."""
    return arg.number if arg.__class__ in STANDING else arg


def same(first: Tape, second: Tape) -> None:
    """Refuses a function that did not write the same twice.

    Raises:
        NotReproducible: with the line of the first difference.
    """
    lists = zip(first.finished, second.finished, strict=True)
    constants = (repr(first.constants), repr(second.constants))
    if all(one == other for one, other in lists) and constants[0] == constants[1]:
        return
    steps = zip(*first.finished, strict=True), zip(*second.finished, strict=True)
    pairs = enumerate(zip(*steps, strict=False))
    different = (n for n, (a, b) in pairs if a != b or _constants(first, a) != _constants(second, b))
    at = next(different, min(len(first.finished[0]), len(second.finished[0])))
    raise NotReproducible(
        f"compile ran the function twice on the same arguments, and the second time it did something else"
        f"{' at ' + second.line(at) if second.line(at) else ''}. A compiled function may depend on its arguments "
        "alone: draw random numbers outside and pass them in, and keep no state between calls."
    )


def _constants(tape: Tape, step: Any) -> str:
    _, a, b = step
    places = (*a, b) if a.__class__ is tuple else (a, b)
    return repr([tape.constants[-1 - at] for at in places if at is not None and at < 0])
