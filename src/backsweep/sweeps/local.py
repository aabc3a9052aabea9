"""One node's share of a sweep: its local derivatives, and what it hands to its parents."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from backsweep.arrays import ARRAYS, fit_array, quietly
from backsweep.errors import WrongKind
from backsweep.node import Node, Number
from backsweep.primitives.arrays.complex_parts import real
from backsweep.primitives.arrays.shapes import sum_to
from backsweep.recorded import Recorded
from backsweep.row import PLAIN
from backsweep.values import frozen, is_array, is_complex, shape_of
from backsweep.worlds import COMPLEX, EXACT, FLOATS, RECORDED, World


def number_world(*nodes: Node) -> World:
    """The world of plain numbers in which the rules of these nodes are read, by the kinds of number they are."""
    # One node without a comprehension: a trace of 100,000 asks for each by itself, and takes 0.6 s longer with it.
    kinds: set[type] = {nodes[0].val.__class__} if len(nodes) == 1 else {node.val.__class__ for node in nodes}
    if Recorded in kinds:
        return RECORDED
    if any(kind.__module__ == "numpy" for kind in kinds):
        if Fraction in kinds:
            raise WrongKind(
                "A graph of arrays holds a Node of a Fraction, which NumPy cannot compute with. Use a float."
            )
        return ARRAYS
    if complex in kinds:
        return COMPLEX
    return EXACT if Fraction in kinds and float not in kinds else FLOATS


def is_real(*nodes: Node) -> bool:
    """Whether none of these nodes is a complex number."""
    return not any(isinstance(node.val, complex) for node in nodes)


def fit(share: Any, parent: Node, project: bool = True) -> Any:
    """What a parent takes of a share: its real part only, where the parent is real; of an array what has its shape.

    So for a complex y, y.backward() gives real inputs the derivative of y's real part: the der of z = a + ib is
    dL/da - i dL/db for a real L, as in JAX and HIPS autograd, and a seed of 1 makes the real part of y that L.
    """
    if share.__class__ not in PLAIN or parent.val.__class__ not in PLAIN:
        return fit_any(share, parent, project)
    if project and isinstance(share, complex) and not isinstance(parent.val, complex):
        return share.real
    return share


def fit_any(share: Any, parent: Node, project: bool) -> Any:
    """The same where the share or the parent is an array, or the share is a Node or stands for one."""
    if share.__class__ is Node:
        if project and is_complex(share.val) and not is_complex(parent.val):
            share = real(share)
        return share if shape_of(share.val) == shape_of(parent.val) else sum_to(share, shape_of(parent.val))
    if is_array(share) or is_array(parent.val):
        return fit_array(share, parent.val, project)
    return share


def partials(node: Node) -> tuple[Number | None, ...]:
    """The local derivatives of a node by each of its parents."""
    row = node.primitive
    if row is None:
        return ()
    if row.kind == "array":
        return (None,) * len(node.parents)
    args, world = node.args, number_world(node)
    wanted = [position for position, arg in enumerate(args) if arg.__class__ is Node]
    with quietly(world):
        weights = row.weights(world, args, node.val, wanted)
        found = {position: row.scale(world, 1, weight) for position, weight in weights}
    return tuple(found.get(position, 0) for position in wanted)


def backprop(node: Node, grad: Number) -> None:
    """Pushes `grad` to a node's parents by its row's rule; their der grows."""
    if node.primitive is None:
        return
    for parent, share in node.primitive.contributions(number_world(node), node.args, node.val, grad):
        parent.der = frozen(parent.der + fit(share, parent))
