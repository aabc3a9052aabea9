"""NumPy's spellings of the rows for shapes, reductions, joining, indexing and products."""

from __future__ import annotations

import builtins
from collections.abc import Sequence
from typing import Any

from backsweep.errors import NotDifferentiable, StructureError
from backsweep.primitives import piecewise
from backsweep.primitives.arrays import indexing, joining, products, reductions, shapes
from backsweep.primitives.arrays.spelled.spelling import as_array, axes_of, axis_of, entries, reduced_axes, spelled
from backsweep.values import numpy
from backsweep.worlds import value_of

Axis = int | tuple[int, ...] | None


@spelled("sum")
def sum(a: Any, axis: Axis = None, *, keepdims: bool = False) -> Any:
    """Sum along axes."""
    a = as_array(a)
    return reductions.sum(a, reduced_axes(axis, a.ndim), bool(keepdims))


@spelled("mean")
def mean(a: Any, axis: Axis = None, *, keepdims: bool = False) -> Any:
    """Arithmetic mean along axes."""
    a = as_array(a)
    return reductions.mean(a, axes_of(axis, a.ndim), bool(keepdims))


@spelled("max")
def max(a: Any, axis: Axis = None, *, keepdims: bool = False) -> Any:
    """The largest along axes."""
    a = as_array(a)
    return reductions.max(a, reduced_axes(axis, a.ndim), bool(keepdims))


@spelled("min")
def min(a: Any, axis: Axis = None, *, keepdims: bool = False) -> Any:
    """The smallest along axes."""
    a = as_array(a)
    return reductions.min(a, reduced_axes(axis, a.ndim), bool(keepdims))


@spelled("reshape")
def reshape(a: Any, shape: Any, order: str = "C") -> Any:
    """The same entries in another shape; -1 stands for the length that is left."""
    a = as_array(a)
    into = numpy().reshape(numpy().empty(a.shape, dtype=bool), shape).shape
    if column_by_column(order):
        return transpose(shapes.reshape(transpose(a), into[::-1]))
    return shapes.reshape(a, into)


@spelled("ravel")
def ravel(a: Any, order: str = "C") -> Any:
    """The entries in one row."""
    a = as_array(a)
    return shapes.reshape(transpose(a) if column_by_column(order) else a, (a.size,))


def column_by_column(order: str) -> bool:
    """Whether the entries are counted with the first index running fastest.

    Raises:
        NotDifferentiable: the order is "A" or "K": it hangs on how the array happens to lie in memory.
    """
    if order not in ("C", "F"):
        raise NotDifferentiable(f'The entries of a Node are counted in order "C" or "F", but got order = {order!r}.')
    return order == "F"


@spelled("transpose")
def transpose(a: Any, axes: Sequence[int] | None = None) -> Any:
    """The axes in another order; in reverse where none is given."""
    a = as_array(a)
    return shapes.transpose(a, tuple(reversed(range(a.ndim))) if axes is None else axes_of(axes, a.ndim))


@spelled("broadcast_to")
def broadcast_to(array: Any, shape: Any) -> Any:
    """The array repeated until it has this shape."""
    return shapes.broadcast_to(array, (shape,) if isinstance(shape, int) else tuple(shape))


@spelled("expand_dims")
def expand_dims(a: Any, axis: int | tuple[int, ...]) -> Any:
    """A new axis of length 1 at each of these places."""
    a = as_array(a)
    return shapes.reshape(a, numpy().expand_dims(numpy().empty(a.shape, dtype=bool), axis).shape)


@spelled("squeeze")
def squeeze(a: Any, axis: Axis = None) -> Any:
    """Without axes of length 1."""
    a = as_array(a)
    return shapes.reshape(a, numpy().squeeze(numpy().empty(a.shape, dtype=bool), axis).shape)


@spelled("concatenate")
def concatenate(arrays: Sequence[Any], axis: int | None = 0) -> Any:
    """Arrays one after the other along an axis; in one row for axis=None."""
    parts = [as_array(part) if axis is not None else ravel(as_array(part)) for part in arrays]
    rank = builtins.max(part.ndim for part in parts)
    if not rank:
        raise StructureError("np.concatenate needs arrays with an axis to join along, but got numbers. Use np.stack.")
    return joining.concatenate(axis_of(axis or 0, rank), *parts)


@spelled("stack")
def stack(arrays: Sequence[Any], axis: int = 0) -> Any:
    """Arrays of one shape along a new axis."""
    parts = [as_array(part) for part in arrays]
    place = axis_of(axis, parts[0].ndim + 1)
    return joining.stack(place, *parts)


@spelled("where")
def where(condition: Any, x: Any = None, y: Any = None, /) -> Any:
    """x where the condition holds, else y, entry by entry; a Node as condition holds where it is not 0."""
    holds = numpy().asarray(value_of(condition), dtype=bool)
    return numpy().nonzero(holds) if x is None and y is None else piecewise.where(holds, entries(x), entries(y))


@spelled("matmul")
def matmul(x1: Any, x2: Any) -> Any:
    """Matrix product over the last two axes, as @ has it."""
    return products.matmul(as_array(x1), as_array(x2))


@spelled("square")
def square(x: Any) -> Any:
    """x times x."""
    return x * x


def item(x: Any, index: Any) -> Any:
    """x[index], for a Node x."""
    return indexing.take_at(x, index)
