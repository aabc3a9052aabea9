"""flatten: a structure of arrays and numbers as one row of numbers, and back."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from math import prod
from typing import Any

from backsweep import numpy_calls  # noqa: F401  # reason: importing it fills in SPELLED
from backsweep.errors import StructureError
from backsweep.primitives.arrays.spelled.spelling import SPELLED, as_array, holds_node
from backsweep.transforms.structures import fill, leaves, rebuild
from backsweep.values import is_array, numpy, shape_of
from backsweep.worlds import value_of


def flatten(value: Any) -> tuple[Any, Callable[[Any], Any]]:
    """All numbers of a structure in one row, and the function that puts such a row into the structure again.

    Works on Nodes too, so it may stand inside a function that is differentiated.

    >>> row, unflatten = flatten({"w": [1.0, 2.0], "b": 3.0})
    >>> row
    array([3., 1., 2.])
    >>> unflatten(row)
    {'w': [1.0, 2.0], 'b': 3.0}
    """
    numbers = count()
    order = in_order(rebuild(value, lambda leaf: next(numbers)))
    parts = leaves(value)
    row = joined([as_array(parts[number]) for number in order])

    def unflatten(flat: Any) -> Any:
        given = shape_of(value_of(flat))
        if given != row.shape:
            raise StructureError(f"unflatten needs a row of {row.shape[0]} numbers, but got an array of shape {given}.")
        return fill(value, pieces(parts, order, flat))

    return row, unflatten


def in_order(tree: Any) -> list[Any]:
    """The leaves of a structure in the order of a row: those of a dict by its keys, sorted where they can be."""
    if isinstance(tree, dict):
        try:
            keys = sorted(tree)
        except TypeError:
            keys = list(tree)
        return [leaf for key in keys for leaf in in_order(tree[key])]
    if isinstance(tree, (list, tuple)):
        return [leaf for branch in tree for leaf in in_order(branch)]
    return leaves(tree)


def joined(parts: list[Any]) -> Any:
    """Arrays in one row."""
    if not parts:
        return numpy().zeros(0)
    rows = [SPELLED["ravel"](part) for part in parts]
    return SPELLED["concatenate"](rows) if holds_node(rows) else numpy().concatenate(rows)


def pieces(parts: list[Any], order: list[int], flat: Any) -> list[Any]:
    """What a row holds for each leaf, in the shape of the leaf."""
    found: list[Any] = [None] * len(parts)
    start = 0
    for number in order:
        shape = shape_of(value_of(parts[number]))
        stop = start + prod(shape)
        found[number] = shaped(flat[start:stop], shape, is_array(value_of(parts[number])))
        start = stop
    return found


def shaped(piece: Any, shape: tuple[int, ...], as_array: bool) -> Any:
    """A piece of a row as an array of this shape, or as the one number that it is."""
    if as_array:
        return SPELLED["reshape"](piece, shape)
    return piece[0] if holds_node([piece]) else piece[0].item()
