"""The first nan or infinity of the forward sweep, and how it came."""

from __future__ import annotations

from typing import Any

from backsweep.diagnosis.entries import (
    entry_name,
    entry_of,
    entry_step,
    first_not_finite,
    first_where,
    is_of_entries,
)
from backsweep.diagnosis.findings import Finding
from backsweep.diagnosis.subject import Subject, finite, is_nan, listed
from backsweep.diagnosis.suggestions import suggestion
from backsweep.node import Node
from backsweep.values import is_array, numpy
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
    name, val, more = _first_bad(subject, node)
    if node.primitive is None:
        return subject.finding(
            "value",
            node,
            f"The input {name} is {number(val)} to begin with.",
            f"Whatever is computed from it is in doubt.{more}",
            f"Look where {name} comes from, and test it with isfinite({name}) before it is used.",
        )
    if not _overflowed(node):
        return _of_plain_infinity(subject, node)
    if node.primitive.kind == "call":
        return subject.finding(
            "value",
            node,
            f"{name} gives {number(val)}, though all that goes into it is finite.",
            f"{node.primitive.about} It is one step here: what happens inside is not recorded.",
            "Diagnose that function by itself, at the same numbers.",
            alarm=harmful,
        )
    if is_nan(val):
        return subject.finding(
            "value",
            node,
            f"{name} is nan, though all that goes into it is finite.",
            f"The operation has no value at these numbers.{more}",
            f"Keep {_arguments(subject, node)} where it has one.",
        )
    if node.shape and not _too_large(node):
        return subject.finding(
            "value",
            node,
            f"{name} is {number(val)}, though all that goes into it is finite.",
            f"The operation has a pole there; on plain numbers it raises.{more}",
            f"Keep {_arguments(subject, node)} away from it.",
            alarm=harmful,
        )
    then = "" if harmful else " Here it happens to do no harm: the result and the ders of the inputs are finite."
    return subject.finding(
        "value",
        node,
        f"{name} overflows: it is larger than the largest float, {LARGEST}.",
        f"All that goes into it is finite; the result no longer fits and becomes {number(val)}.{then}{more}",
        suggestion(subject, node, "range")
        or "Keep the numbers in range: scale them, or add logarithms where you multiply many factors.",
        alarm=harmful,
    )


def _first_bad(subject: Subject, node: Node) -> tuple[str, Any, str]:
    """The first entry that is no finite number: its name, its value, and how many there are; a number is its own."""
    name, val = subject.called(node), node.val
    if not is_array(val):
        return name, val, ""
    index = first_not_finite(val)
    count = int(numpy().count_nonzero(~numpy().isfinite(val)))
    more = f" It is the first of {count:,} such entries among {node.size:,}." if count > 1 else ""
    if is_of_entries(node):
        _, _, own = entry_step(subject, node, index)
        more = (
            f" There {listed([f'{each.name} is {number(each.val)}' for each in own.values()])}.{more}" if own else more
        )
    return entry_name(name, index), entry_of(val, index), more


def _too_large(node: Node) -> bool:
    """Whether an infinite entry is too large for a float, and no pole: the row raises so on plain numbers."""
    row: Any = node.primitive
    if not is_of_entries(node):
        return True
    try:
        row.of_flat(*[entry_of(value_of(arg), first_not_finite(node.val)) for arg in node.args])
    except OverflowError:
        return True
    except (ArithmeticError, ValueError, TypeError):
        return False
    return True


def _of_plain_infinity(subject: Subject, node: Node) -> Finding:
    plain = [number(arg) for arg in node.args if arg.__class__ is not Node and not finite(arg)]
    name, val, more = _first_bad(subject, node)
    return subject.finding(
        "value",
        node,
        f"{name} is {number(val)}, because {' and '.join(plain) or 'an infinity'} goes into it.",
        f"The number is no input: your code computed it, or wrote it down, without backsweep.{more}",
        "Look where that number comes from.",
    )


def _nan_of_infinities(subject: Subject, node: Node) -> Finding:
    """The step at which infinities became a nan."""
    infinite = [parent for parent in dict.fromkeys(node.parents) if not finite(parent.val)]
    return subject.finding(
        "value",
        node,
        f"{_nan_name(subject, node)} is nan: it has no value where {subject.listed(infinite)} "
        f"{'is' if len(infinite) == 1 else 'are'} infinite.",
        "Calculations such as inf - inf, 0 * inf and inf / inf have no answer.",
        suggestion(subject, node, "range") or "Stop the infinity where it first appears.",
    )


def _nan_name(subject: Subject, node: Node) -> str:
    """What is nan: of an array the first such entry."""
    return entry_name(subject.called(node), first_where(numpy().isnan(node.val)) if node.shape else ())


def _arguments(subject: Subject, node: Node) -> Any:
    return subject.listed(dict.fromkeys(node.parents)) or "its arguments"
