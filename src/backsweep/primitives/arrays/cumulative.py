"""Rows for products along axes, and for sums and products of all entries up to each."""

from __future__ import annotations

from typing import Any

from backsweep.over_arrays import OverArrays, over_arrays
from backsweep.primitives.arrays.indexing import take_at
from backsweep.primitives.arrays.joining import concatenate
from backsweep.primitives.arrays.shapes import broadcast_to, inverse, kept, reshape, shape, transpose
from backsweep.values import numpy
from backsweep.vocabulary import about_shapes


@about_shapes
def along(axis: int, start: int | None, stop: int | None = None, step: int | None = None) -> tuple[slice, ...]:
    """The index for a slice along one axis."""
    return (*[slice(None)] * axis, slice(start, stop, step))


@about_shapes
def to_front(dimensions: int, axes: tuple[int, ...]) -> tuple[int, ...]:
    """The order of axes with these in front."""
    return (*axes, *(axis for axis in range(dimensions) if axis not in axes))


@about_shapes
def permuted(lengths: tuple[int, ...], order: tuple[int, ...]) -> tuple[int, ...]:
    """The lengths in another order."""
    return tuple(lengths[axis] for axis in order)


@about_shapes
def one_row(lengths: tuple[int, ...], axes: tuple[int, ...]) -> tuple[int, ...]:
    """The shape with these axes, which stand in front, made into one."""
    product = 1
    for axis in axes:
        product *= lengths[axis]
    return (product, *(length for axis, length in enumerate(lengths) if axis not in axes))


def _products_of_the_others(g: Any, x: Any, axis: Any, keepdims: Any, y: Any) -> Any:
    """g times the product of all other entries, without a division, so that zeros are exact to every order.

    Up a tree: pairs are multiplied until one product is left. Down again: the others of an entry are those of its
    pair, times its partner.
    """
    order = to_front(len(shape(x)), axis)
    rows = reshape(transpose(x, order), one_row(shape(x), axis))
    levels = []
    while shape(rows)[0] > 1:
        half = shape(rows)[0] // 2
        left, right = take_at(rows, along(0, 0, half)), take_at(rows, along(0, half, 2 * half))
        levels.append((left, right, half))
        rows = concatenate(0, left * right, take_at(rows, along(0, 2 * half)))
    others = broadcast_to(1.0, shape(rows))
    for left, right, half in reversed(levels):
        pair, rest = take_at(others, along(0, 0, half)), take_at(others, along(0, half))
        others = concatenate(0, pair * right, pair * left, rest)
    found = transpose(reshape(others, permuted(shape(x), order)), inverse(order))
    return reshape(g, kept(shape(x), axis)) * found


prod = over_arrays(
    "prod",
    about="Product along axes.",
    value=lambda x, axis, keepdims: numpy().prod(x, axis=axis, keepdims=keepdims),
    pulls={"x": _products_of_the_others},
    source="product rule; exact where factors are 0",
)


def _sums_from_each_on(g: Any, x: Any, axis: Any, y: Any) -> Any:
    """Each entry is in all sums from its own on."""
    backwards = along(axis, None, None, -1)
    return take_at(cumsum(take_at(g, backwards), axis), backwards)


cumsum: OverArrays = over_arrays(
    "cumsum",
    about="The sums of all entries up to each, along an axis.",
    value=lambda x, axis: numpy().cumsum(x, axis=axis),
    pulls={"x": _sums_from_each_on},
    linear="each",
    source="the transpose of a triangle of ones",
)


def _products_up_to_each(g: Any, x: Any, axis: Any, y: Any) -> Any:
    """What comes before an entry, times s with s_k = g_k + x_(k+1) s_(k+1): without a division, exact with zeros.

    The recurrence is run in doubling steps, each of which looks twice as far ahead.
    """
    length = shape(x)[axis]
    nothing = broadcast_to(0.0, shape(x))
    s, ahead, step = g, concatenate(axis, take_at(x, along(axis, 1)), take_at(nothing, along(axis, 0, 1))), 1
    while step < length:
        none = take_at(nothing, along(axis, 0, step))
        s = s + ahead * concatenate(axis, take_at(s, along(axis, step)), none)
        ahead = ahead * concatenate(axis, take_at(ahead, along(axis, step)), none)
        step = 2 * step
    first = broadcast_to(1.0, shape(take_at(nothing, along(axis, 0, 1))))
    return s * concatenate(axis, first, take_at(y, along(axis, 0, -1)))


cumprod: OverArrays = over_arrays(
    "cumprod",
    about="The products of all entries up to each, along an axis.",
    value=lambda x, axis: numpy().cumprod(x, axis=axis),
    pulls={"x": _products_up_to_each},
    source="product rule; exact where factors are 0",
)
