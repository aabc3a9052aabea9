"""Rows that put the same numbers into another shape, and the words about shapes that rules use."""

from __future__ import annotations

from typing import Any

from backsweep.arrays import summed_to
from backsweep.over_arrays import OverArrays, over_arrays
from backsweep.values import numpy
from backsweep.vocabulary import about_shapes


@about_shapes
def shape(x: Any) -> tuple[int, ...]:
    """The shape of an array or a Node; () for a number."""
    found: tuple[int, ...] = getattr(x, "shape", ())
    return found


@about_shapes
def inverse(axes: tuple[int, ...]) -> tuple[int, ...]:
    """The order of axes that undoes this one."""
    return tuple(sorted(range(len(axes)), key=axes.__getitem__))


@about_shapes
def kept(lengths: tuple[int, ...], axes: tuple[int, ...]) -> tuple[int, ...]:
    """A shape with length 1 along these axes: that of a reduction, had it kept them."""
    return tuple(1 if axis in axes else length for axis, length in enumerate(lengths))


@about_shapes
def count(lengths: tuple[int, ...], axes: tuple[int, ...]) -> int:
    """How many entries there are along these axes."""
    product = 1
    for axis in axes:
        product *= lengths[axis]
    return product


broadcast_to: OverArrays = over_arrays(
    "broadcast_to",
    about="The array repeated until it has this shape.",
    value=lambda x, into: numpy().broadcast_to(x, into),
    pulls={"x": lambda g, x, into, y: sum_to(g, shape(x))},
    linear="each",
    source="the transpose of repeating is adding up",
)

sum_to: OverArrays = over_arrays(
    "sum_to",
    about="The array summed over the axes along which this shape would be repeated to get its own.",
    value=lambda x, into: summed_to(x, into),
    pulls={"x": lambda g, x, into, y: broadcast_to(g, shape(x))},
    linear="each",
    source="the transpose of adding up is repeating",
)

reshape: OverArrays = over_arrays(
    "reshape",
    about="The same entries, in the same order, in another shape.",
    value=lambda x, into: numpy().reshape(x, into),
    pulls={"x": lambda g, x, into, y: reshape(g, shape(x))},
    linear="each",
    source="a permutation of nothing",
)

transpose: OverArrays = over_arrays(
    "transpose",
    about="The array with its axes in another order.",
    value=lambda x, axes: numpy().transpose(x, axes),
    pulls={"x": lambda g, x, axes, y: transpose(g, inverse(axes))},
    linear="each",
    source="the transpose of a permutation is its inverse",
)

cast: OverArrays = over_arrays(
    "astype",
    about="The same numbers in another kind of float.",
    value=lambda x, dtype: numpy().asarray(x).astype(dtype),
    pulls={"x": lambda g, x, dtype, y: g},
    linear="each",
    source="the share is put into the parent's own dtype",
)
