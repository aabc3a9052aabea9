"""The steps of both sweeps as plain data, for programs and for tables.

Every number in a step is the plain number that the sweep used; every formula is the row's own rule,
read as words.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from backsweep.place import Place


@dataclass(frozen=True)
class LocalDerivative:
    """d(node)/d(parent): the parent's label, the formula, and its value at this point."""

    parent: str
    formula: str
    value: Any


@dataclass(frozen=True)
class ForwardStep:
    """A node computed in the forward sweep.

    node        its label
    expression  how it was computed, "" for an input
    filled_in   the same with numbers put in
    value       its value
    partials    its local derivatives, one per parent
    gradient    in forward mode: its derivative by each input, by the input's label; a label that is
                missing is a structural zero
    place       the line of source that made it, where known
    """

    node: str
    expression: str
    filled_in: str
    value: Any
    partials: tuple[LocalDerivative, ...]
    gradient: dict[str, Any] | None = None
    place: Place | None = None


@dataclass(frozen=True)
class Contribution:
    """What a visited node hands to one parent: der * partial = amount, which brings the parent's der to total."""

    parent: str
    partial: Any
    amount: Any
    total: Any


@dataclass(frozen=True)
class BackwardStep:
    """A node visited in the backward sweep, with its complete der, and what it hands to each parent."""

    node: str
    der: Any
    contributions: tuple[Contribution, ...]


@dataclass(frozen=True)
class Counts:
    """What each mode costs on one graph, in multiplications and in numbers stored.

    inputs, nodes, edges      the size of the graph: nodes that depend on an input, and their links to parents
                              that do
    forward_multiplications   one per edge and input: every node carries a gradient of full length
    reverse_multiplications   one per edge
    forward_stored            one number per node and input
    reverse_stored            one der per node
    forward_zeros             entries of the forward mode's gradients that are zero by structure

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

    def __post_init__(self) -> None:
        for name, count in {
            "forward_multiplications": self.edges * self.inputs,
            "reverse_multiplications": self.edges,
            "forward_stored": self.nodes * self.inputs,
            "reverse_stored": self.nodes,
        }.items():
            object.__setattr__(self, name, count)

    def __str__(self) -> str:
        share = self.forward_zeros / self.forward_stored if self.forward_stored else 0.0
        rows = [
            ("", "forward mode", "reverse mode"),
            ("multiplications", str(self.forward_multiplications), str(self.reverse_multiplications)),
            ("numbers stored", str(self.forward_stored), str(self.reverse_stored)),
            ("structural zeros among them", f"{self.forward_zeros} ({share:.0%})", "0"),
        ]
        widths = [max(len(row[column]) for row in rows) for column in range(3)]
        return "\n".join(f"{a:<{widths[0]}}  {b:>{widths[1]}}  {c:>{widths[2]}}".rstrip() for a, b, c in rows)
