"""From the smallest to the largest of some numbers, with what is not a number counted beside it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from backsweep.node import Number
from backsweep.values import is_array, is_complex, numpy
from backsweep.words.text import number


@dataclass(frozen=True, slots=True)
class Range:
    """The smallest and the largest of some numbers; complex numbers are compared by their modulus.

    low, high  the ends; None where all are nan
    nans       how many are nan
    modulus    whether these are moduli, of complex numbers
    """

    low: Number | None
    high: Number | None
    nans: int = 0
    modulus: bool = False

    @property
    def is_finite(self) -> bool:
        """Whether every number is finite."""
        return not self.nans and not any(isinstance(end, float) and math.isinf(end) for end in (self.low, self.high))

    def __str__(self) -> str:
        """2.0, or 1.0 to 3.0, or |1.0| to |3.0|, or 1.0 to 3.0 and 2 nan.

        >>> print(Range(1.0, 3.0), "/", Range(2, 2), "/", Range(1.0, math.inf, nans=2))
        1.0 to 3.0 / 2 / 1.0 to inf and 2 nan
        """
        parts = [self._numbers()] * (self.low is not None)
        many = self.nans > 1 or parts
        return " and ".join(parts + ([f"{self.nans:,} nan" if many else "nan"] if self.nans else []))

    def _numbers(self) -> str:
        bars = "|{}|" if self.modulus else "{}"
        low, high = bars.format(number(self.low)), bars.format(number(self.high))
        return low if low == high else f"{low} to {high}"


def _ends(array: Any) -> list[Any]:
    """An array's smallest and largest entry, by modulus where it is complex, and each nan it has."""
    nans = numpy().isnan(array)
    good = array[~nans]
    by = numpy().abs(good) if is_complex(array) else good
    ends = [good[by.argmin()].item(), good[by.argmax()].item()] if good.size else []
    return [*ends, *[math.nan] * int(numpy().count_nonzero(nans))]


def range_of(numbers: Iterable[Any]) -> Range | None:
    """The range of some numbers; None where there are none.

    >>> range_of([3, 1.0, 2])
    Range(low=1.0, high=3, nans=0, modulus=False)
    """
    found = [end for one in numbers for end in (_ends(one) if is_array(one) else (one,))]
    complexes = any(isinstance(one, complex) for one in found)
    comparable = [math.hypot(one.real, one.imag) if complexes else one for one in found]
    good = [one for one in comparable if not (isinstance(one, float) and math.isnan(one))]
    if not found:
        return None
    if not good:
        return Range(None, None, len(found), complexes)
    return Range(min(good), max(good), len(found) - len(good), complexes)
