"""Digits of the result that are lost, and the step that lost them.

One idea: the errors of all operations are carried forward along with the values. Looking back from the result along the
way on which most of its error came, the step at which the *relative* error grew is the one to blame: there large
numbers cancelled, or a function enlarged the error of its argument.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from backsweep.diagnosis.findings import Finding
from backsweep.diagnosis.rounding import ALL_DIGITS, UNIT, Estimate, good_digits
from backsweep.diagnosis.subject import Subject, listed, size, times
from backsweep.diagnosis.suggestions import suggestion
from backsweep.kinds import Elementwise, OverSequence, is_number
from backsweep.node import Node
from backsweep.place import Place
from backsweep.sweeps.order import topological_order
from backsweep.words.text import number
from backsweep.worlds import FLOATS, value_of

LOST = 4.0  # digits of the result: with fewer lost, nothing is said
WORTH_TELLING = 0.5  # digits that a line loses
NOTABLE = 0.1  # digits that a step of a loop loses
MAIN_PART = 0.5  # of a line's lost digits, which a single step has to lose to be the main one
SMALL = 1e-4  # a result beside the numbers that cancelled
MOST = 100  # steps on fractions


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
        if isinstance(node.val, (int, float)):
            for parent, slope in _slopes(node, errors).items():
                its = errors[parent]
                known, spread = known + slope * its[0], math.hypot(spread, slope * its[1])
        if known or spread:
            errors[node] = known, spread
    return errors


def _cause(node: Node, errors: dict[Node, tuple[float, float]], estimate: Estimate) -> Node | None:
    """The parent that most of a node's error came from; None where the operation itself made most of it."""
    own = estimate.own.get(node)
    most, cause = own.size if own else 0.0, None
    for parent, slope in _slopes(node, errors).items():
        handed = abs(slope) * math.hypot(*errors[parent])
        if handed > most:
            most, cause = handed, parent
    return cause


def _slopes(node: Node, errors: dict[Node, tuple[float, float]]) -> dict[Node, float]:
    """The slopes of a node by those parents that have an error; of x * x by x it is 2 * x."""
    slopes: dict[Node, float] = {}
    if any(parent in errors for parent in node.parents):
        for parent, partial in zip(node.parents, node.partials, strict=True):
            if parent in errors and isinstance(partial, (int, float)) and partial:
                slopes[parent] = slopes.get(parent, 0.0) + partial
    return slopes


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
    remedy = suggestion(subject, node, "digits") or _remedy(subject, worst, lines[0])
    return subject.finding("rounding", node, headline, _why(subject, worst, lines[0]), remedy, by=worst.cause)


def _remedy(subject: Subject, worst: Loss, line: list[Loss]) -> str:
    """What helps in general, where no better formula is known."""
    node, cause = worst.node, worst.cause
    exactly = " Or compute with Fraction, which rounds nothing." if _is_rational(node) else ""
    if _adds(node):
        repeats = " Where a loop repeats it, try the other direction, or a closed form." if _others(worst, line) else ""
        return (
            "Look for a form that does not subtract: factor out, take a common part off first, multiply by the "
            f"conjugate, or use a series.{repeats}{exactly}{_meant(subject, node)}"
        )
    if cause is None:
        at = listed([f"{subject.called(parent)} = {number(parent.val)}" for parent in dict.fromkeys(node.parents)])
        return f"Look for another way to compute it near {at}, such as a series."
    if worst.digits < 1:
        return f"Look for a way with fewer steps, or in another direction, or for a closed form.{exactly}"
    return (
        f"Look for a form that does not hang on the last digits of {subject.called(cause)}: compute its distance from "
        f"a fixed number directly, or take whole turns off an angle first.{exactly}"
    )


def _meant(subject: Subject, node: Node) -> str:
    """That a result so small beside what cancelled may be as it should be."""
    terms = max((size(value_of(arg)) for arg in node.args if isinstance(value_of(arg), (int, float))), default=0.0)
    if size(subject.output.val) > SMALL * terms:
        return ""
    return (
        " Where the numbers are meant to cancel, as in a residual or a loss at its minimum, nothing needs to be done."
    )


def _is_rational(node: Node) -> bool:
    """Whether a node is made by steps that are exact on fractions; many of them would make the fractions too long."""
    steps = [each for each in topological_order(node) if each.primitive is not None]
    return len(steps) <= MOST and all(map(_is_exact_on_fractions, steps))


def _is_exact_on_fractions(node: Node) -> bool:
    row = node.primitive
    if not isinstance(row, (Elementwise, OverSequence)):
        return False
    try:
        return isinstance(row.of_flat(*(Fraction(value_of(arg)) for arg in node.args)), (int, Fraction))
    except (ArithmeticError, TypeError, ValueError, AttributeError):
        return False


def _mainly(where: str) -> str:
    return f", made mainly{where}" if where else ""


def _why(subject: Subject, worst: Loss, line: list[Loss]) -> str:
    """How the step lost digits, and how many more at its line did."""
    others = _others(worst, line)
    if not others:
        return _how(subject, worst)
    digits = math.fsum(loss.digits for loss in line)
    more = f"So it is, more or less, at {times(others, 'more step')} of this line"
    return f"{_how(subject, worst)} {more}: {times(int(digits + WORTH_TELLING), 'digit')} together."


def _others(worst: Loss, line: list[Loss]) -> int:
    """How many other steps of a line lost digits too, where the worst is not the main one."""
    digits = math.fsum(loss.digits for loss in line)
    return sum(loss.digits > NOTABLE for loss in line) - 1 if worst.digits < MAIN_PART * digits else 0


def _how(subject: Subject, worst: Loss) -> str:
    node, cause, large = worst.node, worst.cause, worst.digits >= 1
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
    enlarges = f"{name} enlarges the relative error of {came} about {number(10**worst.digits, 2)} times"
    return f"{enlarges}: the rounding of {came} = {number(cause.val)} is large for it." if large else f"{enlarges}."


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
