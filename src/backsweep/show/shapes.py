"""Which folds are alike: a thousand turns of a loop mostly compute the same, each from the one before.

One idea: a fold is described by what its items are and where each finds its arguments: so many places after the fold's
beginning, or outside, as the first, second, ... thing that comes in. Equal descriptions get one number.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import TypeAlias

from backsweep.show.graph import Graph

# The position of a node; or the number and the shape of a fold.
Part: TypeAlias = "int | tuple[int, int]"


class Shapes:
    """The shapes seen so far, and what comes into each fold from outside."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._numbers: dict[Hashable, int] = {}
        self._incoming: dict[int, list[int]] = {}

    def of(self, fold: int, start: int, parts: Iterable[Part]) -> int:
        """The shape of the fold of this number, which begins at `start`; of the folds in it, it has to be known."""
        incoming: dict[int, int] = {}
        description = []
        for part in parts:
            what: Hashable
            if isinstance(part, int):
                row = self._graph.nodes[part].primitive
                what, needed = row.name if row else None, self._graph.parents[part]
            else:
                what, needed = part[1], tuple(self._incoming[part[0]])
            where = [
                place - start if place >= start else ~incoming.setdefault(place, len(incoming)) for place in needed
            ]
            description.append((what, tuple(where)))
        self._incoming[fold] = list(incoming)
        return self._numbers.setdefault(tuple(description), len(self._numbers))
