"""Asking a row again with one argument moved: what its slope would be beside the point."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from backsweep.diagnosis.subject import position_of
from backsweep.node import Node
from backsweep.worlds import FLOATS, value_of


def slope_at(node: Node, by: Node, vals: Sequence[Any]) -> Any:
    """The local derivative of a node by a parent, were its arguments `vals`; None if it has none there."""
    row = node.primitive
    if row is None or row.kind in ("call", "item"):
        return None
    position = position_of(by, node.args)
    try:
        weights = row.weights(FLOATS, tuple(vals), row.of_flat(*vals), [position])
        return next((row.scale(FLOATS, 1, weight) for _, weight in weights), 0)
    except (ArithmeticError, ValueError, TypeError):
        return None


def slope_with(node: Node, by: Node, moved: Node, val: Any) -> Any:
    """The same where the argument `moved` alone has another value.

    >>> from backsweep import sqrt
    >>> x = Node(0.0)
    >>> slope_with(sqrt(x), x, x, 0.25)
    1.0
    """
    return slope_at(node, by, [val if arg is moved else value_of(arg) for arg in node.args])


def next_to(val: float) -> float:
    """How far it is to the next number; from 0 a step that is tiny and yet has all its bits."""
    return math.ulp(val) if val else 2.0**-500


def sides(node: Node, by: Node) -> tuple[Any, Any]:
    """The slopes just before and just after the point, where only the parent `by` moves.

    >>> from backsweep import abs
    >>> x = Node(0.0)
    >>> sides(abs(x), x)
    (-1, 1)
    """
    val = float(by.val)  # type: ignore[arg-type]  # asked of real numbers only
    step = next_to(val)
    return slope_with(node, by, by, val - step), slope_with(node, by, by, val + step)
