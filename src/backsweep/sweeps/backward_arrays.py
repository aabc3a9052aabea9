"""The backward sweep through arrays: the same steps as in backward.py, with as few calls and copies as they need.

On vectors of 10 a step costs what its calls cost, on vectors of 100,000 what its passes over memory cost, and fresh
memory costs most. So constant slopes are told apart once for each row; a product goes where a slope or a der was that
nobody needs any more; and later shares of a node are added in place.

That a der of 0 contributes nothing, even through an infinite slope, is looked after only where it matters: 0 times
infinity is nan, and a nan never disappears on the way. So the first sweep multiplies plainly, and only if one of the
ders asked for has a nan in it, all is swept again with each product looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from math import isfinite
from typing import Any

from backsweep.arrays import ARRAYS, contribute_arrays, has_nan
from backsweep.kinds import REAL, Elementwise, of_numbers
from backsweep.node import Node
from backsweep.over_arrays import OverArrays
from backsweep.row import Primitive
from backsweep.sweeps.local import fit
from backsweep.sweeps.memory import keep_freed_memory
from backsweep.values import is_array, numpy, shape_of
from backsweep.worlds import World

# A row's slopes: an int where it is one, None where there is none.
Slopes = tuple[Any, ...]
Product = Callable[[Any, Any, tuple[Any, ...], bool], tuple[Any, bool]]

# From so many entries on, fresh memory costs more than to ask whether there is some to be used again.
LARGE = 2000


def slopes_of(row: Primitive, world: World) -> Slopes | None:
    """The rules of a row of entries in a world, with the number itself in place of a constant int; None for others."""
    return row.slopes(world) if isinstance(row, Elementwise) and row.kind == "elementwise" else None


class Ders:
    """The ders of a sweep as it goes: what each node has received so far.

    found  the der of each node
    own    the nodes whose der is an array that nobody else holds, and that may be written over
    """

    def __init__(self, seeds: Mapping[Node, Any], project: bool) -> None:
        self.found: dict[Node, Any] = dict(seeds)
        self.own: set[Node] = set()
        self._project = project
        self._numpys = {numpy().ndarray, numpy().float64}

    def give(self, parent: Node, share: Any, fresh: bool) -> bool:
        """Adds a share to what a node has received, and says whether the share itself is held from now on.

        `fresh` says that nobody else holds it.
        """
        val: Any = parent.val
        fits = share.__class__ is val.__class__ and share.__class__ in self._numpys
        if not fits or share.shape != val.shape or share.dtype is not val.dtype:
            return self._give_unfit(parent, fit(share, parent, self._project))
        found = self.found
        if parent not in found:
            found[parent] = share
            if fresh:
                self.own.add(parent)
            return True
        if parent in self.own:
            found[parent] += share
        else:
            found[parent] = found[parent] + share
            self.own.add(parent)
        return False

    def give_part(self, row: OverArrays, parent: Any, statics: Sequence[Any], der: Any) -> bool:
        """Adds the der of entries taken out of a parent to what it has received, in place; says whether it could.

        A loop over the rows of an array would otherwise make an array of zeros, of the whole size, for every row: for
        4,096 rows of 14 numbers 1.9 gigabytes.
        """
        val: Any = parent.val
        dtype = getattr(der, "dtype", float if der.__class__ is float else None)
        if row.adds is None or val.__class__ is not numpy().ndarray or dtype != val.dtype:
            return False
        if parent not in self.own:
            held = self.found.get(parent)
            self.found[parent] = numpy().zeros(val.shape, val.dtype) if held is None else numpy().array(held)
            self.own.add(parent)
        row.adds(self.found[parent], der, *statics)
        return True

    def _give_unfit(self, parent: Node, share: Any) -> bool:
        """The same for a share that had to be fitted: it may be a view of another."""
        first = parent not in self.found
        self.found[parent] = share if first else self.found[parent] + share
        self.own.discard(parent)
        return first


def sweep_arrays(
    order: Iterable[Node],
    seeds: Mapping[Node, Any],
    within: Collection[Node] | None,
    project: bool,
    keep: Collection[Node] | None,
) -> dict[Node, Any]:
    """The ders of all nodes of `order`, newest first, or of those in `keep`; see backward.sweep."""
    keep_freed_memory()
    if keep is None:
        return swept(order, seeds, within, project, None, looked_at)
    nodes = list(order)
    found = swept(nodes, seeds, within, project, keep, plain_product)
    if any(has_nan(der) if is_array(der) else der != der for der in found.values()):
        return swept(nodes, seeds, within, project, keep, looked_at)
    return found


def swept(
    order: Iterable[Node],
    seeds: Mapping[Node, Any],
    within: Collection[Node] | None,
    project: bool,
    keep: Collection[Node] | None,
    product: Product,
) -> dict[Node, Any]:
    """One sweep, with `product` for der times slope."""
    ders = Ders(seeds, project)
    found, own, give = ders.found, ders.own, ders.give
    on_arrays: dict[Primitive, Slopes | None] = {}
    on_numbers: dict[Primitive, Slopes | None] = {}
    array, quick = numpy().ndarray, within if product is plain_product else None
    for node in order:
        row = node.primitive
        if row is None or node not in found:
            continue
        der, mine = found[node], False
        if keep is not None and node not in keep:
            # Its memory serves for the ders to come: fresh memory takes ten times as long to write on 100,000 entries.
            del found[node]
            mine = node in own
        known = on_numbers if node.val.__class__ in REAL else on_arrays
        if row not in known:
            known[row] = slopes_of(row, of_numbers(ARRAYS, node.val))
        slopes = known[row]
        if slopes is None or node.a.__class__ is tuple:
            if row.__class__ is OverArrays and row.adds is not None:
                parent, *statics = node.args
                unwanted = parent.__class__ is not Node or (within is not None and parent not in within)
                if unwanted or ders.give_part(row, parent, statics, der):
                    continue
            for parent, share in row.contributions(ARRAYS, node.args, node.val, der, within):
                give(parent, share, False)
        elif quick is not None and der.__class__ is array and der.size < LARGE:
            of_few(slopes, node, der, quick, found, project)
        elif len(slopes) == 1:
            a, slope = node.a, slopes[0]
            if slope is not None and (within is None or a in within):
                seen = (a.val, node.val)
                slope = slope if slope.__class__ is int else slope(*seen)
                give(a, *product(der, slope, seen, mine))
        else:
            pass_on(slopes, node, der, within, ders, product, mine)
    return found


def of_few(
    slopes: Slopes, node: Node, der: Any, within: Collection[Node], found: dict[Node, Any], project: bool
) -> None:
    """The backward step of a row of one or two arguments on a small array, with plain products, written out.

    Each share is an array of its own or the der itself, and none is written over: on so few entries that saves
    nothing. Through pass_on, give and plain_product a step takes half as long again (1.5 against 1.1 us on 10 entries,
    of which NumPy's own are 0.5; CPython 3.11, NumPy 2.4).
    """
    a, b, answer = node.a, node.b, node.val
    x: Any = a.val if a.__class__ is Node else a
    if len(slopes) == 1:
        slope = slopes[0]
        if slope is not None and a in within:
            share = times(der, slope) if slope.__class__ is int else der * slope(x, answer)
            if share.__class__ is not x.__class__ or share.dtype is not x.dtype or share.shape != x.shape:
                share = fit(share, a, project)
            found[a] = found[a] + share if a in found else share
        return
    y: Any = b.val if b.__class__ is Node else b
    slope, other = slopes
    if slope is not None and a.__class__ is Node and a in within:
        share = times(der, slope) if slope.__class__ is int else der * slope(x, y, answer)
        if share.__class__ is not x.__class__ or share.dtype is not x.dtype or share.shape != x.shape:
            share = fit(share, a, project)
        found[a] = found[a] + share if a in found else share
    if other is not None and b.__class__ is Node and b in within:
        share = times(der, other) if other.__class__ is int else der * other(x, y, answer)
        if share.__class__ is not y.__class__ or share.dtype is not y.dtype or share.shape != y.shape:
            share = fit(share, b, project)
        found[b] = found[b] + share if b in found else share


def times(der: Any, slope: int) -> Any:
    """The der times a slope that is one and the same everywhere."""
    return der if slope == 1 else -der if slope == -1 else der * slope


def pass_on(
    slopes: Slopes, node: Node, der: Any, within: Collection[Node] | None, ders: Ders, product: Product, mine: bool
) -> None:
    """The backward step of a row of two arguments."""
    a, b = node.a, node.b
    by_a = slopes[0] if a.__class__ is Node and (within is None or a in within) else None
    by_b = slopes[1] if b.__class__ is Node and (within is None or b in within) else None
    seen = (a.val if a.__class__ is Node else a, b.val if b.__class__ is Node else b, node.val)
    if by_a is not None:
        slope = by_a if by_a.__class__ is int else by_a(*seen)
        if a is b and a not in ders.found and callable(by_b) and by_b(*seen) is slope:
            # x * x: the one share twice.
            share, fresh = product(der, slope, seen, mine)
            ders.give(a, doubled(share, fresh), True)
            return
        share, fresh = product(der, slope, seen, mine and by_b is None)
        held = ders.give(a, share, fresh)
        mine = mine and not (held and share is der)
    if by_b is not None:
        slope = by_b if by_b.__class__ is int else by_b(*seen)
        if slope.__class__ is int and slope != 1 and shape_of(der) != shape_of(b.val):
            # Summed before it is multiplied: x - mean passes once over what is as long as x.
            der, mine = fit(der, b), False
        ders.give(b, *product(der, slope, seen, mine))


def doubled(share: Any, fresh: bool) -> Any:
    """share + share, in its own place where it may be written over."""
    if fresh:
        share += share
        return share
    return share + share


def plain_product(der: Any, slope: Any, seen: tuple[Any, ...], mine: bool) -> tuple[Any, bool]:
    """der * slope, and whether it is an array of its own.

    seen  what the slope was computed from: if it is none of that, and an array, it may be written over
    mine  whether the der may be
    """
    if slope.__class__ is int and slope == 1:
        return der, mine
    if getattr(der, "size", 1) < LARGE:
        return (der * slope if slope.__class__ is not int or slope != -1 else -der), True
    if is_like(slope, der) and slope.base is None and not any(slope is one for one in seen):
        slope *= der
        return slope, True
    if mine and (slope.__class__ is int or slope.__class__ is float or is_like(slope, der)):
        der *= slope
        return der, True
    return der * slope, True


def is_like(slope: Any, der: Any) -> bool:
    """Whether a slope is an array of the shape and the kind of a der."""
    return slope.__class__ is der.__class__ and slope.shape == der.shape and slope.dtype is der.dtype


def looked_at(der: Any, slope: Any, seen: tuple[Any, ...], mine: bool) -> tuple[Any, bool]:
    """The same with 0 where the der is 0; a slope that is a finite number needs no look for nan."""
    if slope.__class__ is int and slope == 1:
        return der, mine
    if slope.__class__ in (int, float) and isfinite(slope):
        return (-der if slope == -1 else der * slope), True
    return contribute_arrays(der, slope), False
