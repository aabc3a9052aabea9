"""The forward sweep: tangents carried along from the inputs, in the order of computation.

A tangent is a number (one direction), a Node (one that will be differentiated again), or Tangents:
several directions at once, such as the full gradient at every node.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from backsweep.node import Node
from backsweep.worlds import NODES, World, contribute_numbers


class Tangents:
    """Tangents in several directions, by number; a direction that is missing is a structural zero.

    It adds and multiplies like a number, so a row carries it forward as it would carry one.
    """

    __slots__ = ("entries",)

    def __init__(self, entries: Mapping[int, Any]) -> None:
        self.entries = dict(entries)

    def __mul__(self, partial: Any) -> Tangents:
        return Tangents({index: contribute_numbers(entry, partial) for index, entry in self.entries.items()})

    __rmul__ = __mul__

    def __add__(self, other: Any) -> Tangents:
        if not isinstance(other, Tangents):
            return self  # the exact 0 of a branch not taken
        total = dict(self.entries)
        for index, entry in other.entries.items():
            total[index] = total[index] + entry if index in total else entry
        return Tangents(total)

    __radd__ = __add__

    def __repr__(self) -> str:
        return f"Tangents({self.entries})"


def sweep_forward(oldest_first: Iterable[Node], tangents: Mapping[Node, Any], world: World) -> dict[Node, Any]:
    """The tangent of every node of `oldest_first` that depends on a node of `tangents`; the others are left out."""
    found: dict[Node, Any] = dict(tangents)
    for node in oldest_first:
        row = node.primitive
        if row is None or node in found:
            continue
        args = node.args
        incoming = {index: found[arg] for index, arg in enumerate(args) if arg.__class__ is Node and arg in found}
        if incoming:
            tangent = row.tangent(world, args, node if world is NODES else node.val, incoming)
            # An exact 0, such as a branch not taken gives, stays out as a missing tangent does.
            if tangent is not None and not (tangent.__class__ is int and tangent == 0):
                found[node] = tangent
    return found
