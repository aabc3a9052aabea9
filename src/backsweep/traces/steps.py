"""The steps of both sweeps as plain data, for programs and for tables.

Every number in a step is the plain number that the sweep used; every formula is the row's own rule,
read as words. Where a function call has several results, a number is a tuple with an entry for each.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from backsweep.node import Node
from backsweep.place import Place
from backsweep.sweeps.forward import Tangents


@dataclass(frozen=True)
class LocalDerivative:
    """d(node)/d(parent): the parent's label, the formula, and its value at this point."""

    parent: str
    formula: str
    value: Any


@dataclass(frozen=True)
class ForwardStep:
    """A node computed in the forward sweep.

    node        its label
    expression  how it was computed, "" for an input
    filled_in   the same with numbers put in
    value       its value
    partials    its local derivatives, one per parent
    gradient    in forward mode: its derivative by each input, by the input's label; a label that is
                missing is a structural zero
    zeros       in forward mode: how many entries of the gradient are structural zeros
    place       the line of source that made it, where known
    """

    node: str
    expression: str
    filled_in: str
    value: Any
    partials: tuple[LocalDerivative, ...]
    gradient: dict[str, Any] | None = None
    zeros: int | None = None
    place: Place | None = None


@dataclass(frozen=True)
class Contribution:
    """What a visited node hands to one parent: der * partial = amount, which brings the parent's der to total.

    The partial of a whole function call, or of a function of whole arrays, is not one number: None. Where an array was
    repeated to fit, amount is the sum over what came of each entry. `first` says that the parent had
    received nothing before, so that total is amount.
    """

    parent: str
    partial: Any
    amount: Any
    total: Any
    first: bool


@dataclass(frozen=True)
class BackwardStep:
    """A node visited in the backward sweep, with its complete der, and what it hands to each parent."""

    node: str
    der: Any
    contributions: tuple[Contribution, ...]


def plain(node: Node, der: Any) -> Any:
    """A node's der as a number; for a call of several results a tuple with one for each."""
    if not isinstance(node.val, tuple):
        return der
    entries = der.entries if isinstance(der, Tangents) else {}
    return tuple(entries.get(index, 0) for index in range(len(node.val)))
