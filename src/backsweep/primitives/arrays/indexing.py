"""Rows that take entries out of an array and put entries into one, by any index that NumPy knows."""

from __future__ import annotations

from typing import Any

from backsweep.over_arrays import OverArrays, over_arrays
from backsweep.primitives.arrays.shapes import shape, sum_to
from backsweep.primitives.arrays.spelled.spelling import plainly
from backsweep.primitives.piecewise import where
from backsweep.values import is_array, numpy, numpys
from backsweep.vocabulary import about_shapes


def is_basic(index: Any) -> bool:
    """Whether an index meets no entry twice: a mask, or made of ints, slices, None and the ellipsis alone."""
    if is_array(index):
        return bool(index.dtype.kind == "b")
    parts = index if isinstance(index, tuple) else (index,)
    return all(part is None or part is Ellipsis or isinstance(part, (int, slice)) for part in parts)


def settled(index: Any) -> Any:
    """An index as a row keeps it: with arrays of its own, as a sweep needs it as it was.

    Raises:
        DerivativeLost: a Node is in it.
    """
    if index.__class__ in (int, slice):
        return index
    if isinstance(index, tuple):
        return tuple(settled(part) for part in index)
    if isinstance(index, list) or is_array(index):
        array = numpy().array(plainly(index))
        return array.astype(int) if isinstance(index, list) and not array.size else array
    return plainly(index)


def added_at(x: Any, index: Any, into: tuple[int, ...]) -> Any:
    """Zeros of a shape with x added at an index, again and again where the index names an entry again."""
    array = numpy().zeros(into, dtype=x.dtype if is_array(x) else float)
    if is_basic(index):
        array[index] = x
    else:
        numpy().add.at(array, index, x)
    return array


def add_at(array: Any, x: Any, index: Any) -> None:
    """Adds x to an array at an index, in place; again and again where the index names an entry again."""
    if is_basic(index):
        array[index] += x
    else:
        numpy().add.at(array, index, x)


take_at: OverArrays = over_arrays(
    "getitem",
    about="The entries at an index: x[index].",
    value=lambda x, index: numpys(x)[index],
    pulls={"x": lambda g, x, index, y: put_at(g, index, shape(x))},
    linear="each",
    adds=add_at,
    source="the transpose of taking out is adding back",
    symbol="[]",
)

put_at: OverArrays = over_arrays(
    "added_at",
    about="Zeros of a shape with an array added at an index; an entry that is named twice receives both.",
    value=added_at,
    pulls={"x": lambda g, x, index, into, y: take_at(g, index)},
    linear="each",
    source="the transpose of adding to is taking out",
)


def replaced(x: Any, v: Any, index: Any) -> Any:
    """A copy of x with v at an index; where it names an entry again, the last of v stays, as in NumPy."""
    array = numpy().array(x, dtype=numpy().result_type(x, v))
    array[index] = v
    return array


@about_shapes
def staying(index: Any, lengths: tuple[int, ...]) -> Any:
    """Which of the values assigned at an index stay there: all, unless an entry is named again."""
    if is_basic(index):
        return True
    last = numpy().zeros(lengths, dtype=int)
    number = numpy().arange(last[index].size).reshape(last[index].shape)
    last[index] = number
    return last[index] == number


set_at: OverArrays = over_arrays(
    "set_at",
    about="The array with other values at an index: what x[index] = v would make of it.",
    value=lambda x, v, index: replaced(x, v, index),
    pulls={
        "x": lambda g, x, v, index, y: set_at(g, 0.0, index),
        "v": lambda g, x, v, index, y: sum_to(where(staying(index, shape(x)), take_at(g, index), 0), shape(v)),
    },
    linear="all",
    source="the entries replaced receive nothing, their replacements what is there",
)
