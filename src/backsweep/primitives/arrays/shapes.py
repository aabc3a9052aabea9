"""Rows that put the same numbers into another shape, and the words about shapes that rules use."""

from __future__ import annotations

from math import prod
from typing import Any

from backsweep.arrays import summed_to
from backsweep.over_arrays import OverArrays, over_arrays
from backsweep.values import is_array, numpy
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

# A number is repeated in memory of its own up to so many places, of half a mebibyte.
REPEATED = 2**16


def repeated(x: Any, into: tuple[int, ...]) -> Any:
    """The array repeated until it has this shape, in a rule: a number in places of their own.

    NumPy runs over the same place again and again four times slower than over memory in order (the negative of 10,000
    entries: 5.3 against 1.1 us), and takes longer to prepare for it than to fill so many places (NumPy 2.4).
    """
    if prod(into) > REPEATED or (is_array(x) and x.size != 1):
        return numpy().broadcast_to(x, into)
    found = numpy().empty(into, getattr(x, "dtype", float))
    found[...] = x
    return found


broadcast_to.in_rules_on_arrays = repeated

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
    # numpy.reshape does the same in twice the time.
    value=lambda x, into: x.reshape(into) if is_array(x) else numpy().reshape(x, into),
    pulls={"x": lambda g, x, into, y: reshape(g, shape(x))},
    linear="each",
    source="a permutation of nothing",
)

transpose: OverArrays = over_arrays(
    "transpose",
    about="The array with its axes in another order.",
    value=lambda x, axes: x.transpose(axes) if is_array(x) else numpy().transpose(x, axes),
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
