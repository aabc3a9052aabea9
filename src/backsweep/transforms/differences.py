"""Derivatives by differences: a witness that knows nothing of rules or graphs.

One idea (Ridders 1982): central differences for a row of shrinking steps, each pair extrapolated to
step 0 as Richardson taught. The step at which successive answers agree best gives the estimate, and how
well they agree, and what rounding f costs at that step, give its error.
"""

from __future__ import annotations

from cmath import isfinite
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import frexp, inf, ldexp, nan
from typing import Any

STEPS = 50
# Further orders only amplify rounding.
ORDERS = 6
# Answers that agree to so much are believed before any that are merely close to 0 together: far apart, the
# slopes of a wave are small, whatever its derivative.
BELIEVED = 1e-3
ROUNDING = 2.0**-53


@dataclass(frozen=True)
class Estimate:
    """A derivative by differences: its value, how far it may be off, and the step it was found with."""

    value: Any
    error: float
    step: float

    @property
    def doubt(self) -> tuple[float, float]:
        """What the best estimate has least of: relative error where that is small, else absolute."""
        relative = self.error / abs(self.value) if self.value else inf
        return (relative, 0.0) if relative < BELIEVED else (BELIEVED, self.error)

    def belies(self, coarser: Estimate) -> bool:
        """Whether this one, of a smaller step, is good and yet far from the other: as where that stepped over jumps.

        A step smaller by far belies nothing: there f's own rounding speaks.
        """
        apart = abs(self.value - coarser.value)
        far = apart > 1000 * (self.error + coarser.error) and self.error < BELIEVED**2 * apart
        return far and self.step > coarser.step / 4096


def central_difference(f: Callable[[float], Any], x: Any) -> Estimate:
    """The derivative of f at x by Richardson-extrapolated central differences.

    Steps at which f has no value (outside a domain, or nan) are passed over; where none is left the
    value is nan. For a complex x the steps are real, which is all that an analytic f needs.

    >>> estimate = central_difference(lambda x: x**3, 2.0)
    >>> abs(estimate.value - 12.0) < 1e-9
    True
    """
    best = Estimate(nan, inf, 0.0)
    if isfinite(x):
        for ladder in ladders(float(abs(x))):
            for estimate in estimates(f, x, ladder):
                if estimate.doubt < best.doubt or estimate.belies(best):
                    best = estimate
    return best


def ladders(size: float) -> Iterator[list[float]]:
    """Steps for an x of this size, each half of the one before; tiny x have a second row of tiny steps.

    Powers of two, so that x + step and x - step are exact for as long as they can be.
    """
    for scale in [max(size, 0.1), size] if 0 < size < 1e-3 else [max(size, 0.1)]:
        first = frexp(0.1 * scale)[1]
        yield [ldexp(1.0, first - halvings) for halvings in range(STEPS)]


def estimates(f: Callable[[float], Any], x: Any, ladder: list[float]) -> Iterator[Estimate]:
    """All extrapolations along a row of steps, each with its error."""
    above: list[Any] = []
    for step in ladder:
        slope, rounding = _slope(f, x, step)
        if slope is None:
            above = []
            continue
        row = [slope]
        for level, coarse in enumerate(above[:ORDERS], start=1):
            gain = 4.0**level
            row.append((gain * row[-1] - coarse) / (gain - 1))
            yield Estimate(row[-1], max(abs(row[-1] - row[-2]), abs(row[-1] - coarse), rounding), step)
        above = row


def _slope(f: Callable[[float], Any], x: Any, step: float) -> tuple[Any, float]:
    """The slope from x - step to x + step, and what the rounding of f may have done to it; None where there is none."""
    right, left = x + step, x - step
    try:
        high, low = f(right), f(left)
        slope = (high - low) / (right - left)
        rounding = ROUNDING * max(abs(high), abs(low)) / step
    except (ArithmeticError, ValueError):
        return None, inf
    return (slope, float(rounding)) if isfinite(slope) else (None, inf)


def kink_nearby(f: Callable[[float], Any], x: Any) -> bool:
    """Whether the slopes left and right of x stay apart as the step shrinks, as they do at a kink or a jump."""
    gaps: list[float] = []
    least = 0.0
    for step in (1e-4, 1e-6, 1e-8):
        size = step * max(abs(x), 1.0)
        try:
            right, here, left = f(x + size), f(x), f(x - size)
        except (ArithmeticError, ValueError):
            return False
        gaps.append(abs((right - here) - (here - left)) / size)
        # Rounding makes a gap too, and so does plain curvature.
        rounding = 16 * ROUNDING * max(abs(right), abs(here), abs(left))
        least = max(rounding, 0.05 * max(abs(right - here), abs(here - left))) / size
    # For a smooth function the gap shrinks with the step, a hundredfold each time.
    return bool(gaps[-1] > max(least, 0.5 * gaps[0]))
