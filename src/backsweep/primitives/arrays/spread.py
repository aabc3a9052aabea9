"""Rows for how far the numbers of an array lie apart: variance and standard deviation along axes.

Rows of their own, though they could be written as means of squares: one array is kept instead of four, the value is
NumPy's to the last bit, and std of equal values has the derivative 0 where a square root of 0 has an infinite one.
"""

from __future__ import annotations

from typing import Any

from backsweep.over_arrays import over_arrays
from backsweep.primitives.arrays.complex_parts import conj
from backsweep.primitives.arrays.reductions import mean
from backsweep.primitives.arrays.shapes import count, kept, reshape, shape
from backsweep.primitives.piecewise import where
from backsweep.values import numpy
from backsweep.vocabulary import about_shapes


@about_shapes
def freedom(lengths: tuple[int, ...], axes: tuple[int, ...], ddof: float) -> float:
    """By what the sum of squares is divided: the number of entries less ddof, and nan where nothing is left."""
    left = count(lengths, axes) - ddof
    return left if left > 0 else float("nan")


def _from_the_mean(g: Any, x: Any, axis: Any, ddof: Any, keepdims: Any, y: Any) -> Any:
    """2 (x - mean) / (n - ddof): the mean itself moves nothing, as the distances from it add up to 0."""
    weight = 2 / freedom(shape(x), axis, ddof)
    return reshape(g, kept(shape(x), axis)) * (weight * conj(x - mean(x, axis, True)))


var = over_arrays(
    "var",
    about="The squared distances from the mean, added up along axes and divided by n - ddof.",
    value=lambda x, axis, ddof, keepdims: numpy().var(x, axis=axis, ddof=ddof, keepdims=keepdims),
    pulls={"x": _from_the_mean},
    source="differentiate the sum of |x - mean|^2",
)


def _over_the_deviation(g: Any, x: Any, axis: Any, ddof: Any, keepdims: Any, y: Any) -> Any:
    """(x - mean) / ((n - ddof) std); 0 where all are equal."""
    deviation = reshape(y, kept(shape(x), axis))
    share = reshape(g, kept(shape(x), axis)) / where(deviation == 0, 1.0, deviation)
    return share * conj(x - mean(x, axis, True)) / freedom(shape(x), axis, ddof)


std = over_arrays(
    "std",
    about="The square root of the variance along axes; where all entries are equal its derivative is 0.",
    value=lambda x, axis, ddof, keepdims: numpy().std(x, axis=axis, ddof=ddof, keepdims=keepdims),
    pulls={"x": _over_the_deviation},
    source="differentiate y^2 = var; 0 at the tip of the cone, as for norm",
)
