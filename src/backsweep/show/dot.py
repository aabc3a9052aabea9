"""A trace as text for Graphviz: every node and edge, unfolded, for those who lay their graphs out with dot."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from backsweep.show.graph import Graph, numbers
from backsweep.show.palette import CIVIDIS, DARK_INK_FROM
from backsweep.show.wording import about_edge, about_node, gradient, shown
from backsweep.traces.tables import narrow

if TYPE_CHECKING:
    from backsweep.traces.trace import Trace

HEAD = """\
digraph backsweep {
  rankdir=LR
  node [shape=box, style="rounded,filled", fillcolor=white, fontname="Helvetica"]
  edge [fontname="Helvetica", fontsize=10]
"""
# A der without a colour of its own has a form.
FORMS = {"zero": 'style="rounded,dotted"', "nan": 'style="rounded,dashed", color=magenta', "inf": "penwidth=4"}


def dot(trace: Trace) -> str:
    """The whole graph in Graphviz's own language.

    >>> from backsweep import trace
    >>> print(dot(trace(lambda x: x * x, 3.0)))
    digraph backsweep {
      ...
      n0 [label="x\\n3.0\\nder 6.0", tooltip="x = 3.0", fillcolor="#fee838", fontcolor="#000000"]
      n1 [label="y = x * x\\n9.0\\nder 1.0", ...]
      n0 -> n1 [label="3.0", tooltip="∂y/∂x = x = 3.0"]
      n0 -> n1 [label="3.0", tooltip="∂y/∂x = x = 3.0"]
    }
    <BLANKLINE>
    """
    graph = Graph(trace)
    places = range(len(graph.nodes))
    nodes = [_node(graph, place) for place in places]
    return "".join([HEAD, *nodes, *(edge for place in places for edge in _edges(graph, place)), "}\n"])


def _node(graph: Graph, place: int) -> str:
    step, der = graph.step(place), graph.ders[place]
    told = gradient(der, graph.inputs) if isinstance(der, dict) else shown(der)
    formula = f"{narrow(step.node)} = {narrow(step.expression)}" if step.expression else narrow(step.node)
    label = quoted(formula, shown(step.value), f"{'gradient' if isinstance(der, dict) else 'der'} {told}")
    return f"  n{place} [label={label}, tooltip={quoted(about_node(graph, place))}, {_look(graph, der)}]\n"


def _look(graph: Graph, der: object) -> str:
    level = graph.scale.level(numbers(der))
    if level in FORMS:
        return FORMS[level]
    ink = "#000000" if int(level) >= DARK_INK_FROM else "#ffffff"
    return f'fillcolor="{CIVIDIS[int(level)]}", fontcolor="{ink}"'


def _edges(graph: Graph, place: int) -> Iterator[str]:
    for position, parent in enumerate(graph.parents[place]):
        label = quoted(shown(graph.step(place).partials[position].value))
        yield f"  n{parent} -> n{place} [label={label}, tooltip={quoted(about_edge(graph, place, position))}]\n"


def quoted(*lines: str) -> str:
    r"""Lines of text as one string of Graphviz's, in which nothing is an escape, an entity or the end of the string.

    >>> print(quoted('say "\\N"', "a < b &amp; c"))
    "say \"\\N\"\na < b &amp;amp; c"
    """
    escaped = [line.replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;") for line in lines]
    return '"' + "\\n".join(line.replace("\n", " ").replace("\0", "\ufffd") for line in escaped) + '"'
