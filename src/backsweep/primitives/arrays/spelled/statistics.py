"""NumPy's spellings of what describes a sample: quantiles, covariances, and spreads beside entries that are nan."""

from __future__ import annotations

from typing import Any

from backsweep.errors import NotDifferentiable
from backsweep.primitives import exponential, piecewise
from backsweep.primitives.arrays import cumulative, products, reductions, shapes
from backsweep.primitives.arrays.complex_parts import conj
from backsweep.primitives.arrays.indexing import take_at
from backsweep.primitives.arrays.shapes import shape
from backsweep.primitives.arrays.spelled.basics import Axis, concatenate, stack, transpose
from backsweep.primitives.arrays.spelled.complex import real
from backsweep.primitives.arrays.spelled.indexing import take_along_axis
from backsweep.primitives.arrays.spelled.reductions import cumprod, cumsum, without_nan
from backsweep.primitives.arrays.spelled.shapes import atleast_2d, diagonal
from backsweep.primitives.arrays.spelled.sorting import sort
from backsweep.primitives.arrays.spelled.spelling import as_array, axes_of, spelled
from backsweep.values import numpy
from backsweep.worlds import value_of


def sorted_over(a: Any, axes: tuple[int, ...]) -> Any:
    """The entries over these axes in one row each, sorted, along a first axis; nan comes last."""
    order = cumulative.to_front(a.ndim, axes)
    return sort(shapes.reshape(shapes.transpose(a, order), cumulative.one_row(shape(a), axes)), 0)


@spelled("median")
def median(a: Any, axis: Axis = None, *, keepdims: bool = False) -> Any:
    """The middle entry, or the mean of the two in the middle; nan if one is nan."""
    a = as_array(a)
    axes = axes_of(axis, a.ndim)
    row = sorted_over(a, axes)
    middle = row.shape[0] // 2
    both = take_at(row, (slice(middle - 1 + row.shape[0] % 2, middle + 1),))
    found = _nan_if_there_is_one(row, reductions.mean(both, (0,), False))
    return shapes.reshape(found, shapes.kept(shape(a), axes)) if keepdims else found


def _nan_if_there_is_one(row: Any, found: Any) -> Any:
    """`found`, but nan where the last of the sorted entries is."""
    last = take_at(row, (-1,))
    return piecewise.where(value_of(last) == value_of(last), found, last)


@spelled("nanmedian")
def nanmedian(a: Any, axis: Axis = None, *, keepdims: bool = False) -> Any:
    """The median of the entries that are not nan; nan where all are."""
    a = as_array(a)
    axes = axes_of(axis, a.ndim)
    row = sorted_over(a, axes)
    count = numpy().sum(value_of(row) == value_of(row), axis=0, keepdims=True)
    lower, upper = (take_along_axis(row, numpy().maximum(place, 0), 0) for place in ((count - 1) // 2, count // 2))
    found = take_at((lower + upper) / 2.0, (0,))
    return shapes.reshape(found, shapes.kept(shape(a), axes)) if keepdims else found


@spelled("quantile")
def quantile(a: Any, q: Any, axis: Axis = None, *, method: str = "linear", keepdims: bool = False) -> Any:
    """What a share q of the entries lies below, on the straight line between two sorted entries; nan if one is nan.

    Of several q there is one answer each, along a first axis.

    Raises:
        NotDifferentiable: the method is another one.
        ValueError: q lies outside 0 to 1, as NumPy raises it.
    """
    if method != "linear":
        raise NotDifferentiable(f'np.quantile of a Node takes method = "linear", but got method = {method!r}.')
    if numpy().ndim(value_of(q)):
        return stack([quantile(a, one, axis, keepdims=keepdims) for one in q])
    numpy().quantile(0.0, value_of(q))
    a = as_array(a)
    axes = axes_of(axis, a.ndim)
    row = sorted_over(a, axes)
    place = q * (row.shape[0] - 1)
    below = min(int(value_of(place)), max(row.shape[0] - 2, 0))
    lower, upper = take_at(row, (below,)), take_at(row, (min(below + 1, row.shape[0] - 1),))
    share = place - below
    # From the nearer end, so that both ends are met exactly.
    near_upper = value_of(share) >= 0.5
    between = upper - (upper - lower) * (1 - share) if near_upper else lower + (upper - lower) * share
    found = _nan_if_there_is_one(row, between)
    return shapes.reshape(found, shapes.kept(shape(a), axes)) if keepdims else found


@spelled("percentile")
def percentile(a: Any, q: Any, axis: Axis = None, *, method: str = "linear", keepdims: bool = False) -> Any:
    """The quantile of q / 100."""
    return quantile(a, as_array(q) / 100, axis, method=method, keepdims=keepdims)


@spelled("nanvar")
def nanvar(a: Any, axis: Axis = None, *, ddof: float = 0, keepdims: bool = False) -> Any:
    """The variance of the entries that are not nan."""
    a = as_array(a)
    axes, there = axes_of(axis, a.ndim), value_of(a) == value_of(a)
    count = numpy().sum(there, axis=axes, keepdims=True, dtype=value_of(real(a)).dtype)
    mean = reductions.sum(piecewise.where(there, a, 0.0), axes, True) / count
    distance = piecewise.where(there, a - mean, 0.0)
    total = reductions.sum(real(distance * conj(distance)), axes, bool(keepdims))
    return total / ((count if keepdims else numpy().squeeze(count, axis=axes)) - ddof)


@spelled("nanstd")
def nanstd(a: Any, axis: Axis = None, *, ddof: float = 0, keepdims: bool = False) -> Any:
    """The square root of that; its derivative is 0 where all entries are equal."""
    var = nanvar(a, axis, ddof=ddof, keepdims=keepdims)
    equal = value_of(var) == 0
    return piecewise.where(equal, 0.0, exponential.sqrt(piecewise.where(equal, 1.0, var)))


@spelled("nancumsum")
def nancumsum(a: Any, axis: int | None = None) -> Any:
    """The sums of all entries up to each, each nan counted as 0."""
    return cumsum(without_nan(a, 0.0), axis)


@spelled("nancumprod")
def nancumprod(a: Any, axis: int | None = None) -> Any:
    """The products of all entries up to each, each nan counted as 1."""
    return cumprod(without_nan(a, 1.0), axis)


@spelled("cov")
def cov(m: Any, y: Any = None, rowvar: bool = True, bias: bool = False, ddof: int | None = None) -> Any:
    """The covariances between the rows, each a variable, as one number for a single one."""
    rows = _variables(m, rowvar) if y is None else concatenate([_variables(m, rowvar), _variables(y, rowvar)], 0)
    centred = rows - reductions.mean(rows, (1,), True)
    found = products.matmul(centred, conj(transpose(centred)))
    count = shape(rows)[1] - ((0 if bias else 1) if ddof is None else ddof)
    found = found * float(numpy().true_divide(1, max(count, 0)))
    return found if shape(found) != (1, 1) else take_at(found, (0, 0))


def _variables(m: Any, rowvar: bool) -> Any:
    """The variables as rows."""
    m = as_array(m)
    return transpose(m) if m.ndim == 2 and not rowvar else atleast_2d(m)


@spelled("corrcoef")
def corrcoef(x: Any, y: Any = None, rowvar: bool = True) -> Any:
    """The covariances divided by both standard deviations, at most 1 in size."""
    found = cov(x, y, rowvar)
    if not shape(found):
        return found / found
    spread = exponential.sqrt(real(diagonal(found)))
    found = found / take_at(spread, (slice(None), None)) / take_at(spread, (None,))
    too_large = abs(value_of(found)) > 1
    return piecewise.where(too_large, numpy().sign(value_of(found)), found)
