"""Expressions as LaTeX, each row by its own template."""

from __future__ import annotations

import math
import re

from backsweep.words.expression import Applied, Condition, Name, Term, is_branch
from backsweep.words.text import ATOM, BINDS, NEGATIVE

SIGNS = {"<": "<", "<=": r"\le", ">": ">", ">=": r"\ge", "==": "="}


def number(val: object, digits: int = 6) -> str:
    """A value in LaTeX, with six significant digits for floats."""
    if isinstance(val, complex):
        return f"({number(val.real, digits)} {'-' if val.imag < 0 else '+'} {number(abs(val.imag), digits)}\\,i)"
    if not isinstance(val, float):
        return str(val)
    if math.isnan(val):
        return r"\mathrm{nan}"
    if math.isinf(val):
        return r"\infty" if val > 0 else r"-\infty"
    digits_part, _, exponent = f"{val:.{digits}g}".partition("e")
    return rf"{digits_part} \cdot 10^{{{int(exponent)}}}" if exponent else digits_part


def name(text: str) -> str:
    r"""A name in LaTeX: w1 and w[1] become w_{1}, alpha becomes \alpha, longer words are set upright.

    >>> name("w12")
    'w_{12}'
    """
    parts = [part.strip("'\" ") for part in re.split(r"[\[\].]+", text) if part.strip("'\" ")]
    head, subscripts = (parts[0], parts[1:]) if parts else (text, [])
    with_digits = re.fullmatch(r"([^\W\d_]+)_?(\d+)", head)
    if with_digits:
        head, subscripts = with_digits[1], [with_digits[2], *subscripts]
    if head in GREEK:
        head = "\\" + head
    elif len(head) > 1:
        head = rf"\mathrm{{{head.translate(ESCAPES)}}}"
    tail = ",".join(subscript.translate(ESCAPES) for subscript in subscripts)
    return f"{head}_{{{tail}}}" if tail else head


GREEK = {"alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu"}
GREEK |= {"nu", "xi", "pi", "rho", "sigma", "tau", "phi", "chi", "psi", "omega"}
ESCAPES = str.maketrans(
    {char: "\\" + char for char in "_#$%&{}"} | {"\\": r"\backslash ", "^": r"\hat{}", "~": r"\sim "}
)


def latex(term: Term) -> str:
    r"""A term in LaTeX.

    >>> from backsweep.row import TABLE
    >>> from backsweep.words.expression import apply
    >>> latex(apply(TABLE["sqrt"], Name("x") + 1))
    '\\sqrt{x + 1}'
    """
    return _write(term)[0]


def _write(term: Term) -> tuple[str, int]:
    if isinstance(term, Name):
        return name(term.name), ATOM
    if isinstance(term, Condition):
        return _condition(term), 0
    if isinstance(term, (list, tuple)):
        return r"\left[" + ", ".join(map(latex, term)) + r"\right]", ATOM
    if not isinstance(term, Applied):
        written = number(term)
        return written, NEGATIVE if written.startswith("-") else ATOM
    row = term.row
    if is_branch(term):
        return _cases(term), ATOM
    if row.kind in ("sequence", "call") or row.latex is None:
        listed = ", ".join(map(latex, term.args))
        return rf"{name_of(row.name)}\left({listed}\right)", ATOM
    return _fill(row.latex, dict(zip(row.args, term.args, strict=True)), row.symbol), _binding(
        row.symbol, len(term.args)
    )


def _condition(term: Condition) -> str:
    left, right = latex(term.left), latex(term.right)
    return (
        rf"{left} \text{{ is a number}}"
        if term.sign == "==" and left == right
        else f"{left} {SIGNS[term.sign]} {right}"
    )


def _cases(term: Term) -> str:
    """A chain of branches, one line each."""
    lines = []
    while is_branch(term):
        condition, yes, term = term.args
        lines.append(rf"{latex(yes)} & \text{{if }} {latex(condition)}")
    lines.append(rf"{latex(term)} & \text{{otherwise}}")
    return r"\begin{cases} " + r" \\ ".join(lines) + r" \end{cases}"


def name_of(function: str) -> str:
    """A function's name, set upright."""
    return rf"\operatorname{{{function.translate(ESCAPES)}}}"


def _binding(symbol: str | None, count: int) -> int:
    """How tightly a row's template binds; a fraction is an atom."""
    if symbol is None:
        return NEGATIVE
    return NEGATIVE if count == 1 else ATOM if symbol in ("/", "//") else BINDS[symbol]


def _fill(template: str, args: dict[str, Term], symbol: str | None) -> str:
    """The template with each {x} replaced, in parentheses where it needs them."""

    def put(match: re.Match[str]) -> str:
        if match[1] not in args:
            return match[0]  # a group of LaTeX's own, such as {cases}
        written, binds = _write(args[match[1]])
        before, after = template[: match.start()].rstrip(), template[match.end() :].lstrip()
        # ({x}), {{x}}, |{x}|, , {x}, \\lfloor {x} \\rfloor: set off already.
        if before.endswith(("(", "{", "|", ",", "floor", "ceil")) and after.startswith((")", "}", "|", ",", r"\r")):
            return written
        if symbol is None or symbol == "**":
            needed = ATOM
        else:
            needed = NEGATIVE if len(args) == 1 else BINDS[symbol] + (before != "")
        minus = before != "" and written.startswith("-")
        return written if binds >= needed and not minus else rf"\left({written}\right)"

    return re.sub(r"\{(\w+)\}", put, template)
