"""Colour by size of the der: a scale of nine steps that is even to the eye and safe for the colour-blind.

The colours are cividis (Nuñez, Anderton & Renslow, PLOS ONE 13(7), 2018, doi:10.1371/journal.pone.0199239) at ten even
distances, without the darkest, so that a box stands out on dark paper too.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

# From small to large, with the ink that can be read on each.
CIVIDIS = ("#123570", "#3b496c", "#575d6d", "#707173", "#8a8678", "#a59c74", "#c3b369", "#e1cc55", "#fee838")
LEVELS = len(CIVIDIS)
DARK_INK_FROM = 4  # on this level and above, black is read more easily than white

# Where the largest |der| is so many times the smallest, levels are equal ratios and not equal differences.
DECADES = 10.0
# Ders that are smaller than the largest by more than this are all shown as the smallest.
REACH = 6  # decades


@dataclass(frozen=True)
class Scale:
    """Which of the nine levels a |der| belongs to.

    low, high  log10 of the smallest and of the largest |der| that is neither 0, infinite nor nan
    even       whether the levels are equal ratios (over decades), and not equal differences
    """

    low: float
    high: float
    even: bool

    def level(self, der: Any) -> str:
        """The level from "0" to "8"; "zero", "inf" or "nan" where there is none; "none" where nothing has arrived.

        >>> scale([1.0, 2.0, 4.0]).level(4.0), scale([1.0]).level(0.0), scale([1.0]).level(float("nan"))
        ('8', 'zero', 'nan')
        """
        if der is None:
            return "none"
        size = log_size(der)
        if math.isnan(size):
            return "nan"
        if math.isinf(size):
            return "inf" if size > 0 else "zero"
        share = self._share(min(size, self.high))
        return str(min(LEVELS - 1, max(0, math.ceil(share * LEVELS - 1e-9) - 1)))

    def _share(self, size: float) -> float:
        if self.even:
            return (size - self.low) / (self.high - self.low)
        return float(10.0 ** (size - self.high))

    def bounds(self) -> list[float]:
        """log10 of where each level ends; the first entry is where the first begins, -inf for 0."""
        if self.even:
            return [self.low + (self.high - self.low) * step / LEVELS for step in range(LEVELS + 1)]
        return [-math.inf, *(self.high + math.log10(step / LEVELS) for step in range(1, LEVELS + 1))]


def scale(ders: Iterable[Any]) -> Scale:
    """The scale that fits these ders."""
    sizes = [size for size in map(log_size, ders) if math.isfinite(size)]
    high = max(sizes, default=0.0)
    low = max(min(sizes, default=0.0), high - REACH)
    return Scale(low, high, high - low >= math.log10(DECADES))


def log_size(der: Any) -> float:
    """log10 of |der|, also of ints and Fractions beyond the floats: -inf for 0; of several numbers the largest counts.

    >>> log_size(-100), log_size(10**400), log_size(0), log_size((1.0, 10j))
    (2.0, 400.0, -inf, 1.0)
    """
    if isinstance(der, (tuple, list)):
        sizes = [log_size(part) for part in der]
        return math.nan if any(map(math.isnan, sizes)) else max(sizes, default=-math.inf)
    if isinstance(der, Fraction):
        return log_size(der.numerator) - math.log10(der.denominator) if der else -math.inf
    if isinstance(der, complex):
        der = math.hypot(der.real, der.imag)
    size = abs(der)
    if size != size or size == math.inf:  # nan is the number that is not itself
        return float(size)
    return math.log10(size) if size else -math.inf


def largest(ders: Iterable[Any]) -> Any:
    """The largest |der|, nan where one is nan; None where there is none.

    >>> largest([1.0, -3.0, (2.0, 0.0)])
    3.0
    """
    sizes = [part for der in ders for part in (der if isinstance(der, tuple) else (der,))]
    return max(map(abs, sizes), key=lambda size: (size != size, log_size(size)), default=None)
