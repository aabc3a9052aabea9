"""Expressions in C: numbers, rows as operators and calls, and the lines that give names their values.

Notes what the text needs besides: our helpers, functions that are only nearly Python's, and prototypes.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Sequence
from math import isnan
from typing import Any

from backsweep.errors import WrongKind
from backsweep.program.c_words import C99, INFIX, NEARLY, RESERVED
from backsweep.program.expressions import ATOM, CHOICE, COMPARISON, MINUS, SUM, Expression
from backsweep.program.layout import Layout
from backsweep.program.replay import WHOLE
from backsweep.program.statements import Program
from backsweep.row import Primitive


class CExpressions(Layout):
    """A program on its way to C, as far as its expressions go.

    helpers     the functions of c_helpers.py that it calls
    nearly      the functions it calls whose last digits may differ from Python's
    prototypes  the declarations of functions that are not in math.h, by their names
    """

    def __init__(self, program: Program) -> None:
        super().__init__(program, RESERVED)
        self.helpers: set[str] = set()
        self.nearly: set[str] = set()
        self.prototypes: dict[str, str] = {}

    def constant(self, number: Any) -> Expression:
        if isinstance(number, bool):
            return Expression(str(int(number)), kind="truth")
        if isinstance(number, int):
            return Expression(str(number), ATOM if number >= 0 else MINUS, kind="whole")
        if not isinstance(number, float):
            raise WrongKind(f"to_c cannot write the argument {number!r}: it is no number.")
        if isnan(number):
            return Expression("NAN")
        if math.isinf(number):
            return Expression("INFINITY") if number > 0 else Expression("-INFINITY", MINUS)
        return Expression(repr(number), MINUS if math.copysign(1.0, number) < 0 else ATOM)

    def apply(self, row: Primitive, args: Sequence[Expression]) -> Expression:
        native = row.native
        if row.kind == "comparison":
            x, y = args
            return Expression(f"{x.within(SUM)} {row.symbol} {y.within(SUM)}", COMPARISON)
        if native == "select":
            condition, a, b = args
            text = f"{condition.within(COMPARISON)} ? {a.within(COMPARISON)} : {b.within(COMPARISON)}"
            return Expression(text, CHOICE)
        if native in INFIX:
            symbol, strength = INFIX[native]
            x, y = args
            first = f"(double){x.within(ATOM)}" if x.kind != "float" and y.kind != "float" else x.within(strength)
            return Expression(f"{first} {symbol} {y.within(strength + 1)}", strength)
        if native == "fneg":
            return Expression(f"-{args[0].within(ATOM)}", MINUS)
        text = f"{self.called(row)}({', '.join(arg.text for arg in args)})"
        return Expression(f"whole({text})" if native in WHOLE else text)

    def called(self, row: Primitive) -> str:
        """The C function of a row."""
        plain = row.plain
        if row.native in WHOLE:
            self.helpers.add("whole")
        if plain in (operator.mod, operator.floordiv):
            helper = "modulo" if plain is operator.mod else "floor_divide"
            self.helpers.add(helper)
            return helper
        if plain in NEARLY:
            self.nearly.add(NEARLY[plain])
            return NEARLY[plain]
        if plain is math.ldexp:
            return "ldexp"
        native = row.native
        if not isinstance(native, str) or not native.isidentifier() or not native.isascii():
            raise WrongKind(
                f"to_c() cannot write {row.name}: its value is a Python function, and C has none that is the same. "
                "Use source(), which gives Python."
            )
        if native not in C99:
            self.prototypes[native] = f"double {native}({', '.join(['double'] * len(row.args))});\n"
        return native

    def setting(self, name: str, expression: Expression, new: bool) -> str:
        kinds = {"float": "double", "truth": "int", "whole": "int64_t"}
        return f"{kinds[expression.kind]} {name} = {expression.text};" if new else f"{self.change(name, expression)};"

    def evaluating(self, expression: Expression) -> str:
        return f"(void){expression.within(ATOM)};"

    def remark(self, line: str) -> str:
        return f"/* {' '.join(line.split()).replace('*/', '* /')} */"
