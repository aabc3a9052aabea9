"""The first nan or infinity of the backward sweep, and how it came."""

from __future__ import annotations

from dataclasses import dataclass

from backsweep.arrays import ARRAYS, contribute_arrays, quietly
from backsweep.diagnosis.entries import (
    entry_name,
    entry_of,
    entry_step,
    first_not_finite,
    first_where,
    is_of_entries,
)
from backsweep.diagnosis.findings import Finding
from backsweep.diagnosis.probing import slope_with
from backsweep.diagnosis.subject import Share, Subject, finite, is_nan, listed
from backsweep.diagnosis.suggestions import suggestion
from backsweep.node import Node
from backsweep.place import Place
from backsweep.values import is_array, numpy
from backsweep.words.text import number

BESIDE = 2.0**-20  # how far to look beside a point, relative to it
OUT_OF_RANGE = "It is larger than the largest float, about 1.8e308. Scale the numbers, or compute with logarithms."


@dataclass(frozen=True, slots=True)
class Handed:
    """A share of the backward sweep, with the node that hands it over."""

    node: Node
    share: Share


def bad_ders(subject: Subject) -> list[Finding]:
    """The first share that is nan or infinite on its way to an input whose der is, and where it turned to nan.

    What only follows from values that are nan or infinite is left to those who look at values.
    """
    hurt = [node for node in subject.inputs if not finite(subject.der(node))]
    if not hurt:
        return []
    behind = _ancestry(subject, hurt)
    bad = [
        Handed(node, share)
        for node in reversed(subject.order)
        for share in subject.shares(node)
        if share.parent in behind and (not finite(share.amount) or not finite(subject.der(share.parent)))
    ]
    first = _first_bad(subject, bad)
    if first is None or not all(finite(arg.val) for arg in (first.node, *first.node.parents)):
        return []
    nan = next((handed for handed in bad if _turned_to_nan(subject, handed)), None)
    return [_told_of(subject, first, nan, hurt)]


def _first_bad(subject: Subject, bad: list[Handed]) -> Handed | None:
    """The first share that is bad though the der behind it is not; or else a good one that makes a sum overflow."""
    from_good = [handed for handed in bad if finite(subject.der(handed.node))]
    return next((handed for handed in from_good if not finite(handed.share.amount)), next(iter(from_good), None))


def _ancestry(subject: Subject, hurt: list[Node]) -> set[Node]:
    """All nodes on a way from these inputs to the result."""
    reached = set(hurt)
    for node in subject.order:
        if not reached.isdisjoint(node.parents):
            reached.add(node)
    return reached


def _turned_to_nan(subject: Subject, handed: Handed) -> bool:
    der = subject.der(handed.node)
    return not finite(der) and not is_nan(der) and is_nan(handed.share.amount)


def _told_of(subject: Subject, handed: Handed, nan: Handed | None, hurt: list[Node]) -> Finding:
    node, share = handed.node, handed.share
    within, one = _at_entry(subject, handed)
    headline, remedy = _what(within, one)
    infinite = "" if nan is None else f" {_made_nan(*_at_entry(subject, nan), subject.place(nan.node))}"
    return subject.finding(
        "der",
        node,
        f"{headline}: {_ders(subject, hurt)}.",
        _handed_on(within, one) + infinite,
        suggestion(subject, node, "slope") or remedy,
        by=None if share.partial is None else share.parent,
    )


def _at_entry(subject: Subject, handed: Handed) -> tuple[Subject, Handed]:
    """A share as one of numbers: of a function of entries, at the first entry that is nan or infinite."""
    node, share = handed.node, handed.share
    if not is_of_entries(node) or share.partial is None:
        return subject, handed
    der = subject.der(node)
    with quietly(ARRAYS):
        shares = numpy().broadcast_to(contribute_arrays(der, share.partial), node.shape)
    index = first_where(~numpy().isfinite(shares) if not finite(shares) else shares != 0)
    within, step, own = entry_step(subject, node, index, entry_of(der, index))
    one = Share(own[share.parent], entry_of(share.partial, index), entry_of(shares, index))
    return within, Handed(step, one)


def _what(subject: Subject, handed: Handed) -> tuple[str, str]:
    """What is wrong with a share, and what helps."""
    node, share = handed.node, handed.share
    name, parent, value = subject.called(node), subject.called(share.parent), number(share.parent.val)
    if share.partial is None and is_array(share.amount):
        index = first_not_finite(share.amount)
        headline = f"{name} hands {number(entry_of(share.amount, index))} to {entry_name(parent, index)}"
        return headline, f"Its derivative has no finite value at these numbers: keep {parent} away from them."
    if share.partial is None:
        headline = f"The derivative rule of {name} gives {number(share.amount)}"
        return headline, "It has a rule of its own, or runs in one piece: diagnose that function by itself."
    if is_nan(share.partial):
        return f"{name} has no slope at {parent} = {value}", _guard(parent, value)
    if finite(share.partial):
        return f"The der of {parent} overflows", OUT_OF_RANGE
    beside = share.parent.val * (1 + BESIDE) if share.parent.val else BESIDE
    if finite(slope_with(node, share.parent, share.parent, beside)):
        return f"{name} has an infinite slope at {parent} = {value}", _guard(parent, value)
    return f"The slope of {name} overflows at {parent} = {value}", OUT_OF_RANGE


def _ders(subject: Subject, nodes: list[Node]) -> str:
    """The ders of these inputs, those of the same value together."""
    told: dict[str, list[str]] = {}
    for node in nodes:
        der, name = subject.der(node), f"{subject.called(node)}.der"
        if node.shape:
            index = first_not_finite(der)
            der, name = entry_of(der, index), entry_name(name, index)
        told.setdefault(number(der), []).append(name)
    return listed([f"{listed(names)} {'is' if len(names) == 1 else 'are'} {value}" for value, names in told.items()])


def _handed_on(subject: Subject, handed: Handed) -> str:
    """A step of the backward sweep, with its numbers."""
    return f"In the backward sweep {subject.called(handed.share.parent)} receives {_product(subject, handed)}."


def _product(subject: Subject, handed: Handed) -> str:
    share = handed.share
    if share.partial is None:
        return number(share.amount)
    return f"{number(subject.der(handed.node))} * {number(share.partial)} = {number(share.amount)}"


def _made_nan(subject: Subject, handed: Handed, place: Place | None) -> str:
    """How an infinite der came to be a nan."""
    where = f" at {place.short()}" if place else ""
    return (
        f"Further back{where}, {subject.called(handed.share.parent)} receives {_product(subject, handed)}: an infinite "
        "der times a slope of 0 has no answer."
    )


def _guard(name: str, value: str) -> str:
    """How to keep away from a point."""
    return (
        f"Keep {name} away from {value}: add a small number to it, or treat this point by itself, with `if` or with "
        f"where(); in where() give the branch that is not taken a harmless argument too."
    )
