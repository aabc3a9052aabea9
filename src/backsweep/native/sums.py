"""Which loops may make several of their turns side by side: those that carry nothing but sums.

What is written to memory must not be read again in the loop, and each turn must have places of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from backsweep.primitives import arithmetic
from backsweep.program.statements import (
    Accumulate,
    Address,
    Array,
    Carried,
    Guard,
    Instruction,
    Load,
    Loop,
    Operand,
    Store,
)

# A loop with fewer instructions than this, sums aside, gains nothing.
WORTH = 3


@dataclass(slots=True)
class Sum:
    """A carried scalar to which each turn adds (or from which it subtracts) the `terms`, in order."""

    carried: Carried
    terms: list[tuple[str, Operand]]
    instructions: set[int]


def blocks_of(loop: Loop, width: int) -> int:
    """How many times `width` turns of a loop are made side by side; 0 if its turns are made one after the other."""
    if width == 1 or not isinstance(loop.trips, int) or loop.trips < 2 * width or sums_of(loop) is None:
        return 0
    return loop.trips // width


def sums_of(loop: Loop) -> list[Sum] | None:
    """What the loop adds up, if its turns may be made side by side; None if not."""
    if loop.until is not None or loop.down or not isinstance(loop.trips, int):
        return None
    written: set[Array] = set()
    read: set[Array] = set()
    for statement in loop.body:
        if isinstance(statement, Loop):
            return None
        if isinstance(statement, Load):
            read.add(statement.array)
        elif isinstance(statement, (Store, Accumulate)):
            if statement.array.size is None or (isinstance(statement, Store) and not _moves(statement.at, loop)):
                return None
            written.add(statement.array)
    if written & read:
        return None
    uses = _uses(loop)
    made = {statement.target: statement for statement in loop.body if isinstance(statement, Instruction)}
    sums = [_sum(carried, made, uses) for carried in loop.carried]
    found = [one for one in sums if one is not None]
    if len(found) < len(sums):
        return None
    adding = set().union(*(one.instructions for one in found)) if found else set()
    return found if len(made) - len(adding) >= WORTH else None


def _moves(at: Address, loop: Loop) -> bool:
    """Whether each turn has a place of its own."""
    return at.table is None and any(index == loop.index and step for index, step in at.steps)


def _uses(loop: Loop) -> dict[int, int]:
    uses: dict[int, int] = {}

    def count(operands: Iterable[Any]) -> None:
        for operand in operands:
            if operand.__class__ is int:
                uses[operand] = uses.get(operand, 0) + 1

    for statement in loop.body:
        if isinstance(statement, Instruction):
            count(statement.args)
        elif isinstance(statement, (Store, Accumulate)):
            count([statement.value])
        elif isinstance(statement, Guard):
            count([statement.condition])
    count(carried.next for carried in loop.carried)
    return uses


def _sum(carried: Carried, made: dict[int, Instruction], uses: dict[int, int]) -> Sum | None:
    """The terms from `carried.next` down to `carried.target`; None if that is no sum, or used within."""
    terms: list[tuple[str, Operand]] = []
    instructions: set[int] = set()
    total: Any = carried.next
    while total != carried.target or total.__class__ is not int:
        instruction = made.get(total) if total.__class__ is int else None
        if instruction is None or uses.get(total) != 1:
            return None
        instructions.add(total)
        x, y = (*instruction.args, None)[:2]
        if (
            instruction.row is arithmetic.add
            and _leads(y, carried.target, made)
            and not _leads(x, carried.target, made)
        ):
            x, y = y, x
        elif instruction.row is not arithmetic.add and instruction.row is not arithmetic.sub:
            return None
        assert y is not None
        terms.append((str(instruction.row.native), y))
        total = x
    terms.reverse()
    return Sum(carried, terms, instructions) if uses.get(carried.target) == 1 else None


def _leads(operand: Any, target: int, made: dict[int, Instruction]) -> bool:
    """Whether a sum begins with `target`."""
    while operand.__class__ is int:
        if operand == target:
            return True
        instruction = made.get(operand)
        if instruction is None or instruction.row not in (arithmetic.add, arithmetic.sub):
            return False
        x, y = instruction.args
        if y == target and y.__class__ is int and instruction.row is arithmetic.add:
            return True
        operand = x
    return False
