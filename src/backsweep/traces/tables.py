"""The rows that a trace shows as text and as Markdown. One line per local derivative and per contribution.

What would not fit on a screen is cut in the middle, and says so: long formulas, the many parents of a
sum, the many nodes of a large graph. The steps themselves are always complete.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import prod
from typing import TYPE_CHECKING, Any, TypeVar

from backsweep.values import shape_of
from backsweep.words.previews import DIGITS, norm
from backsweep.words.text import number

if TYPE_CHECKING:
    from backsweep.traces.steps import BackwardStep, Contribution, ForwardStep, LocalDerivative
    from backsweep.traces.trace import Trace

T = TypeVar("T")
Row = list[str]

NODES = 200  # rows of a table
PARENTS = 8  # lines of one node
INPUTS = 12  # columns of a gradient
LINES = 20  # lines of source
WIDTH = 60  # characters of a formula
IN_FULL = 12  # entries of an array in a result


def ends(items: Sequence[T], limit: int) -> tuple[Sequence[T], int, Sequence[T]]:
    """The first items, the number left out, and the last: all of them first where there are at most `limit`.

    >>> ends("abcdefgh", 4)
    ('ab', 4, 'gh')
    """
    if len(items) <= limit:
        return items, 0, items[:0]
    half = limit // 2
    return items[:half], len(items) - 2 * half, items[-half:]


def narrow(text: str, width: int = WIDTH) -> str:
    """The text, with its middle left out where it is longer than `width`.

    >>> narrow("sum([v1, v2, v3, v4, v5, v6, v7])", 26)
    'sum([v1, v2 ... v6, v7])'
    """
    if len(text) <= width:
        return text
    tail = width * 2 // 5
    return f"{text[: width - tail - 5].rstrip(', ')} ... {text[-tail:].lstrip(', ')}"


def forward_table(trace: Trace) -> list[Row]:
    """node | expression | value | local derivatives | line; the last only where lines are known."""
    places = [step.place for step in trace.forward if step.place]
    several = len({place.file for place in places}) > 1

    def rows(step: ForwardStep) -> Iterator[Row]:
        derivatives = list(local_derivatives(step))
        place = (step.place.short() if several else str(step.place.line)) if step.place else ""
        yield [*_computed(step), *(derivatives[:1] or [""]), place]
        for derivative in derivatives[1:]:
            yield ["", "", "", derivative, ""]

    table = [["node", "expression", "value", "local derivatives", "line"], *_all_rows(trace.forward, rows, 5)]
    return table if places else [row[:-1] for row in table]


def _computed(step: ForwardStep, width: int = WIDTH) -> Row:
    return [narrow(step.node, width), narrow(step.expression or "input", width), narrow(number(step.value), width)]


def _all_rows(steps: Sequence[T], rows: Any, columns: int) -> Iterator[Row]:
    """The rows of the first and the last steps, with one in between that counts those left out."""
    first, left_out, last = ends(steps, NODES)
    for step in first:
        yield from rows(step)
    if left_out:
        yield ["...", f"{left_out:,} more", *[""] * (columns - 2)]
    for step in last:
        yield from rows(step)


def local_derivatives(step: ForwardStep) -> Iterator[str]:
    """dv1/dx = 2 * x = 6, one for each parent; a plain number is not said twice."""
    first, left_out, last = ends(list(zip(places(step.partials), step.partials, strict=True)), PARENTS)
    for place, partial in first:
        yield _local_derivative(step.node, place, partial)
    if left_out:
        yield f"... {left_out:,} more"
    for place, partial in last:
        yield _local_derivative(step.node, place, partial)


def _local_derivative(node: str, place: str, partial: LocalDerivative) -> str:
    value = "(linear map)" if partial.value is None else number(partial.value)
    parent = f"({place} {partial.parent})" if place else partial.parent
    formula = "" if partial.formula in ("", value) else f" = {narrow(partial.formula)}"
    return f"d{narrow(node)}/d{narrow(parent)}{formula} = {value}"


def places(partials: Iterable[LocalDerivative]) -> list[str]:
    """Which place of its parent each local derivative is by, where the same parent stands in several.

    In v1 = x * x each factor has a derivative of its own: by the 1st x and by the 2nd x.
    """
    parents = [partial.parent for partial in partials]
    if len(set(parents)) == len(parents):
        return [""] * len(parents)
    seen: dict[str, int] = {}
    found = []
    for parent in parents:
        seen[parent] = seen.get(parent, 0) + 1
        found.append(ordinal(seen[parent]) if parents.count(parent) > 1 else "")
    return found


def ordinal(position: int) -> str:
    """1st, 2nd, 3rd, 4th, ...

    >>> ordinal(1), ordinal(12), ordinal(22)
    ('1st', '12th', '22nd')
    """
    ending = "th" if position % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(position % 10, "th")
    return f"{position}{ending}"


def source_lines(trace: Trace) -> list[str]:
    """The lines of source that made the nodes, each once: "line 3 of model.py: y = x * x"."""
    found = sorted({step.place for step in trace.forward if step.place}, key=lambda place: (place.file, place.line))
    first, left_out, last = ends([narrow(str(place), 2 * WIDTH) for place in found if place.text], LINES)
    return [*first, *[f"... {left_out:,} more"] * bool(left_out), *last]


def gradient_table(trace: Trace) -> list[Row]:
    """In forward mode: each node with its derivative by every input, and how many of them are structural zeros."""
    first, left_out, last = ends([trace.labels[node] for node in trace.inputs], INPUTS)
    gap = ["..."] * bool(left_out)

    def rows(step: ForwardStep) -> Iterator[Row]:
        entries = step.gradient or {}
        cells = [[entry(entries, label) for label in labels] for labels in (first, last)]
        yield [*_computed(step, WIDTH // 2), *cells[0], *gap, *cells[1], str(step.zeros)]

    slopes = [[f"d/d{label}" for label in labels] for labels in (first, last)]
    head = ["node", "expression", "value", *slopes[0], *gap, *slopes[1], "zeros"]
    return [head, *_all_rows(trace.forward, rows, len(head))]


def entry(entries: dict[str, Any], label: str) -> str:
    """One derivative of a gradient; a structural zero is a bare 0."""
    return number(entries[label]) if label in entries else "0"


def backward_table(trace: Trace) -> list[Row]:
    """visited node | its der | contributions | running sum; the last only where a parent receives a second time."""

    def rows(step: BackwardStep) -> Iterator[Row]:
        first, left_out, last = ends(step.contributions, PARENTS)
        lines = [_contribution(step, part) for part in first]
        lines += [[f"... {left_out:,} more", ""]] * bool(left_out)
        lines += [_contribution(step, part) for part in last]
        yield [narrow(step.node), narrow(number(step.der)), *(lines[0] if lines else ["", ""])]
        for line in lines[1:]:
            yield ["", "", *line]

    table = [["visit", "der", "contributions", "running sum"], *_all_rows(trace.backward, rows, 4)]
    return table if any(row[3] for row in table[1:]) else [row[:3] for row in table]


def _contribution(step: BackwardStep, part: Contribution) -> Row:
    """x.der += 8 * 1 = 8, and the running sum where it is not the first; of arrays the sizes, and the norm."""
    amount = number(part.amount)
    product = amount if part.partial is None else f"{handed(step.der, part)} = {amount}"
    if shape_of(part.amount):
        product += f", norm {number(norm(part.amount), DIGITS)}"
    total = "" if part.first else f"{narrow(part.parent)}.der = {number(part.total)}"
    return [f"{narrow(part.parent)}.der += {product}", total]


def handed(der: Any, part: Contribution) -> str:
    """der * partial; the sum of that, where entries of the parent were repeated to fit.

    >>> from backsweep.traces.steps import Contribution
    >>> handed(8, Contribution("x", 1, 8, 8, True))
    '8 * 1'
    """
    product = f"{number(der)} * {number(part.partial)}"
    size = max(prod(shape_of(factor)) for factor in (der, part.partial))
    return product if size <= prod(shape_of(part.amount)) else f"sum of {product}"


def result_lines(trace: Trace) -> list[str]:
    """y.val = 16, then x.der = 8 for every input."""
    ders = [f"{label}.der = {in_full(der)}" for label, der in trace.gradient.items()]
    first, left_out, last = ends(ders, NODES)
    value = f"{trace.labels[trace.output]}.val = {in_full(trace.output.val)}"
    return [value, *first, *[f"... {left_out:,} more"] * bool(left_out), *last]


def in_full(val: Any) -> str:
    """A number with all its digits, unless it is an int too long for any screen; so are large arrays."""
    if shape_of(val):
        return str(val.tolist()) if val.size <= IN_FULL else number(val)
    return number(val) if isinstance(val, int) and val.bit_length() > 1000 else str(val)
