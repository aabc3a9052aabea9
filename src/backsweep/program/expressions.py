"""Expressions as text: how strongly they hold together, what they read, and the names in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from backsweep.row import Primitive

# How strongly an expression holds together, as its outermost operator does.
CHOICE, COMPARISON, SUM, PRODUCT, MINUS, POWER, ATOM = range(7)

# A name of this form is a scalar's.
SCALAR = re.compile(r"\bv\d+\b")


@dataclass(slots=True)
class Expression:
    """Text that stands for a scalar.

    strength  how strongly it holds together
    kind      "float", "truth" or "whole"
    raises    whether it must be evaluated in its place among others that could raise
    reads     the arrays it reads that are written to
    line      the user's line
    """

    text: str
    strength: int = ATOM
    kind: str = "float"
    raises: bool = False
    reads: tuple[str, ...] = ()
    line: str = ""

    def within(self, strength: int) -> str:
        """The text, in parentheses if it holds together less than that."""
        return self.text if self.strength >= strength else f"({self.text})"


def identifier(name: str, taken: Iterable[str] = (), otherwise: str = "f") -> str:
    """A name as printed programs can use it, different from those taken."""
    plain = re.sub(r"\W", "_", name, flags=re.ASCII).strip("_")
    name = otherwise if not plain or name == "<lambda>" else plain
    name = f"_{name}" if name[0].isdigit() or SCALAR.fullmatch(name) else name
    while name in taken:
        name += "_"
    return name


def is_one_term(text: str) -> bool:
    """Whether nothing is added or subtracted in a text at its outermost level."""
    depth = 0
    for at, letter in enumerate(text):
        depth += (letter in "([") - (letter in ")]")
        if depth == 0 and text[at : at + 3] in (" + ", " - "):
            return False
    return True


def renamed(value: Expression, name: str, other: str) -> Expression:
    """An expression with another name in place of one."""
    text = SCALAR.sub(lambda found: other if found.group() == name else found.group(), value.text)
    return Expression(text, value.strength, value.kind, value.raises, value.reads, value.line)


def kind_of(row: Primitive, args: Sequence[Expression]) -> str:
    """Whether a row gives a float or a truth value."""
    if row.kind == "comparison" or (row.native == "select" and args[1].kind == args[2].kind == "truth"):
        return "truth"
    return "float"
