"""Large graphs folded: by call, loop and turn, and by line of source, into a tree of folds that can be opened.

One idea: a fold is a stretch of the trace's order. Nodes stand there in the order they were made, so whatever was made
in one call or one turn stands together, all that a stretch needs stands before it, and no fold can depend on itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from backsweep.show.drafts import Draft, Kind, drafted
from backsweep.show.graph import READABLE, Graph
from backsweep.show.shapes import Shapes

if TYPE_CHECKING:
    from backsweep.traces.trace import Trace


@dataclass(frozen=True, eq=False)
class Fold:
    """A stretch of a trace's order, shown as one box until it is opened.

    kind    what was folded: the whole graph, a call, a loop, one turn of it, a run of turns or of nodes, the nodes of
            one line, or inputs
    title   what the source calls it: `for t in range(n):`, `step()`, `turn 3`, `turns 1 to 100`
    turns   how many turns a loop has; 1 for everything else
    start   the position of its first node in the trace's order
    stop    the position after its last
    items   what is in it, in order: positions of nodes, and folds
    number  which fold of its tree it is, in the order in which they begin; 0 for the whole graph
    shape   two folds of one shape are computed alike: the same rows on nodes at the same distance
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


def fold_tree(of: Trace | Graph) -> Fold:
    """The folds of a trace: of up to 300 nodes the whole graph with all its nodes, of more a tree.

    >>> from backsweep import trace
    >>> def f(x):
    ...     for _ in range(1000):
    ...         x = 0.5 * x + 1
    ...     return x
    >>> *_, last = fold_tree(trace(f, 1.0)).items
    >>> last.title, last.turns, len(last)
    ('for _ in range(1000):', 1000, 2000)
    """
    graph = of if isinstance(of, Graph) else Graph(of)
    if len(graph.nodes) <= READABLE:
        count = len(graph.nodes)
        return Fold("graph", "The whole graph", 1, 0, count, tuple(range(count)), 0, 0)
    return _finished(drafted(graph), Shapes(graph))


def _finished(whole: Draft, shapes: Shapes) -> Fold:
    """The folds of these drafts, the inner ones made first."""
    drafts = list(whole.drafts())
    folds: dict[Draft, Fold] = {}
    for number, draft in reversed(list(enumerate(drafts))):
        items = tuple(folds[item] if isinstance(item, Draft) else item for item in draft.items)
        parts = [(item.number, item.shape) if isinstance(item, Fold) else item for item in items]
        shape = shapes.of(number, draft.start, parts)
        folds[draft] = Fold(draft.kind, draft.title, draft.turns, draft.start, draft.stop, items, number, shape)
    return folds[whole]
