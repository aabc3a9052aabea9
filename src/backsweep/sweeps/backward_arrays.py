"""The backward sweep through arrays: the same steps as in backward.py, with as few calls and copies as they need.

On vectors of 10 a step costs what its calls cost, on vectors of 100,000 what its passes over memory cost. So constant
slopes are told apart once for each row, and the second share of a node makes an array of its own, into which later
ones are added in place.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
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


def sweep_arrays(
    order: Iterable[Node],
    seeds: Mapping[Node, Any],
    within: Collection[Node] | None,
    project: bool,
    keep: Collection[Node] | None,
) -> dict[Node, Any]:
    """The ders of all nodes of `order`, newest first, or of those in `keep`; see backward.sweep."""
    array: Any = numpy().ndarray
    add: Callable[..., Any] = numpy().add
    ders: dict[Node, Any] = dict(seeds)
    own: set[Node] = set()  # the nodes whose der is an array that nobody else holds
    slopes: dict[Primitive, Slopes] = {}
    shares: Iterable[tuple[Node, Any]]
    for node in order:
        der, row = ders.get(node), node.primitive
        if der is None or row is None:
            continue
        if keep is not None and node not in keep:
            # Its memory serves for the ders to come: fresh memory takes ten times as long to write on 100,000 entries.
            del ders[node]
        if isinstance(row, Elementwise) and row.kind == "elementwise":
            if row not in slopes:
                slopes[row] = slopes_of(row)
            shares = shares_of(slopes[row], node, der, within)
        else:
            shares = row.contributions(ARRAYS, node.args, node.val, der, within)
        for parent, share in shares:
            val: Any = parent.val
            fits = share.__class__ is array and val.__class__ is array
            if not fits or share.shape != val.shape or share.dtype is not val.dtype:
                share = fit(share, parent, project)
            if parent not in ders:
                ders[parent] = share
            elif parent in own:
                add(ders[parent], share, out=ders[parent])
            else:
                ders[parent] = total = ders[parent] + share
                if total.__class__ is array:
                    own.add(parent)
        del shares
    return ders


def shares_of(slopes: Slopes, node: Node, der: Any, within: Collection[Node] | None) -> list[tuple[Node, Any]]:
    """The backward step of a row of entries, as row.contributions() gives it."""
    a, b, val = node.a, node.b, node.val
    if b is None and a.__class__ is not tuple:
        (slope,) = slopes
        wanted = slope is not None and (within is None or a in within)
        return [(a, contributed(der, slope if slope.__class__ is int else slope(a.val, val)))] if wanted else []
    args = a if b is None else (a, b)
    seen = [arg.val if arg.__class__ is Node else arg for arg in args]
    return [
        (arg, contributed(der, slope if slope.__class__ is int else slope(*seen, val)))
        for arg, slope in zip(args, slopes, strict=True)
        if arg.__class__ is Node and slope is not None and (within is None or arg in within)
    ]


def contributed(der: Any, slope: Any) -> Any:
    """As contribute_arrays, without a pass for a slope of 1, and with one for -1."""
    if slope.__class__ is int:
        if slope == 1:
            return der
        if slope == -1:
            return -der
    return contribute_arrays(der, slope)
