"""The backward sweep through arrays: the same steps as in backward.py, with as few calls and copies as they need.

On vectors of 10 a step costs what its calls cost, on vectors of 100,000 what its passes over memory cost. So constant
slopes are told apart once for each row, and the second share of a node makes an array of its own, into which later
ones are added in place.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from math import isfinite
from typing import Any

from backsweep.arrays import ARRAYS, contribute_arrays
from backsweep.kinds import Elementwise, is_number
from backsweep.node import Node
from backsweep.row import Primitive
from backsweep.sweeps.local import fit
from backsweep.values import numpy

# A row's slopes: a number where it is constant, None where there is none.
Slopes = tuple[Any, ...]


def slopes_of(row: Elementwise) -> Slopes:
    """The rules of a row of entries on arrays, with the number itself in place of a constant one."""
    stated = map(row.partials.get, row.args)
    return tuple(
        partial if is_number(partial) else rule for partial, rule in zip(stated, row.rules(ARRAYS), strict=True)
    )


class Ders:
    """The ders of a sweep as it goes: what each node has received so far.

    One that has received two shares holds an array that nobody else holds, into which later ones are added in place.
    """

    def __init__(self, seeds: Mapping[Node, Any], project: bool) -> None:
        self.found: dict[Node, Any] = dict(seeds)
        self._own: set[Node] = set()
        self._project = project
        self._array: Any = numpy().ndarray
        self._add: Callable[..., Any] = numpy().add

    def give(self, parent: Node, share: Any) -> None:
        """Adds a share to what a node has received."""
        val: Any = parent.val
        fits = share.__class__ is self._array and val.__class__ is self._array
        if not fits or share.shape != val.shape or share.dtype is not val.dtype:
            share = fit(share, parent, self._project)
        found = self.found
        if parent not in found:
            found[parent] = share
        elif parent in self._own:
            self._add(found[parent], share, out=found[parent])
        else:
            found[parent] = total = found[parent] + share
            if total.__class__ is self._array:
                self._own.add(parent)


def sweep_arrays(
    order: Iterable[Node],
    seeds: Mapping[Node, Any],
    within: Collection[Node] | None,
    project: bool,
    keep: Collection[Node] | None,
) -> dict[Node, Any]:
    """The ders of all nodes of `order`, newest first, or of those in `keep`; see backward.sweep."""
    ders = Ders(seeds, project)
    found = ders.found
    slopes: dict[Primitive, Slopes] = {}
    for node in order:
        der, row = found.get(node), node.primitive
        if der is None or row is None:
            continue
        if keep is not None and node not in keep:
            # Its memory serves for the ders to come: fresh memory takes ten times as long to write on 100,000 entries.
            del found[node]
        known = slopes.get(row)
        if known is None and isinstance(row, Elementwise) and row.kind == "elementwise":
            known = slopes[row] = slopes_of(row)
        if known is not None:
            pass_on(known, node, der, within, ders)
            continue
        for parent, share in row.contributions(ARRAYS, node.args, node.val, der, within):
            ders.give(parent, share)
    return found


def pass_on(slopes: Slopes, node: Node, der: Any, within: Collection[Node] | None, ders: Ders) -> None:
    """The backward step of a row of entries, as row.contributions() has it, for one or two arguments step by step."""
    a, b, val = node.a, node.b, node.val
    if b is None and a.__class__ is Node:
        if slopes[0] is not None and (within is None or a in within):
            ders.give(a, contributed(der, slopes[0], (a.val, val)))
        return
    args = a if a.__class__ is tuple else (a, b)
    seen = (*[arg.val if arg.__class__ is Node else arg for arg in args], val)
    for arg, slope in zip(args, slopes, strict=True):
        if arg.__class__ is Node and slope is not None and (within is None or arg in within):
            ders.give(arg, contributed(der, slope, seen))


def contributed(der: Any, slope: Any, seen: tuple[Any, ...]) -> Any:
    """As contribute_arrays, where a slope of 1 or -1 needs no product, and a finite number no look for nan."""
    if slope.__class__ is not int:
        slope = slope(*seen)
    if slope.__class__ is int:
        if slope == 1:
            return der
        if slope == -1:
            return -der
    if slope.__class__ is float and isfinite(slope):
        return der * slope
    return contribute_arrays(der, slope)
