"""All ways from one node of a graph to another, without walking along each: there may be 2**1000.

One idea: the chain rule. What all paths through a node have in common below it is found once for the node. That gives
their number and their sum, each in one pass over the graph, without recursion; largest.py finds the largest of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from backsweep.node import Node
from backsweep.sweeps.local import fit, number_world
from backsweep.sweeps.order import topological_order
from backsweep.transforms.joint import Item
from backsweep.worlds import World, contribute_numbers


@dataclass(frozen=True, eq=False, slots=True)
class Way:
    """One step down a path, from a node to a parent, with the local derivative: one number.

    A parent that stands in two places, as in x * x, is reached by two ways: `position` tells them apart.
    """

    node: Node
    parent: Node
    position: int
    partial: Any

    def hand_down(self, der: Any) -> Any:
        """What the parent receives for a der of the node, as in the backward sweep."""
        return fit(contribute_numbers(der, self.partial), self.parent)


# From y down to x.
Path: TypeAlias = tuple[Way, ...]
# The ways down from each node that lead to x, for the nodes that have any, oldest first.
Ways: TypeAlias = dict[Node, list[Way]]


def ways_between(y: Node, x: Node) -> Ways:
    """Every way that lies on a path from y down to x."""
    order = topological_order(y)
    world = number_world(*order)
    found: Ways = {}
    for node in order:
        if node is not x and not isinstance(node.val, tuple):
            ways = [way for way in ways_down(node, world) if way.parent is x or way.parent in found]
            if ways:
                found[node] = ways
    return found


def ways_down(node: Node, world: World) -> Iterator[Way]:
    """The ways from a node to its parents, in the order of its arguments.

    One result of a function call that gave several leads straight to that function's arguments.
    """
    row = node.primitive
    if row is None:
        return
    if isinstance(row, Item):
        (call,) = node.parents
        for way in ways_down(call, world):
            yield Way(node, way.parent, way.position, way.partial[row.index])
        return
    args: tuple[Any, ...] = node.args
    wanted = [position for position, arg in enumerate(args) if arg.__class__ is Node]
    found = {position: row.scale(world, 1, weight) for position, weight in row.weights(world, args, node.val, wanted)}
    # A call has one derivative by each argument, however often it was given.
    once = {args[position]: position for position in reversed(wanted)} if row.kind == "call" else {}
    for position in wanted:
        if once.get(args[position], position) == position:
            yield Way(node, args[position], position, found.get(position, 0))


def count(ways: Ways, y: Node, x: Node) -> int:
    """How many paths lead from y down to x."""
    waiting = {y: 1}
    for node in reversed(ways):
        paths = waiting.pop(node, 0)
        for way in ways[node] if paths else ():
            waiting[way.parent] = waiting.get(way.parent, 0) + paths
    return waiting.get(x, 0)


def add_up(ways: Ways, ders: dict[Node, Any], x: Node) -> Any:
    """What arrives at x along all paths from the nodes of `ders`: the backward sweep, started in several places."""
    for node in reversed(ways):
        der = ders.pop(node, None)
        for way in ways[node] if der is not None else ():
            share = way.hand_down(der)
            ders[way.parent] = ders[way.parent] + share if way.parent in ders else share
    return ders.get(x, 0)


def beside(ways: Ways, told: list[Path], start: Node, der: Any) -> dict[Node, Any]:
    """Where all paths that are not told leave those that are, with the ders they set out with from there.

    So the sum of the others is a backward sweep of its own, and not a difference in which digits would be lost.
    """
    ders: dict[Node, Any] = {}
    waiting = [(start, der, 0, told)]
    while waiting:
        node, der, depth, paths = waiting.pop()
        going_on = [path for path in paths if len(path) > depth]
        for way in ways.get(node, ()):
            same = [path for path in going_on if path[depth] is way]
            share = way.hand_down(der)
            if same:
                waiting.append((way.parent, share, depth + 1, same))
            else:
                ders[way.parent] = ders.get(way.parent, 0) + share
    return ders
