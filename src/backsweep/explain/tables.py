"""The rows that every form of a trace shows, as strings; the forms differ only in how they set them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from backsweep.explain.steps import BackwardStep, Contribution, ForwardStep
    from backsweep.explain.trace import Trace

Say = Callable[[Any], str]

# A table of more rows than this is cut in the middle, where every form says how many are left out.
LIMIT = 400


def cut(rows: list[list[str]], limit: int = LIMIT) -> list[list[str]]:
    """The rows, or the first and the last of them with a row in between that counts the rest."""
    if len(rows) <= limit:
        return rows
    half = limit // 2
    left_out = [f"... {len(rows) - 2 * half:,} more ...", *[""] * (len(rows[0]) - 1)]
    return [*rows[:half], left_out, *rows[-half:]]


def forward_table(trace: Trace, say: Say) -> list[list[str]]:
    """node | expression | value | local derivatives | line, with a heading; "line" only where lines are known."""
    with_places = any(step.place for step in trace.forward)
    head = ["node", "expression", "value", "local derivatives"]
    rows = [forward_row(step, say, with_places) for step in trace.forward]
    return [head + ["line"] * with_places, *cut(rows)]


def forward_row(step: ForwardStep, say: Say, with_places: bool) -> list[str]:
    """One node of the forward sweep."""
    partials = "; ".join(
        local_derivative(step.node, partial.parent, partial.formula, partial.value, say) for partial in step.partials
    )
    place = [str(step.place.line) if step.place else ""] if with_places else []
    return [step.node, step.expression or "input", say(step.value), partials, *place]


def local_derivative(node: str, parent: str, formula: str, value: Any, say: Say) -> str:
    """dv1/dx = 2 * x = 6, without saying a plain number twice."""
    number = say(value)
    return f"d{node}/d{parent} = {number}" if formula == number else f"d{node}/d{parent} = {formula} = {number}"


def gradient_table(trace: Trace, say: Say) -> list[list[str]]:
    """In forward mode: each node with its derivative by every input; a structural zero is a bare 0."""
    labels = [trace.labels[node] for node in trace.inputs]
    head = ["node", "expression", "value", *(f"d/d{label}" for label in labels)]
    rows = [
        [
            step.node,
            step.expression or "input",
            say(step.value),
            *(say(entries[label]) if label in entries else "0" for label in labels),
        ]
        for step in trace.forward
        for entries in [step.gradient or {}]
    ]
    return [head, *cut(rows)]


def backward_table(trace: Trace, say: Say) -> list[list[str]]:
    """visited node | its der | contributions, with a heading."""
    rows = [[step.node, say(step.der), contributions(step, say)] for step in trace.backward]
    return [["visit", "der", "contributions"], *cut(rows)]


def contributions(step: BackwardStep, say: Say) -> str:
    """What a visited node hands to its parents."""
    return "; ".join(contribution(step, part, say) for part in step.contributions)


def contribution(step: BackwardStep, part: Contribution, say: Say) -> str:
    """x.der += 8 * 1 = 8, and the running sum where it is not the first."""
    product = (
        say(part.amount) if part.partial is None else f"{say(step.der)} * {say(part.partial)} = {say(part.amount)}"
    )
    total = f", now {say(part.total)}" if part.total != part.amount else ""
    return f"{part.parent}.der += {product}{total}"


def result_lines(trace: Trace, say: Say) -> list[str]:
    """y.val = 16, then x.der = 8 for every input."""
    ders = [f"{label}.der = {say(der)}" for label, der in trace.gradient.items()]
    return [f"{trace.labels[trace.output]}.val = {say(trace.output.val)}", *ders]
