"""An infinite slope that met a der of 0, where the 0 that was made of them is not the derivative.

The backward sweep takes 0 * inf for 0 (docs/why/zero-ders.md). That is right behind a branch not taken, and for
x * sqrt(x) at 0, but not for sqrt(x) * sqrt(x), whose slope is 1. One idea: the nodes are there, so the computation can
be done again just beside the point. If the der does not go to what was given, that was no derivative.
"""

from __future__ import annotations

from collections.abc import Iterator

from backsweep.diagnosis.findings import Finding
from backsweep.diagnosis.subject import Share, Subject, finite, silent, size
from backsweep.diagnosis.suggestions import suggestion
from backsweep.kinds import OverSequence
from backsweep.node import Node
from backsweep.sweeps.backward import sweep
from backsweep.sweeps.local import number_world
from backsweep.sweeps.order import newest_first, topological_order
from backsweep.transforms.recording import unit
from backsweep.words.text import number
from backsweep.worlds import value_of

NEAR, NEARER = 2.0**-24, 2.0**-44  # how far to look beside a point, relative to it
MOST = 8  # steps that are looked into, and inputs of each
CLOSER = 0.5  # of what a der misses at NEAR, if it goes to what was given, no more is missed at NEARER
NOTABLE = 1e-6  # a relative change of a der by less is rounding


def zero_times_inf(subject: Subject) -> list[Finding]:
    """The first step at which an infinite slope got lost in a der of 0, unless the der of the input is right."""
    for node, share in list(_met(subject))[:MOST]:
        inputs = [each for each in topological_order(share.parent) if each.primitive is None]
        for each in inputs[:MOST]:
            beside = _elsewhere(subject, each)
            if beside is not None:
                return [_told(subject, node, share, each, beside)]
    return []


def _met(subject: Subject) -> Iterator[tuple[Node, Share]]:
    """The steps with a der of 0 and a slope that is none, in the order of the backward sweep; those of numbers."""
    for node in reversed(subject.order):
        if node.primitive is not None and not node.shape and finite(node.val) and silent(subject.der(node)):
            for share in subject.shares(node):
                if share.partial is not None and not finite(share.partial) and silent(share.amount):
                    yield node, share


def _elsewhere(subject: Subject, node: Node) -> float | None:
    """The der of an input just beside the point, if it does not go to the one that was given."""
    given = subject.der(node)
    for way in (1, -1):
        near, nearer = _der_beside(subject, node, way * NEAR), _der_beside(subject, node, way * NEARER)
        if near is None or nearer is None:
            continue
        missed = abs(nearer - given)
        if missed > NOTABLE * max(abs(nearer), size(given)) and missed > CLOSER * abs(near - given):
            return nearer
    return None


def _der_beside(subject: Subject, moved: Node, way: float) -> float | None:
    """The der of an input that is moved; None where the computation has no value there."""
    if not isinstance(moved.val, (int, float)):
        return None
    made: dict[Node, Node] = {}
    try:
        for node in subject.order:
            row = node.primitive
            if row is None:
                val = node.val + way * (size(node.val) or 1.0) if node is moved else node.val
                made[node] = Node(val)
            else:
                args = tuple(made[arg] if arg.__class__ is Node else arg for arg in node.args)
                vals = tuple(map(value_of, args))
                made[node] = row.record(args, tuple(row.split(vals)) if isinstance(row, OverSequence) else vals)
        output = made[subject.output]
        order = newest_first([output])
        der = sweep(order, {output: unit(output)}, number_world(*order)).get(made[moved], 0)
    except (ArithmeticError, ValueError, TypeError):
        return None
    return float(der) if isinstance(der, (int, float)) and finite(der) else None


def _told(subject: Subject, node: Node, share: Share, moved: Node, beside: float) -> Finding:
    name, parent, of = subject.called(node), subject.called(share.parent), subject.called(moved)
    given = number(subject.der(moved))
    return subject.finding(
        "der",
        node,
        f"{name} has an infinite slope at {parent} = {number(share.parent.val)}, and its own der is 0: {of}.der is "
        f"{given}, but just beside it is {number(beside)}.",
        f"In the backward sweep {parent} receives 0 * {number(share.partial)}, which is taken for 0. That is right "
        "behind a branch that is not taken, but here it is not.",
        suggestion(subject, node, "slope")
        or f"Write the formula so that the two do not meet, as x for sqrt(x) * sqrt(x), or keep {parent} away from "
        f"{number(share.parent.val)}.",
        by=share.parent,
    )
