"""explain: how y depends on x, path by path, in words.

One idea: dy/dx is a sum over all paths from x to y of the product of the local derivatives along each. The backward
sweep gives that sum without looking at a single path; here they are looked at, and the two must agree.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from backsweep.diagnosis import explained
from backsweep.diagnosis.largest import largest
from backsweep.diagnosis.paths import Path, Way, Ways, add_up, beside, count, ways_between
from backsweep.errors import StructureError, WrongKind
from backsweep.formula.vocabulary import listed, nearest
from backsweep.node import Node, Number, short
from backsweep.sweeps.backward import sweep
from backsweep.sweeps.local import number_world
from backsweep.sweeps.order import newest_first, topological_order
from backsweep.traces.labels import label
from backsweep.traces.tables import ordinal
from backsweep.traces.trace import Trace
from backsweep.transforms.recording import unit

TOLD = 10  # paths that are told one by one


@dataclass(frozen=True)
class Step:
    """One step along a path, from a node to one that was computed from it.

    parent   the label of the node it starts from
    node     the label of the one it leads to
    place    "1st", "2nd", ... where the parent stands in several places, as in x * x; "" otherwise
    partial  the local derivative d(node)/d(parent), by that place
    """

    parent: str
    node: str
    place: str
    partial: Number


@dataclass(frozen=True)
class ExplainedPath:
    """A path from x to y: its steps, x's end first, and the product of their local derivatives."""

    steps: tuple[Step, ...]
    product: Number


@dataclass(frozen=True)
class Rest:
    """The paths that are not told one by one: how many, and the sum of their products."""

    count: int
    total: Number


@dataclass(frozen=True)
class Explanation:
    """How y depends on x.

    output  what y is called
    input   what x is called
    paths   the paths with the largest products, by modulus, largest first; at most ten
    rest    the number and the sum of all others
    count   how many paths there are
    total   the sum of all products
    der     what the backward sweep gives for dy/dx: equal to `total`, up to rounding

    Print it for the words.
    """

    output: str
    input: str
    paths: tuple[ExplainedPath, ...]
    rest: Rest
    count: int
    total: Number
    der: Number

    def __str__(self) -> str:
        return explained.write(self)


def explain(y: Node | Trace, x: Node | str) -> Explanation:
    """Every path from x to y with the product of the local derivatives along it, and their sum, which is dy/dx.

    x is a Node, or the name of one: in a Trace what the trace calls it. Of more than ten paths the ten largest are
    told one by one and the others together; that takes no longer for 2**1000 of them. Paths through an infinite or
    undefined local derivative count as the largest. For real x and complex y the derivative is that of y's real part.

    Raises:
        WrongKind: y is neither a Node nor a Trace, or x neither a Node nor a name.
        StructureError: there is no node of that name, or an array stands on the way: paths are for single numbers.

    >>> x = Node(3.0, name="x")
    >>> u = 2 * x
    >>> print(explain(u * x + x, x))
    y depends on x along 3 paths. Along each, multiply the local derivatives; then add up the products.
    <BLANKLINE>
      path 1  x -> v1 -> v2 -> y  dv1/dx * dv2/dv1 * dy/dv2 = 2 * 3.0 * 1 = 6.0
      path 2  x -> v2 -> y        dv2/dx * dy/dv2 = 6.0 * 1 = 6.0
      path 3  x -> y              dy/dx = 1.0
    <BLANKLINE>
    6.0 + 6.0 + 1.0 = 13.0 = x.der
    """
    if not isinstance(y, (Node, Trace)):
        instead = ' Write explain(trace(f, 2.0), "x").' if callable(y) else ""
        raise WrongKind(f"explain needs a Node or a Trace, and one of its nodes, but got y = {short(y)}.{instead}")
    output = y if isinstance(y, Node) else y.output
    labels = y.labels if isinstance(y, Trace) else _labels(y, x)
    start = _named(x, labels)
    _check_numbers(output, start, labels)
    ways = ways_between(output, start)
    told = largest(ways, output, start, TOLD)
    steps = {way: _step(way, ways, labels) for way in dict.fromkeys(way for path in told for way in path)}
    paths = tuple(_told(path, output, steps) for path in told)
    number = count(ways, output, start)
    others = add_up(ways, beside(ways, told, output, unit(output)), start) if number > len(told) else 0
    return Explanation(
        output=labels[output],
        input=labels.get(start) or start.name or "x",
        paths=paths,
        rest=Rest(number - len(told), others),
        count=number,
        total=sum((path.product for path in paths), others),
        der=_der(output, start),
    )


def _labels(y: Node, x: object) -> dict[Node, str]:
    """What each node is called; x is x where it has no name and nothing else is called so."""
    labels = label(topological_order(y), y)
    if x.__class__ is Node and x in labels and x.name is None and x is not y and "x" not in labels.values():
        labels[x] = "x"
    return labels


def _named(x: object, labels: dict[Node, str]) -> Node:
    """The node that x is, or names."""
    if isinstance(x, Node):
        return x
    if not isinstance(x, str):
        raise WrongKind(f"explain needs x as a Node or as the name of one, but got x = {short(x)}.")
    for node, name in labels.items():
        if name == x:
            return node
    names = list(labels.values())
    hint = nearest(x, names) or f" There are {listed(names)}."
    raise StructureError(f"explain found no node of the name {short(x)}.{hint}")


def _check_numbers(output: Node, start: Node, labels: Mapping[Node, str]) -> None:
    """Refuses arrays on the way: along a path, what is multiplied is one number for each step."""
    on_the_way = {start}
    for node in topological_order(output):
        if not on_the_way.isdisjoint(node.parents):
            on_the_way.add(node)
    leading = {output} & on_the_way
    for node in reversed(topological_order(output)):
        if node in leading:
            leading.update(parent for parent in node.parents if parent in on_the_way)
    array = next((node for node in topological_order(output) if node in leading and node.shape), None)
    if array is None:
        return
    name = labels.get(array) or array.name or "x"
    if array is output:
        remedy = f"Explain one of its entries, such as {name}[{', '.join('0' * len(array.shape))}]"
    else:
        remedy = (
            "Compute with Nodes of its entries, [Node(v) for v in x.flat], or look at trace(...), which tells of arrays"
        )
    raise StructureError(
        f"explain multiplies local derivatives that are one number each, but {name} is an array of shape "
        f"{array.shape}. {remedy}."
    )


def _told(path: Path, output: Node, steps: Mapping[Way, Step]) -> ExplainedPath:
    """A path as it is told: from x's end."""
    product: Any = unit(output)
    for way in path:
        product = way.hand_down(product)
    return ExplainedPath(tuple(steps[way] for way in reversed(path)), product)


def _step(way: Way, ways: Ways, labels: Mapping[Node, str]) -> Step:
    """A way as it is told."""
    alike = [other for other in ways[way.node] if other.parent is way.parent]
    place = ordinal(alike.index(way) + 1) if len(alike) > 1 else ""
    return Step(labels[way.parent], labels[way.node], place, way.partial)


def _der(y: Node, x: Node) -> Any:
    """dy/dx by the backward sweep; no Node's der is written."""
    order = newest_first([y])
    return sweep(order, {y: unit(y)}, number_world(*order)).get(x, 0)
