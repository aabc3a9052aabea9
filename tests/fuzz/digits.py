"""Numbers of many digits on which the text of a program can be run: mpmath computes, and no rule of ours is asked.

A run may disturb each of its steps by a random unit in the last place of a float, always the same for the same seed:
how far the answers of disturbed runs lie apart says what rounding does to a program. A run also notices where it
passes a kink, a jump or a comparison so closely that a float might take the other side.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import cache, partial
from itertools import pairwise
from typing import Any

from mpmath import mp, mpc, mpf
from witness import WITNESSES

import backsweep
from backsweep import TABLE

CLOSE = 1e-7
FACTORS = 997
UNIT = 2.0**-52
STEP = mpf(10) ** -20
# Rows that hide what they are given from the derivative: their values stay as they were at the point itself.
STANDING = {
    "stop_gradient": lambda x: x,
    "high_half": lambda x: mpf(TABLE["high_half"](float(x))),
}


class Edge(ArithmeticError):
    """Outside the real numbers, or at a pole."""


class Number:
    """A number of many digits that does arithmetic through its run."""

    __slots__ = ("run", "value")

    def __init__(self, value: Any, run: Run) -> None:
        self.value, self.run = value, run

    def __abs__(self) -> Number:
        return self.run("abs", self)

    def __neg__(self) -> Number:
        return self.run("neg", self)

    def __pos__(self) -> Number:
        return self

    def __pow__(self, other: Any) -> Number:
        return self.run("pow", self, other)

    def __rpow__(self, other: Any) -> Number:
        return self.run("pow", other, self)

    def __lt__(self, other: Any) -> bool:
        return self.run.apart(self, other) < 0

    def __le__(self, other: Any) -> bool:
        return self.run.apart(self, other) <= 0

    def __gt__(self, other: Any) -> bool:
        return self.run.apart(self, other) > 0

    def __ge__(self, other: Any) -> bool:
        return self.run.apart(self, other) >= 0

    def __eq__(self, other: object) -> bool:
        return self.run.apart(self, other) == 0

    def __ne__(self, other: object) -> bool:
        return self.run.apart(self, other) != 0

    __hash__ = object.__hash__


def operator(row: str, swapped: bool) -> Callable[[Number, Any], Number]:
    if swapped:
        return lambda self, other: self.run(row, other, self)
    return lambda self, other: self.run(row, self, other)


for word, row in {
    "add": "add",
    "sub": "sub",
    "mul": "mul",
    "truediv": "div",
    "mod": "mod",
    "floordiv": "floordiv",
}.items():
    setattr(Number, f"__{word}__", operator(row, False))
    setattr(Number, f"__r{word}__", operator(row, True))


def value_of(x: Any) -> Any:
    """The number in many digits; what is no Number is left alone, as it may be a count or a truth."""
    return x.value if isinstance(x, Number) else x


def exact(x: Any) -> Any:
    """A number, or a list of them, in many digits."""
    return [exact(part) for part in x] if isinstance(x, (list, tuple)) else mpf(value_of(x))


def to_integer(x: Any) -> Any:
    """How far to the next integer, for a float of this size: of 1e12 it has few digits behind the point."""
    return abs(x - mp.nint(x)) / (1 + abs(x))


def to_half(x: Any) -> Any:
    """The same to the middle between two."""
    return abs(abs(x - mp.floor(x)) - mpf("0.5")) / (1 + abs(x))


def gap(*xs: Any) -> Any:
    """How far the two closest of these are apart."""
    ordered = sorted(map(mpf, xs))
    return min((b - a for a, b in pairwise(ordered)), default=mpf(1))


def first_gap(xs: list[Any]) -> Any:
    """How far the largest is from the next."""
    ordered = sorted(xs)
    return ordered[-1] - ordered[-2] if len(xs) > 1 else mpf(1)


# How far from a kink or a jump.
KINKS: dict[str, Callable[..., Any]] = {
    **dict.fromkeys(("abs", "sign", "relu", "sqrt", "cbrt", "acosh"), lambda x, *more: abs(x)),
    **dict.fromkeys(("floor", "ceil", "trunc"), to_integer),
    "round": to_half,
    "round_to": lambda x, places: to_half(x * mpf(10) ** places),
    # No zero of mpmath's has a sign.
    "copysign": lambda x, y: min(abs(x), abs(y)) or mpf(CLOSE) / 2,
    **dict.fromkeys(("maximum", "minimum"), gap),
    "clip": gap,
    "max": first_gap,
    "min": lambda xs: first_gap([-x for x in xs]),
    **dict.fromkeys(("mod", "floordiv"), lambda x, y: to_integer(mpf(x) / y)),
    "fmod": lambda x, y: to_integer(mpf(x) / y),
    "remainder": lambda x, y: to_half(mpf(x) / y),
    "xlogy": lambda x, y: abs(x),
    "norm": lambda xs: max(map(abs, xs)),
    "hypot": lambda *xs: max(map(abs, xs)),
    "atan2": lambda y, x: abs(y) if x < 0 else abs(x) + abs(y),
    "contribute": lambda d, p: mpf(1),
}


# Rows that give a float without rounding.
WHOLE = {
    "floor",
    "ceil",
    "trunc",
    "round",
    "sign",
    "floordiv",
    "neg",
    "abs",
    "maximum",
    "minimum",
    "max",
    "min",
    "where",
}
WHOLE |= {"identity", "relu", "clip", "copysign", *STANDING}


@cache
def factors(seed: int | None) -> list[Any]:
    """What the steps of a run are multiplied by."""
    chance = random.Random(seed)
    return [mpf(1) if seed is None else 1 + mpf(chance.uniform(-UNIT, UNIT)) for _ in range(FACTORS)]


class Run:
    """One run of a program: how it disturbs, what stands still, and how close to a kink it came.

    seed      of the disturbance; None for none
    standing  the values that stand still, of the run at the point itself; None while that is this run
    on_kinks  at which kinks and comparisons it was, and whether exactly there
    """

    def __init__(self, seed: int | None = None, standing: list[Any] | None = None) -> None:
        self.factors = factors(seed)
        self.standing: list[Any] = [] if standing is None else standing
        self.first = standing is None
        self.steps = self.stood = 0
        self.kink = ""
        self.on_kinks: list[tuple[str, bool]] = []

    def __call__(self, name: str, *args: Any) -> Number:
        """A step: one row, at many digits."""
        row = TABLE[name]
        static = row.static if row.kind != "sequence" else [False] * len(args)
        vals = [value_of(arg) if still else exact(arg) for arg, still in zip(args, static, strict=True)]
        if name in KINKS:
            self.passes(KINKS[name](*vals), name)
        value = self.stand(STANDING[name](*vals)) if name in STANDING else WITNESSES[name].value(*vals)
        if isinstance(value, mpc) or not mp.isfinite(value):
            raise Edge(name)
        self.steps += 1
        return Number(value if name in WHOLE else mpf(value) * self.factors[self.steps % FACTORS], self)

    def passes(self, distance: Any, name: str) -> None:
        """Notices a kink nearby. At a distance of exactly 0 in every run there is none: floor(2.0), maximum(v, v)."""
        self.on_kinks.append((name, distance == 0))
        if 0 < abs(distance) < CLOSE:
            self.kink = self.kink or name

    def stand(self, value: Any) -> Any:
        if self.first:
            self.standing.append(value)
        self.stood += 1
        return self.standing[self.stood - 1]

    def apart(self, x: Any, y: Any) -> Any:
        difference = mpf(value_of(x)) - mpf(value_of(y))
        self.passes(difference, "a comparison")
        return difference

    def whole(self, x: Any) -> int:
        """floor_int"""
        return int(self("floor", x).value)

    def slope(self, f: Callable[[Any], Any]) -> Callable[[Any], Number]:
        """f', by differences whose two runs are disturbed alike."""

        def along(x: Any) -> Number:
            steps, here = self.steps, mpf(value_of(x))
            high = value_of(f(Number(here + STEP, self)))
            self.steps = steps
            low = value_of(f(Number(here - STEP, self)))
            return Number((high - low) / (2 * STEP), self)

        return along

    def names(self) -> dict[str, Any]:
        """What the text of a program may call, in this world."""
        found: dict[str, Any] = {name: partial(self, name) for name in TABLE}
        plain = {name: getattr(backsweep, name) for name in backsweep.__all__}
        return {
            **plain,
            **found,
            "floor_int": self.whole,
            "fabs": found["abs"],
            "log": lambda x, base=None: self("log", x) if base is None else self("log", x) / self("log", base),
            "hypot": lambda x, *more: self("norm", [x, *more]),
            "round": lambda x, places=None: self("round", x) if places is None else self("round_to", x, places),
            "sum": lambda xs: self("sum", list(xs)),
            "sumprod": found["dot"],
            "checkpoint": lambda f: f,
            "grad": self.slope,
            "jvp": lambda f: lambda x, tangent: (f(x), self.slope(f)(x) * tangent),
        }
