"""Writes docs/reference.md from the table of primitives: `make reference`.

Nothing is known here about any function. Every formula on the page is a row's own rule, read on symbols; a rule that is
too long for a table has a docstring, which is printed instead.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from inspect import getdoc, getsource
from itertools import groupby
from pathlib import Path
from types import FunctionType
from typing import Any

from backsweep.accuracy import Bound
from backsweep.over_arrays import ARRAY_TABLE
from backsweep.primitive import OWN, TABLE, Primitive
from backsweep.primitives import (
    arithmetic,
    exponential,
    hyperbolic,
    piecewise,
    sequences,
    special,
    trigonometric,
)
from backsweep.primitives.arrays.spelled.covered import SPELLED
from backsweep.reading import read
from backsweep.words.branches import settle
from backsweep.words.expression import WORDS, Condition, Name
from backsweep.words.latex import latex, name, number

PAGE = Path(__file__).with_name("reference.md")
SUBJECTS = (arithmetic, exponential, trigonometric, hyperbolic, piecewise, special, sequences)

# A formula of more characters of LaTeX than this does not fit into a table.
LONG = 230

HEAD = """\
# Reference

Every primitive of backsweep: its value, its local derivatives, where it has a value, and what its derivative is
where calculus does not say. This page is written by `make reference` from the very rules that every sweep uses.

- **Angles** are in radians, logarithms are natural unless a base is named.
- **Domain.** Outside it a plain number raises `DomainError`, which names the argument and its value. Where nothing is
  said, every number is good.
- **Kinks.** The reasons are in [why/kinks.md](why/kinks.md).
- **Accuracy.** Value and derivatives are within 8 units in the last place of the exact result, wherever that is in the
  normal range of floats; the tests compare with 60 digits. Rows that keep another bound say so under their table.
- **Complex.** Rows marked *yes* also take complex numbers: these functions are analytic.
- **Sequences.** A rule over a sequence gives the derivative by each $x_i$; $n$ is their number.
"""


def main() -> None:
    """Writes the page."""
    PAGE.write_text(page(), encoding="utf-8")
    print(f"{PAGE}: {len(TABLE)} primitives, {len(ARRAY_TABLE)} over whole arrays")


def page() -> str:
    """The page as Markdown."""
    parts = [HEAD]
    for module in SUBJECTS:
        source = getsource(module)
        rows = [row for row in TABLE.values() if is_ours(row) and re.search(rf'(?<!=)"{row.name}",', source)]
        title = module.__name__.rpartition(".")[2].capitalize()
        parts += [f"## {title}\n", f"{(getdoc(module) or '').splitlines()[0]}\n", table(rows)]
        notes = [f"- `{row.name}`: {note}" for row in rows for note in accuracy_notes(row)]
        if notes:
            parts.append("\n".join(["Accuracy:\n", *notes]) + "\n")
    return "\n".join([*parts, *arrays()])


ARRAYS_HEAD = """\
## Whole arrays

The rows over whole NumPy arrays; those above are read on arrays entry by entry. Each states what its arguments receive
for a der of the answer, in other rows. Its forward step is the row itself where that is linear (in *each* argument with
the others fixed, or in *all* together), and else follows from what it states. [How to use them](how-to/arrays.md).
"""
COVERED_HEAD = """\
### NumPy's functions

These take Nodes under NumPy's own names and arguments, written in the rows above:
"""


def arrays() -> Iterator[str]:
    """The second part of the table, and the functions of NumPy that are written in it."""
    yield ARRAYS_HEAD
    lines = [
        [f"`{row.name}({', '.join(row.args)})`", prose(row.about), row.linear or "", linked(prose(row.source))]
        for row in ARRAY_TABLE.values()
    ]
    head = ["name", "what it is", "linear in", "source"]
    body = [[cell.replace("|", r"\|") for cell in line] for line in lines]
    yield "".join(f"| {' | '.join(line)} |\n" for line in [head, ["---"] * len(head), *body])
    yield COVERED_HEAD
    yield ", ".join(f"`{name}`" for name in sorted(SPELLED)) + ".\n"


def is_ours(row: Primitive) -> bool:
    """Whether a row comes with backsweep."""
    return row.name in OWN


COLUMNS = ["name", "value", "derivative", "domain", "kinks and edges", "complex", "source"]


def table(rows: Iterable[Primitive]) -> str:
    """The rows of one subject; a column with nothing in it is left out."""
    lines = [cells(row) for row in rows]
    filled = [column for column in range(len(COLUMNS)) if any(line[column] for line in lines)]
    head, rule = [COLUMNS[column] for column in filled], ["---"] * len(filled)
    body = [[line[column].replace("|", r"\|") for column in filled] for line in lines]
    return "".join(f"| {' | '.join(line)} |\n" for line in [head, rule, *body])


def cells(row: Primitive) -> list[str]:
    """One row of the table."""
    return [
        f"`{row.name}({', '.join(row.args)})`<br>{prose(row.about)}",
        math(value(row)),
        "<br>".join(derivatives(row)),
        "<br>".join(math(domain.latex(name(arg))) for arg, domain in row.domain.items()),
        "<br>".join(edges(row)),
        "yes" if row.complex else "",
        linked(prose(row.source)),
    ]


def math(formula: str) -> str:
    """A formula between dollars, without what GitHub would take for its own: bars, backslashes, operatorname."""
    formula = formula.replace(r"\left|", r"\left\vert ").replace(r"\right|", r"\right\vert ").replace("|", r"\vert ")
    formula = formula.replace(r"\\", r"\cr").replace(r"\{", r"\lbrace ").replace(r"\}", r"\rbrace ")
    formula = formula.replace("<", r"\lt ").replace(">", r"\gt ").replace(r"\,", " ")
    formula = re.sub(r"\\operatorname\{(\w+)\}(?= *(\\left)?\()", r"\\mathrm{\1}", formula)
    formula = re.sub(r"\\operatorname\{(\w+)\} +", r"\\mathrm{\1}~", formula).replace(r"\operatorname", r"\mathrm")
    formula = re.sub(" +", " ", formula).strip()
    return rf"$\displaystyle {formula}$" if r"\frac" in formula or r"\sum" in formula else f"${formula}$"


def answer(row: Primitive) -> str:
    """What the row's rules call the answer: the first letter from y on that no argument has, unless they say."""
    rules = list(row.partials.values()) if isinstance(row.partials, dict) else [row.partials]
    code = next((rule.__code__ for rule in rules if hasattr(rule, "__code__")), None)
    free = next(letter for letter in "yzw" if letter not in row.args)
    return str(code.co_varnames[code.co_argcount - 1]) if code else free


def symbol(row: Primitive, arg: str) -> str:
    """How an argument is written: the sequence xs as x."""
    return arg.removesuffix("s") if row.kind == "sequence" else arg


def value(row: Primitive) -> str:
    """y = the value, by the row's template."""
    template = row.latex or row.name
    for arg in row.args:
        template = template.replace(
            f"{{{arg}}}", f"{{{name(symbol(row, arg))}}}" if "{{" in template else f"{name(symbol(row, arg))}"
        )
    return f"{name(answer(row))} = {template}"


def derivatives(row: Primitive) -> Iterator[str]:
    """Each local derivative: the rule as a formula, or its docstring where it has one."""
    if row.kind == "sequence":
        yield _derivative(row, f"{symbol(row, row.args[0])}_i", row.partials, _of_sequences(row, 0))
        for position, arg in enumerate(row.args[1:], start=1):
            yield _derivative(row, f"{symbol(row, arg)}_i", row.partials, _of_sequences(row, position))
        return
    for arg, rule in row.partials.items():
        if rule is None:
            yield "none: a structural zero"
        elif isinstance(rule, (int, float)):
            yield _derivative(row, arg, rule, lambda rule=rule: rule)
        elif row.kind == "structural":
            yield _derivative(row, arg, rule, lambda rule=rule: read(rule, WORDS)(1, *_symbols(row)))
        else:
            yield _derivative(row, arg, rule, lambda rule=rule: read(rule, WORDS)(*_symbols(row)))


def _symbols(row: Primitive) -> list[Any]:
    arguments = [Condition("", Name(arg), None) if arg == "condition" else Name(arg) for arg in row.args]
    return [*arguments, Name(answer(row))]


def _of_sequences(row: Primitive, position: int) -> Any:
    """The rule for the sequences' element i, from lists of that one element whose length is called n."""

    def formula() -> Any:
        rule = read(row.partials, WORDS)
        rule.__globals__["len"] = lambda xs: Name("n")
        found = rule(*([Name(f"{symbol(row, arg)}[i]")] for arg in row.args), Name(answer(row)))
        return found[0] if len(row.args) == 1 else found[position][0]

    return formula


def _derivative(row: Primitive, by: str, rule: Any, formula: Any) -> str:
    above, below = rf"\partial {name(answer(row))}", rf"\partial {by if '_' in by else name(by)}"
    words = (getdoc(rule) or "").split("\n")[0] if hasattr(rule, "__code__") else ""
    if words:
        return f"{math(f'{above} / {below}')}: {prose(words)}"
    written = latex(settle(formula()))
    if len(written) > LONG:
        raise SystemExit(f"The rule of {row.name} for {by} is too long for a table. Give it a docstring of one line.")
    return math(rf"\frac{{{above}}}{{{below}}} = {written}")


def edges(row: Primitive) -> Iterator[str]:
    """The derivatives the row states at single points, points of equal derivatives together."""
    for partials, points in groupby(row.edges, key=lambda point: tuple(map(str, row.edges[point]))):
        told = [point[0] if len(point) == 1 else point for point in points]
        where = ", ".join(number(float(x)) if not isinstance(x, tuple) else number(x) for x in told)
        values = [number(float(partial)) for partial in partials]
        what = values[0] if len(values) == 1 else r"\left(" + ", ".join(values) + r"\right)"
        at = name(row.args[0]) if len(row.args) == 1 else r"\left(" + ", ".join(map(name, row.args)) + r"\right)"
        yield f"{math(what)} at {math(f'{at} = {where}')}"


def accuracy_notes(row: Primitive) -> Iterator[str]:
    """The bounds that are not the usual one, with their reasons."""
    notes: dict[str, list[str]] = {}
    if row.accuracy.value != Bound():
        notes.setdefault(bound(row, row.accuracy.value), []).append("value")
    for arg, its in row.accuracy.partials.items():
        by = f"{symbol(row, arg)}_i" if row.kind == "sequence" else name(arg)
        notes.setdefault(bound(row, its), []).append(math(rf"\partial {name(answer(row))} / \partial {by}"))
    for note, whats in notes.items():
        yield f"{' and '.join(whats)} {note}"


def bound(row: Primitive, its: Bound) -> str:
    """A bound in words: how many ulp, of what, and why."""
    ulps: Any = its.ulps
    if callable(ulps):
        # A copy of the function in which len means n; it is told in words where it is no formula.
        ulps = FunctionType(ulps.__code__, {**ulps.__globals__, "len": lambda xs: Name("n")}, closure=ulps.__closure__)
        try:
            ulps = ulps(*([Name("x"), Name("y")] if row.kind == "sequence" else Name(arg) for arg in row.args))
        except TypeError:
            ulps = None
    told = (
        "not to 8 ulp everywhere" if ulps is None else f"to {ulps:,.0f} ulp" if isinstance(ulps, (int, float)) else ""
    )
    told = told or f"to {math(latex(ulps))} ulp"
    of = ", measured against the largest term" if ulps is None else " of the largest term"
    return told + (of if its.terms else "") + f": {prose(its.reason)}."


def prose(text: str) -> str:
    """Plain text, with what Markdown would take for its own set off."""
    return re.sub(r"([*_$<>\[\]\\])", r"\\\1", text)


def linked(source: str) -> str:
    """The source, with DLMF sections and our own pages as links."""
    source = re.sub(
        r"DLMF (\d+)\.(\d+)(\.\d+)?",
        lambda m: f"[{m[0]}](https://dlmf.nist.gov/{m[1]}.{m[2]}{(m[3] or '').replace('.', '#E')})",
        source,
    )
    return re.sub(r"docs/(why/[\w-]+\.md)", r"[\1](\1)", source)


if __name__ == "__main__":
    sys.exit(main())
