"""Arrays put together."""

from __future__ import annotations

from typing import Any

from backsweep.over_arrays import over_arrays
from backsweep.primitives.arrays.indexing import take_at
from backsweep.primitives.arrays.shapes import shape
from backsweep.values import numpy
from backsweep.vocabulary import about_shapes


@about_shapes
def piece(args: Any, position: int) -> tuple[Any, ...]:
    """Where in the answer of concatenate(axis, x, y, ...) the array at this position stands."""
    axis, *before = args[:position]
    start = 0
    for array in before:
        start += shape(array)[axis]
    return (*[slice(None)] * axis, slice(start, start + shape(args[position])[axis]))


concatenate = over_arrays(
    "concatenate",
    about="Arrays one after the other along an axis.",
    value=lambda axis, *arrays: numpy().concatenate(arrays, axis=axis),
    pulls=lambda g, position, args, y: take_at(g, piece(args, position)),
    linear="all",
    source="each receives its own piece",
)


@about_shapes
def one_of(axis: int, number: int) -> tuple[Any, ...]:
    """The index of the array of this number in a stack along an axis."""
    return (*[slice(None)] * axis, number)


# A row of its own, where concatenate would do: a matrix of nine numbers is then one Node and no longer ten.
stack = over_arrays(
    "stack",
    about="Arrays of one shape, one after the other along a new axis.",
    value=lambda axis, *arrays: numpy().stack(arrays, axis=axis),
    pulls=lambda g, position, args, y: take_at(g, one_of(args[0], position - 1)),
    linear="all",
    source="each receives what stands in its place",
)
