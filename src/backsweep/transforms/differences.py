"""Derivatives by differences: a witness that knows nothing of rules or graphs.

One idea (Ridders 1982): central differences for a row of shrinking steps, each pair extrapolated to
step 0 as Richardson taught. The step at which successive answers agree best gives the estimate, and how
well they agree gives its error.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import inf, isfinite, nan

STEPS = 45
SHRINK = 2.0
# Further orders only amplify rounding.
ORDERS = 6


@dataclass(frozen=True)
class Estimate:
    """A derivative by differences: its value, how far it may be off, and the step it was found with."""

    value: float
    error: float
    step: float


def central_difference(f: Callable[[float], float], x: float) -> Estimate:
    """The derivative of f at x by Richardson-extrapolated central differences.

    Steps at which f has no value (outside a domain, or nan) are passed over; where none is left the
    value is nan.

    >>> estimate = central_difference(lambda x: x**3, 2.0)
    >>> abs(estimate.value - 12.0) < 1e-9
    True
    """
    best = Estimate(nan, inf, 0.0)
    above: list[float] = []
    step = 0.1 * max(abs(x), 0.1)
    for _ in range(STEPS):
        slope = _slope(f, x, step)
        if best.error == 0.0 and best.step > 4 * step:
            break
        if slope is None:
            above = []
        else:
            row = [slope]
            for level, coarse in enumerate(above[:ORDERS], start=1):
                gain = SHRINK ** (2 * level)
                row.append((gain * row[-1] - coarse) / (gain - 1))
                error = max(abs(row[-1] - row[-2]), abs(row[-1] - coarse))
                if error <= best.error:
                    best = Estimate(row[-1], error, step)
            above = row
        step /= SHRINK
    return best


def _slope(f: Callable[[float], float], x: float, step: float) -> float | None:
    right, left = x + step, x - step
    try:
        slope = (f(right) - f(left)) / (right - left)
    except (ArithmeticError, ValueError):
        return None
    return slope if isfinite(slope) else None


def kink_nearby(f: Callable[[float], float], x: float) -> bool:
    """Whether the slopes left and right of x stay apart as the step shrinks, as they do at a kink or a jump."""
    gaps = []
    for step in (1e-4, 1e-5, 1e-6):
        size = step * max(abs(x), 1.0)
        try:
            right, here, left = f(x + size), f(x), f(x - size)
        except (ArithmeticError, ValueError):
            return False
        scale = max(abs(right - here), abs(here - left)) / size
        gaps.append(abs((right - here) - (here - left)) / size / scale if scale else 0.0)
    # For a smooth function the gap shrinks with the step, tenfold each time.
    return min(gaps) > 0.01 and gaps[-1] > 0.5 * gaps[0]
