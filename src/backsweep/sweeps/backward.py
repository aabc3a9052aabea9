"""The backward sweep: what every node behind a result contributes to it.

One idea: visit the nodes newest first. By the time we reach a node, everything that uses it has
already paid in its share, so its der is complete and can be passed on. Shares are added in that
one order: newest user first, within a user by argument position, starting from 0.

Knows nothing about any particular function; each node's row supplies its local derivatives.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from backsweep.arrays import ARRAYS, fit_array
from backsweep.errors import StructureError, WrongKind
from backsweep.node import Node, Number, as_number, short
from backsweep.row import PLAIN
from backsweep.slopes import SEEDED
from backsweep.sweeps.backward_arrays import sweep_arrays
from backsweep.sweeps.local import backprop, fit, is_real, number_world
from backsweep.sweeps.order import newest_first
from backsweep.values import frozen, is_array, is_complex, numpy, shape_of
from backsweep.worlds import NODES, RECORDED, World


def backward(y: Node, seed: Number = 1, accumulate: bool = False) -> None:
    """Sets der = d(y)/d(node) * seed in y and in every node that y was computed from.

    Starts afresh; with accumulate=True the result is added to what is there. Of a complex y, real nodes get the
    derivative of its real part; jacobian and derivative give the whole.

    Raises:
        WrongKind: seed is not a number, or is complex where y is real.
        StructureError: y is an array, and seed does not have its shape.
    """
    if is_complex(seed) and not is_complex(y.val):
        real = f"the real number {y.val!r}" if not y.shape else "real"
        raise WrongKind(f"backward needs a real seed, since y is {real}, but got seed = {short(seed)}.")
    seed = _array_seed(y, seed) if is_array(y.val) or is_array(seed) else as_number(seed, "backward", "seed")
    order = newest_first([y])
    before = [node.der for node in order] if accumulate else []
    try:
        _sweep_afresh(y, order, seed)
    except BaseException:  # Ctrl-C included: what was there before is not lost
        for node, der in zip(order, before, strict=False):
            node.der = der
        raise
    for node, der in zip(order, before, strict=False):
        node.der = frozen(der + node.der)


def _array_seed(y: Node, seed: Any) -> Any:
    """The seed of an array: the der of each of its entries.

    Raises:
        StructureError: none was given, or it does not have the array's shape.
    """
    given = shape_of(seed)
    if given != y.shape:
        wanted = f"backward of an array of shape {y.shape} needs a seed of that shape"
        got = f"a seed of shape {given}" if given else f"seed = {short(seed)}"
        raise StructureError(f"{wanted}, but got {got}. For all entries alike write numpy.sum(y).backward().")
    # A copy: what y.der is, nobody else may change.
    return fit_array(numpy().array(seed), y.val, project=False)[()]


def nothing(node: Node) -> Any:
    """The der of a node that receives none."""
    return numpy().zeros_like(node.val) if is_array(node.val) else 0


def _sweep_afresh(y: Node, order: list[Node], seed: Number) -> None:
    """Sets every node's der to what this sweep gives."""
    if y.val.__class__ is not float or not _sweep_all_floats(order, {y: float(seed)}):  # type: ignore[arg-type]  # real, as y is
        ders = sweep(order, {y: seed}, number_world(*order))
        for node in order:
            # Several nodes may hold the same array, or views of it; so none is changed in place.
            node.der = frozen(ders[node] if node in ders else nothing(node))


def _sweep_all_floats(order: list[Node], seeds: Mapping[Node, float]) -> bool:
    """sweep_floats, or False where it meets a complex number, as behind a custom function with a real result."""
    try:
        sweep_floats(order, seeds)
    except TypeError:
        if is_real(*order):
            raise
        return False
    return True


def sweep_floats(order: list[Node], seeds: Mapping[Node, float]) -> None:
    """The backward sweep from float results, ders kept in the nodes themselves.

    The same steps as `sweep`, written out for rows of one and two arguments, which are nearly all
    there are: with a dict of ders and the rows' own contributions() it takes ten times as long.
    """
    for node in order:
        node.der = 0.0
    for node, seed in seeds.items():
        node.der = seed
    for node in order:
        der = node.der
        row = node.primitive
        if not der or row is None:
            continue
        rules = row.pair
        if rules is None:
            backprop(node, der)
            continue
        rule_a, rule_b = rules
        a, b = node.a, node.b
        # A constant partial, as those of add and sub, is an int: no call.
        if b is None:
            a.der += der * (rule_a if rule_a.__class__ is int else rule_a(a.val, node.val))
        elif a.__class__ is not Node:
            b.der += der * (rule_b if rule_b.__class__ is int else rule_b(a, b.val, node.val))
        elif b.__class__ is not Node:
            a.der += der * (rule_a if rule_a.__class__ is int else rule_a(a.val, b, node.val))
        else:
            val_a, val_b, val = a.val, b.val, node.val
            a.der += der * (rule_a if rule_a.__class__ is int else rule_a(val_a, val_b, val))
            b.der += der * (rule_b if rule_b.__class__ is int else rule_b(val_a, val_b, val))


def sweep(
    order: Iterable[Node],
    seeds: Mapping[Node, Any],
    world: World,
    within: Collection[Node] | None = None,
    project: bool = True,
    keep: Collection[Node] | None = None,
) -> dict[Node, Any]:
    """The ders of all nodes of `order` (newest first), in a mapping of its own: no field of a Node is written.

    seeds   the ders to start from
    world   FLOATS or COMPLEX for plain numbers; NODES for ders that are Nodes and can be differentiated again
    within  the nodes that may receive a der; None for all
    project whether a real node takes the real part of a complex share
    keep    the nodes whose ders are asked for, so that those of other arrays may be forgotten on the way; None for all
    """
    if any(is_array(node.val) for node in seeds):
        # A rule makes its unused branch harmless, and NumPy warns of what an entry does there all the same.
        with numpy().errstate(all="ignore"):
            if world is ARRAYS:
                return sweep_arrays(order, seeds, within, project, keep)
            return _sweep(order, seeds, world, within, project)
    return _sweep(order, seeds, world, within, project)


def _sweep(
    order: Iterable[Node], seeds: Mapping[Node, Any], world: World, within: Collection[Node] | None, project: bool
) -> dict[Node, Any]:
    ders: dict[Node, Any] = dict(seeds)
    linked = world in (NODES, RECORDED, SEEDED)
    for node in order:
        der = ders.get(node)
        row = node.primitive
        if der is None or row is None:
            continue
        answer = node if world is NODES else node.val
        for parent, share in row.contributions(world, node.args, answer, der, within):
            share = fit(share, parent, project)
            if parent in ders:
                ders[parent] = ders[parent] + share
            else:
                # From 0 on, as in a sum: an int stays an int, and -0.0 becomes 0.0. An array is not copied for it.
                whole = linked or share.__class__ not in PLAIN
                ders[parent] = share if whole else 0 + share
    return ders
