"""The tape: what a function does, written down step by step while it runs on recorded values.

One idea: a step is a row of the table and the places of its arguments, in flat lists, which the garbage
collector never has to visit. Comparisons give a Truth, which becomes a guard only when the function asks
whether it holds. Nothing is simplified here.

The operators append to the lists right here, slot by slot: the general way, through `apply`, takes five
times as long (0.3 against 1.6 microseconds, CPython 3.11).
"""

from __future__ import annotations

import math
import operator
import sys
from collections.abc import Callable, Sequence
from types import CodeType
from typing import Any, NoReturn

from backsweep import place
from backsweep.errors import NotReproducible, RecordingError
from backsweep.kinds import Elementwise, OverSequence
from backsweep.node import Node, as_number
from backsweep.operators import UNFIT
from backsweep.outsiders import lost, through_ufunc
from backsweep.primitives import arithmetic, piecewise
from backsweep.program.comparisons import COMPARISONS
from backsweep.program.replay import WHOLE
from backsweep.recorded import STANDING, NotWritten, Recorded, Standing, Truth
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


# The operators.


def general(row: Primitive, x: Any, y: Any) -> Any:
    """A binary operator the general way."""
    other = y if x.__class__ is Recorded else x
    if other.__class__ is Node or other.__class__ is Truth:
        return NotImplemented if other.__class__ is Node else general(row, *(map(plain_truth, (x, y))))
    if other.__class__ is not Recorded:
        if isinstance(other, complex):
            raise NotWritten("complex numbers")
        if isinstance(other, UNFIT) or not hasattr(other, "__float__"):
            return NotImplemented
        number = as_number(int(other) if isinstance(other, bool) else other, f"{row.symbol} with a Node", "other")
        x, y = (number, y) if other is x else (x, number)
    return row(x, y)


def plain_truth(arg: Any) -> Any:
    """A Truth counts as 1 or 0 where a number is needed, and is a guard then."""
    return int(bool(arg)) if arg.__class__ is Truth else arg


def binary(row: Primitive, value: Callable[[Any, Any], Any]) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """The operator for `recorded o other` and the one for `other o recorded`."""

    def forward(self: Recorded, other: Any) -> Any:
        kind = other.__class__
        tape = self.tape
        try:
            if kind is Recorded and other.tape is tape:
                number = value(self.number, other.number)
                b = other.at
            elif kind is float or kind is int:
                number = value(self.number, other)
                tape.constants.append(other)
                b = -len(tape.constants)
            else:
                return general(row, self, other)
        except (ArithmeticError, ValueError, TypeError):
            return general(row, self, other)
        if number.__class__ is not float:
            return general(row, self, other)
        recorded = new(Recorded)
        recorded.tape = tape
        rows = tape.rows
        if rows is ENDED:
            rows.append(row)
        recorded.at = len(rows)
        recorded.number = number
        rows.append(row)
        tape.a.append(self.at)
        tape.b.append(b)
        if tape.spots is not None:
            tape.spots.append(spot())
        return recorded

    def reverse(self: Recorded, other: Any) -> Any:
        kind = other.__class__
        tape = self.tape
        if (kind is not float and kind is not int) or tape.rows is ENDED:
            return general(row, other, self)
        try:
            number = value(other, self.number)
        except (ArithmeticError, ValueError, TypeError):
            return general(row, other, self)
        if number.__class__ is not float:
            return general(row, other, self)
        return tape.step(row, tape.constant(other), self.at, number)

    return forward, reverse


def compare(row: Primitive) -> Callable[..., Any]:
    """A comparison: a Truth."""

    def method(self: Recorded, other: Any) -> Any:
        if other.__class__ is Truth:
            other = plain_truth(other)
        if isinstance(other, complex):
            raise NotWritten("complex numbers")
        if other.__class__ is not Recorded and (
            other.__class__ is Node or isinstance(other, UNFIT) or not hasattr(other, "__float__")
        ):
            return NotImplemented
        if other.__class__ is not float and other.__class__ is not Recorded and not is_float(other):
            raise NotWritten(f"a comparison with {other!r}, which is no float")
        tape = self.tape
        places = tape.argument(self), tape.argument(other)
        step = tape.step(row, *places, row.value(self.number, number_of(other)))
        return Truth(tape, step.at, step.number)

    return method


def is_float(number: Any) -> bool:
    """Whether there is a float that is this very number."""
    try:
        return bool(float(number) == number)
    except OverflowError:
        return False


def refuse(method: str) -> Callable[[Recorded], NoReturn]:
    """A conversion to a plain number, refused as a Node's is."""

    def raises(self: Recorded, *unused: Any) -> NoReturn:
        raise lost(self, method)

    return raises


def to_power(self: Recorded, exponent: Any, modulus: Any = None) -> Any:
    """x ** c through the row for a constant exponent, x ** y through the one for two variables."""
    if modulus is not None:
        return NotImplemented
    return (variable_power if exponent.__class__ is Recorded else constant_power)(self, exponent)


variable_power, _ = binary(arithmetic.pow, arithmetic.pow.value)
constant_power, _ = binary(arithmetic.power, arithmetic.power.value)
_, power_of_number = binary(arithmetic.pow, arithmetic.pow.value)

BINARY = {
    "add": (arithmetic.add, operator.add),
    "sub": (arithmetic.sub, operator.sub),
    "mul": (arithmetic.mul, operator.mul),
    "truediv": (arithmetic.div, operator.truediv),
    "mod": (arithmetic.mod, operator.mod),
    "floordiv": (arithmetic.floordiv, operator.floordiv),
}
UNARY = {
    "neg": arithmetic.neg,
    "abs": piecewise.abs,
    "floor": piecewise.floor,
    "ceil": piecewise.ceil,
    "trunc": piecewise.trunc,
}


def truth_operator(function: Callable[..., Any]) -> Callable[..., Any]:
    """An operator on a Truth: it counts as the bool it is in this run, and is a guard then."""
    return lambda self, *others: function(bool(self), *map(plain_truth, others))


def install() -> None:
    """Fills in the operators of Recorded and Truth."""
    methods: dict[str, Any] = {}
    for name, (row, value) in BINARY.items():
        methods[name], methods["r" + name] = binary(row, value)
    for name, row in UNARY.items():
        methods[name] = lambda self, row=row: row(self)
    for name, comparison in COMPARISONS.items():
        methods[name] = compare(comparison)
    for name in ("float", "int", "complex", "index"):
        methods[name] = refuse(name)
    methods["pow"], methods["rpow"] = to_power, power_of_number
    methods["pos"] = lambda self: self
    methods["bool"] = lambda self: bool(self != 0)
    methods["round"] = lambda self, ndigits=None: (
        piecewise.round(self) if ndigits is None else piecewise.round_to(self, ndigits)
    )
    methods["divmod"] = lambda self, other: (self // other, self % other)
    methods["rdivmod"] = lambda self, other: (other // self, other % self)
    methods["array"] = lambda self, *unused, **named: refuse("np.asarray")(self)
    methods["array_ufunc"] = lambda self, ufunc, method, *inputs, **named: through_ufunc(ufunc, method, inputs)
    for name, method in methods.items():
        setattr(Recorded, f"__{name}__", method)
    Truth.__bool__ = lambda self: self.tape.ask(self)  # type: ignore[attr-defined]
    for name in ("add", "sub", "mul", "truediv", "eq", "ne", "lt", "le", "gt", "ge", "and_", "or_", "xor"):
        function: Callable[..., Any] = getattr(operator, name)
        setattr(Truth, f"__{name.rstrip('_')}__", truth_operator(function))
        setattr(Truth, f"__r{name.rstrip('_')}__", truth_operator(lambda x, y, f=function: f(y, x)))
    for name in ("int", "float", "index", "neg"):
        convert: Any = {"int": int, "float": float, "index": int, "neg": operator.neg}[name]
        setattr(Truth, f"__{name}__", truth_operator(convert))


install()
for standing in (Recorded, Truth):
    standing.__hash__ = Standing.__hash__  # type: ignore[method-assign]  # __eq__ took it away
