"""What statements use: the scalars they take, the places in memory they touch, and how often each scalar is used."""

from __future__ import annotations

from collections.abc import Iterator

from backsweep.program.statements import (
    Accumulate,
    Address,
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


def operands(statement: Statement) -> Iterator[Operand]:
    """What a statement uses, loops without their bodies."""
    if isinstance(statement, Instruction):
        yield from statement.args
    elif isinstance(statement, (Store, Accumulate)):
        yield statement.value
    elif isinstance(statement, Guard):
        yield statement.condition
    elif isinstance(statement, Seen):
        yield statement.count
    elif isinstance(statement, Loop):
        if isinstance(statement.trips, Static):
            yield statement.trips.value
        if statement.until is not None:
            yield statement.until[0]
        for carried in statement.carried:
            yield carried.start
            yield carried.next


def address(statement: Statement) -> Address | None:
    """The place in memory a statement reads or writes."""
    return statement.at if isinstance(statement, (Load, Store, Accumulate)) else None


def uses(program: Program) -> dict[int, int]:
    """How often each scalar is used."""
    counts: dict[int, int] = {}
    for statement in program.walk():
        at = address(statement)
        for operand in operands(statement):
            if operand.__class__ is int:
                counts[operand] = counts.get(operand, 0) + 1
        for index, _ in at.steps if at is not None else ():
            counts[index] = counts.get(index, 0) + 1
    return counts
