"""The forward sweep in many directions at once: a tangent is one array, with an axis of directions in front.

As in forward.py, for graphs of real numbers and arrays whose derivatives need not be differentiated again. Every node
that is reached has a tangent in all directions, 0 where none arrives; so 0 times infinity may give a nan where a sweep
that leaves such directions out gives 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from backsweep.arrays import ARRAYS
from backsweep.node import Node
from backsweep.primitives.arrays.side_by_side import RULES, aligned
from backsweep.row import Primitive
from backsweep.sweeps.forward import one_step_forward
from backsweep.values import numpy, shape_of
from backsweep.worlds import value_of

# Rows that work on each entry by itself, or on numbers: their rules broadcast over an axis in front as they stand.
BROADCASTING = frozenset({"elementwise", "structural", "sequence"})


def can_go_side_by_side(order: Sequence[Node]) -> bool:
    """Whether every node of a graph is one that tangents go through side by side: real, and made by a row."""
    kinds = BROADCASTING | {"array"}
    return all(
        (node.primitive is None or node.primitive.kind in kinds)
        and (node.val.__class__ is float or getattr(node.val, "dtype", None) in ("float64", "float32"))
        for node in order
    )


def sweep_side_by_side(oldest_first: Sequence[Node], starts: Mapping[Node, Any], wanted: Sequence[Node]) -> list[Any]:
    """The tangents of the wanted nodes for these tangents of the inputs, each with an axis of directions in front.

    None for a node that does not depend on any of them.
    """
    found, last = dict(starts), last_users(oldest_first)
    held = set(wanted)
    with numpy().errstate(all="ignore"):  # as in the backward sweep
        for node in oldest_first:
            if node.primitive is None or node in found:
                continue
            incoming = {
                index: found[arg] for index, arg in enumerate(node.args) if arg.__class__ is Node and arg in found
            }
            tangents = step(node, incoming) if incoming else None
            if tangents is not None:
                found[node] = tangents
            for arg in last.get(node, ()):
                if arg not in held:
                    found.pop(arg, None)  # the largest arrays of all: their memory serves again
    return [found.get(node) for node in wanted]


def last_users(oldest_first: Sequence[Node]) -> dict[Node, list[Node]]:
    """By node, the arguments that no later node uses."""
    users = {arg: node for node in oldest_first for arg in node.args if arg.__class__ is Node}
    last: dict[Node, list[Node]] = {}
    for arg, node in users.items():
        last.setdefault(node, []).append(arg)
    return last


def step(node: Node, incoming: Mapping[int, Any]) -> Any:
    """A node's tangents from those of its arguments, by position; None for a structural zero."""
    row: Any = node.primitive
    args, shape = node.args, shape_of(node.val)
    if row.kind in BROADCASTING:
        along = {index: aligned(tangents, len(shape)) for index, tangents in incoming.items()}
        found = row.tangent(ARRAYS, args, node.val, along)
    elif row in RULES:
        found = RULES[row](incoming, [value_of(arg) for arg in args], node.val)
    else:
        found = one_by_one(row, args, node.val, incoming)
    if found is None or found.__class__ is int:
        return None
    count = len(next(iter(incoming.values())))
    return found if found.shape == (count, *shape) else numpy().broadcast_to(found, (count, *shape))


def one_by_one(row: Primitive, args: tuple[Any, ...], answer: Any, incoming: Mapping[int, Any]) -> Any:
    """The step of a row that takes one direction at a time."""
    count = len(next(iter(incoming.values())))
    none = numpy().zeros(shape_of(answer))
    found = []
    for direction in range(count):
        along = {index: tangents[direction][()] for index, tangents in incoming.items()}
        tangent = one_step_forward(row, ARRAYS, args, answer, along)
        found.append(none if tangent is None else numpy().broadcast_to(tangent, none.shape))
    return numpy().stack(found)
