"""Where a program in C can rely on the processor's note of a division by zero, and where it must ask in words.

The note tells nothing of a division that a compiler leaves out, because nobody sees what becomes of it, and
nothing of inf / 0.0. So `certain` says which scalars are surely computed, and `infinite` which may be inf.
"""

from __future__ import annotations

import math

from backsweep.program.c_words import INFIX
from backsweep.program.operands import operands
from backsweep.program.statements import Accumulate, Instruction, Load, Loop, Operand, Program, Statement, Store


def certain(program: Program) -> set[int]:
    """The scalars that are computed whatever a compiler leaves out: what becomes of them is seen."""
    found: set[int] = set()
    statements = list(program.walk())
    # What a loop hands on is used before it is made, so: once more, until nothing is added.
    size = -1
    while len(found) != size:
        size = len(found)
        for statement in reversed(statements):
            found.update(seen(statement, found))
    return found


def infinite(program: Program) -> set[int]:
    """The scalars that may be infinite without a note of it, if the inputs are not: an inf is in the program's text."""
    found: set[int] = set()
    arrays = {array.name for array in program.arrays if any(not math.isfinite(number) for number in array.numbers)}
    size = -1
    while len(found) + len(arrays) != size:
        size = len(found) + len(arrays)
        for statement in program.walk():
            if isinstance(statement, Load):
                if statement.array.name in arrays:
                    found.add(statement.target)
            elif isinstance(statement, Loop):
                for carried in statement.carried:
                    if is_infinite(carried.start, found) or is_infinite(carried.next, found):
                        found.update((carried.target, carried.last))
            elif any(is_infinite(operand, found) for operand in operands(statement)):
                if isinstance(statement, Instruction) and statement.row.kind != "comparison":
                    found.add(statement.target)
                elif isinstance(statement, (Store, Accumulate)):
                    arrays.add(statement.array.name)
    return found


def is_infinite(operand: Operand, found: set[int]) -> bool:
    """Whether an operand is an infinite constant, or among those found."""
    return operand in found if operand.__class__ is int else isinstance(operand, float) and not math.isfinite(operand)


def seen(statement: Statement, found: set[int]) -> list[int]:
    """What a statement surely uses."""
    if isinstance(statement, Loop):
        used = [*operands(Loop(statement.index, statement.trips, [], until=statement.until))]
        for carried in statement.carried:
            if carried.target in found or carried.last in found:
                used += [carried.start, carried.next]
    elif isinstance(statement, Instruction):
        inline = statement.row.native in INFIX or statement.row.native in ("fneg", "select")
        if (inline or statement.row.kind == "comparison") and statement.target not in found:
            return []
        used = list(statement.args[:1] if statement.row.native == "select" else statement.args)
    else:
        used = list(operands(statement))
    return [operand for operand in used if operand.__class__ is int]
