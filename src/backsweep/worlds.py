"""The worlds a row is read in: what a primitive's name means in each, and what an argument looks like.

Five of them are here, all for numbers: floats, fractions, complex numbers, Nodes and recorded values. The
worlds of words and of programs, where a name writes itself down, are on their own floors.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from backsweep.node import Node
from backsweep.recorded import NotWritten, Recorded
from backsweep.values import is_array

if TYPE_CHECKING:
    from backsweep.row import Primitive


def by_value(edges: Mapping[tuple[float, ...], Any], rule: Callable[..., Any]) -> Callable[..., Any]:
    """A rule with its edges in front: at one of these points the answer is what the edge says."""

    def consulted(*args: Any) -> Any:
        point = tuple(map(value_of, args[:-1]))
        # Nodes may be of recorded values, which have no hash.
        at_edge = met(edges, args) if Recorded in map(type, point) else edges.get(point)
        return rule(*args) if at_edge is None else at_edge

    return consulted


def met(edges: Mapping[tuple[float, ...], Any], args: Sequence[Any]) -> Any:
    """What the edge says that the arguments are at, or None; on recorded values each comparison is a guard."""
    for point, at_edge in edges.items():
        if all(value_of(arg) == coordinate for arg, coordinate in zip(args[:-1], point, strict=True)):
            return at_edge
    return None


@dataclass(frozen=True, eq=False)
class World:
    """A way to read the table.

    name        what it is called in sentences
    means       what a primitive's name stands for here
    look        what an argument of a Node looks like here: its value, or the Node itself
    contribute  der * partial, where a der that is 0 contributes nothing, even through an infinite partial
    beside      puts a row's edges in front of one of its rules
    """

    name: str
    means: Callable[[Primitive], Callable[..., Any]]
    look: Callable[[Any], Any]
    contribute: Callable[[Any, Any], Any]
    beside: Callable[[Mapping[tuple[float, ...], Any], Callable[..., Any]], Callable[..., Any]] = by_value


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


def contribute_plain(der: Any, partial: Any) -> Any:
    """The same on numbers and arrays."""
    if is_array(der) or is_array(partial):
        from backsweep.arrays import contribute_arrays

        return contribute_arrays(der, partial)
    return contribute_numbers(der, partial)


def contribute_linked(der: Any, partial: Any) -> Any:
    """The same on Nodes and recorded values, as a primitive of its own: it can be differentiated also where der is 0.

    Skipping the step there would lose second derivatives in silence: (3x)**2 at 0 has f'' = 18.
    """
    from backsweep.row import TABLE

    if der.__class__ not in LINKED:
        if partial.__class__ not in LINKED:
            return contribute_plain(der, partial)
        if not is_array(der):
            if der == 0:
                return der
            if der == 1:
                return partial
    elif partial.__class__ not in LINKED and not is_array(partial) and partial == 1:
        return der
    if is_array(value_of(der)) or is_array(value_of(partial)):
        from backsweep.over_arrays import ARRAY_TABLE

        return ARRAY_TABLE["np.contribute"](der, partial)
    return TABLE["contribute"](der, partial)


def by_guard(edges: Mapping[tuple[float, ...], Any], rule: Callable[..., Any]) -> Callable[..., Any]:
    """A rule with its edges in front, on recorded values: whether a point is an edge becomes a guard."""

    def consulted(*args: Any) -> Any:
        at_edge = met(edges, args)
        if at_edge is not None and at_edge - at_edge != 0:
            # Infinite, or nan: on Nodes it stays linked to its arguments, which a program cannot say.
            raise NotWritten("a slope that is infinite, differentiated again", here=True)
        return rule(*args) if at_edge is None else at_edge

    return consulted


LINKED = frozenset({Node, Recorded})

FLOATS = World("floats", lambda row: row.plain, value_of, contribute_numbers)
EXACT = World("fractions", lambda row: row.plain, exact_value_of, contribute_numbers)
COMPLEX = World("complex numbers", lambda row: row.on_complex, value_of, contribute_numbers)
NODES = World("Nodes", lambda row: row.on_nodes, itself, contribute_linked)
RECORDED = World("recorded values", lambda row: row, value_of, contribute_linked, by_guard)
