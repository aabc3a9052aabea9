"""Digits of the result that are lost, and the step that lost them.

One idea: the errors of all operations are carried forward along with the values. Looking back from the result along the
way on which most of its error came, the step at which the *relative* error grew is the one to blame: there large
numbers cancelled, or a function enlarged the error of its argument.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from backsweep.diagnosis.findings import Finding
from backsweep.diagnosis.rounding import ALL_DIGITS, UNIT, Estimate, good_digits
from backsweep.diagnosis.subject import Subject, size, times
from backsweep.diagnosis.suggestions import suggestion
from backsweep.kinds import Elementwise, OverSequence, is_number
from backsweep.node import Node
from backsweep.place import Place
from backsweep.words.text import number
from backsweep.worlds import FLOATS, value_of

LOST = 4.0  # digits of the result: with fewer lost, nothing is said
WORTH_TELLING = 0.5  # digits that a line loses


@dataclass(frozen=True, slots=True)
class Loss:
    """A step on the way of the error: the digits that were lost there, and the parent that the error came from.

    cause is None where the step made the error by itself.
    """

    node: Node
    cause: Node | None
    digits: float


def lost_digits(subject: Subject, estimate: Estimate) -> list[Finding]:
    """The loss of digits, where it is more than a few; at the line that lost most of them."""
    if ALL_DIGITS - estimate.digits < LOST:
        return []
    lines: dict[Place | None, list[Loss]] = {}
    for loss in losses(subject, estimate):
        lines.setdefault(subject.place(loss.node), []).append(loss)
    ordered = sorted(lines.values(), key=lambda its: -math.fsum(loss.digits for loss in its))
    worst = max(ordered[0], key=lambda loss: loss.digits)
    return [_told(subject, estimate, worst, ordered)]


def losses(subject: Subject, estimate: Estimate) -> list[Loss]:
    """The steps on the way of most of the error, the result first, each with the digits it lost."""
    errors = _carried(subject, estimate)
    found = []
    node: Node | None = subject.output
    while node is not None:
        cause = _cause(node, errors, estimate)
        before = _relative(cause, errors) if cause is not None else UNIT
        after = _relative(node, errors)
        found.append(Loss(node, cause, math.log10(max(after, UNIT) / max(before, UNIT))))
        node = cause
    return found


def _relative(node: Node, errors: dict[Node, tuple[float, float]]) -> float:
    """The relative error of a node's value: no more than 1, where nothing is left to lose."""
    return float(10 ** -good_digits(size(node.val), math.hypot(*errors.get(node, (0.0, 0.0)))))


def _carried(subject: Subject, estimate: Estimate) -> dict[Node, tuple[float, float]]:
    """The error of each node's value: what is known of it, with its sign, and the spread of what is not."""
    errors: dict[Node, tuple[float, float]] = {}
    for node in subject.order:
        own = estimate.own.get(node)
        known, spread = (own.known, own.spread) if own else (0.0, 0.0)
        carrying = any(parent in errors for parent in node.parents) and isinstance(node.val, (int, float))
        for parent, partial in zip(node.parents, node.partials, strict=True) if carrying else ():
            if parent in errors and isinstance(partial, (int, float)) and partial:
                its = errors[parent]
                known, spread = known + partial * its[0], math.hypot(spread, partial * its[1])
        if known or spread:
            errors[node] = known, spread
    return errors


def _cause(node: Node, errors: dict[Node, tuple[float, float]], estimate: Estimate) -> Node | None:
    """The parent that most of a node's error came from; None where the operation itself made most of it."""
    own = estimate.own.get(node)
    most, cause = own.size if own else 0.0, None
    carrying = [parent for parent in node.parents if parent in errors]
    for parent, partial in zip(node.parents, node.partials, strict=True) if carrying else ():
        if parent in errors and isinstance(partial, (int, float)):
            handed = abs(partial) * math.hypot(*errors[parent])
            if handed > most:
                most, cause = handed, parent
    return cause


def _told(subject: Subject, estimate: Estimate, worst: Loss, lines: list[list[Loss]]) -> Finding:
    node = worst.node
    at = subject.place(node)
    lost = [(subject.place(its[0].node), math.fsum(loss.digits for loss in its)) for its in lines]
    others = [f"{digits:.0f} at {place.short()}" for place, digits in lost[1:3] if place and digits > WORTH_TELLING]
    where = f" at {at.short()}" if at else ""
    more = f" ({', '.join(others)})" if others else ""
    good = int(estimate.digits + WORTH_TELLING)
    if good:
        headline = f"The result has about {times(good, 'good digit')}; {lost[0][1]:.0f} of 16 were lost{where}{more}."
    else:
        headline = f"No digit of the result is good: it is as large as its own rounding error{_mainly(where)}{more}."
    return subject.finding(
        "rounding",
        node,
        headline,
        _why(subject, worst),
        suggestion(subject, node, "digits") or _remedy(subject, worst),
        by=worst.cause,
    )


def _remedy(subject: Subject, worst: Loss) -> str:
    """What helps in general, where no better formula is known."""
    if worst.cause is not None and not _adds(worst.node):
        came = subject.called(worst.cause)
        return f"Find a form in which {came} is not so large or not so near, or compute {came} with Fraction."
    return (
        "Look for a form that does not subtract: factor out, take a common part off first, multiply by the conjugate, "
        "or use a series. Or compute with Fraction. Where a result so near 0 is what you expect, as of a loss at its "
        "minimum, nothing needs to be done."
    )


def _mainly(where: str) -> str:
    return f", made mainly{where}" if where else ""


def _why(subject: Subject, worst: Loss) -> str:
    """How the step lost digits."""
    node, cause = worst.node, worst.cause
    name, result = subject.called(node), number(node.val)
    largest = number(max((abs(arg) for arg in map(value_of, node.args) if isinstance(arg, (int, float))), default=0.0))
    if cause is None and _adds(node):
        return f"The terms of {name} are as large as {largest} and cancel to {result}: what is left is rounding."
    if cause is None:
        return f"Here {name} = {result} is itself not computed to all digits."
    came = subject.called(cause)
    if _adds(node):
        return (
            f"In {name}, numbers as large as {largest} cancel to {result}. The digits they have in common are gone, "
            f"and the rounding error of {came} is no longer small beside what is left."
        )
    return (
        f"{name} enlarges the relative error of {came} about {number(10**worst.digits, 2)} times: the rounding of "
        f"{came} = {number(cause.val)} is large for it."
    )


def _adds(node: Node) -> bool:
    """Whether a step adds and subtracts what is large to what is small.

    Its slopes are plain numbers; or, of a sequence, the terms slope * argument add up to its value, as those of a
    product or of a maximum do not where one of them is larger than the value.
    """
    row = node.primitive
    if isinstance(row, Elementwise):
        return all(map(is_number, row.partials.values()))
    if not isinstance(row, OverSequence) or not isinstance(node.val, (int, float)):
        return False
    vals = tuple(map(value_of, node.args))
    slopes = dict(row.weights(FLOATS, vals, node.val, range(len(vals))))
    return any(abs(slope * vals[position]) > abs(node.val) for position, slope in slopes.items())
