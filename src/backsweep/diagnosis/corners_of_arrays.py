"""Whether a function of whole arrays stands on a corner, such as the largest of entries that tie.

One idea, as for functions of numbers: no list of functions is needed. All entries are moved by a few units in the last
place, some up and some down, and the pulls are asked again: where the shares on the two sides differ, and do not differ
from those another step further out, there is a corner.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from backsweep.arrays import ARRAYS, quietly
from backsweep.diagnosis.corners import NOTABLE
from backsweep.diagnosis.entries import Index
from backsweep.diagnosis.probing import next_to
from backsweep.node import Node
from backsweep.over_arrays import OverArrays
from backsweep.values import is_array, is_complex, numpy

# Units in the last place that an entry is moved by, at most: many, so that entries that tie part, and that rounding
# within the step is small beside them.
FARTHEST = 4096
STEEP = 0.1  # what remains of a difference further out, where it comes from a corner: of a smooth function all of it


@dataclass(frozen=True, slots=True)
class Bend:
    """A corner as one entry of a parent sees it: what it receives, and what it would receive to either side.

    more   how many other entries are on the corner too
    """

    parent: Node
    index: Index
    given: float
    before: float
    after: float
    more: int


def bend(node: Node, der: Any) -> Bend | None:
    """The corner that a step of whole arrays stands on, for the der that arrives there; None where it is smooth."""
    row = node.primitive
    if not isinstance(row, OverArrays) or row.linear is not None:
        return None
    parents = list(dict.fromkeys(node.parents))
    vals = [numpy().asarray(parent.val) for parent in parents]
    if any(map(is_complex, (node.val, *vals))):
        return None
    chance = numpy().random.default_rng(0)
    steps = [_ulps(val) * chance.choice([-1, 1], val.shape) * chance.integers(1, FARTHEST, val.shape) for val in vals]

    def beside(way: int) -> list[Any]:
        moved = {parent: val + way * step for parent, val, step in zip(parents, vals, steps, strict=True)}
        return _shares(row, node, moved, der)

    try:
        with quietly(ARRAYS):
            sides = [beside(way) for way in (-2, -1, 0, 1, 2)]
    except (ArithmeticError, ValueError, TypeError):
        return None  # the end of a domain
    found = (_bend(parent, *shares) for parent, *shares in zip(parents, *sides, strict=True))
    return next(filter(None, found), None)


def _ulps(val: Any) -> Any:
    """How far it is from each entry to the next number."""
    return numpy().where(val == 0, next_to(0.0), numpy().spacing(numpy().abs(val)))


def _shares(row: OverArrays, node: Node, vals: dict[Node, Any], der: Any) -> list[Any]:
    """What each parent would receive, were these their values."""
    own = {parent: Node(val) for parent, val in vals.items()}
    args = tuple(own[arg] if arg.__class__ is Node else arg for arg in node.args)
    answer = row.evaluate([arg.val if arg.__class__ is Node else arg for arg in args])
    if is_array(der) and der.shape != node.shape:
        der = numpy().broadcast_to(der, node.shape)
    total = {each: numpy().zeros(each.shape) for each in own.values()}
    for parent, share in row.contributions(ARRAYS, args, answer, der):
        total[parent] = total[parent] + share
    return list(total.values())


def _bend(parent: Node, far_before: Any, before: Any, given: Any, after: Any, far_after: Any) -> Bend | None:
    """The first entry whose share is another on the other side, at once and without growing further out."""
    np = numpy()
    gap = np.abs(after - before)
    beyond = np.abs(far_before - before) + np.abs(far_after - after)
    largest = max(float(np.max(np.abs(each), initial=0.0)) for each in (before, after))
    met = (gap > NOTABLE * largest) & (beyond <= STEEP * gap) & np.isfinite(gap)
    count = int(np.count_nonzero(met))
    if not count:
        return None
    index = tuple(map(int, np.argwhere(met)[0]))
    shares = [float(each[index]) for each in (given, before, after)]
    return Bend(parent, index, shares[0], shares[1], shares[2], count - 1)
