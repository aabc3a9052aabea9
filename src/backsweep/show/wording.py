"""What stands in, over and under the boxes of a picture, and what is said about them in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backsweep.show.measure import cut
from backsweep.show.typeset import Run, Runs, shortened, typeset, upright, wide
from backsweep.traces.tables import narrow
from backsweep.values import shape_of
from backsweep.words.latex import latex, name
from backsweep.words.previews import size_told
from backsweep.words.text import array, number

if TYPE_CHECKING:
    from backsweep.show.folding import Fold
    from backsweep.show.graph import Graph
    from backsweep.show.view import Stub

FORMULA, VALUE, PARTIAL = 16.0, 13.0, 11.5  # sizes of the fonts
ONE_LINE, WIDEST = (
    190.0,
    300.0,
)  # a formula wider than the first stands under its name; one wider than the second is cut
NUMBER = 160.0  # room for a number; what is longer is cut
ARRAY = 300.0  # the same for an array

MANY = 6  # a formula over more arguments than this is not written out
LONGEST = 3000  # characters of LaTeX
ENTRIES = 4  # of a gradient
LISTED = 8  # inputs that are told in words


def shown(val: Any) -> str:
    """A number as it stands in a picture: with a true minus sign, and no longer than there is room.

    >>> shown(-0.5)
    '−0.5'
    """
    return cut(brief(val).replace("-", "−"), VALUE, ARRAY if shape_of(val) else NUMBER)


def brief(val: Any) -> str:
    """A number, or an array by its shape and range alone, as there is room for in a box; "" for no number.

    >>> brief(2.0), brief(None)
    ('2.0', '')
    """
    if shape_of(val):
        return cut(array(val, first=0), VALUE, ARRAY)
    return "" if val is None else number(val)


def gradient(entries: dict[str, Any], inputs: list[str]) -> str:
    """The full gradient of forward mode, one entry per input; a structural zero is a bare 0, a block its shape.

    >>> gradient({"y": 2.0}, ["x", "y"])
    '(0, 2.0)'
    """
    told = [_entry(entries[label]) if label in entries else "0" for label in inputs[:ENTRIES]]
    if len(inputs) == 1:
        return told[0]
    return "(" + ", ".join([*told, *["…"] * (len(inputs) > ENTRIES)]) + ")"


def _entry(val: Any) -> str:
    return size_told(shape_of(val), "×") if shape_of(val) else shown(val)


def symbol(label: str) -> Runs:
    """A node's label, set as mathematics.

    >>> [run.text for run in symbol("w12")]
    ['w', '12']
    """
    return typeset(name(label)) if len(label) < 200 else upright(label)


def node_lines(graph: Graph, place: int) -> tuple[Runs, ...]:
    """A node's name and how it was computed, on one line where there is room."""
    node, label = graph.nodes[place], symbol(graph.label(place))
    if node.primitive is None:
        return (shortened(label, FORMULA, WIDEST),)
    formula = _formula(graph, place)
    whole = (*label, Run(" = "), *formula)
    if wide(whole, FORMULA) <= ONE_LINE:
        return (whole,)
    return (*shortened(label, FORMULA, WIDEST - 20), Run(" =")), shortened(formula, FORMULA, WIDEST)


def _formula(graph: Graph, place: int) -> Runs:
    node = graph.nodes[place]
    row = node.primitive
    if row is not None and len(node.args) > MANY:
        return upright(f"{row.name} of {len(node.args):,} values")
    written = latex(graph.trace.expression(node))
    return typeset(written) if len(written) <= LONGEST else upright(graph.step(place).expression)


def fold_lines(fold: Fold) -> tuple[Runs, ...]:
    """What was folded, and how many nodes are in it."""
    title = cut(fold.title, VALUE, WIDEST)
    times = f"×{fold.turns:,}, " if fold.turns > 1 else ""
    return upright(title), upright(f"{times}{counted(len(fold), 'node')}")


def stub_lines(graph: Graph, stub: Stub) -> tuple[Runs, ...]:
    """The name of the one value that comes in or goes out, or how many do."""
    if len(stub.places) == 1:
        return (shortened(symbol(graph.label(stub.places[0])), FORMULA, WIDEST),)
    return (upright(f"{len(stub.places):,} values"),)


def counted(count: int, what: str) -> str:
    """A number of things.

    >>> counted(1, "node"), counted(1000, "node")
    ('1 node', '1,000 nodes')
    """
    return f"{count:,} {what}{'s' * (count != 1)}"


def listed(parts: list[str]) -> str:
    """The first few, and how many more.

    >>> listed(["a", "b"]), listed([])
    ('a, b', 'none')
    """
    more = [f"and {len(parts) - LISTED:,} more"] * (len(parts) > LISTED)
    return ", ".join([*(narrow(part, 80) for part in parts[:LISTED]), *more]) or "none"


def about_node(graph: Graph, place: int) -> str:
    """A node in one sentence: v1 = x + 2 = 2 + 2 = 4, made by line 3 of model.py: v1 = x + 2."""
    step = graph.step(place)
    parts = [step.node, step.expression, step.filled_in, number(step.value)]
    told = " = ".join(narrow(part) for part in dict.fromkeys(part for part in parts if part))
    return f"{told} ({narrow(str(step.place), 120)})" if step.place else told


def about_stub(graph: Graph, stub: Stub) -> str:
    """What lies outside, in one sentence."""
    names = listed([graph.label(place) for place in stub.places])
    return f"{names}: {'from outside' if stub.way == 'in' else 'used outside'}"


def about_edge(graph: Graph, child: int, position: int) -> str:
    """A local derivative in one line: ∂v1/∂x = 2 * x = 6."""
    step = graph.step(child)
    partial = step.partials[position]
    if partial.value is None:
        shapes = [
            size_told(shape_of(node.val)) for node in (graph.nodes[graph.parents[child][position]], graph.nodes[child])
        ]
        told = {f"a linear map of {shapes[0]} to {shapes[1]}": None}
    else:
        told = dict.fromkeys([partial.formula, number(partial.value)])
    return f"∂{narrow(step.node, 30)}/∂{narrow(partial.parent, 30)} = {' = '.join(map(narrow, told))}"
