"""What the two modes cost on one graph, and how much of forward mode's work is on zeros."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

from backsweep.arrays import ARRAYS
from backsweep.kinds import Elementwise
from backsweep.node import Node
from backsweep.over_arrays import OverArrays
from backsweep.row import Primitive
from backsweep.sweeps.forward import Tangents, sweep_forward
from backsweep.worlds import World


@dataclass(frozen=True)
class Counts:
    """What each mode costs on one graph, in multiplications and in numbers stored.

    inputs, nodes, edges      the size of the graph: nodes that depend on an input, and their links to parents
                              that do
    forward_zeros             entries of forward mode's gradients that are zero by structure
    forward_multiplications   one per edge and input: every node carries a gradient of full length
    reverse_multiplications   one per edge
    forward_stored            one number per node and input
    reverse_stored            one der per node
    arrays                    whether some nodes are arrays; each then counts as one number

    Counted as in the tables of textbooks: entries that are zero by structure are carried along, and
    computing the local derivatives, the same in both modes, is left out.
    """

    inputs: int
    nodes: int
    edges: int
    forward_zeros: int
    forward_multiplications: int = field(init=False)
    reverse_multiplications: int = field(init=False)
    forward_stored: int = field(init=False)
    reverse_stored: int = field(init=False)
    arrays: bool = False

    def __post_init__(self) -> None:
        for name, count in {
            "forward_multiplications": self.edges * self.inputs,
            "reverse_multiplications": self.edges,
            "forward_stored": self.nodes * self.inputs,
            "reverse_stored": self.nodes,
        }.items():
            object.__setattr__(self, name, count)

    def table(self) -> list[list[str]]:
        """The comparison as rows of cells, the first its head."""
        share = self.forward_zeros / self.forward_stored if self.forward_stored else 0.0
        return [
            ["each array as one number" if self.arrays else "", "forward mode", "reverse mode"],
            ["multiplications", f"{self.forward_multiplications:,}", f"{self.reverse_multiplications:,}"],
            ["numbers stored", f"{self.forward_stored:,}", f"{self.reverse_stored:,}"],
            ["structural zeros among them", f"{self.forward_zeros:,} ({share:.0%})", "0"],
        ]

    def __str__(self) -> str:
        rows = self.table()
        widths = [max(len(row[column]) for row in rows) for column in range(3)]
        return "\n".join(f"{a:<{widths[0]}}  {b:>{widths[1]}}  {c:>{widths[2]}}".rstrip() for a, b, c in rows)


class Reach:
    """The inputs that a number depends on, one bit each; a forward sweep carries it along like a tangent."""

    __slots__ = ("bits",)

    def __init__(self, bits: int) -> None:
        self.bits = bits

    def __mul__(self, partial: Any) -> Reach:
        return self

    __rmul__ = __mul__

    def __add__(self, other: Any) -> Reach:
        return Reach(self.bits | other.bits) if isinstance(other, Reach) else self

    __radd__ = __add__


def reached(found: Any) -> int:
    """The bits of what a sweep found: of one number, or of all results of a call; 0 behind a branch not taken."""
    if isinstance(found, Tangents):
        bits = 0
        for entry in found.entries.values():
            bits |= reached(entry)
        return bits
    return found.bits if isinstance(found, Reach) else 0


def count(oldest_first: Iterable[Node], inputs: list[Node], world: World) -> Counts:
    """The counts of a graph whose inputs are `inputs`."""
    starts = {node: Reach(1 << index) for index, node in enumerate(inputs)}
    oldest_first, arrays = list(oldest_first), world is ARRAYS
    found: dict[Node, Any] = (
        along_arrays(oldest_first, starts) if arrays else sweep_forward(oldest_first, starts, world)
    )
    edges = sum(parent in found for node in found for parent in node.parents)
    zeros = sum(len(inputs) - reached(reach).bit_count() for reach in found.values())
    return Counts(len(inputs), len(found), edges, zeros, arrays)


def along_arrays(oldest_first: Iterable[Node], starts: Mapping[Node, Reach]) -> dict[Node, Reach]:
    """What each node depends on, by the rows' links alone: a matrix product cannot be carried out on inputs' bits."""
    found = dict(starts)
    for node in oldest_first:
        row = node.primitive
        if row is None:
            continue
        linked = [
            found[arg]
            for position, arg in enumerate(node.args)
            if arg.__class__ is Node and arg in found and hands_on(row, position)
        ]
        if linked:
            found[node] = Reach(reduce(or_, (reach.bits for reach in linked)))
    return found


def hands_on(row: Primitive, position: int) -> bool:
    """Whether a der can ever arrive at the argument at a position."""
    if not isinstance(row, (Elementwise, OverArrays)):
        return True
    rules = row.rules(ARRAYS)
    return not isinstance(rules, tuple) or rules[position] is not None
