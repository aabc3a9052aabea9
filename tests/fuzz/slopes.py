"""What a program gives and its derivatives, by differences in many digits, each with the error a float may have.

The error is measured and not guessed: runs that disturb every step by a unit in the last place of a float show how
far rounding takes an answer, and the sum of the sizes of all that a sweep adds up says the rest. An answer that
rounding may take further than a millionth of what is added up is not compared: it is counted as undecided.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mpmath import mp, mpf

from fuzz.digits import STEP, UNIT, Number, Run, value_of
from fuzz.program import Program

DISTURBED = 3
# Disturbed runs are few, and rows are good to 8 units where a disturbance is at most one.
SAFETY = 256
DECIDED = 1e-6
# Steps of a program beyond which so many digits take too long.
LONG = 1200


class Undecided(Exception):
    """The witness cannot say: the message is the reason."""


@dataclass(frozen=True)
class Exact:
    """A number in many digits, and how far from it a float may be."""

    value: Any
    error: float

    def belies(self, found: float, size: float) -> bool:
        """Whether a float is too far off; size is that of all that was added up.

        Raises:
            Undecided: rounding may take it too far to tell.
        """
        true = abs(float(self.value))
        # In a chaotic program the floats may be on another way altogether: their own size says nothing then.
        size = max(true, min(size, 1e6 * max(1.0, true)))
        allowed = self.error + 64 * UNIT * size
        if not allowed <= DECIDED * size and size:
            raise Undecided("rounding")
        return not abs(mpf(found) - self.value) <= allowed


class Exactly:
    """A program at a point, in many digits.

    Raises:
        Undecided: it is too long, passes a kink closely, or leaves the real numbers.
    """

    def __init__(self, program: Program, point: Sequence[float], disturbed: int = DISTURBED) -> None:
        self.program, self.point = program, point
        self.on_kinks: list[tuple[str, bool]] = []
        self.digits = 110 if "grad(" in program.text or "jvp(" in program.text else 60
        first = Run()
        self.run(first, {})
        if first.kink:
            raise Undecided(f"close to the kink of {first.kink}")
        if first.steps > LONG:
            raise Undecided("too long for so many digits")
        self.on_kinks = first.on_kinks
        self.seeds: list[int | None] = [None, *range(disturbed)]
        # What stands still in the runs of a seed is what it was at the point itself.
        self.standing: dict[int | None, list[Any]] = {None: first.standing}
        for seed in range(disturbed):
            run = Run(seed)
            self.run(run, {})
            self.standing[seed] = run.standing

    def run(self, run: Run, moved: Mapping[int, Any]) -> Any:
        """The value of one run, with some of the inputs moved."""
        with mp.workdps(self.digits):
            try:
                x = [Number(mpf(v) + moved.get(i, 0), run) for i, v in enumerate(self.point)]
                value = mpf(value_of(self.program.function(run.names())(x)))
            except (ArithmeticError, ValueError) as error:
                raise Undecided("the edge of a domain") from error
        left = next((kink for kink in zip(run.on_kinks, self.on_kinks, strict=False) if kink[0] != kink[1]), None)
        if left and not run.first:
            raise Undecided(f"on the kink of {left[0][0]}")
        return value

    def told(self, measure: Callable[[Callable[[Mapping[int, Any]], Any]], Any]) -> Exact:
        """What a measure makes of the runs with inputs moved, with the error that disturbed runs show."""
        with mp.workdps(self.digits):
            true, *others = [
                measure(lambda moved, seed=seed: self.run(Run(seed, self.standing[seed]), moved)) for seed in self.seeds
            ]
            return Exact(true, float(SAFETY * sum(abs(other - true) for other in others)))

    def value(self) -> Exact:
        return self.told(lambda at: at({}))

    def der(self, i: int) -> Exact:
        """The derivative by input i."""
        return self.told(lambda at: (at({i: STEP}) - at({i: -STEP})) / (2 * STEP))

    def second(self, i: int, along: Sequence[float]) -> Exact:
        """The derivative along a direction of the derivative by input i."""

        def moved(by: int, way: int) -> dict[int, Any]:
            steps = {j: way * mpf(v) * STEP for j, v in enumerate(along)}
            return {**steps, i: steps[i] + by * STEP}

        return self.told(
            lambda at: (at(moved(1, 1)) - at(moved(1, -1)) - at(moved(-1, 1)) + at(moved(-1, -1))) / (4 * STEP**2)
        )
