"""Which layer everything stands in, and in which order: the part of a layout that fast-sugiyama does.

It is given the links of a graph once each, and answers for every connected part. An edge that passes layers becomes a
chain of lanes, one in each of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import filterfalse, pairwise
from typing import Any

from backsweep.errors import ExtraMissing

MISSING = "Pictures need fast-sugiyama, which lays them out. Install it: pip install 'backsweep[pictures]'"

Pair = tuple[int, int]
Vertex = tuple[int, float]  # its layer, and where it would like to stand in it, in steps from one box to the next


@dataclass
class Layers:
    """The layers of a graph.

    vertices  the layer of each box and of each lane, and where in it that would like to stand; boxes have the
              numbers they came with, lanes the numbers after them
    chains    the lanes that each link runs through
    """

    vertices: dict[int, Vertex] = field(default_factory=dict)
    chains: dict[Pair, list[int]] = field(default_factory=dict)

    def columns(self) -> list[list[int]]:
        """What stands in each layer, from top to bottom."""
        columns: list[list[int]] = [
            [] for _ in range(1 + max((layer for layer, _ in self.vertices.values()), default=-1))
        ]
        for vertex in sorted(self.vertices, key=lambda vertex: (self.vertices[vertex], vertex)):
            columns[self.vertices[vertex][0]].append(vertex)
        return columns


def layers(count: int, links: Iterable[Pair]) -> Layers:
    """The layers of boxes 0 to count - 1, the first on the left, the connected part with the last box on top.

    Raises:
        ExtraMissing: fast-sugiyama is not installed.

    >>> found = layers(4, [(0, 2), (1, 2)])
    >>> found.columns(), found.chains
    ([[0, 1, 3], [2]], {(0, 2): [], (1, 2): []})
    """
    found = Layers()
    below = 0.0
    linked: set[int] = set()
    lane = count
    for places, edges in sorted(_parts(sorted(set(links))), key=lambda part: -max(filter(_is_box, part[0]))):
        lanes = {vertex: lane + number for number, vertex in enumerate(sorted(filterfalse(_is_box, places)))}
        lane += len(lanes)
        below = _add(found, {lanes.get(vertex, vertex): place for vertex, place in places.items()}, below, count)
        _follow(found, [(lanes.get(source, source), lanes.get(target, target)) for source, target in edges], count)
        linked.update(filter(_is_box, places))
    for box in sorted(set(range(count)) - linked):
        found.vertices[box], below = (0, below), below + 1
    return found


def _parts(links: Sequence[Pair]) -> Iterator[tuple[dict[int, tuple[float, float]], list[Pair]]]:
    """For every connected part where the library puts each box and each lane, and its edges.

    Boxes have their own numbers; lanes are negative, for the library numbers them as it likes.
    """
    try:
        from fast_sugiyama import from_edges
    except ImportError:
        raise ExtraMissing(MISSING) from None
    boxes = sorted({box for link in links for box in link})
    places = {box: place for place, box in enumerate(boxes)}
    for found, _, _, edges in from_edges(
        [(places[source], places[target]) for source, target in links],
        vertex_spacing=1,
        dummy_vertices=True,
        ranking_type="up",  # every box as far to the left as it can stand, so the inputs all in the first layer
        crossing_minimization="barycenter",
        transpose=True,
    ):
        names = {vertex: boxes[vertex] if vertex < len(boxes) else -vertex for vertex, _ in _ints(found)}
        yield (
            {names[vertex]: place for vertex, place in _ints(found)},
            [(names[source], names[target]) for source, target in _ints(edges or [])],
        )


def _ints(pairs: Iterable[tuple[Any, Any]]) -> list[tuple[int, Any]]:
    """The same pairs: of vertices that were ints the library gives back ints, which its types do not say."""
    return list(pairs)


def _is_box(vertex: int) -> bool:
    return vertex >= 0


def _add(found: Layers, places: dict[int, tuple[float, float]], below: float, count: int) -> float:
    """Adds a connected part under what is there; gives where the next would begin."""
    last = max(down for _, down in places.values())
    vertices = {vertex: (round(last - down), across) for vertex, (across, down) in places.items()}
    if _upside_down(vertices, count):
        vertices = {vertex: (layer, -across) for vertex, (layer, across) in vertices.items()}
    first = min(across for _, across in vertices.values())
    found.vertices |= {vertex: (layer, below + across - first) for vertex, (layer, across) in vertices.items()}
    return below + max(across for _, across in vertices.values()) - first + 1


def _upside_down(vertices: dict[int, Vertex], count: int) -> bool:
    """Whether more boxes of a layer stand against their order than in it: the mirror image is as good a layout."""
    columns = defaultdict(list)
    for box in sorted(vertex for vertex in vertices if vertex < count):
        columns[vertices[box][0]].append(vertices[box][1])
    rising = [later - earlier for column in columns.values() for earlier, later in pairwise(column)]
    return sum(step > 0 for step in rising) < sum(step < 0 for step in rising)


def _follow(found: Layers, edges: Sequence[Pair], count: int) -> None:
    """Notes the lanes of each link: a lane has one edge into it and one out of it."""
    after = {source: target for source, target in edges if source >= count}
    for source, target in edges:
        if source < count:
            lanes = []
            while target >= count:
                lanes.append(target)
                target = after[target]
            found.chains[source, target] = lanes
