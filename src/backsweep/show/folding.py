"""Large graphs folded: by call, loop and turn, and by line of source, into a tree of folds that can be opened.

One idea: a fold is a stretch of the trace's order. Nodes stand there in the order they were made, so whatever was made
in one call or one turn stands together, all that a stretch needs stands before it, and no fold can depend on itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from backsweep.show.graph import Graph

if TYPE_CHECKING:
    from backsweep.traces.trace import Trace

Kind = Literal["graph", "call", "loop", "turn", "run", "line", "inputs"]

FLAT = 40  # so is the inside of a fold of so many
CROWD = 40  # more items than this are folded once more, by tens, hundreds or thousands


@dataclass(frozen=True, eq=False)
class Fold:
    """A stretch of a trace's order, shown as one box until it is opened.

    kind    what was folded: the whole graph, a call, a loop, one turn, a run of turns or nodes, a line, inputs
    title   what the source calls it: `for t in range(n):`, `step()`, `turn 3`, `turns 1 to 100`
    turns   how many turns a loop has; 1 for everything else
    start   the position of its first node in the trace's order
    stop    the position after its last
    items   what is in it, in order: positions of nodes, and folds
    number  which fold of its tree it is, in the order in which they begin; 0 for the whole graph
    shape   folds whose nodes are computed alike, from places as far back, have the same shape
    """

    kind: Kind
    title: str
    turns: int
    start: int
    stop: int
    items: tuple[Item, ...]
    number: int
    shape: int

    def __len__(self) -> int:
        """How many nodes are in it."""
        return self.stop - self.start

    def folds(self) -> Iterator[Fold]:
        """This fold and all within it, in the order of their numbers."""
        waiting = [self]
        while waiting:
            fold = waiting.pop()
            yield fold
            waiting += [item for item in reversed(fold.items) if isinstance(item, Fold)]


Item: TypeAlias = "int | Fold"


def fold_tree(trace: Trace) -> Fold:
    """The folds of a trace: the whole graph, with all its nodes for items where they are few enough to be read.

    >>> from backsweep import trace
    >>> len(fold_tree(trace(lambda x: x * x, 3.0)).items)
    2
    """
    return tree(Graph(trace))


def tree(graph: Graph) -> Fold:
    """The folds of a graph."""
    return Fold("graph", "The whole graph", 1, 0, len(graph.nodes), tuple(range(len(graph.nodes))), 0, 0)
