"""A trace as a picture: boxes and arrows with their places and texts, as plain data.

One idea: everything that can be seen is decided here and nothing about any file format, so one picture serves the
static figure, each frame of the sweeps, and the page one can step through.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from backsweep.show import wording
from backsweep.show.folding import Fold, fold_tree
from backsweep.show.graph import Graph, numbers
from backsweep.show.layout import Layout, Link, Point, Size, layered, room_for_ports
from backsweep.show.measure import width
from backsweep.show.moments import Moment, State
from backsweep.show.palette import Scale, largest
from backsweep.show.typeset import Runs, wide
from backsweep.show.view import Shown, Stub, Tie, view
from backsweep.show.wording import FORMULA, PARTIAL, VALUE

if TYPE_CHECKING:
    from backsweep.node import Node
    from backsweep.traces.trace import Trace

Kind = Literal["input", "step", "output", "fold", "stub"]

LINE = 22.0  # from one line of a box to the next
PADDING = 12.0  # between a box and its lines
NARROWEST = 46.0
OVER, UNDER = 17.0, 17.0  # room over a box for its value and under it for its der


@dataclass(frozen=True)
class Box:
    """A box of a picture.

    kind    what it stands for: a node ("input", "step", "output"), a fold of many, or something outside ("stub")
    number  the node's position in the trace's order, or the number of the fold; -1 for a stub of several nodes
    place   the left upper corner
    lines   what stands in it: a name with its formula, on one line or two
    value   the text over it, "" while it is not computed
    der     the text under it, "" while nothing has arrived
    level   its colour, as Scale.level() gives it
    state   whether the step visits it
    about   all about it, in a sentence
    """

    kind: Kind
    number: int
    place: Point
    width: float
    height: float
    lines: tuple[Runs, ...]
    value: str
    der: str
    level: str
    state: State
    about: str


@dataclass(frozen=True)
class Arrow:
    """An edge of a picture.

    source    the position of the box it leads from, among the picture's boxes
    target    that of the box it leads to
    edge      (parent, child, position of the argument) where it is one edge of the graph; None where a fold or a stub
              has several edges in one
    route     its points, as in Layout
    partial   the local derivative, "" while it is not computed
    state     whether the step visits its target
    about     the local derivative as a formula with its value
    """

    source: int
    target: int
    edge: tuple[int, int, int] | None
    route: tuple[Point, ...]
    partial: str
    state: State
    about: str


@dataclass(frozen=True)
class Picture:
    """A drawing, ready to be written down.

    title    the result: y = 16.0
    about    what is to be seen, in words
    scale    which |der| has which level
    levels   the levels that its boxes have when both sweeps are done
    forward  whether the texts under the boxes are the gradients of forward mode
    arrays   whether some of its nodes are arrays
    """

    title: str
    about: str
    width: float
    height: float
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    scale: Scale
    levels: frozenset[str]
    forward: bool
    arrays: bool = False


def picture(of: Trace | Graph, step: int | None = None, within: Fold | None = None) -> Picture:
    """The graph of a trace, at one step of its sweeps or with both finished; large graphs as folds, or one fold opened.

    Whoever draws many pictures of one trace gives its Graph, which then has to be made only once.

    Raises:
        ExtraMissing: fast-sugiyama is not installed.
        WrongKind, StructureError: the trace has no such step.

    >>> from backsweep import trace
    >>> drawn = picture(trace(lambda x: (x + 2) ** 2, 2))
    >>> [(box.value, box.der) for box in drawn.boxes]
    [('2', '8'), ('4', '8'), ('16', '1')]
    """
    graph = of if isinstance(of, Graph) else Graph(of)
    return Painter(graph, fold_tree(graph) if within is None else within, Moment(graph, step)).picture()


@lru_cache(maxsize=256)
def _laid_out(sizes: tuple[Size, ...], links: tuple[Link, ...]) -> Layout:
    """Turns of a loop that look alike share one layout."""
    return layered(sizes, links)


class Painter:
    """The picture of one fold at one moment, in the making."""

    def __init__(self, graph: Graph, fold: Fold, moment: Moment) -> None:
        self._graph, self._fold, self._moment = graph, fold, moment
        self._view = view(graph, fold)
        self._arriving = [0] * len(self._view.shown)
        for tie in self._view.ties:
            self._arriving[tie.target] += 1

    def picture(self) -> Picture:
        """The finished picture."""
        lines = [self._lines(thing) for thing in self._view.shown]
        sizes = tuple(map(self._size, self._view.shown, lines, self._arriving))
        links = tuple(Link(tie.source, tie.target, self._label_width(tie)) for tie in self._view.ties)
        layout = _laid_out(sizes, links)
        boxes = tuple(map(self._box, self._view.shown, lines, sizes, layout.places))
        arrows = tuple(map(self._arrow, self._view.ties, layout.routes))
        trace = self._graph.trace
        return Picture(
            title=f"{trace.labels[trace.output]} = {wording.shown(trace.output.val)}",
            about=self._about(),
            width=layout.width,
            height=layout.height,
            boxes=boxes,
            arrows=arrows,
            scale=self._graph.scale,
            levels=frozenset(map(self._last_level, self._view.shown)),
            forward=trace.mode == "forward",
            arrays=self._graph.has_arrays,
        )

    def _lines(self, thing: Shown) -> tuple[Runs, ...]:
        if isinstance(thing, int):
            return wording.node_lines(self._graph, thing)
        return wording.stub_lines(self._graph, thing) if isinstance(thing, Stub) else wording.fold_lines(thing)

    def _size(self, thing: Shown, lines: tuple[Runs, ...], arriving: int) -> Size:
        font = VALUE if isinstance(thing, Fold) else FORMULA
        inside = max(wide(line, font) for line in lines) + 2 * PADDING
        height = max(LINE * len(lines) + PADDING, room_for_ports(arriving))
        if isinstance(thing, Stub) and len(thing.places) > 1:
            return Size(inside, height)
        return Size(max(inside, NARROWEST), height, OVER, UNDER, self._texts_width(thing))

    def _texts_width(self, thing: Shown) -> float:
        """The width of the widest text that will ever stand over or under a box."""
        if isinstance(thing, Fold):
            return width("|der| ≤ −1.23457e−07", VALUE)
        place = thing.places[0] if isinstance(thing, Stub) else thing
        texts = [wording.shown(self._graph.nodes[place].val), *map(self._der_text, self._graph.sums[place])]
        return max(width(text, VALUE) for text in texts)

    def _label_width(self, tie: Tie) -> float:
        return width(self._partial(tie), PARTIAL)

    def _partial(self, tie: Tie) -> str:
        if tie.edge is None:
            return f"×{tie.count:,}" if tie.count > 1 else ""
        _, child, position = tie.edge
        return wording.shown(self._graph.step(child).partials[position].value)

    def _der_text(self, der: Any) -> str:
        if isinstance(der, dict):
            return wording.gradient(der, self._graph.inputs)
        return "" if der is None else wording.shown(der)

    def _box(self, thing: Shown, lines: tuple[Runs, ...], size: Size, place: Point) -> Box:
        if isinstance(thing, Fold):
            return self._folded(thing, lines, size, place)
        if isinstance(thing, int):
            about = wording.about_node(self._graph, thing)
            return Box(self._kind(thing), thing, place, size.width, size.height, lines, *self._told(thing), about)
        about = wording.about_stub(self._graph, thing)
        if len(thing.places) > 1:
            return Box("stub", -1, place, size.width, size.height, lines, "", "", "none", "done", about)
        value, der, _, state = self._told(thing.places[0])
        return Box("stub", thing.places[0], place, size.width, size.height, lines, value, der, "none", state, about)

    def _told(self, node: int) -> tuple[str, str, str, State]:
        """A node's value, its der and its level, and whether it is visited."""
        der = self._moment.der(node)
        value = wording.shown(self._graph.nodes[node].val) if self._moment.computed(node) else ""
        return value, self._der_text(der), self._graph.scale.level(numbers(der)), self._moment.state(node)

    def _last_level(self, thing: Shown) -> str:
        """The level of a box when both sweeps are done."""
        if isinstance(thing, Fold):
            return self._graph.scale.level(largest(map(numbers, self._graph.ders[thing.start : thing.stop])))
        if isinstance(thing, Stub):
            return "none"
        return self._graph.scale.level(numbers(self._graph.ders[thing]))

    def _kind(self, place: int) -> Kind:
        if self._graph.nodes[place].primitive is None:
            return "input"
        return "output" if place == self._graph.output else "step"

    def _folded(self, fold: Fold, lines: tuple[Runs, ...], size: Size, place: Point) -> Box:
        """A fold: the largest |der| inside stands for all."""
        inside = range(fold.start, fold.stop)
        der = largest(numbers(found) for found in map(self._moment.der, inside) if found is not None)
        told = "" if der is None else f"|der| ≤ {wording.shown(der)}"
        visited = self._moment.visited
        state: State = "current" if visited in inside else "done" if self._moment.computed(fold.stop - 1) else "waiting"
        about = f"{fold.title}: {wording.counted(len(fold), 'node')}"
        level = self._graph.scale.level(der)
        return Box("fold", fold.number, place, size.width, size.height, lines, "", told, level, state, about)

    def _arrow(self, tie: Tie, route: tuple[Point, ...]) -> Arrow:
        if tie.edge is None:
            about = wording.counted(tie.count, "value")
            return Arrow(tie.source, tie.target, None, route, self._partial(tie), "done", about)
        _, child, position = tie.edge
        partial = self._partial(tie) if self._moment.computed(child) else ""
        about = wording.about_edge(self._graph, child, position)
        return Arrow(tie.source, tie.target, tie.edge, route, partial, self._moment.state(child), about)

    def _about(self) -> str:
        """The picture in words, for those who hear it."""
        trace, nodes = self._graph.trace, wording.counted(len(self._fold), "node")
        if self._fold.number:
            return f"{self._fold.title}, with {nodes}."
        inputs = wording.listed([f"{label} = {wording.shown(node.val)}" for label, node in self._inputs()])
        ders = wording.listed([f"{label} {wording.shown(der)}" for label, der in trace.gradient.items()])
        return f"The graph of {trace.labels[trace.output]}, {nodes}. Inputs: {inputs}. Derivatives by them: {ders}."

    def _inputs(self) -> Iterator[tuple[str, Node]]:
        return zip(self._graph.inputs, self._graph.trace.inputs, strict=True)
