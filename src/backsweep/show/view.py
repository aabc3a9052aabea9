"""What one picture shows of a graph: the items of a fold, what comes in from outside and goes out, and their links."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from backsweep.show.folding import Fold
from backsweep.show.graph import Graph

STUBS = 12  # more values than this that come in, or go out, share one stub


@dataclass(frozen=True)
class Stub:
    """A sign for what lies outside: the nodes outside that come in, or the nodes inside that go out."""

    way: Literal["in", "out"]
    places: tuple[int, ...]


Shown: TypeAlias = "int | Fold | Stub"


@dataclass(frozen=True)
class Tie:
    """A link between two shown things: their positions in the view, and what it stands for.

    For one edge of the graph `edge` has its parent, child and argument position; a tie to or from a fold may stand for
    many edges, and has None.
    """

    source: int
    target: int
    edge: tuple[int, int, int] | None
    count: int = 1


@dataclass(frozen=True)
class View:
    """The things that a picture shows, in topological order, and the ties between them."""

    shown: tuple[Shown, ...]
    ties: tuple[Tie, ...]


def view(graph: Graph, fold: Fold) -> View:
    """What the picture of a fold shows."""
    # In the order of their first use, which is the same in folds of one shape.
    incoming = list(
        dict.fromkeys(p for parents in graph.parents[fold.start : fold.stop] for p in parents if p < fold.start)
    )
    outgoing = [place for place in range(fold.start, fold.stop) if graph.last_user[place] >= fold.stop]
    if inside(graph.output, fold):
        outgoing.append(graph.output)
    before, after = _stubs("in", incoming), _stubs("out", outgoing)
    shown = (*before, *fold.items, *after)
    return View(shown, tuple(_ties(graph, fold, shown, len(before))))


def inside(place: int, fold: Fold) -> bool:
    """Whether a node is hidden in one of the folds that this one shows."""
    return fold.start <= place < fold.stop and place not in fold.items


def _stubs(way: Literal["in", "out"], places: list[int]) -> list[Stub]:
    if len(places) <= STUBS:
        return [Stub(way, (place,)) for place in places]
    return [Stub(way, tuple(places))]


def _ties(graph: Graph, fold: Fold, shown: tuple[Shown, ...], stubs: int) -> Iterator[Tie]:
    starts = [item.start if isinstance(item, Fold) else item for item in fold.items]
    outside = {
        place: number for number, stub in enumerate(shown[:stubs]) if isinstance(stub, Stub) for place in stub.places
    }

    def where(place: int) -> int:
        return stubs + bisect_right(starts, place) - 1 if place >= fold.start else outside[place]

    many: dict[tuple[int, int], int] = {}
    for child in range(fold.start, fold.stop):
        target = where(child)
        for position, parent in enumerate(graph.parents[child]):
            source = where(parent)
            if isinstance(shown[target], int) and (
                isinstance(shown[source], int) or len(graph.parents[child]) <= STUBS
            ):
                yield Tie(source, target, (parent, child, position))
            elif source != target:
                many[source, target] = many.get((source, target), 0) + 1
    for number in range(stubs + len(fold.items), len(shown)):
        stub = shown[number]
        for place in stub.places if isinstance(stub, Stub) else ():
            pair = where(place), number
            many[pair] = many.get(pair, 0) + 1
    for (source, target), count in many.items():
        yield Tie(source, target, None, count)
