"""A trace as Markdown tables. Everything that came from the user stands in code spans, where nothing is markup."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backsweep.traces.tables import backward_table, forward_table, gradient_table, result_lines, source_lines

if TYPE_CHECKING:
    from backsweep.traces.trace import Trace


def write(trace: Trace) -> str:
    """The tables, in Markdown."""
    if trace.mode == "forward":
        parts = ["### Forward sweep, with the full gradient at every node", table(coded(gradient_table(trace)))]
        parts += [bullets(source_lines(trace)), table(trace.counts.table())]
    else:
        parts = ["### Forward sweep", table(coded(forward_table(trace))), bullets(source_lines(trace))]
        parts += ["### Backward sweep", table(coded(backward_table(trace)))]
    return "\n\n".join(part for part in [*parts, "### Result", bullets(result_lines(trace))] if part)


def coded(rows: list[list[str]]) -> list[list[str]]:
    """The rows with every cell as a code span; of the head only those that name an input, and not our own "input"."""
    head, *body = rows
    cells = [[cell if cell == "input" else code(cell).replace("|", r"\|") for cell in row] for row in body]
    return [[code(cell).replace("|", r"\|") if cell.startswith("d/d") else cell for cell in head], *cells]


def table(rows: list[list[str]]) -> str:
    """Rows as a Markdown table; the first is its head."""
    lines = [rows[0], ["---"] * len(rows[0]), *rows[1:]]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def bullets(lines: list[str]) -> str:
    """Lines as a list."""
    return "\n".join(f"- {code(line)}" for line in lines)


def code(text: str) -> str:
    """The text as a code span, whatever it holds.

    >>> print(code("a * b"), code("a`b"))
    `a * b` ``a`b``
    """
    if not text:
        return ""
    fence = "`"
    while fence in re.findall("`+", text):
        fence += "`"
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"
