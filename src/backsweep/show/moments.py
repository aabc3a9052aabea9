"""How far both sweeps have come: what is known of each node at one moment.

Step 0 is the graph before anything is computed. Each further step visits one node of the forward sweep, in the trace's
order. Then, in reverse mode, one step puts the seed at the output, and each step after it visits one node of the
backward sweep, which hands its contributions to its parents: their running sums grow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from backsweep.errors import StructureError, WrongKind

if TYPE_CHECKING:
    from backsweep.show.graph import Graph
    from backsweep.traces.trace import Trace

State = Literal["waiting", "current", "done"]


def last_step(trace: Trace) -> int:
    """The step at which all is done: 2 n + 1 for n nodes, n in forward mode.

    >>> from backsweep import trace
    >>> last_step(trace(lambda x: x * x, 3.0))
    5
    """
    count = len(trace.order)
    return 2 * count + 1 if trace.mode == "reverse" else count


class Moment:
    """What is known after so many steps of both sweeps."""

    def __init__(self, graph: Graph, step: int | None = None) -> None:
        """The moment after `step` steps; after all of them for None.

        Raises:
            WrongKind: step is not an int.
            StructureError: there is no such step.
        """
        last = last_step(graph.trace)
        self._step = last if step is None else _checked(step, last)
        self._count = len(graph.nodes)
        self.visited = None if step is None else self._visited()
        self._ders = self._known(graph)

    def _visited(self) -> int | None:
        """The node that the step visits, if any; putting the seed is a visit to the output."""
        if self._step == 0:
            return None
        if self._step <= self._count:
            return self._step - 1
        return self._count - 1 - max(0, self._step - self._count - 2)

    def _known(self, graph: Graph) -> dict[int, Any]:
        """The ders that have arrived so far, by node."""
        if self.visited is None or graph.trace.mode == "forward":
            return dict(enumerate(graph.ders[: self._step]))
        visits = self._step - self._count - 1
        if visits < 0:
            return {}
        found = {graph.output: graph.ders[graph.output]}
        for visit, step in enumerate(graph.trace.backward[:visits]):
            found[self._count - 1 - visit] = step.der
            for part in step.contributions:
                found[graph.places[part.parent]] = part.total
        return found

    def computed(self, node: int) -> bool:
        """Whether the forward sweep has been at the node."""
        return node < self._step

    def der(self, node: int) -> Any:
        """The node's der so far, None where nothing has arrived; in forward mode its gradient by the inputs' labels."""
        return self._ders.get(node)

    def state(self, node: int) -> State:
        """Whether the step visits the node, has been at it, or is yet to come to it."""
        if node == self.visited:
            return "current"
        return "done" if self.computed(node) else "waiting"


def _checked(step: object, last: int) -> int:
    if isinstance(step, bool) or not isinstance(step, int):
        raise WrongKind(f"A picture's step is an int, but got step = {step!r} ({type(step).__name__}).")
    if not 0 <= step <= last:
        raise StructureError(f"This trace has steps 0 to {last}, but got step = {step}.")
    return step
