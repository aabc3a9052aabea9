"""A trace as Markdown tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backsweep.explain.tables import backward_table, forward_table, gradient_table, result_lines
from backsweep.words.text import number

if TYPE_CHECKING:
    from backsweep.explain.trace import Trace


def write(trace: Trace) -> str:
    """The tables, in Markdown."""
    if trace.mode == "forward":
        parts = ["### Forward sweep, with the full gradient at every node", table(gradient_table(trace, number))]
    else:
        parts = ["### Forward sweep", table(forward_table(trace, number))]
        parts += ["### Backward sweep", table(backward_table(trace, number))]
    results = "\n".join(f"- `{line}`" for line in result_lines(trace, str))
    return "\n\n".join([*parts, "### Result", results])


def table(rows: list[list[str]]) -> str:
    """Rows as a Markdown table; the first is its head."""
    head, *body = [[cell.replace("|", r"\|").replace("*", r"\*") for cell in row] for row in rows]
    lines = [head, ["---"] * len(head), *body]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
