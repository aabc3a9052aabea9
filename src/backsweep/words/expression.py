"""Expressions: symbols that write down what is asked of them.

A rule read on symbols gives its own formula: `lambda x, y: 1 + y * y` becomes the expression 1 + y * y.
A symbol may carry a value. Then comparisons are decided, and of a rule with branches the one that
counts here is written; without values the expression keeps them all, as the reference page needs.

Expressions are for reading. They are tidied (1 * x is x, x ** 1 is x), which no computation relies on.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

from backsweep.arrays import ARRAYS, quietly
from backsweep.row import TABLE, Primitive
from backsweep.values import shape_of
from backsweep.worlds import World

Term: TypeAlias = Any  # an Expression or a plain number


class Expression:
    """A formula: a name, or a row applied to formulas and numbers. `val` is its value where that is known."""

    val: Any = None

    def __add__(self, other: Term) -> Term:
        return apply(TABLE["add"], self, other)

    def __radd__(self, other: Term) -> Term:
        return apply(TABLE["add"], other, self)

    def __sub__(self, other: Term) -> Term:
        return apply(TABLE["sub"], self, other)

    def __rsub__(self, other: Term) -> Term:
        return apply(TABLE["sub"], other, self)

    def __mul__(self, other: Term) -> Term:
        return apply(TABLE["mul"], self, other)

    def __rmul__(self, other: Term) -> Term:
        return apply(TABLE["mul"], other, self)

    def __truediv__(self, other: Term) -> Term:
        return apply(TABLE["div"], self, other)

    def __rtruediv__(self, other: Term) -> Term:
        return apply(TABLE["div"], other, self)

    def __pow__(self, other: Term) -> Term:
        return apply(TABLE["power"], self, other)

    def __mod__(self, other: Term) -> Term:
        return apply(TABLE["mod"], self, other)

    def __floordiv__(self, other: Term) -> Term:
        return apply(TABLE["floordiv"], self, other)

    def __rpow__(self, other: Term) -> Term:
        return apply(TABLE["pow"], other, self)

    def __rmod__(self, other: Term) -> Term:
        return apply(TABLE["mod"], other, self)

    def __rfloordiv__(self, other: Term) -> Term:
        return apply(TABLE["floordiv"], other, self)

    def __neg__(self) -> Term:
        return apply(TABLE["neg"], self)

    def __abs__(self) -> Term:
        return apply(TABLE["abs"], self)

    def __lt__(self, other: Term) -> Any:
        return compare("<", operator.lt, self, other)

    def __le__(self, other: Term) -> Any:
        return compare("<=", operator.le, self, other)

    def __gt__(self, other: Term) -> Any:
        return compare(">", operator.gt, self, other)

    def __ge__(self, other: Term) -> Any:
        return compare(">=", operator.ge, self, other)

    def __eq__(self, other: object) -> Any:
        return compare("==", operator.eq, self, other)

    __hash__ = object.__hash__


class Name(Expression):
    """A symbol, such as x, with its value where that is known."""

    def __init__(self, name: str, val: Any = None) -> None:
        self.name, self.val = name, val


class Array(Expression):
    """A constant array in a formula. A rule asks about its entries as it asks about a symbol."""

    def __init__(self, val: Any) -> None:
        self.val = val


class Applied(Expression):
    """A row applied to arguments."""

    def __init__(self, row: Primitive, args: tuple[Term, ...]) -> None:
        self.row, self.args = row, args

    @cached_property
    def val(self) -> Any:
        # Computed where a comparison asks for it.
        vals = [value_of_term(arg) for arg in self.args]
        # A call of the user's function is not made again, for what it may do or take; nor is one over whole arrays.
        if self.row.kind in ("call", "array") or any(val is None for val in vals):
            return None
        try:
            if not any(map(holds_entries, vals)):
                return self.row.plain(*vals)
            with quietly(ARRAYS):
                return self.row.on_arrays(*vals)
        except (ArithmeticError, ValueError, TypeError):
            return None


@dataclass(frozen=True, eq=False)
class Condition:
    """A comparison that is not decided: its sign and its two sides; "" for a condition that is only named."""

    sign: str
    left: Term
    right: Term

    def __eq__(self, other: object) -> Any:
        return Condition("==", self, other)

    __hash__ = object.__hash__

    def __bool__(self) -> bool:
        raise TypeError("A comparison of symbols is not decided, so it cannot stand in an `if`.")


def value_of_term(term: Term) -> Any:
    """The value of a number, of an expression whose value is known, or of a list of them; else None."""
    if isinstance(term, (list, tuple)):
        vals = [value_of_term(item) for item in term]
        return None if any(val is None for val in vals) else vals
    return term.val if isinstance(term, Expression) else None if isinstance(term, Condition) else term


def compare(sign: str, test: Callable[[Any, Any], bool], left: Term, right: Term) -> Any:
    """A plain bool where both values are known, of arrays if all entries answer alike; else the condition itself."""
    a, b = value_of_term(left), value_of_term(right)
    if a is None or b is None:
        return Condition(sign, left, right)
    answer: Any = test(a, b)
    if not holds_entries(answer):
        return bool(answer)  # NumPy's own bool is an array to whoever asks
    return bool(answer.flat[0]) if answer.size and (answer == answer.flat[0]).all() else Condition(sign, left, right)


def holds_entries(val: Any) -> bool:
    """Whether a value is an array with axes: asked a question, it answers for each entry."""
    return bool(shape_of(val))


def term_of(val: Any) -> Term:
    """A constant as part of a formula: a number as it is, an array as a symbol."""
    return Array(val) if holds_entries(val) else val


def is_branch(term: Term) -> bool:
    """Whether a term is a choice between two, by a condition that is not decided."""
    return isinstance(term, Applied) and term.row.kind == "structural" and isinstance(term.args[0], Condition)


def is_number(term: Term) -> bool:
    """Whether a term is a plain number."""
    return not isinstance(term, (Expression, Condition, list, tuple))


def apply(row: Primitive, *args: Term) -> Term:
    """A row applied to terms, tidied for the eye."""
    if all(map(is_number, args)):
        try:
            return row.plain(*args)
        except (ArithmeticError, ValueError):
            return Applied(row, args)
    tidied = TIDY[row.name](*args) if row.name in TIDY else None
    return Applied(row, args) if tidied is None else tidied


def is_(term: Term, number: float) -> bool:
    """Whether a term is this very plain number."""
    return is_number(term) and bool(term == number)


def same(x: Term, y: Term, depth: int = 4) -> bool:
    """Whether two terms are written alike: cosh(x) and cosh(x). Looks `depth` levels deep, as far as an eye would."""
    if isinstance(x, Name) and isinstance(y, Name):
        return x.name == y.name
    if isinstance(x, Applied) and isinstance(y, Applied) and x.row is y.row and depth:
        return all(same(a, b, depth - 1) for a, b in zip(x.args, y.args, strict=True))
    return is_number(x) and is_number(y) and bool(x == y)


def _tidy_add(x: Term, y: Term) -> Term | None:
    return y if is_(x, 0) else x if is_(y, 0) else None


def _tidy_sub(x: Term, y: Term) -> Term | None:
    return x if is_(y, 0) else -y if is_(x, 0) else None


def _tidy_mul(x: Term, y: Term) -> Term | None:
    if is_(x, 0) or is_(y, 0):
        return 0
    if is_(x, 1) or is_(y, 1):
        return y if is_(x, 1) else x
    if is_(x, -1) or is_(y, -1):
        return -y if is_(x, -1) else -x
    if isinstance(x, Applied) and x.row.name == "mul" and same(x.args[1], y):
        return x.args[0] * y**2
    return x**2 if same(x, y) else None


def _tidy_div(x: Term, y: Term) -> Term | None:
    if is_(y, 1):
        return x
    if isinstance(x, Applied) and x.row.name == "div":
        return x.args[0] / (x.args[1] * y)
    return None


def _tidy_power(x: Term, c: Term) -> Term | None:
    return x if is_(c, 1) else 1 if is_(c, 0) else None


# How the operators of school algebra are tidied. Not derivatives and not used in any computation.
TIDY: dict[str, Callable[..., Term | None]] = {
    "add": _tidy_add,
    "sub": _tidy_sub,
    "mul": _tidy_mul,
    "div": _tidy_div,
    "power": _tidy_power,
    "pow": _tidy_power,
    "neg": lambda x: x.args[0] if isinstance(x, Applied) and x.row.name == "neg" else None,
}


def writer(row: Primitive) -> Callable[..., Term]:
    """What a row's name stands for in a rule that is read as words."""
    if row.kind == "structural" and row.on_nodes is not row:

        def choice(condition: Any, *branches: Term) -> Term:
            if isinstance(condition, Condition):
                return Applied(row, (condition, *branches))
            return row.on_nodes(condition, *branches)

        return choice
    return lambda *args: apply(row, *args)


WORDS = World("words", writer, lambda arg: arg, lambda der, partial: der * partial)
