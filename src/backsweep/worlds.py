"""The worlds a row is read in: what a primitive's name means in each, and what an argument looks like.

Four of them are here, all for numbers: floats, fractions, complex numbers and Nodes. The world of
words, where a name writes itself down, is on its own floor.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from backsweep.node import Node

if TYPE_CHECKING:
    from backsweep.row import Primitive


@dataclass(frozen=True, eq=False)
class World:
    """A way to read the table.

    name        what it is called in sentences
    means       what a primitive's name stands for here
    look        what an argument of a Node looks like here: its value, or the Node itself
    contribute  der * partial, where a der that is 0 contributes nothing, even through an infinite partial
    """

    name: str
    means: Callable[[Primitive], Callable[..., Any]]
    look: Callable[[Any], Any]
    contribute: Callable[[Any, Any], Any]


def value_of(arg: Any) -> Any:
    """The plain number behind an argument that may be a Node."""
    return arg.val if arg.__class__ is Node else arg


def exact_value_of(arg: Any) -> Any:
    """The same, an int as a Fraction: so that 1 / y stays exact beside Fractions."""
    val = value_of(arg)
    return Fraction(val) if val.__class__ is int else val


def itself(arg: Any) -> Any:
    """The argument as it is."""
    return arg


def contribute_numbers(der: Any, partial: Any) -> Any:
    """der * partial on plain numbers; 0 where der is 0, whatever the partial."""
    return der * partial if der else der


def contribute_nodes(der: Any, partial: Any) -> Any:
    """The same on Nodes, as a primitive of its own, so that it can be differentiated also where der is 0.

    Skipping the step there would lose second derivatives in silence: (3x)**2 at 0 has f'' = 18.
    """
    from backsweep.row import TABLE

    if der.__class__ is not Node:
        if partial.__class__ is not Node or der == 0:
            return contribute_numbers(der, partial)
        if der == 1:
            return partial
    if partial.__class__ is not Node and partial == 1:
        return der
    return TABLE["contribute"](der, partial)


FLOATS = World("floats", lambda row: row.plain, value_of, contribute_numbers)
EXACT = World("fractions", lambda row: row.plain, exact_value_of, contribute_numbers)
COMPLEX = World("complex numbers", lambda row: row.on_complex, value_of, contribute_numbers)
NODES = World("Nodes", lambda row: row.on_nodes, itself, contribute_nodes)
