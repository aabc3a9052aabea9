"""Points where calculus has no answer, hit exactly: corners, jumps, and comparisons of two numbers that are equal.

They are notes, not faults: a derivative was given, by the conventions in docs/why/kinks.md. Whoever looks for the
reason of an odd gradient wants to know.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from backsweep.diagnosis.corners import Corner, corner, suspects
from backsweep.diagnosis.corners_of_arrays import Bend, bend
from backsweep.diagnosis.entries import entry_name, entry_of, entry_step, is_of_entries
from backsweep.diagnosis.findings import Finding
from backsweep.diagnosis.probing import sides
from backsweep.diagnosis.subject import Subject, finite, listed, position_of, silent, times
from backsweep.node import Node
from backsweep.place import Place
from backsweep.traces.watching import Guard
from backsweep.values import numpy
from backsweep.words.text import number
from backsweep.worlds import value_of

SLOPES = 3  # so many are told
ENTRIES = 256  # of an array that are looked into


@dataclass(frozen=True, slots=True)
class Met:
    """A corner that was met: the step of numbers that stands on it, and the node that this is, or is an entry of."""

    within: Subject
    node: Node
    corner: Corner
    shown: Node


def kinks(subject: Subject) -> list[Finding]:
    """The corners and jumps that the computation stands on, one finding for each line and function."""
    corners: dict[tuple[Place | None, str], list[Met]] = {}
    for node in subject.order:
        row = node.primitive
        for met in _met(subject, node) if row is not None else ():
            corners.setdefault((subject.place(node), row.name if row else ""), []).append(met)
    guards: dict[Place, list[Guard]] = {}
    for guard in subject.trace.guards:
        if _undecided(guard):
            guards.setdefault(guard.origin.place, []).append(guard)
    return [
        *(_at_corner(subject, its) for its in corners.values()),
        *_at_bends(subject),
        *(_at_guard(subject, its) for its in guards.values()),
    ]


def _at_bends(subject: Subject) -> Iterator[Finding]:
    """The corners of functions of whole arrays, the first of each line and function."""
    seen: set[tuple[Place | None, str]] = set()
    for node in subject.order:
        row, der = node.primitive, subject.der(node)
        if row is None or silent(der) or not finite(der) or (subject.place(node), row.name) in seen:
            continue
        found = bend(node, der)
        if found is not None:
            seen.add((subject.place(node), row.name))
            yield _at_bend(subject, node, found)


def _at_bend(subject: Subject, node: Node, found: Bend) -> Finding:
    name, entry = subject.called(node), entry_name(subject.called(found.parent), found.index)
    value = number(entry_of(found.parent.val, found.index))
    share = f"receives {number(found.given)}; a slight change of the numbers makes it {number(found.before)} or "
    more = f" So it is for {found.more:,} more {'entry' if found.more == 1 else 'entries'}."
    return subject.finding(
        "kink",
        node,
        f"{name} has a corner where {entry} = {value}.",
        f"{entry} {share}{number(found.after)}, by which way they move.{more if found.more else ''}",
        alarm=False,
        by=found.parent,
    )


def _met(subject: Subject, node: Node) -> Iterator[Met]:
    """The corners that a node stands on, if a finite der arrives there; of an array those of its first entries."""
    der = subject.der(node)
    if is_of_entries(node):
        arriving = numpy().broadcast_to(der, node.shape)
        for index in suspects(node, (arriving != 0) & numpy().isfinite(arriving))[:ENTRIES]:
            within, step, _ = entry_step(subject, node, index, entry_of(der, index))
            found = corner(step)
            if found is not None:
                yield Met(within, step, found, node)
    elif not node.shape and der and finite(der):
        found = corner(node)
        if found is not None:
            yield Met(subject, node, found, node)


def _at_corner(subject: Subject, its: list[Met]) -> Finding:
    within, node, found, shown = its[0].within, its[0].node, its[0].corner, its[0].shown
    name, parents = within.called(node), node.parents
    at = ", ".join(f"{within.called(parent)} = {number(parent.val)}" for parent in dict.fromkeys(parents))
    what = "more place" if shown.shape else "more node"
    many = f" So it is at {times(len(its) - 1, what)} of this line." if len(its) > 1 else ""
    if found.jumps:
        headline = f"{name} jumps at {at}"
        beside = f"Just before it is {number(found.before.value)}, just after {number(found.after.value)}."
        given, first = "Its slope is taken to be that of the pieces beside the jump, as if there were none.", parents[0]
    else:
        headline = f"{name} has a corner at {at}"
        beside, given, first = _slopes(within, node)
    by = shown.parents[position_of(first, parents)]
    explanation = f"{beside} {given}{many}"
    return subject.finding("kink", shown, f"{headline}.", explanation, alarm=False, by=by)


def _slopes(subject: Subject, node: Node) -> tuple[str, str, Node]:
    """The slopes to either side, the one that was given, and the first parent that has two."""
    told: list[str] = []
    given: list[str] = []
    first = None
    for parent, partial in dict(zip(node.parents, node.partials, strict=True)).items():
        before, after = sides(node, parent)
        if None not in (before, after) and before != after and len(told) < SLOPES:
            told.append(f"by {subject.called(parent)} is {number(before)} on one side and {number(after)} on the other")
            given.append(number(partial))
            first = parent if first is None else first  # a Node of value 0 is falsy
    taken = f"{given[0]} was" if len(given) == 1 else f"{listed(given)} were"
    return f"Its slope {'; '.join(told)}.", f"By convention {taken} taken.", node.parents[0] if first is None else first


def _undecided(guard: Guard) -> bool:
    """Whether a comparison was one of equal numbers, so that the slightest change might decide it otherwise."""
    other = value_of(guard.right)
    if guard.sign == "floor_int":
        other = guard.outcome
    elif guard.sign not in ("<", "<=", ">", ">=", "==", "!="):
        return False
    return isinstance(other, (int, float)) and bool(guard.left.val == other)


def _at_guard(subject: Subject, its: list[Guard]) -> Finding:
    guard, place = its[0], its[0].origin.place
    left, right = _name(subject, guard.left), _name(subject, guard.right)
    many = f" So it is {len(its) - 1:,} more times at this line." if len(its) > 1 else ""
    if guard.sign == "floor_int":
        headline = f"floor_int({left}) was asked at a whole number: {left} = {number(guard.left.val)}."
    else:
        headline = f"{left} {guard.sign} {right} compared equal numbers: {left} = {number(guard.left.val)}."
    return Finding(
        kind="kink",
        alarm=False,
        headline=headline,
        explanation=(
            f"The answer was {guard.outcome}. The slightest change of {left} may lead to another branch; the der is "
            f"that of the branch that was taken, and holds to one side only.{many}"
        ),
        place=place,
    )


def _name(subject: Subject, thing: Any) -> str:
    """What a side of a comparison is called: by its label where it belongs to the graph, else by its value."""
    if thing.__class__ is not Node:
        return number(thing)
    return subject.called(thing) if thing in subject.trace.labels else (thing.name or number(thing.val))
