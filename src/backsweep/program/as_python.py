"""A program as Python: to be read, and to be run where there is no LLVM.

The text needs nothing but the standard library, except for rows whose value is neither an operator nor a
function of `math`: those are called by their names, and `namespace` says what they are.
"""

from __future__ import annotations

import builtins
import json
import keyword
import math
import operator
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count
from math import inf, isfinite, isnan
from typing import Any

from backsweep.program.expressions import (
    ATOM,
    CHOICE,
    COMPARISON,
    MINUS,
    POWER,
    PRODUCT,
    SUM,
    Expression,
    identifier,
)
from backsweep.program.layout import WIDTH, Layout
from backsweep.program.replay import WHOLE, GuardMissed, value_of_row
from backsweep.program.statements import (
    Accumulate,
    Array,
    Guard,
    Load,
    Loop,
    Operand,
    Program,
    Seen,
    Store,
    Turns,
)
from backsweep.row import Primitive

# Operators by what Python's `operator` calls them, with how strongly they hold together.
INFIX: dict[Any, tuple[str, int]] = {
    operator.add: ("+", SUM),
    operator.sub: ("-", SUM),
    operator.mul: ("*", PRODUCT),
    operator.truediv: ("/", PRODUCT),
    operator.mod: ("%", PRODUCT),
    operator.floordiv: ("//", PRODUCT),
}
BUILTINS = {"abs": abs, "round": round, "float": float, "range": range, "reversed": reversed, "len": len}
TAKEN = frozenset({*keyword.kwlist, *dir(math), *BUILTINS, "count", "put", "GuardMissed"})
# An output of at most so many numbers is returned as a list written out.
FEW = 8

MISSED = '''class GuardMissed(Exception):
    """These inputs lead another way than those this function was written down for."""
'''
PUT = '''def put(numbers, place, number):
    """numbers[place] = number, for a list that grows."""
    while len(numbers) <= place:
        numbers.append(0.0)
    numbers[place] = number
'''


@dataclass(frozen=True, slots=True)
class Printed:
    """A program in parts.

    names      what the function imports from the standard library
    given      what it is given, by `namespace`
    tables     its arrays of constants and indices
    function   the text of the function, and of `put` where it needs that
    name       how the function is called
    """

    names: dict[str, Any]
    given: dict[str, Any]
    tables: dict[str, Sequence[Any]]
    function: str
    name: str


def python_source(program: Program) -> str:
    """The program as the text of a Python module with one function, from a list of inputs to the list of outputs."""
    printed = PythonLayout(program).printed()
    size = program.output.size
    told = f"{program.inputs.size} number{'s' * (program.inputs.size != 1)} in, {size} out"
    parts = [f'"""{printed.name}: {told}. Written by backsweep."""']
    if printed.given:
        parts.append(
            "\n".join(
                textwrap.wrap(
                    f"Given beside this text, because Python's standard library has no such functions: "
                    f"{', '.join(sorted(printed.given))}.",
                    WIDTH,
                    initial_indent="# ",
                    subsequent_indent="# ",
                )
            )
        )
    imports = [f"from itertools import {name}" for name in printed.names if name == "count"]
    from_math = sorted(name for name in printed.names if name not in BUILTINS and name not in ("count", "GuardMissed"))
    if from_math:
        imports.append(f"from math import {', '.join(from_math)}")
    if imports:
        parts.append("\n".join(imports))
    parts.extend(table_text(name, numbers) for name, numbers in printed.tables.items())
    body = printed.function if "GuardMissed" not in printed.names else f"{MISSED}\n\n{printed.function}"
    return "\n\n".join(parts) + "\n\n\n" + body


def python_function(program: Program) -> Callable[[Sequence[float]], list[float]]:
    """The program as a Python function.

    Raises:
        GuardMissed: when called, where the program is not for these inputs.
    """
    printed = PythonLayout(program).printed()
    names: dict[str, Any] = {"__builtins__": {}, **BUILTINS, **printed.names, **printed.given, **printed.tables}
    exec(compile(printed.function, f"<{printed.name}, written by backsweep>", "exec"), names)
    function: Callable[[Sequence[float]], list[float]] = names[printed.name]
    return function


def namespace(program: Program) -> dict[str, Callable[..., Any]]:
    """What the printed program calls that the standard library does not have, by name."""
    return PythonLayout(program).printed().given


def table_text(name: str, numbers: Sequence[Any]) -> str:
    """A table of constants as a tuple, in lines; numbers of turns that have been seen as a set."""
    if isinstance(numbers, Turns):
        return f"{name} = {{{', '.join(map(str, numbers.counts))}}}  # numbers of turns that have been seen"
    listed = ", ".join(number_text(number) for number in numbers)
    if len(numbers) > 0 and len(listed) + len(name) + 6 < WIDTH:
        return f"{name} = ({listed}{',' * (len(numbers) == 1)})"
    lines = textwrap.wrap(listed, WIDTH - 4, break_long_words=False, break_on_hyphens=False)
    return "\n".join([f"{name} = (", *(f"    {line}" for line in lines), ")"])


def number_text(number: Any) -> str:
    """A number as Python reads it; inf and nan are names of `math`."""
    return repr(number)


def standard(function: Any) -> str | None:
    """The name under which `math` or the builtins have a function; None if they do not."""
    name = getattr(function, "__name__", "")
    found = getattr(math, name, None) is function or (name in BUILTINS and getattr(builtins, name) is function)
    return name if found else None


class PythonLayout(Layout):
    """A program on its way to Python."""

    def __init__(self, program: Program) -> None:
        super().__init__(program, TAKEN)
        self.names: dict[str, Any] = {}
        self.given: dict[str, Any] = {}
        self.function = identifier(program.name, TAKEN | set(self.arrays.values()))
        self.returned = self.at_the_end()
        self.appended = self.in_order()

    def printed(self) -> Printed:
        """The whole program."""
        statements = [line for array in self.program.arrays for line in self.memory(array)]
        for line in statements:
            self.write(line)
        self.body(self.program.statements)
        self.finish()
        lines = [f"def {self.function}({self.arrays[self.program.inputs.name]}):", *self.lines]
        text = "\n".join(lines) + "\n"
        if "put" in self.names:
            text = f"{PUT}\n\n{text}"
            del self.names["put"]
        tables = {
            self.arrays[array.name]: array.numbers
            for array in self.program.arrays
            if array.role in ("constants", "indices")
        }
        if any(not isfinite(number) for numbers in tables.values() for number in numbers):
            self.names.update(inf=inf, nan=math.nan)
        return Printed(self.names, self.given, tables, text, self.function)

    def finish(self) -> None:
        """The last lines: what still waits and could raise, and the output."""
        if self.returned is None:
            self.settle_ordered()
            self.write(f"return {self.arrays[self.program.output.name]}")
            return
        values = self.take(self.returned, room=8)
        self.settle_ordered()
        self.write(f"return [{', '.join(value.text for value in values)}]")

    # Memory.

    def at_the_end(self) -> list[Operand] | None:
        """The output, where it is nothing but a few numbers each stored once: it can be returned as they are."""
        output = self.program.output
        if output.size is None or output.size > FEW:
            return None
        stored: dict[int, Operand] = {}
        for statement in self.program.walk():
            if isinstance(statement, (Load, Accumulate, Store)) and statement.array is output:
                if not isinstance(statement, Store) or statement.at.steps or statement.at.table is not None:
                    return None
                if statement.at.base in stored:
                    return None
                stored[statement.at.base] = statement.value
        top = {id(statement) for statement in self.program.statements}
        if any(isinstance(s, Store) and s.array is output and id(s) not in top for s in self.program.walk()):
            return None
        return [stored.get(place, 0.0) for place in range(output.size)]

    def in_order(self) -> set[str]:
        """The arrays that grow by one place after the other, so that list.append will do."""
        stores: dict[str, list[Store]] = {}
        for statement in self.program.walk():
            if isinstance(statement, Store) and statement.array.size is None:
                stores.setdefault(statement.array.name, []).append(statement)
        found: set[str] = set()
        for loop in self.program.statements:
            if not isinstance(loop, Loop) or loop.down:
                continue
            for name, several in stores.items():
                here = [s for s in loop.body if isinstance(s, Store) and s.array.name == name]
                expected = [(base, ((loop.index, len(here)),), None) for base in range(len(here))]
                all_here = here and len(here) == len(several)
                if all_here and [(s.at.base, s.at.steps, s.at.table) for s in here] == expected:
                    found.add(name)
        return found

    def memory(self, array: Array) -> list[str]:
        """The line that makes an array."""
        name = self.arrays[array.name]
        if array.role in ("input", "constants", "indices") or (array.role == "output" and self.returned is not None):
            return []
        if array.size is None:
            return [f"{name} = []"]
        return [f"{name} = [0.0] * {array.size}"]

    def access(self, statement: Store | Accumulate) -> None:
        if self.returned is None or statement.array is not self.program.output:
            super().access(statement)

    def write_access(self, statement: Store | Accumulate, value: Expression) -> None:
        place = self.place(statement.array, statement.at)
        name = self.arrays[statement.array.name]
        if isinstance(statement, Accumulate):
            self.write(f"{place} += {value.text}", value.line)
        elif statement.array.name in self.appended:
            self.write(f"{name}.append({value.text})", value.line)
        elif statement.array.size is None:
            self.names["put"] = None
            self.write(f"put({name}, {place[len(name) + 1 : -1]}, {value.text})", value.line)
        else:
            self.write(f"{place} = {value.text}", value.line)

    # Expressions.

    def constant(self, number: Any) -> Expression:
        if isinstance(number, bool):
            return Expression(repr(number), kind="truth")
        if isinstance(number, int):
            return Expression(repr(number), ATOM if number >= 0 else MINUS, kind="whole")
        if not isinstance(number, float):
            return self.static(number)
        if not isfinite(number):
            name = "nan" if isnan(number) else "inf"
            self.names[name] = abs(number)
            return Expression(f"-{name}", MINUS) if number < 0 else Expression(name)
        negative = math.copysign(1.0, number) < 0
        return Expression(repr(number), MINUS if negative else ATOM)

    def static(self, value: Any) -> Expression:
        """An argument that is no number."""
        if value is None or isinstance(value, str):
            return Expression(repr(value))
        name = self.give(f"given_{type(value).__name__}", value)
        return Expression(name)

    def give(self, name: str, value: Any) -> str:
        """A name for something from outside."""
        name = identifier(name, TAKEN | set(self.arrays.values()))
        while self.given.get(name, value) is not value:
            name += "_"
        self.given[name] = value
        return name

    def apply(self, row: Primitive, args: Sequence[Expression]) -> Expression:
        if row.kind == "comparison":
            x, y = args
            return Expression(f"{x.within(SUM)} {row.symbol} {y.within(SUM)}", COMPARISON)
        if row.native == "select":
            condition, a, b = args
            text = f"{a.within(COMPARISON)} if {condition.within(COMPARISON)} else {b.within(COMPARISON)}"
            return Expression(text, CHOICE)
        plain = row.plain
        if plain in INFIX:
            symbol, strength = INFIX[plain]
            x, y = args
            return Expression(f"{x.within(strength)} {symbol} {y.within(strength + 1)}", strength)
        if plain is operator.neg:
            return Expression(f"-{args[0].within(POWER)}", MINUS)
        if row.native == "pow" and row.symbol == "**":
            return self.power(*args)
        return Expression(self.call(row, args))

    def power(self, x: Expression, y: Expression) -> Expression:
        """x**y, where Python's ** is what the row is; math.pow, where ** could give a complex number."""
        exponent = literal(y)
        base = literal(x)
        if exponent is not None and exponent.is_integer() and abs(exponent) < 2**53:
            return Expression(f"{x.within(ATOM)}**{int(exponent)}", POWER)
        if base is not None and base > 0:
            return Expression(f"{x.within(ATOM)}**{y.within(MINUS)}", POWER)
        self.names["pow"] = math.pow
        return Expression(f"pow({x.text}, {y.text})")

    def call(self, row: Primitive, args: Sequence[Expression]) -> str:
        """A function's name with its arguments."""
        told = ", ".join(arg.text for arg in args)
        if row.kind == "sequence":
            return f"{self.give(row.name, value_of_row(row))}({told})"
        name = standard(row.plain)
        if name is None:
            return f"{self.give(row.name, row.plain)}({told})"
        self.names[name] = row.plain
        return f"float({name}({told}))" if row.native in WHOLE else f"{name}({told})"

    # Lines.

    def setting(self, name: str, expression: Expression, new: bool) -> str:
        return f"{name} = {expression.text}" if new else self.change(name, expression)

    def together(self, pairs: Sequence[tuple[str, Expression]]) -> bool:
        names, values = ", ".join(name for name, _ in pairs), ", ".join(value.text for _, value in pairs)
        fits = len(names) + len(values) + 4 * self.depth < WIDTH
        if fits:
            self.write(f"{names} = {values}", pairs[-1][1].line)
        return fits

    def evaluating(self, expression: Expression) -> str:
        return expression.text

    def remark(self, line: str) -> str:
        return f"# {' '.join(line.split())}"

    def write_guard(self, condition: Expression, guard: Guard) -> None:
        self.names["GuardMissed"] = GuardMissed
        self.write(f"if {self.asked(condition, not guard.holds)}:", guard.line)
        self.write(f"    raise GuardMissed({json.dumps(guard.line)})")

    def write_seen(self, count: Expression, seen: Seen) -> None:
        self.names["GuardMissed"] = GuardMissed
        self.write(f"if {count.text} not in {self.arrays[seen.turns.name]}:", seen.line)
        self.write(f"    raise GuardMissed({json.dumps(seen.line)})")

    def asked(self, condition: Expression, holds: bool) -> str:
        """Whether a condition is `holds`."""
        return condition.text if holds else f"not {condition.within(COMPARISON)}"

    def open_loop(self, loop: Loop, index: str, trips: Expression | None) -> None:
        used = self.uses.get(loop.index) or loop.count is not None
        if trips is None and not used:
            self.write("while True:", loop.line)
            return
        if trips is None:
            self.names["count"] = count
            turns = "count()"
        else:
            turns = f"reversed(range({trips.text}))" if loop.down and used else f"range({trips.text})"
        self.write(f"for {index if used else '_'} in {turns}:", loop.line)

    def write_nothing(self) -> None:
        self.write("pass")

    def write_break(self, condition: Expression, holds: bool) -> None:
        self.write(f"if {self.asked(condition, holds)}:")
        self.write("    break")

    def close_loop(self, loop: Loop, index: str, count: str | None) -> None:
        if count is not None:
            self.write(f"{count} = {index} + 1")


def literal(expression: Expression) -> float | None:
    """The number an expression is, if it is one written out."""
    try:
        return float(expression.text)
    except ValueError:
        return None
