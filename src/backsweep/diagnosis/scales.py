"""Ders that fade away or blow up from step to step on the way to an input, and the lines that make them do so.

One idea: follow a way on which much of an input's der arrives, and see from step to step by how much the der changes,
line by line; all changes together lead from 1 at the result to the input's der. It is judged at the inputs: an inner
der that fades to an honest 0 says nothing. The local derivatives have to fade or grow too: in a Newton iteration that
has converged they do not, and shares cancel. And it takes many steps: one small factor is a unit of measurement, fifty
of them are a trouble.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from backsweep.diagnosis.findings import Finding
from backsweep.diagnosis.subject import Share, Subject, finite, listed, silent, size, times
from backsweep.diagnosis.suggestions import suggestion
from backsweep.kinds import Elementwise
from backsweep.node import Node
from backsweep.place import Place
from backsweep.values import shape_of
from backsweep.words.text import number

FAR = 10.0  # powers of ten from 1 that are too far
STEPS = 8  # steps that have to pull in the same direction
NUDGE = 0.02  # powers of ten that a step has to change a der by, to count as one of them
MUCH = 0.1  # of the largest share: a way with so much is as good
LARGEST_PART = 0.5  # of the whole change that a single step may make
SATURATED = 1e-19  # relative change of a value for a change of its argument by all of it
FLAT = 9.0  # a step that shrinks the der by so many powers of ten is flat
MOST = 64  # inputs that are looked into


@dataclass(frozen=True, slots=True)
class Step:
    """One step on the way back from the result, from `node` to `parent`.

    The local derivative is 10**slope in size; the der, which other ways may add to or take from, changes by 10**power.
    """

    node: Node
    parent: Node
    slope: float
    power: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is wrong on the way to an input: many steps, or one that is saturated."""

    kind: Literal["exploding", "vanishing"]
    steps: tuple[Step, ...]


def scales(subject: Subject) -> list[Finding]:
    """The inputs whose ders have faded or grown by many steps, and those behind a saturated one, grouped by where."""
    suspects = [node for node in subject.inputs if _suspect(subject, node)][:MOST]
    groups: dict[tuple[str, Place | None], tuple[Verdict, list[Node]]] = {}
    for node in suspects:
        way = _way(subject, node)
        verdict = _gradual(way) or _saturated(way, _negligible(subject, node))
        if verdict is not None:
            main = max(verdict.steps, key=lambda step: abs(step.power))
            groups.setdefault((verdict.kind, subject.place(main.node)), (verdict, []))[1].append(node)
    return [
        _of_many_steps(subject, verdict, nodes) if len(verdict.steps) > 1 else _of_one_step(subject, verdict, nodes)
        for verdict, nodes in groups.values()
    ]


def _suspect(subject: Subject, node: Node) -> bool:
    """Whether an input's der is so far from 1, or its influence so small, that the way to it is worth a look."""
    der, result = subject.der(node), subject.output.val
    if silent(der) or not finite(der) or not finite(result):
        return False
    return abs(math.log10(size(der))) > FAR or _negligible(subject, node)


def _negligible(subject: Subject, node: Node) -> bool:
    """Whether an input that changes by all of itself does not change the result, as far as one can see."""
    return size(subject.der(node)) * size(node.val) < SATURATED * size(subject.output.val)


def _way(subject: Subject, node: Node) -> list[Step]:
    """The way from an input to the result on which most of its der arrives; of several like it, the longest."""
    way = []
    while node is not subject.output:
        shares = [
            (user, share)
            for user in subject.users.get(node, [])
            for share in subject.shares(user)
            if share.parent is node and not silent(share.amount) and finite(share.amount) and _is_told(user, share)
        ]
        most = max((size(share.amount) for _, share in shares), default=0)
        if not most or silent(subject.der(node)):
            return []
        user, share = next(each for each in shares if size(each[1].amount) >= MUCH * most)
        if isinstance(share.partial, tuple):
            return []
        power = math.log10(size(subject.der(node))) - math.log10(size(subject.der(user)))
        way.append(Step(user, node, _slope(user, share, power), power))
        node = user
    return way


def _is_told(node: Node, share: Share) -> bool:
    """Whether what a share does to a der can be told in one number: of arrays by their largest entries."""
    return share.partial is not None or (node.primitive is not None and node.primitive.kind == "array")


def _slope(node: Node, share: Share, power: float) -> float:
    """The power of ten of a step's own local derivative; of arrays, where that is no one number, what the der does."""
    return power if share.partial is None or node.shape else math.log10(abs(share.partial))


def _gradual(way: Sequence[Step]) -> Verdict | None:
    """Many steps that pull in one direction, none of which does most of it by itself."""
    whole, local = math.fsum(step.power for step in way), math.fsum(step.slope for step in way)
    if min(abs(whole), abs(local)) < FAR or whole * local < 0:
        return None
    moving = tuple(step for step in way if abs(step.power) > NUDGE)
    pulling = [step.power for step in moving if step.power * whole > 0]
    if len(pulling) < STEPS or max(map(abs, pulling)) > LARGEST_PART * abs(whole):
        return None
    return Verdict("exploding" if whole > 0 else "vanishing", moving)


def _saturated(way: Sequence[Step], negligible: bool) -> Verdict | None:
    """One step that has left the range in which its value still moves."""
    for step in way:
        of_arrays = step.node.primitive is not None and step.node.primitive.kind == "array"
        if len(step.node.parents) > 1 or step.slope > -FLAT or of_arrays:
            continue
        # A sigmoid may be saturated at 0 as well as at 1; alone, such a small number is a good one.
        scale = max(size(step.node.val), _other_end(step.node) if negligible else 0.0)
        if size(step.parent.val) * 10**step.slope < SATURATED * scale:
            return Verdict("vanishing", (step,))
    return None


def _other_end(node: Node) -> float:
    """The value at which a function of one argument stays on the other side of 0; 0.0 where it does not stay."""
    row, (parent,) = node.primitive, node.parents
    if not isinstance(row, Elementwise) or len(node.args) > 1 or not isinstance(parent.val, (int, float)):
        return 0.0
    try:
        there, beyond = row.of_flat(-parent.val), row.of_flat(-2 * parent.val)
    except (ArithmeticError, ValueError):
        return 0.0
    return size(there) if there == beyond else 0.0


def _of_many_steps(subject: Subject, verdict: Verdict, nodes: list[Node]) -> Finding:
    grows = verdict.kind == "exploding"
    lines = _by_line(subject, verdict.steps)
    (_, main), *_ = lines
    clear = next((step for step in main if abs(step.slope) > NUDGE and (step.slope > 0) == grows), main[0])
    told = "; ".join(_line_told(place, steps) for place, steps in lines[:3])
    what = "grows" if grows else "fades"
    remedy = (
        "Keep the factors nearer to 1: smaller weights or steps, a shorter chain, or a bound on the ders."
        if grows
        else "Keep the factors nearer to 1: a shorter chain, a way around it (x + f(x)), or a steeper function. Where "
        "an iteration is meant to forget where it started, nothing needs to be done."
    )
    return subject.finding(
        verdict.kind,
        clear.node,
        f"The der of {subject.listed(nodes)} {what} from step to step: {_ders(subject, nodes)}.",
        f"On the way back the der {what} at {told}.",
        remedy,
        by=clear.parent,
    )


def _by_line(subject: Subject, steps: Sequence[Step]) -> list[tuple[Place | None, list[Step]]]:
    """The steps by line of source, the line that does most first; in each the oldest step first."""
    lines: dict[Place | None, list[Step]] = {}
    for step in steps:
        lines.setdefault(subject.place(step.node), []).append(step)
    return sorted(lines.items(), key=lambda line: -abs(math.fsum(step.power for step in line[1])))


def _line_told(place: Place | None, steps: list[Step]) -> str:
    power = math.fsum(step.power for step in steps)
    where = place.short() if place else "steps whose line is unknown"
    return (
        f"{where}, in {times(len(steps), 'step')} of about {_factor(power / len(steps))} each, {_factor(power)} in all"
    )


def _factor(power: float) -> str:
    """10**power, which may be beyond what a float holds."""
    return f"*{10**power:.2g}" if abs(power) < 300 else f"*1e{power:+.0f}"


def _ders(subject: Subject, nodes: list[Node]) -> str:
    return listed([f"{subject.called(node)}.der is {number(_told_der(subject.der(node)), 3)}" for node in nodes])


def _told_der(der: Any) -> Any:
    """A der as it is told here: of an array its largest entry."""
    return size(der) if shape_of(der) else der


def _of_one_step(subject: Subject, verdict: Verdict, nodes: list[Node]) -> Finding:
    (step,) = verdict.steps
    faded = size(step.parent.val) * 10**step.slope >= SATURATED * size(step.node.val)
    beside = ", which counts for nothing in the result" if faded else " to the last digit"
    name, at = subject.called(step.node), f"{subject.called(step.parent)} = {number(step.parent.val)}"
    return subject.finding(
        verdict.kind,
        step.node,
        f"{name} is saturated at {at}, so that {_ders(subject, nodes)}.",
        f"It is {number(step.node.val)}{beside}, and its slope is {10**step.slope:.2g}.",
        suggestion(subject, step.node, "range") or f"Keep {subject.called(step.parent)} where {name} still moves.",
        by=step.parent,
    )
