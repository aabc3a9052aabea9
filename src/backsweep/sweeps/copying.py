"""copy, deepcopy and pickle of a Node, without recursion: a graph may be a million nodes deep."""

from __future__ import annotations

from typing import Any

from backsweep.errors import BacksweepError
from backsweep.node import Node, next_age
from backsweep.sweeps.order import newest_first

new = object.__new__


def copy_node(node: Node) -> Node:
    """A second Node with the same value, primitive and parents; the graph behind it is shared."""
    copy: Node = new(Node)
    copy.val, copy.der, copy.primitive, copy.name = node.val, node.der, node.primitive, node.name
    copy.a, copy.b, copy.age = node.a, node.b, next_age()
    return copy


def deepcopy_node(node: Node, memo: dict[int, Any]) -> Node:
    """A copy of the whole graph behind a Node; Nodes shared within one deepcopy stay shared."""
    for original in reversed(newest_first([node])):
        if id(original) in memo:
            continue
        if original.primitive is not None:
            original.primitive.__deepcopy__(memo)  # the row itself, or its reason why not
        copy = copy_node(original)
        copy.a, copy.b = _copied(original.a, memo), _copied(original.b, memo)
        memo[id(original)] = copy
    found: Node = memo[id(node)]
    return found


def _copied(arg: Any, memo: dict[int, Any]) -> Any:
    if arg.__class__ is tuple:
        return tuple(_copied(item, memo) for item in arg)
    return memo[id(arg)] if arg.__class__ is Node else arg


def reduce_node(node: Node) -> tuple[Any, ...]:
    """How pickle writes an input. A computed Node is refused: alone it would lose its links to its inputs.

    Raises:
        BacksweepError: the Node was computed from others.
    """
    if node.primitive is not None:
        raise BacksweepError(
            f"A computed Node cannot be pickled: {node!r} would come back cut off from its inputs. "
            "Pickle the inputs, or node.val, and compute again."
        )
    return restore, (node.val, node.name, node.der)


def restore(val: Any, name: str | None, der: Any) -> Node:
    """The input that was pickled."""
    node = Node(val, name)
    node.der = der
    return node
