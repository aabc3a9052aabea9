"""The order in which a graph is visited: by age, so that no recursion is ever needed.

A Node is always younger than its parents. So sorting the ancestors of an output by age gives a
topological order, for a chain of a million nodes as for three.
"""

from __future__ import annotations

from collections.abc import Iterable
from operator import attrgetter

from backsweep.errors import WrongKind
from backsweep.node import Node, short

age = attrgetter("age")


def newest_first(outputs: Iterable[Node], since: int = 0) -> list[Node]:
    """The outputs and all they were computed from, newest first; only Nodes of age `since` or more.

    The backward sweep's order: by the time a node is reached, everything that uses it has been visited.
    """
    order = list(dict.fromkeys(outputs))
    found = set(order)
    add, append = found.add, order.append
    for node in order:  # the list grows while it is walked
        # Slot by slot instead of through node.args: this loop is a third of a whole backward sweep.
        a = node.a
        if a.__class__ is Node:
            if a not in found and a.age >= since:
                add(a)
                append(a)
        elif a.__class__ is tuple:
            for arg in a:
                if arg.__class__ is Node and arg not in found and arg.age >= since:
                    add(arg)
                    append(arg)
        b = node.b
        if b.__class__ is Node and b not in found and b.age >= since:
            add(b)
            append(b)
    order.sort(key=age, reverse=True)
    return order


def topological_order(*outputs: Node) -> list[Node]:
    """All that the outputs were computed from, inputs first, each Node once; the outputs are included.

    Raises:
        WrongKind: an output is not a Node.

    >>> x = Node(2.0, name="x")
    >>> y = x * x + 1.0
    >>> [node.val for node in topological_order(y)]
    [2.0, 4.0, 5.0]
    """
    for output in outputs:
        if not isinstance(output, Node):
            raise WrongKind(f"topological_order needs Nodes, but got {short(output)} ({type(output).__name__}).")
    order = newest_first(outputs)
    order.reverse()
    return order
