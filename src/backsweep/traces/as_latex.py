r"""A trace as LaTeX: one array for each sweep, ready for a textbook (needs amsmath).

The der of a node v is written \bar{v}, as Griewank and Walther do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from backsweep.traces.tables import INPUTS, NODES, PARENTS, ends, handed, places
from backsweep.words.latex import latex, name, number, parts

if TYPE_CHECKING:
    from backsweep.node import Node
    from backsweep.traces.steps import BackwardStep, ForwardStep
    from backsweep.traces.trace import Trace

# A formula longer than this, in LaTeX's own characters, would run off the page: its value alone is given.
LONG = 240


def write(trace: Trace) -> str:
    """The tables and the result, in LaTeX."""
    result = _array(_result_rows(trace), "rl")
    if trace.mode == "forward":
        rows = list(_gradient_rows(trace))
        return "\n\n".join([_array(rows, "rll" + "r" * (len(rows[0]) - 3)), result])
    forward = _all_rows(list(trace.steps()), lambda pair: _forward_rows(trace, *pair))
    backward = _all_rows(trace.backward, _backward_rows)
    return "\n\n".join([_array(list(forward), "rlll"), _array(list(backward), "rlll"), result])


def _array(rows: list[list[str]], columns: str) -> str:
    body = " \\\\\n".join(" & ".join(row).rstrip() for row in rows)
    return f"\\[\n\\begin{{array}}{{{columns}}}\n{body}\n\\end{{array}}\n\\]"


def _all_rows(steps: Sequence[Any], rows: Callable[[Any], Iterator[list[str]]]) -> Iterator[list[str]]:
    first, left_out, last = ends(steps, NODES)
    for step in first:
        yield from rows(step)
    if left_out:
        yield [_left_out(left_out)]
    for step in last:
        yield from rows(step)


def _left_out(count: int) -> str:
    return rf"\vdots\;\text{{{count:,} more}}"


def _computed(trace: Trace, node: Node, step: ForwardStep) -> list[str]:
    """v_1 | = x + 2 | = 4; an input has no formula."""
    value = "= " + number(step.value)
    if node.primitive is None:
        return [name(step.node), value, ""]
    return [name(step.node), f"= {_formula(latex(trace.expression(node)))}", value]


def _formula(written: str) -> str:
    return written if len(written) <= LONG else r"\ldots"


def _forward_rows(trace: Trace, node: Node, step: ForwardStep) -> Iterator[list[str]]:
    derivatives = [
        _derivative(
            step.node, place, partial.parent, latex(formula) if formula is not None else "", _value(partial.value)
        )
        for place, partial, formula in zip(places(step.partials), step.partials, trace.formulas(node), strict=True)
    ]
    lines = _shortened(derivatives)
    yield [*_computed(trace, node, step), *lines[:1]]
    for line in lines[1:]:
        yield ["", "", "", line]


def _value(partial: Any) -> str:
    return r"\text{(linear map)}" if partial is None else number(partial)


def _derivative(node: str, place: str, parent: str, formula: str, value: str) -> str:
    by = rf"(\text{{{place} }} {name(parent)})" if place else name(parent)
    slope = rf"\partial {name(node)} / \partial {by}"
    return f"{slope} = {value}" if formula in ("", value) else f"{slope} = {_formula(formula)} = {value}"


def _shortened(lines: list[str]) -> list[str]:
    first, left_out, last = ends(lines, PARENTS)
    return [*first, *[_left_out(left_out)] * bool(left_out), *last]


def _backward_rows(step: BackwardStep) -> Iterator[list[str]]:
    lines = []
    for part in step.contributions:
        product = number(part.amount)
        if part.partial is not None:
            summed = r"\textstyle\sum " if handed(step.der, part).startswith("sum") else ""
            product = rf"{summed}{number(step.der)} \cdot {_enclosed(part.partial)} = {product}"
        total = "" if part.first else rf" & {bar(part.parent)} = {number(part.total)}"
        lines.append(rf"{bar(part.parent)} \mathrel{{+}}= {product}{total}")
    lines = _shortened(lines)
    yield [bar(step.node), "= " + number(step.der), *lines[:1]]
    for line in lines[1:]:
        yield ["", "", line]


def _gradient_rows(trace: Trace) -> Iterator[list[str]]:
    first, left_out, last = ends([trace.labels[node] for node in trace.inputs], INPUTS)
    gap = [r"\cdots"] * bool(left_out)

    def rows(pair: tuple[Node, ForwardStep]) -> Iterator[list[str]]:
        node, step = pair
        entries = step.gradient or {}
        cells = [[number(entries[label]) if label in entries else "0" for label in labels] for labels in (first, last)]
        yield [*_computed(trace, node, step), *cells[0], *gap, *cells[1]]

    slopes = [[rf"\partial / \partial {name(label)}" for label in labels] for labels in (first, last)]
    yield ["", "", "", *slopes[0], *gap, *slopes[1]]
    yield from _all_rows(list(trace.steps()), rows)


def _result_rows(trace: Trace) -> list[list[str]]:
    output = name(trace.labels[trace.output])
    rows = [
        [rf"\partial {output} / \partial {name(label)}", "= " + number(der)] for label, der in trace.gradient.items()
    ]
    first, left_out, last = ends(rows, NODES)
    return [[output, "= " + number(trace.output.val)], *first, *[[_left_out(left_out)]] * bool(left_out), *last]


def bar(label: str) -> str:
    r"""The der of a node: the bar goes over the letter and not over its indices.

    >>> print(bar("w12"), bar("loss"))
    \bar{w}_{12} \overline{\mathrm{loss}}
    """
    head, tail = parts(label)
    accent = r"\overline" if head.startswith((r"\mathrm", r"\text")) else r"\bar"
    return f"{accent}{{{head}}}{tail}"


def _enclosed(val: Any) -> str:
    written = number(val)
    return f"({written})" if written.startswith("-") else written
