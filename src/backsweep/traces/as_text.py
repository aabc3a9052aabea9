"""A trace as plain text, for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backsweep.traces.tables import backward_table, forward_table, gradient_table, result_lines, source_lines

if TYPE_CHECKING:
    from backsweep.traces.trace import Trace


def write(trace: Trace) -> str:
    """The tables in columns; the last lines are the results."""
    if trace.mode == "forward":
        parts = ["forward sweep, with the full gradient at every node", columns(gradient_table(trace))]
        parts += [_indented(source_lines(trace)), _indented(str(trace.counts).splitlines())]
    else:
        parts = ["forward sweep", columns(forward_table(trace)), _indented(source_lines(trace))]
        parts += ["backward sweep", columns(backward_table(trace))]
    return "\n\n".join(part for part in [*parts, "\n".join(result_lines(trace))] if part)


def columns(rows: list[list[str]]) -> str:
    """Rows set in columns of equal width."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return _indented(["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows])


def _indented(lines: list[str]) -> str:
    return "\n".join("  " + line.rstrip() for line in lines)
