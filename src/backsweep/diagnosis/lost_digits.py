"""Digits of the result that are lost, told at the line that lost most of them, with what to write instead."""

from __future__ import annotations

import math

from backsweep.diagnosis.entries import with_its_entries
from backsweep.diagnosis.findings import Finding
from backsweep.diagnosis.losing_steps import LosingStep, losing_step
from backsweep.diagnosis.losses import Loss, losses
from backsweep.diagnosis.rounding import ALL_DIGITS, Estimate
from backsweep.diagnosis.subject import Subject, size, times
from backsweep.diagnosis.suggestions import suggestion
from backsweep.place import Place
from backsweep.words.text import number

LOST = 4.0  # digits of the result: with fewer lost, nothing is said
WORTH_TELLING = 0.5  # digits that a line loses
NOTABLE = 0.1  # digits that a step of a loop loses
MAIN_PART = 0.5  # of a line's lost digits, which a single step has to lose to be the main one
SMALL = 1e-4  # a result beside the numbers that cancelled


def lost_digits(subject: Subject, estimate: Estimate) -> list[Finding]:
    """The loss of digits, where it is more than a few; at the line that lost most of them."""
    if ALL_DIGITS - estimate.digits < LOST:
        return []
    lines: dict[Place | None, list[Loss]] = {}
    for loss in losses(subject, estimate):
        lines.setdefault(subject.place(loss.at.node), []).append(loss)
    ordered = sorted(lines.values(), key=lambda its: -math.fsum(loss.digits for loss in its))
    worst = max(ordered[0], key=lambda loss: loss.digits)
    return [_told(subject, estimate, worst, ordered)]


def _told(subject: Subject, estimate: Estimate, worst: Loss, lines: list[list[Loss]]) -> Finding:
    node, step = worst.at.node, losing_step(subject, worst)
    others = _others(worst, lines[0])
    remedy = suggestion(*with_its_entries(subject, worst.at.node, worst.at.index), "digits")
    return subject.finding(
        "rounding",
        node,
        _headline(subject, estimate, lines),
        _why(step, worst, lines[0]),
        remedy or _remedy(step, worst, others, _meant(subject, step)),
        by=worst.cause.node if worst.cause else None,
    )


def _headline(subject: Subject, estimate: Estimate, lines: list[list[Loss]]) -> str:
    """How many digits are good, and at which lines the others were lost."""
    lost = [(subject.place(its[0].at.node), math.fsum(loss.digits for loss in its)) for its in lines]
    others = [f"{digits:.0f} at {place.short()}" for place, digits in lost[1:3] if place and digits > WORTH_TELLING]
    at, digits = lost[0]
    where = f" at {at.short()}" if at else ""
    more = f" ({', '.join(others)})" if others else ""
    good = int(estimate.digits + WORTH_TELLING)
    if good:
        return f"The result has about {times(good, 'good digit')}; {digits:.0f} of 16 were lost{where}{more}."
    mainly = f", made mainly{where}" if where else ""
    return f"No digit of the result is good: it is as large as its own rounding error{mainly}{more}."


def _remedy(step: LosingStep, worst: Loss, others: int, meant: str) -> str:
    """What helps in general, where no better formula is known."""
    exactly = " Or compute with Fraction, which rounds nothing." if step.rational else ""
    if step.adds:
        repeats = " Where a loop repeats it, try the other direction, or a closed form." if others else ""
        return (
            "Look for a form that does not subtract: factor out, take a common part off first, multiply by the "
            f"conjugate, or use a series.{repeats}{exactly}{meant}"
        )
    if step.whole:
        return (
            f"Look at {step.near}: nearly singular or badly scaled? Scale it, add a little to its diagonal, or look "
            "for a form that does without this step."
        )
    if not step.came:
        return f"Look for another way to compute it near {step.near}, such as a series."
    if worst.digits < 1:
        return f"Look for a way with fewer steps, or in another direction, or for a closed form.{exactly}"
    return (
        f"Look for a form that does not hang on the last digits of {step.came}: compute its distance from "
        f"a fixed number directly, or take whole turns off an angle first.{exactly}"
    )


def _meant(subject: Subject, step: LosingStep) -> str:
    """That a result so small beside what cancelled may be as it should be."""
    if size(subject.output.val) > SMALL * step.largest:
        return ""
    return (
        " Where the numbers are meant to cancel, as in a residual or a loss at its minimum, nothing needs to be done."
    )


def _why(step: LosingStep, worst: Loss, line: list[Loss]) -> str:
    """How the step lost digits, and how many more at its line did."""
    others = _others(worst, line)
    if not others:
        return _how(step, worst)
    digits = math.fsum(loss.digits for loss in line)
    more = f"So it is, more or less, at {times(others, 'more step')} of this line"
    return f"{_how(step, worst)} {more}: {times(int(digits + WORTH_TELLING), 'digit')} together."


def _others(worst: Loss, line: list[Loss]) -> int:
    """How many other steps of a line lost digits too, where the worst is not the main one."""
    digits = math.fsum(loss.digits for loss in line)
    return sum(loss.digits > NOTABLE for loss in line) - 1 if worst.digits < MAIN_PART * digits else 0


def _how(step: LosingStep, worst: Loss) -> str:
    """What happened to the digits."""
    name, result, largest = step.name, number(step.value), number(step.largest)
    if not step.came and step.adds:
        return f"The terms of {name} are as large as {largest} and cancel to {result}: what is left is rounding."
    if not step.came and step.whole:
        return f"The rounding of its arguments, which no algorithm can avoid, is large for {name} = {result}."
    if not step.came:
        return f"Here {name} = {result} is itself not computed to all digits."
    if step.adds:
        return (
            f"In {name}, numbers as large as {largest} cancel to {result}. The digits they have in common are gone, "
            f"and the rounding error of {step.came} is no longer small beside what is left."
        )
    enlarges = f"{name} enlarges the relative error of {step.came} about {number(10**worst.digits, 2)} times"
    return (
        f"{enlarges}: the rounding of {step.came} = {number(step.came_val)} is large for it."
        if worst.digits >= 1
        else f"{enlarges}."
    )
