"""A whole function call as one node, with several results where the function returns several.

The call's node holds the tuple of results; each result is an `Item` of it. Ders of the items meet in
the call's node as Tangents, one entry per result, so that its rule is run once for all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

from backsweep.node import Node
from backsweep.row import Primitive, Weight, make_node
from backsweep.sweeps.forward import Tangents
from backsweep.values import is_array, numpy
from backsweep.worlds import World


class Call(Primitive):
    """The row behind one call of a user's function. Not in the table: it is made for this call."""

    kind = "call"

    def __init__(self, f: Callable[..., Any], about: str) -> None:
        super().__init__(name=getattr(f, "__name__", type(f).__name__), about=about, value=f, complex=f)

    def seeds(self, answer: Any, der: Any) -> list[Any]:
        """The results' ders, from the der of the call's node; zeros for a result that nothing used."""
        val = answer.val if answer.__class__ is Node else answer
        if not isinstance(val, tuple):
            return [der]
        return [der.entries[index] if index in der.entries else nothing_to(part) for index, part in enumerate(val)]

    def weights(self, world: World, args: tuple[Any, ...], answer: Any, wanted: Iterable[int]) -> Iterator[Weight]:
        """The partials: numbers, or for several results one tuple per argument."""
        val = answer.val if answer.__class__ is Node else answer
        if not isinstance(val, tuple):
            shares = self._shares(world, args, answer, 1)
            yield from ((position, shares.pop(args[position], 0)) for position in wanted)
            return
        rows = [self._shares(world, args, answer, Tangents({index: 1})) for index in range(len(val))]
        for position in wanted:
            yield position, tuple(row.pop(args[position], 0) for row in rows)

    def _shares(self, world: World, args: tuple[Any, ...], answer: Any, der: Any) -> dict[Node, Any]:
        """All that each parent receives for `der`, added up."""
        shares: dict[Node, Any] = {}
        for parent, share in self.contributions(world, args, answer, der):
            shares[parent] = shares[parent] + share if parent in shares else share
        return shares


class Item(Primitive):
    """The row of one result of a call that has several."""

    kind = "item"

    def __init__(self, call: Primitive, index: int) -> None:
        super().__init__(
            name=f"{call.name}[{index}]",
            about=f"Result {index} of a call of {call.name}.",
            value=lambda results: results[index],
            args=("results",),
            symbol=f"[{index}]",
        )
        self.index = index

    def weights(self, world: World, args: tuple[Any, ...], answer: Any, wanted: Iterable[int]) -> Iterator[Weight]:
        return ((position, 1) for position in wanted)

    def contributions(
        self, world: World, args: tuple[Any, ...], answer: Any, der: Any, within: Collection[Node] | None = None
    ) -> Iterator[tuple[Node, Any]]:
        if within is None or args[0] in within:
            yield args[0], Tangents({self.index: der})

    def tangent(self, world: World, args: tuple[Any, ...], answer: Any, tangents: Mapping[int, Any]) -> Any:
        return tangents[0].entries.get(self.index)


def nothing_to(val: Any) -> Any:
    """The der of a result that nothing used."""
    return numpy().zeros_like(val) if is_array(val) else 0


def results(row: Primitive, vals: list[Any], args: tuple[Any, ...], single: bool) -> list[Node]:
    """The nodes of a call's results: the call's own node, or one Item of it for each."""
    if single:
        return [make_node(row, vals[0], args)]
    call = make_node(row, tuple(vals), args)
    return [make_node(Item(row, index), val, (call,)) for index, val in enumerate(vals)]
