"""Expressions as plain text, in Python's own spelling: 2 * (x + 1) ** 3."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import partial
from typing import Any

from backsweep.over_arrays import OverArrays
from backsweep.values import is_array, shape_of
from backsweep.words.expression import Applied, Array, Condition, Name, Term, is_branch
from backsweep.words.previews import DIGITS, FIRST, FULL, preview

# Python's precedence: a higher number binds tighter.
BINDS = {"+": 1, "-": 1, "*": 2, "@": 2, "/": 2, "//": 2, "%": 2, "**": 4}
NEGATIVE = 3
ATOM = 9

CONSTANTS = {math.pi: "pi", math.e: "e"}

# An int of more bits than this is given in round numbers.
LONG = 80


def number(val: object, digits: int = 6) -> str:
    """A value, short enough to read: six significant digits for floats, round numbers for very long ints.

    Of an array of more than a few entries: its shape, its range, its first entries, and how many are nan or infinite.

    >>> number(2.0), number(1 / 3), number(10**30), number((1.0, 2j))
    ('2.0', '0.333333', '1e+30', '(1.0, (0.0+2j))')
    """
    if isinstance(val, float):
        text = f"{val:.{digits}g}"
        return text if any(mark in text for mark in ".einf") else text + ".0"
    if isinstance(val, complex):
        return f"({number(val.real, digits)}{val.imag:+.{digits}g}j)"
    if isinstance(val, tuple):
        return "(" + ", ".join(number(part, digits) for part in val) + ")"
    if isinstance(val, Fraction) and val.denominator != 1:
        return f"{number(val.numerator, digits)}/{number(val.denominator, digits)}"
    if isinstance(val, int) and val.bit_length() > LONG:
        return _round_int(val, digits)
    return array(val, digits) if is_array(val) else str(val)


def array(val: Any, digits: int = 6, first: int = FIRST) -> str:
    """An array in words; `first` of its entries where they are too many to be written out.

    >>> import numpy as np
    >>> array(np.array([1 / 3, 2.0])), array(np.linspace(0.0, 1.0, 1000), first=0)
    ('[0.333333, 2.0]', '[1,000 entries, 0.0 to 1.0]')
    """
    return preview(val, partial(number, digits=digits if val.size <= FULL else min(digits, DIGITS)), first)


def _round_int(val: int, digits: int) -> str:
    """The first digits and the power of ten, by logarithms: Python itself refuses to write out 5000 digits."""
    exponent = int((abs(val).bit_length() - 1) * math.log10(2))
    lead = Fraction(val, 10**exponent)
    if abs(lead) >= 10:
        exponent, lead = exponent + 1, lead / 10
    return f"{float(lead):.{digits}g}e+{exponent}"


def text(term: Term, with_values: bool = False) -> str:
    """A term in Python's spelling; with_values=True puts the known values in place of the names.

    >>> x = Name("x")
    >>> text(2 * (x + 1) ** 3)
    '2 * (x + 1) ** 3'
    """
    return _write(term, with_values)[0]


def _write(term: Term, with_values: bool) -> tuple[str, int]:
    """The text, and how tightly its outermost operator binds."""
    if isinstance(term, Name):
        if with_values and term.val is not None:
            return (array(term.val, first=0), ATOM) if shape_of(term.val) else _write_number(term.val)
        return term.name, ATOM
    if isinstance(term, Condition):
        return _condition(term, with_values), 0
    if isinstance(term, Array):
        return array(term.val, first=0), ATOM
    if isinstance(term, list):
        return "[" + ", ".join(text(item, with_values) for item in term) + "]", ATOM
    if not isinstance(term, Applied):
        return _write_number(term, CONSTANTS)
    row, args = term.row, term.args
    if isinstance(row, OverArrays) and row.symbol is None:
        return f"{row.name}({', '.join(_arguments(row, args, with_values))})", ATOM
    if row.symbol == "[]":
        return f"{_operand(args[0], ATOM, with_values)}[{index(args[1])}]", ATOM
    if is_branch(term):
        condition, yes, no = args
        return f"{_operand(yes, 1, with_values)} if {text(condition, with_values)} else {text(no, with_values)}", 0
    if row.kind == "item":
        return f"{text(args[0], with_values)}{row.symbol}", ATOM
    if row.symbol is None:
        return f"{row.name}({', '.join(text(arg, with_values) for arg in args)})", ATOM
    if len(args) == 1:
        return row.symbol + _operand(args[0], NEGATIVE + 1, with_values), NEGATIVE
    binds = BINDS[row.symbol]
    # ** groups from the right, the others from the left.
    left = _operand(args[0], binds + 1 if row.symbol == "**" else binds, with_values)
    right = _operand(args[1], NEGATIVE if row.symbol == "**" else binds + 1, with_values)
    return f"{left} {row.symbol} {right}", binds


def _arguments(row: OverArrays, args: tuple[Term, ...], with_values: bool) -> Iterator[str]:
    """The arguments of a row over whole arrays: the arrays, in a list where they are many, then what is static."""
    arrays, statics = row.spelled(args)
    written = [text(each, with_values) for each in arrays]
    yield from written if isinstance(row.pulls, Mapping) else [f"[{', '.join(written)}]"]
    for name, given in statics.items():
        yield f"{name}={static(given)}"


def static(val: Any) -> str:
    """What is static, such as an axis, as it is written; a tuple of one as that one."""
    if isinstance(val, Array) or is_array(val):
        return array(getattr(val, "val", val), first=0)
    if isinstance(val, tuple):
        return static(val[0]) if len(val) == 1 else "(" + ", ".join(map(static, val)) + ")"
    return repr(val) if isinstance(val, str) else index(val)


def index(of: Any) -> str:
    """An index as it is written in brackets.

    >>> index((0, slice(1, None), ..., slice(None, None, -1)))
    '0, 1:, ..., ::-1'
    """
    if isinstance(of, tuple):
        return ", ".join(map(index, of)) or "()"
    if isinstance(of, slice):
        ends = ["" if end is None else str(end) for end in (of.start, of.stop)]
        return ":".join([*ends, *([] if of.step is None else [str(of.step)])])
    if isinstance(of, Array):
        return index(of.val)
    return "..." if of is Ellipsis else array(of, first=0) if is_array(of) else str(of)


def _write_number(val: object, names: dict[float, str] | None = None) -> tuple[str, int]:
    if names and isinstance(val, float) and val in names:
        return names[val], ATOM
    written = number(val)
    if isinstance(val, Fraction) and "/" in written:
        return written, BINDS["/"]
    return written, NEGATIVE if written.startswith("-") else ATOM


def _condition(term: Condition, with_values: bool) -> str:
    left, right = text(term.left, with_values), text(term.right, with_values)
    if not term.sign:
        return left
    # x == x is how a rule asks whether x is nan.
    return f"{left} is a number" if term.sign == "==" and left == right else f"{left} {term.sign} {right}"


def _operand(term: Term, at_least: int, with_values: bool) -> str:
    written, binds = _write(term, with_values)
    return written if binds >= at_least else f"({written})"
