"""Rows that put the entries along an axis into another order."""

from __future__ import annotations

from typing import Any

from backsweep.over_arrays import OverArrays, over_arrays
from backsweep.values import numpy
from backsweep.vocabulary import about_shapes


@about_shapes
def undone(order: Any, axis: int) -> Any:
    """The order that undoes this one."""
    return numpy().argsort(order, axis=axis, kind="stable")


in_order: OverArrays = over_arrays(
    "in_order",
    about="The entries along an axis in a given order, such as the one that sorts them.",
    value=lambda x, order, axis: numpy().take_along_axis(x, order, axis=axis),
    pulls={"x": lambda g, x, order, axis, y: in_order(g, undone(order, axis), axis)},
    linear="each",
    source="the transpose of a permutation is its inverse",
)
