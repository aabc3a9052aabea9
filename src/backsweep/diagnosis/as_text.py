"""A diagnosis as a report in plain words: one line if all is well, else the findings, the most important first."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap
from typing import TYPE_CHECKING

from backsweep.diagnosis.findings import Finding
from backsweep.diagnosis.rounding import ALL_DIGITS, NOT_DOUBLE
from backsweep.diagnosis.subject import IN_FULL, times
from backsweep.words.text import number

if TYPE_CHECKING:
    from backsweep.diagnosis.diagnose import Diagnosis

WIDTH = 100
SHORT = 6  # significant digits of a number
GIVEN = 4  # so many numbers that went into a step are shown


def write(diagnosis: Diagnosis) -> str:
    """The report."""
    alarms = [finding for finding in diagnosis.findings if finding.alarm]
    notes = [finding for finding in diagnosis.findings if not finding.alarm]
    parts = [_head(diagnosis, alarms)]
    parts += ["\n".join(_told(f"{index}. ", finding)) for index, finding in enumerate(alarms, 1)]
    parts += ["\n".join(_told("Note: ", finding)) for finding in notes]
    return "\n\n".join(parts)


def _head(diagnosis: Diagnosis, alarms: list[Finding]) -> str:
    if not alarms:
        return _healthy(diagnosis)
    value = "" if diagnosis.value is None else f"; {diagnosis.result} = {number(diagnosis.value)}"
    order = ", the most important first" if len(alarms) > 1 else ""
    return f"{times(len(alarms), 'finding')}{order}{value}."


def _healthy(diagnosis: Diagnosis) -> str:
    result = f"{diagnosis.result} = {number(diagnosis.value)}"
    good = "" if diagnosis.digits is None else f" is good to {_digits(diagnosis.digits)}"
    unknown = "" if diagnosis.digits is not None else f" {NOT_DOUBLE}"
    finite = " is finite" if diagnosis.digits is None else ""
    return f"Healthy: {result}{good}{finite}, and {_ders(diagnosis.inputs, diagnosis.silent)}.{unknown}"


def _ders(inputs: int, silent: int) -> str:
    """What is to be said of the inputs' ders where nothing is wrong with them."""
    if not inputs:
        return "it has no inputs"
    if inputs == 1:
        return "the der of its one input is " + ("exactly 0" if silent else "finite and not 0")
    which = "both" if inputs == 2 else f"all {inputs:,}"
    return f"the ders of {which} inputs are finite" + (f", {silent:,} of them exactly 0" if silent else " and not 0")


def _digits(digits: float) -> str:
    return "all digits" if digits > ALL_DIGITS - 1 else f"about {digits:.0f} digits"


def _told(mark: str, finding: Finding) -> Iterator[str]:
    indent = " " * len(mark)
    yield from wrap(finding.headline, WIDTH, initial_indent=mark, subsequent_indent=indent)
    yield from (f"{indent}  {line}" for line in _step(finding))
    for words in (finding.explanation, finding.remedy):
        yield from wrap(words, WIDTH, initial_indent=indent, subsequent_indent=indent)


def _step(finding: Finding) -> Iterator[str]:
    """The step itself: its line of source, its formula with numbers, what went into it, its local derivative."""
    if finding.place is not None:
        yield str(finding.place)
    if finding.node and finding.expression:
        yield _equation(finding.node, finding.expression, finding.filled_in, number(finding.value))
    digits = IN_FULL if finding.kind == "rounding" else SHORT
    for given in finding.inputs[:GIVEN]:
        elsewhere = f" ({given.place.short()})" if given.place and given.place != finding.place else ""
        yield _equation(given.name, given.expression, number(given.value, digits)) + elsewhere
    if len(finding.inputs) > GIVEN:
        yield f"... and {len(finding.inputs) - GIVEN:,} more"
    if finding.rule:
        yield finding.rule


def _equation(*sides: str) -> str:
    """Sides of an equation, none of them twice or empty."""
    return " = ".join(dict.fromkeys(side for side in sides if side))
