"""Inputs whose der is an exact 0: unused, or cut off on every way to the result; and what cuts them off.

One idea: on every way from such an input to the result there is a last node without a der, just before one that has
one. That step, the cut nearest the result, is told: what lies behind it would get nothing even if it let ders through.
"""

from __future__ import annotations

from collections.abc import Iterable

from backsweep.diagnosis.findings import Finding
from backsweep.diagnosis.reasons import TELLING, Cut, reason
from backsweep.diagnosis.subject import Share, Subject, times
from backsweep.node import Node

# So many inputs that are cut off are looked into.
MOST = 256
DEEP = 16  # so many cuts behind one another are looked into


def cut_off(subject: Subject) -> list[Finding]:
    """The inputs without influence on the result, grouped by what cuts them off."""
    dead = [node for node in subject.inputs if node is not subject.output and not subject.der(node)]
    unused = [node for node in dead if node not in subject.users]
    found = [_unused(subject, unused)] if unused else []
    groups = _by_cuts(subject, [node for node in dead if node in subject.users][:MOST])
    told = (_told(subject, its, nodes) for its, nodes in groups.items())
    return found + [finding for finding in told if finding is not None]


def _unused(subject: Subject, nodes: list[Node]) -> Finding:
    sides = {side for guard in subject.trace.guards for side in (guard.left, guard.right) if side.__class__ is Node}
    compared = [node for node in nodes if node in sides]
    why = "No step that leads to the result takes"
    why = f"{why} {'them' if len(nodes) > 1 else 'it'}, so the der is 0 whatever the values are."
    if compared:
        why += f" {subject.listed(compared)} only {'decide' if len(compared) > 1 else 'decides'} a comparison."
    return subject.finding(
        "cut off",
        nodes[0],
        f"{subject.listed(nodes)} {'are' if len(nodes) > 1 else 'is'} not used.",
        why,
        "If that is not meant, look for a name that was mistyped, or for .val, which gives a plain number.",
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
        if not subject.der(node):
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


def _told(subject: Subject, cuts: tuple[Cut, ...], nodes: list[Node]) -> Finding | None:
    cuts, view = _behind(subject, cuts, nodes)
    reasons = {each: reason(view, each, nodes) for each in cuts}
    if all(each.kind == "negligible" for each in reasons.values()):
        return None
    # The most telling first: what cuts off for good, before what is 0 at this point only.
    cut = min(cuts, key=lambda each: TELLING.index(reasons[each].kind))
    its = reasons[cut]
    told = list(dict.fromkeys([its.words, *(each.words for each in reasons.values())]))
    more = f" So it is at {times(len(told) - 3, 'more step')}." if len(told) > 3 else ""
    return subject.finding(
        "cut off",
        cut.node,
        f"{subject.listed(nodes)} {'have' if len(nodes) > 1 else 'has'} no influence here: "
        f"{'their ders are' if len(nodes) > 1 else 'the der is'} exactly 0.",
        " ".join(told[:3]) + more,
        its.remedy,
        alarm=any(each.alarm for each in reasons.values()),
        by=cut.share.parent if cut.share.partial is not None else None,
    )


def _behind(subject: Subject, cuts: tuple[Cut, ...], nodes: list[Node]) -> tuple[tuple[Cut, ...], Subject]:
    """The cuts, or others further back if these are honest: h * h is at rest at h = 0, where relu made that 0."""
    for _ in range(DEEP):
        parents = {cut.share.parent for cut in cuts}
        if len(parents) != 1 or any(reason(subject, cut, nodes).alarm for cut in cuts):
            break
        view = subject.seen_from(parents.pop())
        groups = _by_cuts(view, [node for node in nodes if node is not view.output and not view.der(node)])
        if [len(its) for its in groups.values()] != [len(nodes)]:
            break
        (cuts,), subject = groups, view
    return cuts, subject
