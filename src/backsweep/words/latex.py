"""Expressions as LaTeX, each row by its own template."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from fractions import Fraction
from functools import partial
from typing import Any

from backsweep.over_arrays import OverArrays
from backsweep.values import is_array
from backsweep.words import text as words
from backsweep.words.expression import Applied, Array, Condition, Name, Term, is_branch
from backsweep.words.previews import DIGITS, FULL, size_told, summary
from backsweep.words.text import ATOM, BINDS, NEGATIVE

SIGNS = {"<": "<", "<=": r"\le", ">": ">", ">=": r"\ge", "==": "="}

# Numbers that rules are written with.
CONSTANTS = {
    math.pi: r"\pi",
    math.e: "e",
    math.log(2): r"\ln 2",
    1 / math.log(2): r"\frac{1}{\ln 2}",
    1 / math.log(10): r"\frac{1}{\ln 10}",
    2 / math.sqrt(math.pi): r"\frac{2}{\sqrt{\pi}}",
    math.sqrt(0.5): r"\frac{1}{\sqrt{2}}",
    1 / math.sqrt(2 * math.pi): r"\frac{1}{\sqrt{2 \pi}}",
    0.5: r"\frac{1}{2}",
}


def number(val: object, digits: int = 6) -> str:
    r"""A value in LaTeX, with six significant digits for floats.

    >>> print(number(2.0), number(1.5e-9), number(Fraction(-1, 3)))
    2 1.5 \cdot 10^{-9} -\frac{1}{3}
    """
    if is_array(val) and not isinstance(val, (float, complex)):
        return array(val, digits)
    if isinstance(val, tuple):
        return r"\left(" + ", ".join(number(part, digits) for part in val) + r"\right)"
    if isinstance(val, bool):
        return rf"\text{{{str(val).lower()}}}"
    if isinstance(val, complex):
        return f"({number(val.real, digits)} {'-' if val.imag < 0 else '+'} {number(abs(val.imag), digits)}\\,i)"
    if isinstance(val, Fraction) and val.denominator != 1:
        sign = "-" if val < 0 else ""
        return rf"{sign}\frac{{{number(abs(val.numerator), digits)}}}{{{number(val.denominator, digits)}}}"
    if isinstance(val, float):
        if math.isnan(val):
            return r"\mathrm{nan}"
        if math.isinf(val):
            return r"\infty" if val > 0 else r"-\infty"
        written = f"{val:.{digits}g}"
    else:
        written = words.number(val, digits)
    lead, _, exponent = written.partition("e")
    return rf"{lead} \cdot 10^{{{int(exponent)}}}" if exponent else lead


def array(val: Any, digits: int = 6) -> str:
    r"""An array in LaTeX: a matrix where its entries are few, else its shape with its range.

    >>> import numpy as np
    >>> print(array(np.array([1.0, 0.5])), array(np.linspace(0.0, 1.0, 40).reshape(10, 4)))
    \left[1, 0.5\right] \left[10 \times 4\text{: }{0} \,\ldots\, {1}\right]
    """
    if not val.ndim:
        return number(val.item(), digits)
    if 0 < val.size <= FULL:
        return nested(val.tolist(), digits)
    told = summary(val)
    write = partial(number, digits=min(digits, DIGITS))
    ends = [
        rf"\left|{write(end)}\right|" if told.modulus else write(end)
        for end in (told.low, told.high)
        if end is not None
    ]
    ranges = [
        r" \,\ldots\, ".join(f"{{{end}}}" for end in dict.fromkeys(ends)),
        *(rf"{count:,} \,\text{{{odd}}}" for odd, count in told.odd.items()),
    ]
    between = r",\ ".join(part for part in ranges if part)
    parts = [size_told(told.shape, r" \times ") if len(told.shape) > 1 else rf"\text{{{size_told(told.shape)}}}"]
    return r"\left[" + r"\text{: }".join([*parts, *[between] * bool(between)]) + r"\right]"


def nested(entries: Any, digits: int) -> str:
    """Lists of lists of numbers, written out."""
    if isinstance(entries, list):
        return r"\left[" + ", ".join(nested(entry, digits) for entry in entries) + r"\right]"
    return number(entries, digits)


def name(label: str) -> str:
    r"""A name in LaTeX: w1 and w[1] become w_{1}, alpha becomes \alpha, longer words are set upright.

    >>> print(name("w12"), name("w_out"), name("p['W'][0]"), name("k1_2"), name("learning_rate"))
    w_{12} w_{\mathrm{out}} p_{W,0} k_{1,2} \mathrm{learning\_rate}
    """
    head, tail = parts(label)
    return head + tail


def parts(label: str) -> tuple[str, str]:
    """A name's letter or word, and its indices as a subscript ("" where there are none)."""
    steps = [step.strip("'\" ") for step in re.split(r"[\[\].]+", label)]
    head, *indices = [step for step in steps if step] or [label]
    again = re.fullmatch(r"([^\W\d_]+\d+)_(\d+)", head)  # k1_2: the second thing that was called k1
    if again:
        head, indices = again[1], [again[2], *indices]
    split = re.fullmatch(r"([^\W\d_]+)_?(\d+)", head) or re.fullmatch(r"([^\W\d_])_(\w+)", head)
    if split is None and re.fullmatch(r"[^\W\d_]+_[^\W_]+", head) and head.partition("_")[0] in GREEK:
        split = re.fullmatch(r"([^\W\d_]+)_(\w+)", head)
    if split:
        head, indices = split[1], [split[2], *indices]
    return _symbol(head), f"_{{{','.join(map(_symbol, indices))}}}" if indices else ""


def _symbol(word: str) -> str:
    """One letter or number as it is, a Greek letter by name, anything else upright."""
    if word in GREEK:
        return "\\" + word
    if word in GREEK_LETTERS:
        return "\\" + GREEK_LETTERS[word]
    if re.fullmatch(r"[A-Za-z]|\d+", word):
        return word
    if re.fullmatch(r"\w+", word, re.ASCII):
        return rf"\mathrm{{{word.translate(ESCAPES)}}}"
    return rf"\text{{{word.translate(ESCAPES)}}}"


GREEK = {"alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu"}
GREEK |= {"nu", "xi", "pi", "rho", "sigma", "tau", "phi", "chi", "psi", "omega"}
GREEK_LETTERS = dict(zip("αβγδεζηθικλμνξπρστφχψω", [
    *("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu"),
    *("nu", "xi", "pi", "rho", "sigma", "tau", "phi", "chi", "psi", "omega"),
], strict=True))  # fmt: skip
ESCAPES = str.maketrans(
    {char: "\\" + char for char in "_#$%&{}"}
    | {"\\": r"\textbackslash{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}"}
    | {"<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}", '"': "''"}
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
    """The LaTeX, and how tightly its outermost operator binds."""
    if isinstance(term, Name):
        return name(term.name), ATOM
    if isinstance(term, Condition):
        return _condition(term), 0
    if isinstance(term, Array):
        return array(term.val), ATOM
    if isinstance(term, list):
        return r"\left[" + ", ".join(map(latex, term)) + r"\right]", ATOM
    if not isinstance(term, Applied):
        return _write_number(term)
    row, args = term.row, term.args
    if isinstance(row, OverArrays) and row.latex is None:
        return _call_of_arrays(row, args), ATOM
    if is_branch(term):
        return _cases(term), ATOM
    if row.kind == "item":
        return latex(args[0]) + (row.symbol or ""), ATOM
    if row.kind in ("sequence", "call") or row.latex is None:
        return rf"{name_of(row.name)}\left({', '.join(map(latex, args))}\right)", ATOM
    if row.symbol == "/":
        return _fraction(*args)
    if row.symbol == "**" and is_root(args[0]) and args[1] == 2:
        return latex(args[0])[len(r"\sqrt{") : -1], BINDS["+"]
    written = _fill(_template(row.latex, row.symbol, args), dict(zip(row.args, args, strict=True)), row.symbol)
    return written, _binding(row.symbol, len(args))


def _call_of_arrays(row: OverArrays, args: tuple[Term, ...]) -> str:
    """An index in brackets; or a call: the arrays first, and what is static set upright."""
    arrays, statics = row.spelled(args)
    written = ", ".join(map(latex, arrays))
    if row.symbol == "[]":
        base, binds = _write(args[0])
        base = base if binds >= ATOM else rf"\left({base}\right)"
        return rf"{base}\left[{upright(words.index(args[1]))}\right]"
    if not isinstance(row.pulls, Mapping):
        written = rf"\left[{written}\right]"
    told = "".join(", " + upright(f"{key}={words.static(each)}") for key, each in statics.items())
    return rf"{name_of(row.name)}\left({written}{told}\right)"


def upright(plain: str) -> str:
    """A piece of Python, set as it is written."""
    return rf"\text{{{plain.translate(ESCAPES)}}}"


def is_root(term: Term) -> bool:
    """Whether a term is written as a square root of all the rest, so that its square is that rest."""
    return isinstance(term, Applied) and str(term.row.latex).startswith(r"\sqrt{") and str(term.row.latex).endswith("}")


def _fraction(above: Term, below: Term) -> tuple[str, int]:
    """A quotient: a minus stands before it, and a constant such as 1/2 is part of it."""
    if isinstance(above, Applied) and above.row.name == "neg":
        return "-" + _fraction(above.args[0], below)[0], NEGATIVE
    if isinstance(above, (int, float)) and above < 0:
        return "-" + _fraction(-above, below)[0], NEGATIVE
    written, (under, binds) = latex(above), _write(below)
    constant = re.fullmatch(r"\\frac\{(\w+)\}\{(.+)\}", written) if isinstance(above, float) else None
    if constant:
        under = under if binds >= BINDS["*"] else rf"\left({under}\right)"
        under = f"{constant[2]} {under}" if constant[2].isdigit() else f"{under} {constant[2]}"
        written = constant[1]
    return rf"\frac{{{written}}}{{{under}}}", NEGATIVE


def _write_number(val: object) -> tuple[str, int]:
    if isinstance(val, float) and abs(val) in CONSTANTS:
        return (CONSTANTS[abs(val)], ATOM) if val > 0 else ("-" + CONSTANTS[abs(val)], NEGATIVE)
    written = number(val)
    if written.startswith("-"):
        return written, NEGATIVE
    return written, BINDS["*"] if r"\cdot" in written or isinstance(val, Fraction) else ATOM


def _template(template: str, symbol: str | None, args: tuple[Term, ...]) -> str:
    """The row's template; a number stands directly before a letter, as in 2 x."""
    if symbol == "*" and isinstance(args[0], (int, float)) and re.fullmatch(r"-?[\d.]+|\\pi", latex(args[0])):
        after = latex(args[1])
        if re.match(r"[A-Za-z]|\\(?!left|frac|text|infty|math)", after):
            return template.replace(r" \cdot", "")
    return template


def _condition(term: Condition) -> str:
    left, right = latex(term.left), latex(term.right)
    if not term.sign:
        return left
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
    return rf"\operatorname{{{function.strip('<>').translate(ESCAPES)}}}"


def _binding(symbol: str | None, count: int) -> int:
    """How tightly a row's template binds."""
    return NEGATIVE if symbol is None or count == 1 else ATOM if symbol == "//" else BINDS[symbol]


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
