"""A trace as LaTeX: one array for each sweep, ready for a textbook (needs amsmath)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backsweep.explain.tables import LIMIT
from backsweep.words.latex import latex, name, number

if TYPE_CHECKING:
    from backsweep.explain.steps import BackwardStep
    from backsweep.explain.trace import Trace
    from backsweep.node import Node


def write(trace: Trace) -> str:
    """The tables, in LaTeX."""
    if trace.mode == "forward":
        return _array(_gradient_rows(trace), "ll" + "r" * (1 + len(trace.inputs)))
    return "\n\n".join(
        [_array(_forward_rows(trace), "lrl"), _array([_backward_row(step) for step in trace.backward], "lrl")]
    )


def _array(rows: list[list[str]], columns: str) -> str:
    half = LIMIT // 2
    if len(rows) > LIMIT:
        rows = [*rows[:half], [r"\vdots"], *rows[-half:]]
    body = " \\\\\n".join(" & ".join(row) for row in rows)
    return f"\\[\n\\begin{{array}}{{{columns}}}\n{body}\n\\end{{array}}\n\\]"


def _equation(trace: Trace, node: Node) -> str:
    left = name(trace.labels[node])
    return left if node.primitive is None else f"{left} = {latex(trace.expression(node))}"


def _forward_rows(trace: Trace) -> list[list[str]]:
    rows = []
    for node, step in trace.steps():
        partials = []
        for parent, formula, partial in zip(node.parents, trace.formulas(node), step.partials, strict=True):
            slope = _slope(step.node, trace.labels[parent])
            written, value = latex(formula), _number(partial.value)
            partials.append(f"{slope} = {value}" if written == value else f"{slope} = {written} = {value}")
        rows.append([_equation(trace, node), "= " + _number(step.value), r",\quad ".join(partials)])
    return rows


def _backward_row(step: BackwardStep) -> list[str]:
    parts = []
    for part in step.contributions:
        product = _number(part.amount)
        if part.partial is not None:
            product = rf"{_number(step.der)} \cdot {_enclosed(part.partial)} = {product}"
        parts.append(rf"\bar{{{name(part.parent)}}} \mathrel{{+}}= {product}")
    return [rf"\bar{{{name(step.node)}}}", "= " + _number(step.der), r",\quad ".join(parts)]


def _gradient_rows(trace: Trace) -> list[list[str]]:
    labels = [trace.labels[node] for node in trace.inputs]
    head = ["", "", *(rf"\partial / \partial {name(label)}" for label in labels)]
    rows = [head]
    for node, step in trace.steps():
        entries = step.gradient or {}
        cells = [_number(entries[label]) if label in entries else "0" for label in labels]
        rows.append([_equation(trace, node), "= " + _number(step.value), *cells])
    return rows


def _slope(node: str, parent: str) -> str:
    return rf"\frac{{\partial {name(node)}}}{{\partial {name(parent)}}}"


def _number(val: Any) -> str:
    return r"\left(" + ", ".join(map(number, val)) + r"\right)" if isinstance(val, tuple) else number(val)


def _enclosed(val: Any) -> str:
    written = _number(val)
    return f"({written})" if written.startswith("-") else written
