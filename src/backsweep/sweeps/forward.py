"""The forward sweep: tangents carried along from the inputs, in the order of computation.

A tangent is a number (one direction), a Node (one that will be differentiated again), or Tangents:
several directions at once, such as the full gradient at every node.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from backsweep.arrays import ARRAYS
from backsweep.node import Node
from backsweep.over_arrays import OverArrays
from backsweep.primitives.arrays.shapes import broadcast_to
from backsweep.row import Primitive
from backsweep.sweeps.backward import sweep
from backsweep.sweeps.order import newest_first
from backsweep.values import is_array, numpy, shape_of
from backsweep.worlds import FLOATS, NODES, World, contribute_plain, value_of


class Tangents:
    """Tangents in several directions, by number; a direction that is missing is a structural zero.

    It adds and multiplies like a number, so a row carries it forward as it would carry one.
    """

    __slots__ = ("entries",)

    def __init__(self, entries: Mapping[int, Any]) -> None:
        self.entries = dict(entries)

    # Or NumPy would multiply an array with it entry by entry.
    __array_ufunc__ = None

    def __mul__(self, partial: Any) -> Tangents:
        return Tangents({index: contribute_plain(entry, partial) for index, entry in self.entries.items()})

    __rmul__ = __mul__

    def __add__(self, other: Any) -> Tangents:
        if not isinstance(other, Tangents):
            return self  # the exact 0 of a branch not taken
        total = dict(self.entries)
        for index, entry in other.entries.items():
            total[index] = total[index] + entry if index in total else entry
        return Tangents(total)

    __radd__ = __add__

    def __repr__(self) -> str:
        return f"Tangents({self.entries})"


def sweep_forward(oldest_first: Iterable[Node], tangents: Mapping[Node, Any], world: World) -> dict[Node, Any]:
    """The tangent of every node of `oldest_first` that depends on a node of `tangents`; the others are left out."""
    if world is ARRAYS or any(is_array(node.val) for node in tangents):
        # As in the backward sweep: what an entry does in the branch not taken is no reason for a warning.
        with numpy().errstate(all="ignore"):
            return _sweep_forward(oldest_first, tangents, world)
    if world is FLOATS and all(tangent.__class__ is float for tangent in tangents.values()):
        return _sweep_floats_forward(oldest_first, tangents)
    return _sweep_forward(oldest_first, tangents, world)


def _sweep_forward(oldest_first: Iterable[Node], tangents: Mapping[Node, Any], world: World) -> dict[Node, Any]:
    found: dict[Node, Any] = dict(tangents)
    for node in oldest_first:
        if node.primitive is None or node in found:
            continue
        tangent = _general_step(node, found, world)
        # An exact 0, such as a branch not taken gives, stays out as a missing tangent does.
        if tangent is not None and not (tangent.__class__ is int and tangent == 0):
            found[node] = tangent
    return found


def _general_step(node: Node, found: Mapping[Node, Any], world: World) -> Any:
    """A node's tangent from those found so far; None where none arrives."""
    args = node.args
    incoming = {index: found[arg] for index, arg in enumerate(args) if arg.__class__ is Node and arg in found}
    if not incoming:
        return None
    row: Any = node.primitive
    tangent = step_forward(row, world, args, node if world is NODES else node.val, incoming)
    return tangent if tangent is None or not is_array(node.val) else fit_tangent(tangent, node.shape)


def _sweep_floats_forward(oldest_first: Iterable[Node], tangents: Mapping[Node, float]) -> dict[Node, Any]:
    """The same steps for one direction through floats, written out for rows of one and two arguments.

    As in the backward sweep of floats, that takes a quarter of the time.
    """
    found: dict[Node, Any] = dict(tangents)
    for node in oldest_first:
        row = node.primitive
        if row is None or node in found:
            continue
        rules = row.pair
        a, b = node.a, node.b
        if rules is None:
            tangent = _general_step(node, found, FLOATS)
        else:
            by_a = found.get(a) if a.__class__ is Node else None
            by_b = found.get(b) if b.__class__ is Node else None
            if by_a is None and by_b is None:
                continue
            seen: tuple[Any, ...] = (a.val if a.__class__ is Node else a,)
            if b is not None:
                seen = (*seen, b.val if b.__class__ is Node else b)
            tangent = None
            for along, rule in ((by_a, rules[0]), (by_b, rules[1])):
                if along is not None:
                    share = along and along * (rule if rule.__class__ is int else rule(*seen, node.val))
                    tangent = share if tangent is None else tangent + share
        if tangent is not None and not (tangent.__class__ is int and tangent == 0):
            found[node] = tangent
    return found


def step_forward(row: Primitive, world: World, args: tuple[Any, ...], answer: Any, tangents: Mapping[int, Any]) -> Any:
    """One row's forward step: its answer's tangent, or None."""
    if world is ARRAYS and row.kind in ("array", "structural"):
        # Several directions go one after the other through a row that takes a whole array at once.
        return in_each_direction(tangents, lambda along: one_step_forward(row, world, args, answer, along))
    return one_step_forward(row, world, args, answer, tangents)


def in_each_direction(tangents: Mapping[int, Any], step: Callable[[Mapping[int, Any]], Any]) -> Any:
    """A forward step on tangents in one direction, or on each direction of several after the other."""
    directions = dict.fromkeys(n for tangent in tangents.values() if is_several(tangent) for n in tangent.entries)
    if not directions:
        return step(tangents)
    found = {}
    for n in directions:
        found[n] = step({position: t.entries[n] for position, t in tangents.items() if n in t.entries})
    return Tangents({n: tangent for n, tangent in found.items() if tangent is not None})


def one_step_forward(
    row: Primitive, world: World, args: tuple[Any, ...], answer: Any, tangents: Mapping[int, Any]
) -> Any:
    """The same for a single direction, or for as many at once as the row carries."""
    if isinstance(row, OverArrays):
        return tangent_of_array(row, world, args, answer, tangents)
    return row.tangent(world, args, answer, tangents)


def is_several(tangent: Any) -> bool:
    """Whether a tangent is several at once."""
    return isinstance(tangent, Tangents)


def fit_tangent(tangent: Any, shape: tuple[int, ...]) -> Any:
    """A tangent in the shape of its node: one that came from a smaller array is repeated."""
    if isinstance(tangent, Tangents):
        return Tangents({index: fit_tangent(entry, shape) for index, entry in tangent.entries.items()})
    given = tangent.shape if tangent.__class__ is Node else shape_of(tangent)
    return tangent if given == shape else broadcast_to(tangent, shape)


def tangent_of_array(
    row: OverArrays, world: World, args: tuple[Any, ...], answer: Any, tangents: Mapping[int, Any]
) -> Any:
    """The forward step of a row over whole arrays: the row itself where it is linear, else derived from its pulls."""
    if row.linear is None:
        shares = [transposed(row, world, args, answer, position, tangent) for position, tangent in tangents.items()]
    else:
        shares = list(linear_shares(row, [world.look(arg) for arg in args], tangents))
    total = None
    for share in shares:
        if share is not None:
            total = share if total is None else total + share
    return total


def linear_shares(row: OverArrays, seen: list[Any], tangents: Mapping[int, Any]) -> Iterator[Any]:
    """The row on the tangents: on each with the other arguments as they are, or on all with zeros for the others."""
    if row.linear == "each":
        for position, tangent in tangents.items():
            yield row(*[tangent if index == position else arg for index, arg in enumerate(seen)])
    else:
        variables = set(row.variables(seen))
        yield row(
            *[
                tangents.get(index, numpy().zeros(shape_of(value_of(arg)))) if index in variables else arg
                for index, arg in enumerate(seen)
            ]
        )


def transposed(row: OverArrays, world: World, args: tuple[Any, ...], answer: Any, position: int, tangent: Any) -> Any:
    """The Jacobian by one argument times its tangent, by transposing the pull, which is that Jacobian's transpose.

    The pull is linear in g. So it is run on a Node g, and the der of g for the seed `tangent` is what is looked for.
    """
    g = Node(numpy().zeros_like(value_of(answer)))
    pull = row.rule(NODES, tuple(map(world.look, args)), answer, position)
    share = None if pull is None else pull(g)
    if share.__class__ is not Node or share.age <= g.age:
        return None
    order = newest_first([share], g.age)
    active = {g}
    active.update(node for node in reversed(order) if any(arg in active for arg in node.args if arg.__class__ is Node))
    return sweep(order, {share: fit_tangent(tangent, share.shape)}, world, active).get(g)
