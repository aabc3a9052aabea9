"""NumPy's spellings of what makes a row of numbers out of a few: linspace and its kin, powers."""

from __future__ import annotations

from typing import Any

from backsweep.primitives import exponential, piecewise
from backsweep.primitives.arrays.spelled.basics import stack
from backsweep.primitives.arrays.spelled.shapes import moveaxis
from backsweep.primitives.arrays.spelled.spelling import as_array, entries, spelled
from backsweep.values import numpy
from backsweep.worlds import value_of


@spelled("linspace")
def linspace(start: Any, stop: Any, num: int = 50, endpoint: bool = True, *, axis: int = 0) -> Any:
    """Numbers at equal distances from start to stop, the last of them stop itself."""
    start, stop = as_array(start), as_array(stop)
    rank, last = max(start.ndim, stop.ndim), num - 1
    steps = numpy().arange(num, dtype=numpy().result_type(start.dtype, stop.dtype)).reshape((num,) + (1,) * rank)
    found = steps * ((stop - start) / ((last if endpoint else num) or 1)) + start
    if endpoint and last > 0:
        found = piecewise.where(steps == last, stop, found)
    return moveaxis(found, 0, axis) if axis else found


@spelled("logspace")
def logspace(start: Any, stop: Any, num: int = 50, endpoint: bool = True, base: Any = 10.0, *, axis: int = 0) -> Any:
    """The powers of the base whose exponents lie at equal distances."""
    return entries(base) ** linspace(start, stop, num, endpoint, axis=axis)


@spelled("geomspace")
def geomspace(start: Any, stop: Any, num: int = 50, endpoint: bool = True, *, axis: int = 0) -> Any:
    """Numbers of one sign at equal ratios from start to stop, both of them met exactly."""
    start, stop = as_array(start), as_array(stop)
    sign = numpy().sign(value_of(start))
    between = sign * 10.0 ** linspace(exponential.log10(sign * start), exponential.log10(sign * stop), num, endpoint)
    place = numpy().arange(num).reshape((num,) + (1,) * max(start.ndim, stop.ndim))
    found = piecewise.where(place == 0, start, between)
    if endpoint and num > 1:
        found = piecewise.where(place == num - 1, stop, found)
    return moveaxis(found, 0, axis) if axis else found


@spelled("vander")
def vander(x: Any, N: int | None = None, increasing: bool = False) -> Any:
    """The powers of each entry, side by side: from the highest down to 1, or the other way round."""
    x = as_array(x)
    count = x.shape[0] if N is None else N
    powers = [numpy().ones(x.shape, dtype=x.dtype)]
    for _ in range(count - 1):
        powers.append(powers[-1] * x)
    rising = powers[:count]
    return stack(rising if increasing else rising[::-1], 1) if rising else numpy().empty((x.shape[0], 0), x.dtype)
