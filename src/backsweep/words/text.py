"""Expressions as plain text, in Python's own spelling: 2 * (x + 1) ** 3."""

from __future__ import annotations

from backsweep.words.expression import Applied, Condition, Name, Term, is_branch

# Python's precedence: a higher number binds tighter.
BINDS = {"+": 1, "-": 1, "*": 2, "/": 2, "//": 2, "%": 2, "**": 4}
NEGATIVE = 3
ATOM = 9


def number(val: object, digits: int = 6) -> str:
    """A value, short enough to read: six significant digits for floats."""
    if isinstance(val, float):
        text = f"{val:.{digits}g}"
        return text if any(mark in text for mark in ".einf") else text + ".0"
    if isinstance(val, complex):
        return f"({number(val.real, digits)}{val.imag:+.{digits}g}j)"
    if isinstance(val, tuple):
        return "(" + ", ".join(number(part, digits) for part in val) + ")"
    return str(val)


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
            return _write(term.val, with_values)
        return term.name, ATOM
    if isinstance(term, Condition):
        return _condition(term, with_values), 0
    if isinstance(term, (list, tuple)):
        return "[" + ", ".join(text(item, with_values) for item in term) + "]", ATOM
    if not isinstance(term, Applied):
        written = number(term)
        return written, NEGATIVE if written.startswith("-") else ATOM
    symbol, args = term.row.symbol, term.args
    if symbol is None:
        if is_branch(term):
            condition, yes, no = args
            return f"{_operand(yes, 1, with_values)} if {text(condition, with_values)} else {text(no, with_values)}", 0
        return f"{term.row.name}({', '.join(text(arg, with_values) for arg in args)})", ATOM
    if len(args) == 1:
        return symbol + _operand(args[0], NEGATIVE, with_values), NEGATIVE
    binds = BINDS[symbol]
    # ** groups from the right, the others from the left.
    left = _operand(args[0], binds + 1 if symbol == "**" else binds, with_values)
    right = _operand(args[1], NEGATIVE if symbol == "**" else binds + 1, with_values)
    return f"{left} {symbol} {right}", binds


def _condition(term: Condition, with_values: bool) -> str:
    left, right = text(term.left, with_values), text(term.right, with_values)
    # x == x is how a rule asks whether x is nan.
    return f"{left} is a number" if term.sign == "==" and left == right else f"{left} {term.sign} {right}"


def _operand(term: Term, at_least: int, with_values: bool) -> str:
    written, binds = _write(term, with_values)
    return written if binds >= at_least else f"({written})"
