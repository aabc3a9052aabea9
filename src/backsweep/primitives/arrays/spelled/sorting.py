"""NumPy's spellings of sorting. Entries that tie keep their order, so each receives the derivative of its own place."""

from __future__ import annotations

from typing import Any

from backsweep.primitives.arrays import sorting
from backsweep.primitives.arrays.spelled.basics import ravel
from backsweep.primitives.arrays.spelled.spelling import as_array, axis_of, spelled
from backsweep.values import numpy
from backsweep.worlds import value_of


@spelled("sort")
def sort(a: Any, axis: int | None = -1, *, kind: Any = None, stable: Any = None) -> Any:
    """The entries along an axis, from the smallest to the largest; always stable."""
    a = ravel(as_array(a)) if axis is None else as_array(a)
    place = axis_of(-1 if axis is None else axis, a.ndim)
    return sorting.in_order(a, numpy().argsort(value_of(a), axis=place, kind="stable"), place)


@spelled("partition")
def partition(a: Any, kth: Any, axis: int | None = -1) -> Any:
    """The entries along an axis, with the kth where sorting puts it, smaller ones before it and larger ones behind."""
    a = ravel(as_array(a)) if axis is None else as_array(a)
    place = axis_of(-1 if axis is None else axis, a.ndim)
    return sorting.in_order(a, numpy().argpartition(value_of(a), kth, axis=place), place)
