"""Where the boxes of a picture stand and how its edges run: layers from left to right.

One idea: layers.py, which asks a library, takes all boxes for points of one size. Here each gets the room that it
needs: columns as wide as their widest box, rows as far apart as keeps everything free, and no farther.

An edge that passes a layer has a row of its own there, between the boxes. In front of every column edges run level,
with room for their labels. So labels meet neither boxes, nor edges, nor each other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, starmap

from backsweep.show.layers import Layers, layers
from backsweep.show.rows import settle, squeezed

Point = tuple[float, float]

BETWEEN_BOXES = 16.0  # from the texts under a box to those over the next
BETWEEN_LANES = 12.0  # between edges that pass side by side
CURVE = 36.0  # the least room in which edges rise and fall
STEEPEST = 6.0  # an edge may rise this many times the room it has for it
ARROW = 14.0  # of the level run into a box, what is not under the label
PORTS = 17.0  # between the edges that arrive at one box


@dataclass(frozen=True)
class Size:
    """The room that a box needs: for itself, and for the texts over and under it, which may be wider."""

    width: float
    height: float
    above: float = 0.0
    below: float = 0.0
    texts: float = 0.0


@dataclass(frozen=True)
class Link:
    """An edge: the numbers of the boxes it leads from and to, and the width of its label."""

    source: int
    target: int
    label: float = 0.0


@dataclass(frozen=True)
class Layout:
    """A finished layout.

    places  the left upper corner of each box
    routes  the points of each edge: it runs level from the first to the second, may rise or fall to the third, runs
            level to the fourth, and so on; the last but one is where its label begins
    """

    places: tuple[Point, ...]
    routes: tuple[tuple[Point, ...], ...]
    width: float
    height: float


def room_for_ports(count: int) -> float:
    """The least height of a box at which so many edges arrive."""
    return PORTS * count + 3.0


def layered(sizes: Sequence[Size], links: Sequence[Link]) -> Layout:
    """The layout of boxes of these sizes, joined by these links, which lead from lower numbers to higher ones.

    Raises:
        ExtraMissing: fast-sugiyama is not installed.

    >>> layout = layered([Size(40, 30), Size(40, 30)], [Link(0, 1, label=20)])
    >>> layout.places, layout.routes
    (((0.0, 0.0), (110.0, 0.0)), (((40.0, 15.0), (40.0, 15.0), (76.0, 15.0), (110.0, 15.0)),))
    """
    return Drawing(sizes, links).layout() if sizes else Layout((), (), 0.0, 0.0)


class Drawing:
    """A layout in the making."""

    def __init__(self, sizes: Sequence[Size], links: Sequence[Link]) -> None:
        self._sizes, self._links = sizes, links
        self._layers: Layers = layers(len(sizes), [(link.source, link.target) for link in links])
        self._columns = self._layers.columns()
        self._users: dict[int, list[int]] = defaultdict(list)  # the links that run through each lane
        self._arriving: dict[int, list[int]] = defaultdict(list)  # the links that lead to each box
        for number, link in enumerate(links):
            self._arriving[link.target].append(number)
            for lane in self._chain(link):
                self._users[lane].append(number)
        self._rows = self._settled()
        self._ports = self._settled_ports()

    def _chain(self, link: Link) -> list[int]:
        return self._layers.chains[link.source, link.target]

    def _is_box(self, vertex: int) -> bool:
        return vertex < len(self._sizes)

    def _extent(self, vertex: int) -> tuple[float, float]:
        """How far a box with its texts, or a lane, reaches over and under its row."""
        if not self._is_box(vertex):
            half = BETWEEN_LANES * len(self._users[vertex]) / 2
            return half, half
        size = self._sizes[vertex]
        return size.height / 2 + size.above, size.height / 2 + size.below

    def _apart(self, upper: int, lower: int) -> float:
        """The least distance of two neighbouring rows."""
        free = BETWEEN_BOXES if self._is_box(upper) and self._is_box(lower) else 0.0
        return self._extent(upper)[1] + free + self._extent(lower)[0]

    def _settled(self) -> dict[int, float]:
        """The height at which the middle of each box and lane stands; the uppermost reaches up to 0."""
        heights = sorted(sum(self._extent(box)) for box in range(len(self._sizes)))
        step = BETWEEN_BOXES + heights[len(heights) // 2]
        wide: dict[int, float] = {}
        for column in self._columns:
            wanted = [step * self._layers.vertices[vertex][1] for vertex in column]
            places = settle(wanted, list(starmap(self._apart, pairwise(column))))
            wide |= {vertex: round(place, 1) for vertex, place in zip(column, places, strict=True)}
        neighbours = [pair for column in self._columns for pair in pairwise(column)]
        close = squeezed(wide.values(), [(wide[a], wide[b], self._apart(a, b)) for a, b in neighbours])
        top = min(close[row] - self._extent(vertex)[0] for vertex, row in wide.items())
        return {vertex: close[row] - top for vertex, row in wide.items()}

    def _in_lane(self, lane: int, link: int) -> float:
        """The height at which one of the links through a lane runs."""
        users = self._users[lane]
        return self._rows[lane] + BETWEEN_LANES * (users.index(link) - (len(users) - 1) / 2)

    def _settled_ports(self) -> dict[int, float]:
        """The height at which each link arrives: from above those that come from above."""
        ports: dict[int, float] = {}
        for box, links in self._arriving.items():
            links = sorted(links, key=lambda link: (self._before(link), link))
            first = self._rows[box] - PORTS * (len(links) - 1) / 2
            ports |= {link: first + PORTS * place for place, link in enumerate(links)}
        return ports

    def _before(self, link: int) -> float:
        """The height at which a link comes from, into the layer of its target."""
        chain = self._chain(self._links[link])
        return self._in_lane(chain[-1], link) if chain else self._rows[self._links[link].source]

    def _widths(self) -> tuple[list[float], list[float], list[float]]:
        """For each column the room before it in which edges rise and fall, that in which they run level, its width."""
        curves, levels, widths = ([0.0] * len(self._columns) for _ in range(3))
        for number, link in enumerate(self._links):
            heights = self._heights(number)
            last = self._layers.vertices[link.target][0]
            levels[last] = max(levels[last], link.label + ARROW)
            for column, (before, after) in enumerate(pairwise(heights), start=last - len(heights) + 2):
                curves[column] = max(curves[column], CURVE, abs(after - before) / STEEPEST)
        for column, vertices in enumerate(self._columns):
            boxes = [self._sizes[vertex] for vertex in vertices if self._is_box(vertex)]
            widths[column] = max((max(size.width, size.texts) for size in boxes), default=0.0)
        return curves, levels, widths

    def _heights(self, number: int) -> list[float]:
        """The heights at which a link runs level, from its source through its lanes to its port."""
        link = self._links[number]
        lanes = [self._in_lane(lane, number) for lane in self._chain(link)]
        return [self._rows[link.source], *lanes, self._ports[number]]

    def layout(self) -> Layout:
        """The places and the routes."""
        curves, levels, widths = self._widths()
        lefts, rights = [], []
        right = 0.0
        for curve, level, width in zip(curves, levels, widths, strict=True):
            lefts.append(right + curve + level)
            right = lefts[-1] + width
            rights.append(right)
        places = tuple(self._place(box, lefts, widths) for box in range(len(self._sizes)))
        starts = [left - level for left, level in zip(lefts, levels, strict=True)]
        routes = tuple(self._route(number, places, starts, rights) for number in range(len(self._links)))
        height = max(row + self._extent(vertex)[1] for vertex, row in self._rows.items())
        return Layout(places, routes, right, height)

    def _place(self, box: int, lefts: list[float], widths: list[float]) -> Point:
        column, size = self._layers.vertices[box][0], self._sizes[box]
        return lefts[column] + (widths[column] - size.width) / 2, self._rows[box] - size.height / 2

    def _route(
        self, number: int, places: Sequence[Point], starts: Sequence[float], rights: Sequence[float]
    ) -> tuple[Point, ...]:
        link, heights = self._links[number], self._heights(number)
        column = self._layers.vertices[link.source][0]
        points = [(places[link.source][0] + self._sizes[link.source].width, heights[0]), (rights[column], heights[0])]
        for height in heights[1:]:
            column += 1
            points += [(starts[column], height), (rights[column], height)]
        points[-1] = (places[link.target][0], heights[-1])
        return tuple(points)
