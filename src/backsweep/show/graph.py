"""A trace's graph by positions: which node stands where in the order, who uses whom, and how its ders came about."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from backsweep.show.palette import Scale, scale
from backsweep.traces.steps import plain
from backsweep.values import shape_of
from backsweep.words.previews import largest_entry

if TYPE_CHECKING:
    from backsweep.node import Node
    from backsweep.traces.steps import ForwardStep
    from backsweep.traces.trace import Trace

READABLE = 300  # a graph of so many nodes is shown as it is; a larger one is folded


class Graph:
    """The nodes of a trace, each called by its position in the order.

    trace    the trace itself
    nodes    the Nodes, inputs first
    parents  the positions of each node's parents, in argument order; a parent that is two arguments is there twice
    output   the position of the output
    inputs   the labels of the inputs
    """

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self.nodes: list[Node] = trace.order
        places = {node: place for place, node in enumerate(self.nodes)}
        self.parents = [tuple(places[parent] for parent in node.parents) for node in self.nodes]
        self.output = places[trace.output]
        self._steps: dict[int, ForwardStep] = {}
        self.inputs = [trace.labels[node] for node in trace.inputs]

    def label(self, place: int) -> str:
        """What the node is called."""
        return self.trace.labels[self.nodes[place]]

    def step(self, place: int) -> ForwardStep:
        """The node's step of the forward sweep, which is put into words when it is first asked for."""
        if place not in self._steps:
            self._steps[place] = self.trace.forward_step(self.nodes[place])
        return self._steps[place]

    @cached_property
    def last_user(self) -> list[int]:
        """The position of the last node that uses each; -1 where none does."""
        found = [-1] * len(self.nodes)
        for place, parents in enumerate(self.parents):
            for parent in parents:
                found[parent] = place
        return found

    @cached_property
    def ders(self) -> list[Any]:
        """The der of each node when both sweeps are done; in forward mode its gradient by the inputs' labels."""
        if self.trace.mode == "forward":
            return [step.gradient for step in self.trace.forward]
        return [plain(node, self.trace.ders.get(node, 0)) for node in self.nodes]

    @cached_property
    def places(self) -> dict[str, int]:
        """Where each node stands, by its label."""
        return {self.trace.labels[node]: place for place, node in enumerate(self.nodes)}

    @cached_property
    def sums(self) -> list[list[Any]]:
        """For each node the ders that it has one after the other, while contributions arrive; the last first."""
        found: list[list[Any]] = [[der] for der in self.ders]
        for step in self.trace.backward if len(self.nodes) <= READABLE else ():
            for part in step.contributions:
                found[self.places[part.parent]].append(part.total)
        return found

    @cached_property
    def has_arrays(self) -> bool:
        """Whether a node is an array."""
        return any(node.shape for node in self.nodes)

    @cached_property
    def scale(self) -> Scale:
        """The colours that fit the finished ders."""
        return scale(map(numbers, self.ders))


def numbers(der: Any) -> Any:
    """A der as a number or several: of a gradient its entries, 0 where it has none; of an array the largest |entry|."""
    if isinstance(der, dict):
        return tuple(map(numbers, der.values())) or 0
    return largest_entry(der) if shape_of(der) else der
