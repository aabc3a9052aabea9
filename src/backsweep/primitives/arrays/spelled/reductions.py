"""NumPy's spellings of what reduces an array: products, spreads, averages, cumulative sums, differences."""

from __future__ import annotations

from typing import Any

from backsweep.errors import NotDifferentiable
from backsweep.primitives import piecewise
from backsweep.primitives.arrays import cumulative, reductions, shapes, spread
from backsweep.primitives.arrays.cumulative import along
from backsweep.primitives.arrays.indexing import take_at
from backsweep.primitives.arrays.shapes import shape
from backsweep.primitives.arrays.spelled.basics import Axis, concatenate, ravel
from backsweep.primitives.arrays.spelled.spelling import as_array, axes_of, axis_of, reduced_axes, spelled
from backsweep.values import numpy
from backsweep.worlds import value_of


@spelled("prod")
def prod(a: Any, axis: Axis = None, *, keepdims: bool = False) -> Any:
    """Product along axes; exact where factors are 0."""
    a = as_array(a)
    return cumulative.prod(a, reduced_axes(axis, a.ndim), bool(keepdims))


@spelled("var")
def var(a: Any, axis: Axis = None, *, ddof: float = 0, keepdims: bool = False, correction: float = 0) -> Any:
    """The squared distances from the mean, added up and divided by n - ddof."""
    a = as_array(a)
    return spread.var(a, axes_of(axis, a.ndim), ddof or correction, bool(keepdims))


@spelled("std")
def std(a: Any, axis: Axis = None, *, ddof: float = 0, keepdims: bool = False, correction: float = 0) -> Any:
    """The square root of the variance; where all entries are equal its derivative is 0."""
    a = as_array(a)
    return spread.std(a, axes_of(axis, a.ndim), ddof or correction, bool(keepdims))


@spelled("ptp")
def ptp(a: Any, axis: Axis = None, *, keepdims: bool = False) -> Any:
    """The largest less the smallest."""
    a = as_array(a)
    axes = axes_of(axis, a.ndim)
    return reductions.max(a, axes, bool(keepdims)) - reductions.min(a, axes, bool(keepdims))


@spelled("average")
def average(a: Any, axis: Axis = None, weights: Any = None, *, keepdims: bool = False) -> Any:
    """The mean, each entry counted by its weight."""
    a = as_array(a)
    axes = axes_of(axis, a.ndim)
    if weights is None:
        return reductions.mean(a, axes, bool(keepdims))
    w = _beside(as_array(weights), a, axes)
    total = reductions.sum(w, axes, bool(keepdims))
    return reductions.sum(a * w, axes, bool(keepdims)) / total


def _beside(weights: Any, a: Any, axes: tuple[int, ...]) -> Any:
    """The weights in the shape of a; those given along the axes alone are repeated over the others.

    Raises:
        NotDifferentiable: they have neither shape.
    """
    if shape(weights) != shape(a):
        along_axes = tuple(shape(a)[axis] for axis in axes)
        if shape(weights) != along_axes or len(axes) == a.ndim:
            raise NotDifferentiable(
                f"np.average needs weights of shape {shape(a)}, or {along_axes}, but got {shape(weights)}."
            )
        order = sorted(range(len(axes)), key=axes.__getitem__)
        weights = shapes.reshape(
            shapes.transpose(weights, tuple(order)),
            tuple(length if axis in axes else 1 for axis, length in enumerate(shape(a))),
        )
    return shapes.broadcast_to(weights, shape(a))


@spelled("cumsum")
def cumsum(a: Any, axis: int | None = None) -> Any:
    """The sums of all entries up to each."""
    a = ravel(as_array(a)) if axis is None else as_array(a)
    return cumulative.cumsum(a, axis_of(axis or 0, a.ndim))


@spelled("cumulative_sum")
def cumulative_sum(x: Any, /, *, axis: int | None = None) -> Any:
    """The sums of all entries up to each."""
    return cumsum(x, axis)


@spelled("cumprod")
def cumprod(a: Any, axis: int | None = None) -> Any:
    """The products of all entries up to each; exact where factors are 0."""
    a = ravel(as_array(a)) if axis is None else as_array(a)
    return cumulative.cumprod(a, axis_of(axis or 0, a.ndim))


@spelled("cumulative_prod")
def cumulative_prod(x: Any, /, *, axis: int | None = None) -> Any:
    """The products of all entries up to each; exact where factors are 0."""
    return cumprod(x, axis)


@spelled("diff")
def diff(a: Any, n: int = 1, axis: int = -1, prepend: Any = None, append: Any = None) -> Any:
    """Each entry along an axis, less the one before; n times over."""
    a = as_array(a)
    if n == 0:
        return a
    place = axis_of(axis, a.ndim)
    ends = [_end(end, shape(a), place) for end in (prepend, append)]
    parts = [part for part in (ends[0], a, ends[1]) if part is not None]
    found = parts[0] if len(parts) == 1 else concatenate(parts, place)
    for _ in range(n):
        found = take_at(found, along(place, 1)) - take_at(found, along(place, 0, -1))
    return found


def _end(end: Any, lengths: tuple[int, ...], axis: int) -> Any:
    """What is put before or behind along an axis: a number counts for a slice of it."""
    if end is None or type(end).__name__ == "_NoValueType":
        return None
    end = as_array(end)
    slice_ = tuple(1 if place == axis else length for place, length in enumerate(lengths))
    return end if shape(end) else shapes.broadcast_to(end, slice_)


@spelled("ediff1d")
def ediff1d(ary: Any) -> Any:
    """Each entry less the one before, in one row."""
    return diff(ravel(ary))


@spelled("trapezoid")
def trapezoid(y: Any, x: Any = None, dx: float = 1.0, axis: int = -1) -> Any:
    """The area below a curve through points, by trapezoids."""
    y = as_array(y)
    place = axis_of(axis, y.ndim)
    step = dx if x is None else _steps(as_array(x), y.ndim, place)
    both = take_at(y, along(place, 1)) + take_at(y, along(place, 0, -1))
    return reductions.sum(step * both / 2.0, (place,), False)


def _steps(x: Any, dimensions: int, axis: int) -> Any:
    """The widths of the trapezoids, along their axis."""
    if x.ndim != 1:
        return diff(x, 1, axis)
    return shapes.reshape(diff(x), tuple(x.size - 1 if place == axis else 1 for place in range(dimensions)))


def without_nan(a: Any, instead: float) -> Any:
    """The entries, with a number in place of each nan."""
    a = as_array(a)
    return piecewise.where(value_of(a) == value_of(a), a, instead)


@spelled("nansum")
def nansum(a: Any, axis: Axis = None, *, keepdims: bool = False) -> Any:
    """Sum along axes, each nan counted as 0."""
    a = without_nan(a, 0.0)
    return reductions.sum(a, axes_of(axis, a.ndim), bool(keepdims))


@spelled("nanprod")
def nanprod(a: Any, axis: Axis = None, *, keepdims: bool = False) -> Any:
    """Product along axes, each nan counted as 1."""
    a = without_nan(a, 1.0)
    return cumulative.prod(a, axes_of(axis, a.ndim), bool(keepdims))


@spelled("nanmean")
def nanmean(a: Any, axis: Axis = None, *, keepdims: bool = False) -> Any:
    """The mean along axes of the entries that are not nan."""
    a = as_array(a)
    axes, there = axes_of(axis, a.ndim), value_of(a) == value_of(a)
    total = reductions.sum(piecewise.where(there, a, 0.0), axes, bool(keepdims))
    return total / numpy().sum(there, axis=axes, keepdims=bool(keepdims), dtype=a.dtype)


@spelled("nanmax")
def nanmax(a: Any, axis: Axis = None, *, keepdims: bool = False) -> Any:
    """The largest along axes of the entries that are not nan."""
    a = without_nan(a, -numpy().inf)
    return reductions.max(a, axes_of(axis, a.ndim), bool(keepdims))


@spelled("nanmin")
def nanmin(a: Any, axis: Axis = None, *, keepdims: bool = False) -> Any:
    """The smallest along axes of the entries that are not nan."""
    a = without_nan(a, numpy().inf)
    return reductions.min(a, axes_of(axis, a.ndim), bool(keepdims))


@spelled("gradient")
def gradient(f: Any, *varargs: float, axis: Axis = None) -> Any:
    """The slopes between neighbours: from both sides inside, from one at the ends; for evenly spaced points."""
    f = as_array(f)
    axes = axes_of(axis, f.ndim)
    steps = varargs * len(axes) if len(varargs) == 1 else varargs or (1.0,) * len(axes)
    if len(steps) != len(axes) or any(numpy().ndim(value_of(step)) for step in steps):
        raise NotDifferentiable("np.gradient of Nodes takes one number as spacing, or one for each axis.")
    found = [_slopes(f, step, place) for step, place in zip(steps, axes, strict=True)]
    return found[0] if len(found) == 1 else tuple(found)


def _slopes(f: Any, step: Any, axis: int) -> Any:
    """np.gradient along one axis."""
    ahead, behind = take_at(f, along(axis, 1)), take_at(f, along(axis, 0, -1))
    first = (take_at(ahead, along(axis, 0, 1)) - take_at(behind, along(axis, 0, 1))) / step
    last = (take_at(ahead, along(axis, -1)) - take_at(behind, along(axis, -1))) / step
    inside = (take_at(f, along(axis, 2)) - take_at(f, along(axis, 0, -2))) / (2.0 * step)
    return concatenate([first, inside, last], axis)
