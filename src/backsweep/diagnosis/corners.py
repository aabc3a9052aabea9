"""Whether a step stands exactly on a corner or a jump of its function, found by looking to either side of the point.

One idea: no list of functions with corners is needed. The row's own partials, read a few units in the last place before
and after the point, differ there, and do not differ from those another step further out; where a function is merely
steep, the differences grow in proportion.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from backsweep.arrays import ARRAYS, quietly
from backsweep.diagnosis.probing import next_to
from backsweep.kinds import Elementwise, OverSequence, is_number
from backsweep.node import Node
from backsweep.row import Primitive
from backsweep.values import is_complex, numpy
from backsweep.worlds import FLOATS, value_of

NOTABLE = 1e-6  # slopes that differ by less are the same to whoever looks for a corner
STEEP = 1e-3  # what remains of a difference further out, where it comes from a corner


@dataclass(frozen=True, slots=True)
class Sides:
    """What lies to one side of a point: the value and the partials there, by position."""

    value: float
    partials: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Corner:
    """A point at which the slopes differ, or the value jumps; what lies just before it and just after it."""

    before: Sides
    after: Sides
    jumps: bool


def corner(node: Node) -> Corner | None:
    """The corner or jump that a node stands on, or None where its function is smooth there."""
    row, args = node.primitive, node.args
    if not isinstance(row, (Elementwise, OverSequence)) or row.kind == "structural" or not _may_have_one(row):
        return None
    moving = [position for position, arg in enumerate(args) if arg.__class__ is Node]
    vals = [value_of(arg) for arg in args]
    if not all(_is_float(vals[position]) for position in moving):
        return None
    try:
        before, after = (_beside(row, vals, moving, way) for way in (-1, 1))
        if not _notable(before, after, vals, moving):
            return None
        further = _beside(row, vals, moving, -2), _beside(row, vals, moving, 2)
    except (ArithmeticError, ValueError, TypeError):
        return None  # the end of a domain
    return _corner(before, after, *further)


def suspects(node: Node, among: Any) -> list[tuple[int, ...]]:
    """The entries of an array step that may stand on a corner, of those that `among` names: for `corner` to look into.

    Found for all entries at once: the partials or the values a few units in the last place to either side differ.
    """
    row, args, np = node.primitive, node.args, numpy()
    if not isinstance(row, Elementwise) or row.kind == "structural" or not _may_have_one(row):
        return []
    moving = [position for position, arg in enumerate(args) if arg.__class__ is Node]
    if any(is_complex(value_of(arg)) for arg in args):
        return []
    sides = []
    with quietly(ARRAYS):
        for way in (-1, 1):
            moved = [np.asarray(value_of(arg), dtype=float) if arg.__class__ is Node else arg for arg in args]
            for steps, position in enumerate(moving, 1):
                val = moved[position]
                moved[position] = val + way * steps * np.where(val == 0, next_to(0.0), np.spacing(np.abs(val)))
            value = row.on_arrays(*moved)
            sides.append([value, *(weight for _, weight in row.weights(ARRAYS, tuple(moved), value, moving))])
        differ: Any = False
        for before, after in zip(*sides, strict=True):
            differ = differ | (np.abs(after - before) > NOTABLE * np.maximum(np.abs(before), np.abs(after)))
    return list(map(tuple, np.argwhere(np.broadcast_to(differ, node.shape) & among).tolist()))


def _is_float(val: Any) -> bool:
    """Whether a number has a float of the same value, beside which there are others."""
    try:
        return not isinstance(val, complex) and bool(float(val) == val)
    except OverflowError:
        return False


def _may_have_one(row: Primitive) -> bool:
    """Whether a row's partials are not all constants, or it is one that rounds: only then there is something to see."""
    if not isinstance(row, Elementwise):
        return True
    return not all(is_number(partial) and partial != 0 for partial in row.partials.values())


def _beside(row: Primitive, vals: Sequence[Any], moving: Sequence[int], way: int) -> Sides:
    """The row a few units in the last place away: each argument by another number of them, so that ties are broken."""
    moved = list(vals)
    for steps, position in enumerate(moving, 1):
        val = float(vals[position])
        moved[position] = val + way * steps * next_to(val)
    value = row.of_flat(*moved)
    weights = dict(row.weights(FLOATS, tuple(moved), value, moving))
    return Sides(value, tuple(weights.get(position, 0) for position in moving))


def _notable(before: Sides, after: Sides, vals: Sequence[Any], moving: Sequence[int]) -> bool:
    """Whether the two sides differ by more than a smooth function's would."""
    way = sum(2 * steps * next_to(float(vals[position])) for steps, position in enumerate(moving, 1))
    steepest = max(map(abs, before.partials + after.partials), default=0)
    expected = 100 * (steepest * way + math.ulp(before.value))
    if abs(after.value - before.value) > expected:
        return True
    pairs = zip(before.partials, after.partials, strict=True)
    return any(abs(a - b) > NOTABLE * max(abs(a), abs(b)) for a, b in pairs)


def _corner(before: Sides, after: Sides, further_before: Sides, further_after: Sides) -> Corner | None:
    def from_here(at: float, to: float, beyond: float, behind: float) -> bool:
        """Whether a difference is there at once and does not grow further out."""
        gap = abs(to - at)
        return gap > 0 and math.isfinite(gap) and abs(beyond - at) + abs(behind - to) <= STEEP * gap

    jumps = from_here(before.value, after.value, further_before.value, further_after.value)
    sides = zip(before.partials, after.partials, further_before.partials, further_after.partials, strict=True)
    bends = [from_here(*each) and abs(each[1] - each[0]) > NOTABLE * max(map(abs, each[:2])) for each in sides]
    return Corner(before, after, jumps) if jumps or any(bends) else None
