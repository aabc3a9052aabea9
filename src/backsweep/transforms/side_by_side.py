"""A Jacobian by forward sweeps in many directions side by side, for functions of real numbers and arrays."""

from __future__ import annotations

from typing import Any

from backsweep.arrays import has_nan
from backsweep.node import Node
from backsweep.sweeps.side_by_side import sweep_side_by_side
from backsweep.transforms.recording import Recording, zero_of
from backsweep.values import is_array, numpy, shape_of
from backsweep.worlds import value_of

# So many numbers at most in the tangents of one node: a megabyte or eight, which is about what caches hold.
TOGETHER = 2**20


def rows_side_by_side(run: Recording) -> list[list[Any]] | None:
    """The derivatives of each output by all inputs, with as many directions side by side as fit; None where one is nan.

    That may be for a direction that never arrives, which is a 0 here, through an infinite slope.
    """
    sizes = [node.size for node in run.inputs]
    count = sum(sizes)
    width = max(1, TOGETHER // max(node.size for node in run.order)) if run.order else count
    wanted = [leaf for leaf in run.outputs if run.is_within(leaf)]
    whole = {leaf: numpy().zeros((count, *leaf.shape), leaf.dtype) for leaf in wanted}
    oldest_first = list(reversed(run.order))
    for start in range(0, count, width):
        few = range(start, min(start + width, count))
        for leaf, tangents in zip(wanted, sweep_side_by_side(oldest_first, starts(run, few), wanted), strict=True):
            if tangents is not None:
                whole[leaf][few.start : few.stop] = tangents
    if any(has_nan(columns) for columns in whole.values()):
        return None
    offsets = [sum(sizes[:index]) for index in range(len(sizes))]
    return [
        [
            standing_still(shape_of(value_of(leaf)), node)
            if leaf.__class__ is not Node or leaf not in whole
            else in_last_axes(whole[leaf][offset : offset + node.size], leaf, node)
            for node, offset in zip(run.inputs, offsets, strict=True)
        ]
        for leaf in run.outputs
    ]


def starts(run: Recording, few: range) -> dict[Node, Any]:
    """The inputs' tangents in these directions, each direction one entry of one input."""
    found, before = {}, 0
    for node in run.inputs:
        entries = [direction - before for direction in few if before <= direction < before + node.size]
        if entries:
            tangents = numpy().zeros((len(few), node.size), dtype=node.dtype)
            tangents[[before + entry - few.start for entry in entries], entries] = 1
            found[node] = tangents.reshape(len(few), *node.shape)
        before += node.size
    return found


def in_last_axes(columns: Any, leaf: Node, node: Node) -> Any:
    """A block of the Jacobian, of output shape + input shape, from the directions of one input; of numbers a number."""
    if not is_array(leaf.val) and not is_array(node.val):
        return columns[0].item()
    return numpy().moveaxis(columns, 0, -1).reshape(leaf.shape + node.shape)[()]


def standing_still(shape: tuple[int, ...], node: Node) -> Any:
    """The derivatives of an output of this shape that does not depend on an input."""
    return numpy().zeros(shape + node.shape) if shape or node.shape else zero_of(node)
