"""Spells out, for machine code, the rows that it has no name for but a rule in primitives, such as Python's %."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from backsweep.program.builder import PROGRAM, Builder, operand_of
from backsweep.program.statements import (
    Accumulate,
    Carried,
    Guard,
    Instruction,
    Load,
    Loop,
    Operand,
    Program,
    Seen,
    Statement,
    Static,
    Store,
)
from backsweep.reading import read
from backsweep.row import Primitive
from backsweep.vocabulary import is_function


def native_rule(row: Primitive) -> Callable[..., Any] | None:
    """The row's `native` on programs, where that is a rule."""
    return read(row.native, PROGRAM) if is_function(row.native) else None  # type: ignore[arg-type]  # a function


def spelled(program: Program) -> Program:
    """The same program in which every row has a name in machine code, or none and is called back."""
    rows = {statement.row for statement in program.walk() if isinstance(statement, Instruction)}
    rules = {row: rule for row in rows if (rule := native_rule(row)) is not None}
    if not rules:
        return program
    builder = Builder()
    builder.scalars = max(_targets(program.walk()), default=0)
    speller = _Speller(builder, rules)
    speller.copy(program.statements)
    return Program(program.name, program.inputs, program.output, program.arrays, builder.statements)


def _targets(statements: Iterable[Statement]) -> Iterable[int]:
    for statement in statements:
        if isinstance(statement, (Instruction, Load)):
            yield statement.target
        elif isinstance(statement, Loop):
            yield max(statement.index, statement.count or 0)
            for carried in statement.carried:
                yield max(carried.target, carried.last)


class _Speller:
    """Copies statements into a builder, some of them spelled out; `names` is what became of their results."""

    def __init__(self, builder: Builder, rules: dict[Primitive, Callable[..., Any]]) -> None:
        self.builder, self.rules = builder, rules
        self.names: dict[int, Operand] = {}

    def now(self, operand: Any) -> Any:
        """An operand of the old program in the new one."""
        return self.names.get(operand, operand) if operand.__class__ is int else operand

    def copy(self, statements: list[Statement]) -> None:
        """Appends these statements."""
        for statement in statements:
            if isinstance(statement, Instruction) and statement.row in self.rules:
                self.builder.line = statement.line
                values = [self.builder.value(self.now(arg)) for arg in statement.args]
                self.names[statement.target] = operand_of(self.rules[statement.row](*values))
            else:
                self.builder.statements.append(self._copied(statement))

    def _copied(self, statement: Statement) -> Statement:
        now = self.now
        if isinstance(statement, Instruction):
            return Instruction(statement.target, statement.row, tuple(map(now, statement.args)), statement.line)
        if isinstance(statement, (Store, Accumulate)):
            return type(statement)(statement.array, statement.at, now(statement.value))
        if isinstance(statement, Guard):
            return Guard(now(statement.condition), statement.holds, statement.line)
        if isinstance(statement, (Load, Seen)):
            return statement
        with self.builder.body() as body:
            self.copy(statement.body)
        carried = [
            Carried(one.target, now(one.start), now(one.next), one.last, one.ordered) for one in statement.carried
        ]
        until = statement.until and (now(statement.until[0]), statement.until[1])
        trips = Static(now(statement.trips.value)) if isinstance(statement.trips, Static) else statement.trips
        return Loop(statement.index, trips, body, carried, statement.down, until, statement.count, statement.line)
