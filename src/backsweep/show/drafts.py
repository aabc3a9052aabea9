"""Folds in the making: first one for every call, loop and turn, then tidied until each is easily taken in.

A fold of few nodes shows them all. One with a crowd in it is folded once more: by the lines that made its nodes, and
then by tens, hundreds or thousands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from backsweep.place import Place
    from backsweep.show.graph import Graph
    from backsweep.traces.scopes import Scope

Kind = Literal["graph", "call", "loop", "turn", "run", "line", "inputs"]
Item: TypeAlias = "int | Draft"

FLAT = 40  # the inside of a fold of so many nodes is shown as it is
CROWD = 40  # more items than this are folded once more
TURNS = 12  # of a loop, and so are more turns than this, which stand in one long row
LONGEST = 80  # characters of a title that names two scopes


@dataclass(eq=False)
class Draft:
    """A fold whose items may still change; what its fields are stands at Fold."""

    kind: Kind
    title: str
    start: int
    stop: int
    items: list[Item] = field(default_factory=list)
    turns: int = 1
    first_turn: int = 0  # of one turn, or of a run of them
    last_turn: int = 0

    def drafts(self) -> Iterator[Draft]:
        """This one and all within it, in the order in which they begin, outer ones before inner ones."""
        waiting = [self]
        while waiting:
            draft = waiting.pop()
            yield draft
            waiting += [item for item in reversed(draft.items) if isinstance(item, Draft)]


def drafted(graph: Graph) -> Draft:
    """The folds of a graph."""
    whole = _by_scope(graph)
    for draft in reversed(list(whole.drafts())):
        if draft is whole:
            draft.items = _opened(draft.items)
        draft.items = [_simplest(item) for item in draft.items]
        _thin_out(graph, draft)
    return whole


def _by_scope(graph: Graph) -> Draft:
    """A fold for every scope that nodes were made in; one for each time that a generator goes on."""
    count = len(graph.nodes)
    whole = Draft("graph", "The whole graph", 0, count, list(range(len(graph.inputs))))
    entered: list[tuple[Scope | None, Draft]] = [(None, whole)]
    depths: dict[Scope | None, int] = {None: 0}
    for place in range(len(graph.inputs), count):
        origin = graph.trace.origin(graph.nodes[place])
        scope, fresh = origin.scope if origin else None, []
        while scope is not None and scope not in depths:
            fresh.append(scope)
            scope = scope.outer
        while len(entered) > depths[scope] + 1:
            left, draft = entered.pop()
            draft.stop = place
            del depths[left]
        for inner in reversed(fresh):
            depths[inner] = len(entered)
            entered.append((inner, _draft(inner, entered[-1][1], place, count)))
        entered[-1][1].items.append(place)
    return whole


def _draft(scope: Scope, around: Draft, start: int, stop: int) -> Draft:
    """The fold of a scope, put into the one around it."""
    title = {"call": f"{scope.name}()", "turn": f"turn {scope.turn:,}", "loop": "loop"}[scope.kind]
    if scope.kind == "loop" and scope.place is not None:
        title = scope.place.text or f"loop at {scope.place.short()}"
    draft = Draft(scope.kind, title, start, stop, first_turn=scope.turn, last_turn=scope.turn)
    around.items.append(draft)
    around.turns = max(around.turns, scope.turn)
    return draft


def _simplest(item: Item) -> Item:
    """A fold of one node is that node; a fold of one fold is told in one."""
    if isinstance(item, int) or len(item.items) > 1:
        return item
    only = item.items[0]
    if isinstance(only, Draft):
        title = f"{item.title}: {only.title}"
        only.title = title if len(title) <= LONGEST else only.title
        only.first_turn, only.last_turn = item.first_turn, item.last_turn
    return only


def _opened(items: list[Item]) -> list[Item]:
    """What the whole graph shows: the inputs, and what is in the call of the function that was traced."""
    calls = [item for item in items if isinstance(item, Draft)]
    nodes = [item for item in items if isinstance(item, int)]
    return [*nodes, *calls[0].items] if len(calls) == 1 and items[-1] is calls[0] else items


def _thin_out(graph: Graph, draft: Draft) -> None:
    """Makes the items few enough to be taken in."""
    if draft.kind != "graph":
        _flatten(draft)
    if len(draft.items) > CROWD:
        draft.items = _by_argument(graph, draft.items)
    if len(draft.items) > CROWD and draft.kind != "loop":
        draft.items = _by_line(graph, draft.items)
    if draft.kind == "loop":
        draft.items = _by_tens(graph, draft.items, TURNS)
    elif len(draft.items) > CROWD:
        inputs = [item for item in draft.items if _stretch([item])[1] <= len(graph.inputs)]
        draft.items = [*_by_tens(graph, inputs), *_by_tens(graph, draft.items[len(inputs) :])]


def _flatten(draft: Draft) -> Draft:
    """The fold, with its nodes for items if they are few."""
    if draft.stop - draft.start <= FLAT:
        draft.items = list(range(draft.start, draft.stop))
    return draft


def _by_argument(graph: Graph, items: list[Item]) -> list[Item]:
    """Inputs that are entries of one argument, such as w[0], w[1], ..., as one item."""

    def argument(item: Item) -> str | None:
        if isinstance(item, Draft) or item >= len(graph.inputs):
            return None
        return re.split(r"[\[.\d]", graph.label(item))[0]

    return _gathered(graph, items, argument, "inputs", lambda first: f"inputs {argument(first)}")


def _by_line(graph: Graph, items: list[Item]) -> list[Item]:
    """Neighbouring nodes that one line made as one item."""

    def line(item: Item) -> Place | None:
        origin = None if isinstance(item, Draft) else graph.trace.origin(graph.nodes[item])
        return origin.place if origin else None

    def title(first: Item) -> str:
        place = line(first)
        return "" if place is None else place.text or place.short()

    return _gathered(graph, items, line, "line", title)


def _gathered(
    graph: Graph,
    items: list[Item],
    key: Callable[[Item], Hashable],
    kind: Kind,
    title: Callable[[Item], str],
) -> list[Item]:
    """The items, with those that stand together and have the same key, unless that is None, as one."""
    found: list[Item] = []
    for common, run in groupby(items, key):
        group = list(run)
        together = common is not None and len(group) > 1
        found += [Draft(kind, title(group[0]), *_stretch(group), _by_tens(graph, group))] if together else group
    return found


def _by_tens(graph: Graph, items: list[Item], most: int = CROWD) -> list[Item]:
    """The items, as runs of ten, of a hundred, of a thousand, ... until there are few enough."""
    while len(items) > most:
        items = [_run(graph, items[start : start + 10]) for start in range(0, len(items), 10)]
    return items


def _run(graph: Graph, items: list[Item]) -> Item:
    """Neighbours as one item: turns 1 to 10, or v1 to v10."""
    first, last = items[0], items[-1]
    if len(items) == 1:
        return first
    turns = (first.first_turn, last.last_turn) if isinstance(first, Draft) and isinstance(last, Draft) else (0, 0)
    start, stop = _stretch(items)
    title = f"{graph.label(start)} to {graph.label(stop - 1)}"
    if all(turns):
        title = f"turns {turns[0]:,} to {turns[1]:,}"
    return _flatten(Draft("run", title, start, stop, items, 1, *turns))


def _stretch(items: list[Item]) -> tuple[int, int]:
    """Where neighbours begin and end in the trace's order."""
    first, last = items[0], items[-1]
    return first.start if isinstance(first, Draft) else first, last.stop if isinstance(last, Draft) else last + 1
