"""The first nan or infinity of the forward sweep, and how it came."""

from __future__ import annotations

from typing import Any

from backsweep.diagnosis.findings import Finding
from backsweep.diagnosis.subject import Subject, finite, is_nan
from backsweep.diagnosis.suggestions import suggestion
from backsweep.node import Node
from backsweep.words.text import number
from backsweep.worlds import value_of

LARGEST = "about 1.8e308"


def bad_values(subject: Subject) -> list[Finding]:
    """The first node that is nan or infinite, unless it does no harm: it reaches neither the result nor a der.

    Where an infinity comes first and a nan is made of it later, that step is a finding of its own.
    """
    bad = [node for node in subject.order if not finite(node.val)]
    if not bad:
        return []
    harmful = not finite(subject.output.val) or not all(finite(subject.der(node)) for node in subject.inputs)
    first = bad[0]
    found = [_origin(subject, first, harmful)] if harmful or _overflowed(first) else []
    later = next((node for node in bad if is_nan(node.val)), None)
    if harmful and later is not None and later is not first and not is_nan(first.val):
        found.append(_nan_of_infinities(subject, later))
    return found


def _overflowed(node: Node) -> bool:
    """Whether a node left the range of floats by itself."""
    return node.primitive is not None and all(finite(value_of(arg)) for arg in node.args)


def _origin(subject: Subject, node: Node, harmful: bool) -> Finding:
    name = subject.called(node)
    if node.primitive is None:
        return subject.finding(
            "value",
            node,
            f"The input {name} is {number(node.val)} to begin with.",
            "Whatever is computed from it is in doubt.",
            f"Look where {name} comes from, and test it with isfinite({name}) before it is used.",
        )
    if not _overflowed(node):
        return _of_plain_infinity(subject, node)
    if node.primitive.kind == "call":
        return subject.finding(
            "value",
            node,
            f"{name} gives {number(node.val)}, though all that goes into it is finite.",
            f"{node.primitive.about} It is one step here: what happens inside is not recorded.",
            "Diagnose that function by itself, at the same numbers.",
            alarm=harmful,
        )
    if is_nan(node.val):
        return subject.finding(
            "value",
            node,
            f"{name} is nan, though all that goes into it is finite.",
            "The operation has no value at these numbers.",
            f"Keep {_arguments(subject, node)} where it has one.",
        )
    then = "" if harmful else " Here it happens to do no harm: the result and the ders of the inputs are finite."
    return subject.finding(
        "value",
        node,
        f"{name} overflows: it is larger than the largest float, {LARGEST}.",
        f"All that goes into it is finite; the result no longer fits and becomes {number(node.val)}.{then}",
        suggestion(subject, node, "range")
        or "Keep the numbers in range: scale them, or add logarithms where you multiply many factors.",
        alarm=harmful,
    )


def _of_plain_infinity(subject: Subject, node: Node) -> Finding:
    plain = [number(arg) for arg in node.args if arg.__class__ is not Node and not finite(arg)]
    return subject.finding(
        "value",
        node,
        f"{subject.called(node)} is {number(node.val)}, because {' and '.join(plain) or 'an infinity'} goes into it.",
        "The number is no input: your code computed it, or wrote it down, without backsweep.",
        "Look where that number comes from.",
    )


def _nan_of_infinities(subject: Subject, node: Node) -> Finding:
    """The step at which infinities became a nan."""
    infinite = [parent for parent in dict.fromkeys(node.parents) if not finite(parent.val)]
    return subject.finding(
        "value",
        node,
        f"{subject.called(node)} is nan: it has no value where {subject.listed(infinite)} "
        f"{'is' if len(infinite) == 1 else 'are'} infinite.",
        "Calculations such as inf - inf, 0 * inf and inf / inf have no answer.",
        suggestion(subject, node, "range") or "Stop the infinity where it first appears.",
    )


def _arguments(subject: Subject, node: Node) -> Any:
    return subject.listed(dict.fromkeys(node.parents)) or "its arguments"
