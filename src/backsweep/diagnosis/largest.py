"""The paths with the largest products of local derivatives, found without looking at the others.

One idea: the largest path of all takes at each node the way with the most to come. Each further one leaves a path that
was found before, at some node by another way, and takes the best from there on. How large it will be is known before it
is followed.

Source: Eppstein, Finding the k shortest paths, SIAM J. Computing 28 (1998), for a graph without cycles.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from operator import attrgetter

from backsweep.diagnosis.paths import Path, Way, Ways
from backsweep.diagnosis.sizes import ONE, Size, size, times
from backsweep.node import Node


@dataclass(frozen=True, slots=True)
class Departure:
    """A path not followed yet: the first `length` ways of `path`, then `way`, then the best; and its size."""

    size: Size
    path: Path
    length: int
    way: Way

    def begun(self) -> Path:
        """The ways that are settled."""
        return (*self.path[: self.length], self.way)


class Search:
    """The search for the largest paths down to x: the sizes of all ways, and the best way from each node."""

    def __init__(self, ways: Ways, x: Node) -> None:
        self._ways, self._x = ways, x
        self._sizes: dict[Way, Size] = {}
        self._best: dict[Node, Size] = {x: ONE}
        self._first: dict[Node, Way] = {}
        for node, down in ways.items():
            self._sizes.update((way, size(way.partial)) for way in down)
            first = self._first[node] = max(down, key=self._to_come)
            self._best[node] = self._to_come(first)

    def _to_come(self, way: Way) -> Size:
        """The size of the best path that begins with this way."""
        return times(self._sizes[way], self._best[way.parent])

    def finish(self, begun: Path, y: Node) -> Path:
        """The best path that begins so."""
        path = list(begun)
        node = begun[-1].parent if begun else y
        while node is not self._x:
            path.append(self._first[node])
            node = path[-1].parent
        return tuple(path)

    def departures(self, path: Path, settled: int) -> Iterator[Departure]:
        """Every way to leave a path after its first `settled` ways."""
        so_far = ONE
        for length, taken in enumerate(path):
            if length >= settled:
                for way in self._ways[taken.node]:
                    if way is not taken:
                        yield Departure(times(so_far, self._to_come(way)), path, length, way)
            so_far = times(so_far, self._sizes[taken])


def largest(ways: Ways, y: Node, x: Node, limit: int) -> list[Path]:
    """The paths from y down to x with the largest products by modulus, largest first, at most `limit` of them.

    Of paths of equal size, the order is that of the arguments they go by, and so the same each time.
    """
    if y is not x and y not in ways:
        return []
    search = Search(ways, x)
    found: list[Path] = []
    waiting: list[Departure] = []
    begun: Path = ()
    while len(found) < limit:
        path = search.finish(begun, y)
        found.append(path)
        waiting += search.departures(path, len(begun))
        waiting.sort(key=attrgetter("size"), reverse=True)
        del waiting[limit - len(found) :]
        if not waiting:
            break
        begun = waiting.pop(0).begun()
    return found
