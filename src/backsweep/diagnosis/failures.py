"""A function that raised before there was a result: which step, at which line, with which numbers, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import FrameType, TracebackType
from typing import Any

from backsweep.diagnosis.findings import Finding, Given
from backsweep.diagnosis.rewrites import Cure
from backsweep.diagnosis.subject import Subject, listed
from backsweep.diagnosis.suggestions import Mention, form_of_failed, larger_forms
from backsweep.errors import BacksweepError, DomainError, TooLarge
from backsweep.node import Node
from backsweep.place import Place, expression_at, is_ours
from backsweep.row import Primitive
from backsweep.traces.trace import Trace
from backsweep.traces.watching import Watch
from backsweep.words.expression import Term
from backsweep.words.text import text

# What a number can do wrong. Any other error is the program's own, and is left to go its way.
NUMERIC = (BacksweepError, ArithmeticError, ValueError)


def failure(error: Exception, watch: Watch, inputs: list[Node]) -> Finding:
    """What an error tells: the user's line, the numbers that met there and where they came from, and what helps."""
    place, asked, step = _where(error.__traceback__)
    row, args = step if step is not None else (None, ())
    names = row.names(len(args)) if row is not None else ()
    met = {name: _given(arg, watch, inputs) for name, arg in zip(names, args, strict=True) if arg.__class__ is Node}
    return Finding(
        kind="error",
        alarm=True,
        headline=f"{type(error).__name__}: {error}",
        explanation="The function stops here, so there is neither a result nor a gradient.",
        remedy=_remedy(error, row, args, met, lambda arg: _mention(arg, watch, inputs)),
        place=place,
        expression=asked,
        inputs=tuple({id(arg): met[name] for name, arg in zip(names, args, strict=True) if name in met}.values()),
    )


def _where(traceback: TracebackType | None) -> tuple[Place | None, str, tuple[Primitive, tuple[Any, ...]] | None]:
    """The innermost line of the user's, the expression on it, and the row that failed there with its arguments."""
    place, asked, step = None, "", None
    while traceback is not None:
        frame: FrameType = traceback.tb_frame
        if not is_ours(frame):
            place, asked, step = Place(frame.f_code.co_filename, traceback.tb_lineno), expression_at(frame), None
        elif frame.f_code is Primitive.record.__code__:
            step = frame.f_locals["self"], frame.f_locals["args"]
        traceback = traceback.tb_next
    return place, asked, step


def _given(node: Node, watch: Watch, inputs: list[Node]) -> Given:
    """An argument of the step that failed: its own name and formula, or the formula alone."""
    subject = Subject(Trace(node, "reverse", watch, inputs))
    made = text(subject.term(node)) if node.primitive is not None else ""
    own = not made or subject.trace.is_named(node)
    return Given(subject.label(node) if own else made, made if own else "", node.val, subject.place(node))


def _mention(arg: Any, watch: Watch, inputs: list[Node]) -> Term:
    """An argument as part of a formula."""
    return Subject(Trace(arg, "reverse", watch, inputs)).mention(arg) if arg.__class__ is Node else arg


def _remedy(
    error: Exception, row: Primitive | None, args: Sequence[Any], met: Mapping[str, Given], mention: Mention
) -> str:
    better = (
        form_of_failed(row, args, mention) if row is not None and isinstance(error, (TooLarge, DomainError)) else ""
    )
    if better:
        return better
    if row is not None and isinstance(error, TooLarge):
        return f"Keep what goes into {row.name} in range.{_in_larger_formulas(row, args, 'range')}"
    if row is not None and isinstance(error, DomainError):
        return _within_domain(row, args, met)
    return ""


def _within_domain(row: Primitive, args: Sequence[Any], met: Mapping[str, Given]) -> str:
    """How to ask a row only where it has a value."""
    outside = {
        row.domain[name].words(given.expression or given.name): given.value
        for name, given in met.items()
        if name in row.domain and given.value not in row.domain[name]
    }
    if not outside:
        return "Test the arguments first, with `if`."
    told = f"Ask for it only where you have {listed(list(outside))}: test it first, with `if`, or keep it in there."
    # Where a larger formula has a value all the same, it is the limit at 0.
    return told + (_in_larger_formulas(row, args, "domain") if 0 in outside.values() else "")


def _in_larger_formulas(row: Primitive, args: Sequence[Any], cure: Cure) -> str:
    known = larger_forms(row, args, cure)
    return f" Where it is part of a larger formula, write {listed(known)}." if known else ""
