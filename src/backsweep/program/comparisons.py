"""Comparisons as rows: what a program says where a rule or a function compares two numbers.

They give truth values, so they have no derivative and stand beside the table, not in it.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from backsweep.row import Primitive


class Comparison(Primitive):
    """A row that gives True or False. `native` is LLVM's name of the same comparison of floats."""

    kind = "comparison"

    def __call__(self, *args: Any) -> Any:
        return self.value(*args)


def _comparison(name: str, value: Callable[[Any, Any], Any], symbol: str, native: str) -> Comparison:
    return Comparison(
        name=name, about=f"Whether x {symbol} y.", value=value, args=("x", "y"), symbol=symbol, native=native, js=symbol
    )


LESS = _comparison("less", operator.lt, "<", "olt")
AT_MOST = _comparison("at_most", operator.le, "<=", "ole")
MORE = _comparison("more", operator.gt, ">", "ogt")
AT_LEAST = _comparison("at_least", operator.ge, ">=", "oge")
EQUAL = _comparison("equal", operator.eq, "==", "oeq")
UNEQUAL = _comparison("unequal", operator.ne, "!=", "une")

# By the name of Python's method, without underscores.
COMPARISONS = {"lt": LESS, "le": AT_MOST, "gt": MORE, "ge": AT_LEAST, "eq": EQUAL, "ne": UNEQUAL}
