"""One path in C, as a function: its memory, its statements, and the ways it ends early."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from math import isnan
from typing import Any

from backsweep.program.c_expressions import CExpressions
from backsweep.program.expressions import ATOM, Expression
from backsweep.program.layout import WIDTH
from backsweep.program.noted import certain, infinite, is_infinite
from backsweep.program.statements import (
    Accumulate,
    Array,
    Guard,
    Instruction,
    Loop,
    Program,
    Seen,
    Statement,
    Store,
    Turns,
)

# So many numbers fit on the stack.
STACK = 2048


class CLayout(CExpressions):
    """A program on its way to C: the function of one path.

    status 0: done; 1: a guard did not hold; 2: no value, or no memory
    """

    declares = True

    def __init__(self, program: Program, function: str) -> None:
        super().__init__(program)
        self.function = function
        own = [array for array in program.arrays if array.role in ("values", "ders")]
        total = sum(array.size or 0 for array in own)
        self.heap = total > STACK or any(array.size is None for array in own)
        self.certain, self.infinite = certain(program), infinite(program)
        self.divides = False

    def printed(self) -> str:
        """The whole function."""
        for array in self.program.arrays:
            for line in self.memory(array):
                self.write(line)
        self.body(self.program.statements)
        self.settle_ordered()
        x, out = self.arrays[self.program.inputs.name], self.arrays[self.program.output.name]
        head = [f"static int {self.function}(const double *{x}, double *{out})", "{"]
        head += [f"    {line}" for line in self.first_lines(x, out)]
        tail = ["    return 0;", "}"]
        if self.heap:
            frees = [f"    free({self.arrays[array.name]});" for array in self.own()]
            tail = ["done:", *frees, "    return status;", "}"]
        return "\n".join([*head, *self.lines, *tail]) + "\n"

    def own(self) -> list[Array]:
        """The arrays that are the function's own."""
        return [array for array in self.program.arrays if array.role in ("values", "ders")]

    def first_lines(self, x: str, out: str) -> list[str]:
        """What comes before the tables and the program."""
        lines = ["int status = 0;"] if self.heap else []
        if not any(f"{x}[" in line for line in self.lines):
            lines.append(f"(void){x};")
        size = self.program.output.size
        return [*lines, f"for (int place = 0; place < {size}; place++) {{", f"    {out}[place] = 0.0;", "}"]

    def memory(self, array: Array) -> list[str]:
        """The lines that make an array."""
        name = self.arrays[array.name]
        if isinstance(array.numbers, Turns):
            return []
        if array.role in ("constants", "indices"):
            kind = "double" if array.role == "constants" else "int64_t"
            listed = ", ".join(exact(number) for number in array.numbers)
            lines = textwrap.wrap(listed, WIDTH - 8, break_long_words=False, break_on_hyphens=False)
            return [f"static const {kind} {name}[] = {{", *[f"    {line}" for line in lines], "};"] if lines else []
        if array.role in ("input", "output"):
            return []
        if array.size is None:
            return [f"double *{name} = NULL;", f"size_t {name}_room = 0;"]
        if not self.heap:
            zero = " = {0}" if array.role == "ders" else ""
            return [f"double {name}[{array.size}]{zero};"] if array.size else []
        make = "calloc({0}, sizeof(double))" if array.role == "ders" else "malloc({0} * sizeof(double))"
        return [f"double *{name} = {make.format(max(array.size, 1))};"]

    def leave(self, status: int) -> str:
        """The statement that ends the function early."""
        return f"status = {status}; goto done;" if self.heap else f"return {status};"

    # Statements.

    def body(self, statements: Sequence[Statement]) -> None:
        if statements is self.program.statements:
            made = [self.arrays[array.name] for array in self.own() if self.heap and array.size is not None]
            if made:
                self.write(f"if ({' || '.join(f'{name} == NULL' for name in made)}) {{")
                self.write(f"    {self.leave(2)}")
                self.write("}")
        super().body(statements)

    def instruction(self, statement: Instruction) -> None:
        if statement.row.native == "fdiv":
            # Infinity by zero is infinity, and no note is made of it. Python raises.
            if statement.target not in self.certain or is_infinite(statement.args[0], self.infinite):
                self.check(statement)
            else:
                self.divides = True
        super().instruction(statement)

    def check(self, division: Instruction) -> None:
        """Asks for the divisor of a division of which there may be no note."""
        divisor = division.args[1]
        if divisor.__class__ is not int and divisor != 0.0:
            return
        self.settle_ordered()
        for scalar in self.still_waiting([divisor]):
            self.settle(scalar)
        self.write(f"if ({self.fetch(divisor).text} == 0.0) {{", division.line)
        self.write(f"    {self.leave(2)}")
        self.write("}")

    def write_guard(self, condition: Expression, guard: Guard) -> None:
        self.write(f"if ({self.asked(condition, not guard.holds)}) {{", guard.line)
        self.write(f"    {self.leave(1)}")
        self.write("}")

    def write_seen(self, count: Expression, seen: Seen) -> None:
        turns = seen.turns.numbers
        assert isinstance(turns, Turns)
        none = " && ".join(f"{count.within(ATOM)} != {known}" for known in turns.counts)
        self.write(f"if ({none}) {{", seen.line)
        self.write(f"    {self.leave(1)}")
        self.write("}")

    def asked(self, condition: Expression, holds: bool) -> str:
        """Whether a condition is `holds`."""
        return condition.text if holds else f"!{condition.within(ATOM)}"

    def write_access(self, statement: Store | Accumulate, value: Expression) -> None:
        place = self.place(statement.array, statement.at)
        name = self.arrays[statement.array.name]
        if isinstance(statement, Store) and statement.array.size is None:
            self.helpers.add("reserve")
            self.write(f"if (!reserve(&{name}, &{name}_room, {place[len(name) + 1 : -1]})) {{", value.line)
            self.write(f"    {self.leave(2)}")
            self.write("}")
        self.write(f"{place} {'+=' if isinstance(statement, Accumulate) else '='} {value.text};", value.line)

    def open_loop(self, loop: Loop, index: str, trips: Expression | None) -> None:
        if loop.count is not None:
            self.write(f"int64_t {self.counting()} = 0;", loop.line)
        if loop.down and trips is not None:
            head = f"for (int64_t {index} = {trips.text} - 1; {index} >= 0; {index}--) {{"
        else:
            end = f"{index} < {trips.text}" if trips is not None else ""
            head = f"for (int64_t {index} = 0; {end}; {index}++) {{".replace("; ;", ";;")
        self.write(head, loop.line)
        if loop.count is not None:
            self.write(f"    {self.counting()} = {index} + 1;")

    def counting(self) -> str:
        """The name of the count that is being made."""
        return "turns" if self.counted == 1 else f"turns{self.counted}"

    def write_break(self, condition: Expression, holds: bool) -> None:
        self.write(f"if ({self.asked(condition, holds)}) {{")
        self.write("    break;")
        self.write("}")

    def close_loop(self, loop: Loop, index: str, count: str | None) -> None:
        self.write("}")


def exact(number: Any) -> str:
    """A number of a table, exactly: floats in hexadecimal."""
    if isinstance(number, int):
        return str(number)
    if isnan(number):
        return "NAN"
    if math.isinf(number):
        return "INFINITY" if number > 0 else "-INFINITY"
    return float(number).hex()
