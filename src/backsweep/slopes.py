"""Slopes as Nodes: those that are infinite, or none, stay linked to what they are slopes by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import nan
from typing import Any

from backsweep.node import Node
from backsweep.row import TABLE, Primitive, Rule, Weight, make_node
from backsweep.values import is_array, numpy
from backsweep.worlds import NODES, World, value_of


class NoSlope(Primitive):
    """The row of a slope that is infinite or nan: it has a value, but by no argument a slope of its own."""

    kind = "call"

    def __init__(self) -> None:
        about = "An infinite slope, or none: what comes after it is nan."
        super().__init__(name="no_slope", about=about, value=lambda *args: nan)

    def weights(self, world: World, args: tuple[Any, ...], answer: Any, wanted: Iterable[int]) -> Iterator[Weight]:
        slope = value_of(answer)
        none = numpy().where(numpy().isfinite(slope), 0.0, nan) if is_array(slope) else nan
        return ((position, none) for position in wanted)


NO_SLOPE = NoSlope()


def beside_on_nodes(edges: Mapping[tuple[float, ...], Any], rule: Rule) -> Rule:
    """A rule with its edges in front, on Nodes: of numbers as a whole, of arrays entry by entry."""
    of_numbers = NODES.beside(edges, rule)

    def consulted(*args: Any) -> Any:
        vals = [value_of(arg) for arg in args[:-1]]
        if not any(map(is_array, vals)):
            return of_numbers(*args)
        found = rule(*args)
        for point, at_edge in edges.items():
            met = numpy().logical_and.reduce(
                numpy().broadcast_arrays(*[val == coordinate for val, coordinate in zip(vals, point, strict=True)])
            )
            if met.any():
                slope = at_edge if is_finite(at_edge) else linked(numpy().where(met, at_edge, 0.0), args[:-1])
                found = TABLE["where"](met, slope, found)
        return found

    return consulted


# A run that nothing outside leads into, swept from seeds that are Nodes: its slopes are plain, its ders are not.
SEEDED = World("ders that are Nodes", NODES.means, value_of, NODES.contribute, beside_on_nodes)


def is_finite(slope: Any) -> bool:
    """Whether a number, or every entry of an array, is neither infinite nor nan."""
    return bool((slope - slope == 0).all()) if is_array(slope) else bool(slope - slope == 0)


def linked(slope: Any, args: Sequence[Any]) -> Any:
    """A slope as the next derivative needs it: one that is infinite or nan stays linked to what it is a slope by.

    As a bare constant its own derivative would be 0: the second derivative of sqrt(x) + x*x at 0 would be 2.
    """
    if slope.__class__ is Node or is_finite(slope):
        return slope
    nodes = tuple(dict.fromkeys(arg for arg in args if arg.__class__ is Node))
    return make_node(NO_SLOPE, slope, nodes) if nodes else slope
