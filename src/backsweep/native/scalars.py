"""Which scalars statements of a program read and leave, and what kind of loop one is."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from backsweep.native.rows import is_called
from backsweep.program.statements import (
    Accumulate,
    Carried,
    Guard,
    Instruction,
    Load,
    Loop,
    Seen,
    Statement,
    Static,
    Store,
)


def walk(statements: Iterable[Statement]) -> Iterable[Statement]:
    """Every statement of a list, those in loops too."""
    waiting = list(statements)
    while waiting:
        statement = waiting.pop()
        yield statement
        if isinstance(statement, Loop):
            waiting += statement.body


def only_arithmetic(loop: Loop) -> bool:
    """Whether a loop ends in any case and calls nothing: then its guards may wait until it has ended."""
    return loop.until is None and all(
        not (isinstance(one, Loop) and one.until is not None)
        and not (isinstance(one, Instruction) and is_called(one))
        and not (isinstance(one, Store) and one.array.size is None)
        for one in walk(loop.body)
    )


def used(statement: Statement) -> Collection[int]:
    """The scalars a statement reads, its body too."""
    # A list first: in a set the scalar 2 and the constant 2.0 would be one.
    found: list[Any] = []
    for one in walk([statement]):
        if isinstance(one, Instruction):
            found += one.args
        elif isinstance(one, (Load, Store, Accumulate)):
            found += [index for index, _ in one.at.steps]
            if not isinstance(one, Load):
                found.append(one.value)
        elif isinstance(one, Seen):
            found.append(one.count)
        elif isinstance(one, Guard):
            found.append(one.condition)
        else:
            found += [operand for carried in one.carried for operand in (carried.start, carried.next)]
            if isinstance(one.trips, Static):
                found.append(one.trips.value)
            if one.until is not None:
                found.append(one.until[0])
    return {scalar for scalar in found if scalar.__class__ is int}


def made_by(statement: Statement) -> Iterable[int]:
    """The scalars a statement leaves for those after it."""
    if isinstance(statement, (Instruction, Load)):
        return (statement.target,)
    if isinstance(statement, Loop):
        lasts = [carried.last for carried in statement.carried if isinstance(carried, Carried)]
        return lasts if statement.count is None else [*lasts, statement.count]
    return ()
