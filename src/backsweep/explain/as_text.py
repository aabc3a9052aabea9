"""A trace as plain text, for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backsweep.explain.tables import backward_table, forward_table, gradient_table, result_lines
from backsweep.words.text import number

if TYPE_CHECKING:
    from backsweep.explain.trace import Trace


def write(trace: Trace) -> str:
    """The tables, in columns."""
    if trace.mode == "forward":
        parts = ["forward sweep, with the full gradient at every node", columns(gradient_table(trace, number))]
    else:
        parts = ["forward sweep", columns(forward_table(trace, number))]
        parts += ["backward sweep", columns(backward_table(trace, number))]
    return "\n\n".join([*parts, "result", "\n".join("  " + line for line in result_lines(trace, str))])


def columns(rows: list[list[str]]) -> str:
    """Rows set in columns of equal width."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "\n".join("  " + line.rstrip() for line in lines)
