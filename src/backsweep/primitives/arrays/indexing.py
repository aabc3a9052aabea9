"""Rows that take entries out of an array and put entries into one, by any index that NumPy knows."""

from __future__ import annotations

from typing import Any

from backsweep.over_arrays import OverArrays, over_arrays
from backsweep.primitives.arrays.shapes import shape
from backsweep.values import is_array, numpy


def is_basic(index: Any) -> bool:
    """Whether an index meets no entry twice: made of ints, slices, None and the ellipsis alone."""
    parts = index if isinstance(index, tuple) else (index,)
    return all(part is None or part is Ellipsis or isinstance(part, (int, slice)) for part in parts)


def added_at(x: Any, index: Any, into: tuple[int, ...]) -> Any:
    """Zeros of a shape with x added at an index, again and again where the index names an entry again."""
    array = numpy().zeros(into, dtype=x.dtype if is_array(x) else float)
    if is_basic(index):
        array[index] = x
    else:
        numpy().add.at(array, index, x)
    return array


take_at: OverArrays = over_arrays(
    "getitem",
    about="The entries at an index: x[index].",
    value=lambda x, index: x[index],
    pulls={"x": lambda g, x, index, y: put_at(g, index, shape(x))},
    linear="each",
    source="the transpose of taking out is adding back",
)

put_at: OverArrays = over_arrays(
    "added_at",
    about="Zeros of a shape with an array added at an index; an entry that is named twice receives both.",
    value=added_at,
    pulls={"x": lambda g, x, index, into, y: take_at(g, index)},
    linear="each",
    source="the transpose of adding to is taking out",
)
