"""Rows as a table, for a terminal or for a page. A column in which nothing stands is left out."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from running.figures import Row
from running.workload import Workload

Table = list[list[str]]  # the first line is the head


def seconds(time: float | None) -> str:
    """Three digits, in the unit that suits.

    >>> [seconds(time) for time in (2.34567e-7, 0.00123456, 98.76, None)]
    ['0.235 us', '1.23 ms', '98.8 s', '']
    """
    if time is None:
        return ""
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if time >= size:
            return f"{digits(time / size)} {unit}"
    return f"{digits(time * 1e6)} us"


def digits(number: float | None) -> str:
    """Three digits.

    >>> [digits(number) for number in (12345.6, 1.23456, 0.0123456)]
    ['12,346', '1.23', '0.0123']
    """
    if number is None:
        return ""
    if not number:
        return "0"
    return f"{number:,.{max(0, 2 - math.floor(math.log10(abs(number))))}f}"


def small(error: float | None) -> str:
    return "" if error is None else f"{error:.0e}"


Column = tuple[str, Callable[[Row], str]]


def table(workload: Workload, rows: Sequence[Row]) -> Table:
    """The timed peers of a workload."""
    timed = [row for row in rows if not row.skipped]
    made = [(head, [cell(row) for row in timed]) for head, cell in columns(workload)]
    full = [(head, cells) for head, cells in made if any(cells)]
    return [[head for head, _ in full], *([cells[at] for _, cells in full] for at in range(len(timed)))]


def columns(workload: Workload) -> list[Column]:
    """Each column with its head."""
    return [
        ("peer", lambda row: row.peer),
        ("value", lambda row: seconds(row.value)),
        ("x hand", lambda row: digits(row.value_to_hand)),
        ("value + gradient", lambda row: seconds(row.gradient)),
        ("least", lambda row: seconds(row.least)),
        ("x hand", lambda row: digits(row.to_hand)),
        ("x backsweep", lambda row: digits(row.to_backsweep)),
        ("/ value", lambda row: digits(quotient(row.gradient, row.value))),
        ("an operation", lambda row: seconds(quotient(row.gradient, workload.operations))),
        (workload.memory, lambda row: digits(row.memory)),
        ("first call", lambda row: seconds(row.first)),
        ("error", lambda row: small(row.error)),
    ]


def quotient(number: float | None, by: float | None) -> float | None:
    """None where one of them is missing."""
    return number / by if number and by else None


def in_terminal(lines: Table) -> str:
    """Columns side by side, numbers to the right."""
    widths = [max(len(line[at]) for line in lines) for at in range(len(lines[0]))]
    return "\n".join(
        "  "
        + "  ".join(
            cell.ljust(width) if not at else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        for line in lines
    )


def in_markdown(lines: Table) -> str:
    """The same for a page."""
    head, *rest = lines
    rule = ["---", *("--:" for _ in head[1:])]
    return "\n".join(f"| {' | '.join(line)} |" for line in (head, rule, *rest))
