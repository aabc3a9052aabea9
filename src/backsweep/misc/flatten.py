"""flatten: a structure of arrays and numbers as one row of numbers, and back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from backsweep import numpy_calls  # noqa: F401  # reason: importing it fills in SPELLED
from backsweep.errors import StructureError
from backsweep.primitives.arrays.spelled import SPELLED, as_array, holds_node
from backsweep.transforms.structures import leaves, rebuild
from backsweep.values import is_array, numpy, shape_of
from backsweep.worlds import value_of


def flatten(value: Any) -> tuple[Any, Callable[[Any], Any]]:
    """All numbers of a structure in one row, and the function that puts such a row into the structure again.

    Works on Nodes too, so it may stand inside a function that is differentiated.

    >>> row, unflatten = flatten({"w": [1.0, 2.0], "b": 3.0})
    >>> row
    array([1., 2., 3.])
    >>> unflatten(row)
    {'w': [1.0, 2.0], 'b': 3.0}
    """
    parts = leaves(value)
    row = joined([as_array(part) for part in parts])

    def unflatten(flat: Any) -> Any:
        given = shape_of(value_of(flat))
        if given != row.shape:
            raise StructureError(f"unflatten needs a row of {row.shape[0]} numbers, but got an array of shape {given}.")
        return taken_apart(value, flat)

    return row, unflatten


def joined(parts: list[Any]) -> Any:
    """Arrays in one row."""
    if not parts:
        return numpy().zeros(0)
    rows = [SPELLED["ravel"](part) for part in parts]
    return SPELLED["concatenate"](rows) if holds_node(rows) else numpy().concatenate(rows)


def taken_apart(value: Any, flat: Any) -> Any:
    """The structure of `value` with the numbers of a row."""
    start = 0

    def next_piece(leaf: Any) -> Any:
        nonlocal start
        shape = shape_of(value_of(leaf))
        size = int(numpy().prod(shape))
        piece = flat[start : start + size]
        start += size
        if is_array(value_of(leaf)):
            return SPELLED["reshape"](piece, shape)
        return piece[0] if holds_node([piece]) else piece[0].item()

    return rebuild(value, next_piece)
