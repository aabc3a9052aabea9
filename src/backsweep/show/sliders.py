"""Sliders for the arguments of a function: where each begins, ends and stands, and how far it moves at a time.

Knows nothing of widgets: a slider is five plain values.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, inf, isfinite, log10
from numbers import Real
from typing import TypeGuard

from backsweep.errors import WrongKind
from backsweep.node import short

# A slider around a number goes so many steps to either side; one over a range has about twice as many.
STEPS = 100

Given = float | tuple[float, float] | tuple[float, float, float]


@dataclass(frozen=True)
class Slider:
    """A slider from `low` to `high` that moves by `step` and stands at `value`."""

    name: str
    low: float
    high: float
    step: float
    value: float


def slider(name: str, given: object) -> Slider:
    """The slider that an argument asks for: a number one around it, a pair one between, a triple names the step too.

    Raises:
        WrongKind: the argument is none of these.
        ValueError: the ends do not leave room for a step, or are not finite.

    >>> slider("x", 2.0)
    Slider(name='x', low=0.0, high=4.0, step=0.02, value=2.0)
    >>> slider("y", (0, 5))
    Slider(name='y', low=0.0, high=5.0, step=0.02, value=2.5)
    """
    if _is_number(given):
        return _around(name, float(given))
    if isinstance(given, tuple) and len(given) in (2, 3) and all(map(_is_number, given)):
        return _between(name, *map(float, given))
    raise WrongKind(
        f"explore makes a slider for each argument: it needs a number, (low, high) or (low, high, step), "
        f"but got {name} = {short(given)}. To leave an argument as it is, fix it first: "
        f"explore(lambda x: f(x, {name}), x=...)."
    )


def _is_number(given: object) -> TypeGuard[float]:
    return isinstance(given, Real) and not isinstance(given, bool)


def _around(name: str, value: float) -> Slider:
    if not isfinite(value):
        raise ValueError(f"explore needs finite numbers, but got {name} = {value}.")
    step = round_down(abs(value) / STEPS or 1 / STEPS)
    low, high = value - STEPS * step, value + STEPS * step
    if not low < value < high < inf:
        raise ValueError(f"explore finds no room around {name} = {value}. Give the ends: {name}=(low, high).")
    return Slider(name, low, high, step, value)


def _between(name: str, low: float, high: float, step: float | None = None) -> Slider:
    told = f"{name} = ({', '.join(map(repr, (low, high) if step is None else (low, high, step)))})"
    if not isfinite(high - low) or not isfinite(step or 0.0):
        raise ValueError(f"explore needs a finite range, but got {told}.")
    if low >= high:
        raise ValueError(f"explore needs low < high, but got {told}.")
    step = round_down((high - low) / (2 * STEPS)) if step is None else step
    if not 0 < step <= high - low:
        raise ValueError(f"explore needs a step of more than 0 that fits between low and high, but got {told}.")
    # The place nearest the middle where the slider can stand.
    return Slider(name, low, high, step, low + step * floor((high - low) / step / 2 + 0.25))


def round_down(size: float) -> float:
    """The largest of 1, 2, 5, 10, 20, 50, ... and 0.5, 0.2, 0.1, ... that is not above `size`.

    >>> round_down(0.047), round_down(3.0), round_down(50.0)
    (0.02, 2.0, 50.0)
    """
    exponent = floor(log10(size))
    candidates = [float(f"{digit}e{exponent + more}") for more in (-1, 0, 1) for digit in (1, 2, 5)]
    return max(candidate for candidate in candidates if candidate <= size)
