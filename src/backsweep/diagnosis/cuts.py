"""Inputs whose der is an exact 0: unused, or cut off on every way to the result; and what cuts them off.

One idea: on every way from such an input to the result there is a last node without a der, just before one that has
one. That step, the cut nearest the result, is told: what lies behind it would get nothing even if it let ders through.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from backsweep.diagnosis.entries import entry_name, first_where
from backsweep.diagnosis.findings import Finding
from backsweep.diagnosis.reasons import TELLING, Cut, Reason, Why, reason
from backsweep.diagnosis.subject import Share, Subject, silent, times
from backsweep.node import Node
from backsweep.place import Place
from backsweep.row import Primitive
from backsweep.values import numpy

# So many inputs that are cut off are looked into, and so many cuts that lie behind honest ones.
MOST, BEHIND = 256, 32
Key = tuple[Why, Place | None, Primitive | None]

TOLD = 3  # reasons that are told; the others are counted


@dataclass
class Group:
    """Inputs that are cut off in the same way: for the same reason, by the same function, at the same line.

    cut      the step that is told of
    reasons  why it cuts them off, and other steps with it
    nodes    the inputs
    """

    cut: Cut
    reasons: list[Reason]
    nodes: list[Node] = field(default_factory=list)


def cut_off(subject: Subject) -> list[Finding]:
    """The inputs without influence on the result, grouped by what cuts them off."""
    dead = [node for node in subject.inputs if node is not subject.output and node.size and silent(subject.der(node))]
    unused = [node for node in dead if node not in subject.users]
    used = [node for node in dead if node in subject.users]
    found = [_unused(subject, unused)] if unused else []
    found += [_told(subject, group) for group in _groups(subject, used[:MOST])]
    found += [_rest(len(used) - MOST)] if len(used) > MOST else []
    return found + [_some(subject, node) for node in subject.inputs if node.shape and _is_partly_silent(subject, node)]


def _is_partly_silent(subject: Subject, node: Node) -> bool:
    der = subject.der(node)
    return not silent(der) and not bool(numpy().all(der))


def _some(subject: Subject, node: Node) -> Finding:
    """A note on an array of which some entries have no influence."""
    zero = subject.der(node) == 0
    count, name = int(numpy().count_nonzero(zero)), subject.called(node)
    first = (
        f", the first {entry_name(name, first_where(zero))}"
        if count > 1
        else f": {entry_name(name, first_where(zero))}"
    )
    return subject.finding(
        "cut off",
        node,
        f"{count:,} of the {node.size:,} entries of {name} {'have' if count > 1 else 'has'} a der of exactly 0{first}.",
        "That is right where entries are not used, or stand behind a flat piece such as that of relu.",
        alarm=False,
    )


def _groups(subject: Subject, dead: list[Node]) -> list[Group]:
    """Inputs that are used and yet have no influence, by the reason; where it does no harm they are left out."""
    groups: dict[Key, Group] = {}
    resolved: dict[Key, Key] = {}  # honest reasons, and what was found behind them
    for cuts, nodes in _by_cuts(subject, dead).items():
        found = [(cut, reason(subject, cut, nodes)) for cut in cuts]
        seen = key = _key(subject, found)
        if not any(why.alarm for _, why in found):
            behind = _behind(subject, cuts, nodes) if len(resolved) < BEHIND and seen not in resolved else []
            found = behind or found
            key = resolved.setdefault(seen, _key(subject, found))
        if all(why.kind == "negligible" for _, why in found):
            continue
        group = groups.setdefault(key, Group(*_main(found)))
        group.reasons += [why for _, why in found if why.kind == key[0]]
        group.nodes += nodes
    return list(groups.values())


def _main(found: list[tuple[Cut, Reason]]) -> tuple[Cut, list[Reason]]:
    """The cut to be told of, and its reason: what cuts off for good before what is 0 just here."""
    cut, why = min(found, key=lambda each: TELLING.index(each[1].kind))
    return cut, [why]


def _key(subject: Subject, found: list[tuple[Cut, Reason]]) -> Key:
    """What makes two ways of being cut off the same: the reason, the line, the function."""
    cut, (why,) = _main(found)
    return why.kind, subject.place(cut.node), cut.node.primitive


def _behind(subject: Subject, cuts: Iterable[Cut], nodes: list[Node]) -> list[tuple[Cut, Reason]]:
    """Cuts further back than honest ones, where those are not: h * h is at rest at h = 0, but relu made that 0.

    So each of the parents is taken for the result: are the inputs cut off from it too?
    """
    found = []
    for parent in list(dict.fromkeys(cut.share.parent for cut in cuts))[:BEHIND]:
        view = subject.seen_from(parent)
        if not all(silent(view.der(node)) for node in nodes):
            return []
        groups = _by_cuts(view, [node for node in nodes if node in view.users])
        found += [(cut, reason(view, cut, nodes)) for its in groups for cut in its]
    return found if any(why.alarm for _, why in found) else []


def _rest(count: int) -> Finding:
    return Finding(
        kind="cut off",
        alarm=False,
        headline=f"{times(count, 'more input')} {'have' if count > 1 else 'has'} a der of exactly 0.",
        explanation=f"Only the first {MOST} were looked into.",
    )


def _unused(subject: Subject, nodes: list[Node]) -> Finding:
    sides = {side for guard in subject.trace.guards for side in (guard.left, guard.right) if side.__class__ is Node}
    compared = [node for node in nodes if node in sides]
    why = "No step that leads to the result takes"
    why = f"{why} {'them' if len(nodes) > 1 else 'it'}, so the der is 0 whatever the values are."
    remedy = "If that is not meant, look for a name that was mistyped, or for .val, which gives a plain number."
    if compared:
        why += f" {subject.listed(compared)} only {'decide' if len(compared) > 1 else 'decides'} a comparison."
    if len(compared) == len(nodes):
        they = "they" if len(nodes) > 1 else "it"
        remedy = f"If {they} should count as well, take a smooth choice, as logsumexp is for the largest of several."
    return subject.finding(
        "cut off",
        nodes[0],
        f"{subject.listed(nodes)} {'are' if len(nodes) > 1 else 'is'} not used.",
        why,
        remedy,
    )


def _by_cuts(subject: Subject, dead: list[Node]) -> dict[tuple[Cut, ...], list[Node]]:
    """Inputs that are cut off, grouped by the cuts."""
    groups: dict[tuple[Cut, ...], list[Node]] = {}
    for node, its in _cuts(subject, dead).items():
        groups.setdefault(tuple(its), []).append(node)
    return groups


def _cuts(subject: Subject, dead: list[Node]) -> dict[Node, list[Cut]]:
    """For each of these inputs the steps that cut it off, nearest the result."""
    # Which of them reach a node through nodes without a der: one bit for each.
    reach = {node: 1 << index for index, node in enumerate(dead)}
    cuts: dict[Node, list[Cut]] = {node: [] for node in dead}
    if not dead:
        return cuts
    for node in subject.order:
        behind = 0
        for parent in node.parents:
            behind |= reach.get(parent, 0)
        if not behind:
            continue
        if silent(subject.der(node)):
            reach[node] = behind
            continue
        for share in subject.shares(node) or _silent(node):
            for index in _bits(reach.get(share.parent, 0)):
                cuts[dead[index]].append(Cut(node, share))
    return cuts


def _silent(node: Node) -> list[Share]:
    """The parents of a node that never hands anything on, such as stop_gradient."""
    return [Share(parent, None, 0) for parent in dict.fromkeys(node.parents)]


def _bits(mask: int) -> Iterable[int]:
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def _told(subject: Subject, group: Group) -> Finding:
    cut, many = group.cut, len(group.nodes) > 1
    told = list(dict.fromkeys(each.words for each in group.reasons if each.words))
    more = f" So it is at {times(len(told) - TOLD, 'more step')}." if len(told) > TOLD else ""
    return subject.finding(
        "cut off",
        cut.node,
        f"{subject.listed(group.nodes)} {'have' if many else 'has'} no influence here: "
        f"{'their ders are' if many else 'the der is'} exactly 0.",
        " ".join(told[:TOLD]) + more,
        group.reasons[0].remedy,
        alarm=any(each.alarm for each in group.reasons),
        by=cut.share.parent if cut.share.partial is not None and group.reasons[0].kind != "cancel" else None,
    )
