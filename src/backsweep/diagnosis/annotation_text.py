"""An annotated source as plain text, for a terminal: the figures on the left, the source on the right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from backsweep.diagnosis.rounding import NOT_DOUBLE
from backsweep.traces.tables import ends, narrow, result_lines

if TYPE_CHECKING:
    from backsweep.diagnosis.annotate import Annotation, Function, Line

HEAD = ("line", "nodes", "value", "|der|", "error", "source")
WIDTH = 100  # characters of a line of source
QUIET = 12  # lines in a row without nodes, such as a long docstring
NO_SOURCE = "(unknown)"


def write(told: Annotation) -> str:
    """A table for each function, what is known of the result, and the result."""
    parts = [part for function in told.functions for part in (title(function), _table(function))]
    return "\n\n".join([*parts, "\n".join(notes(told)), "\n".join(result_lines(told.trace))])


def title(function: Function) -> str:
    """loss, in model.py"""
    file = function.file if function.file.startswith("<") else Path(function.file).name
    if not function.known:
        return f"lines of {file}, whose source is unknown: typed at a prompt, made by exec, or no longer there"
    return f"{function.name}, in {file}" if function.name else f"line {function.lines[0].place.line} of {file}"


def cells(line: Line) -> tuple[str, ...]:
    """The figures of a line: nodes, values, ders, and its share in the rounding error; "" where there is nothing."""
    if not line.nodes:
        return ("", "", "", "")
    return (f"{line.nodes:,}", str(line.values or ""), str(line.ders or ""), percent(line.share))


def percent(share: float | None) -> str:
    """A share in whole percent; of a line that is exact "", of one with a part too small to count <1%."""
    if not share:
        return ""
    return "<1%" if share < 0.005 else f"{share:.0%}"


def notes(told: Annotation) -> Iterator[str]:
    """What concerns all lines: how exact the result is, and what comes from no line."""
    if not told.functions:
        yield "No line of source is known: the nodes were made before, or by a function written in C."
    elif told.elsewhere:
        were = "1 node comes" if told.elsewhere == 1 else f"{told.elsewhere:,} nodes come"
        yield f"{were} from no line that is known: made before, or by a function written in C."
    if told.digits is None and not told.double:
        yield NOT_DOUBLE
    elif told.digits is None:
        yield "The rounding error cannot be estimated, since a value or a der is infinite or nan."
    elif any(line.error for line in told.lines):
        yield f"{_digits(round(told.digits))} The column error has each line's share in the error."
    else:
        yield "Nothing was rounded off."


def _digits(good: int) -> str:
    """How exact the result is."""
    if not good:
        return "No digit of the result is good."
    return f"About {good} of the result's 16 digits {'are' if good > 1 else 'is'} good."


def _table(function: Function) -> str:
    """The lines in columns, with long stretches without nodes left out."""
    rows: list[tuple[str, ...]] = [HEAD]
    for busy, group in groupby(function.lines, key=lambda line: line.nodes > 0):
        lines = list(group)
        first, left_out, last = (lines, 0, lines[:0]) if busy else ends(lines, QUIET)
        rows += map(_row, first)
        rows += [("...", "", "", "", "", f"... {left_out:,} more lines")] * bool(left_out)
        rows += map(_row, last)
    return "\n".join(_aligned(rows))


def _row(line: Line) -> tuple[str, ...]:
    source = narrow(line.source.expandtabs(4), WIDTH) if line.source else NO_SOURCE * (line.nodes > 0)
    return (str(line.place.line), *cells(line), source)


def _aligned(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Numbers to the right, source to the left."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD) - 1)]
    for row in rows:
        figures = "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=False))
        yield f"  {figures}  {row[-1]}".rstrip()
