"""Cuts long straight programs into parts, each a function of its own.

LLVM's time for one function grows faster than its length. So beyond a length, what stands between the loops becomes
functions of a few hundred statements. A scalar that is used in another part than its own lives in the frame, a memory
that all parts share; a place there is used again once nothing needs the scalar in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from backsweep.native.scalars import made_by, used
from backsweep.program.statements import Accumulate, Load, Loop, Statement, Store

# Measured on straight programs of 1,000 to 20,000 operations at the quick level; see tests/native/test_engine.py.
LONGEST, PART = 3000, 400


@dataclass(slots=True)
class Part:
    """Statements in order; `apart` if they are a function of their own."""

    statements: list[Statement]
    apart: bool = False


def cut(statements: Sequence[Statement], longest: int = LONGEST, part: int = PART) -> list[Part]:
    """The parts of a list of statements, in order; one part if it is not long."""
    if len(statements) <= longest:
        return [Part(list(statements))]
    parts: list[Part] = []
    for statement in statements:
        apart = not _must_stay(statement)
        if not parts or parts[-1].apart is not apart or (apart and len(parts[-1].statements) >= part):
            parts.append(Part([], apart))
        parts[-1].statements.append(statement)
    return parts


def _must_stay(statement: Statement) -> bool:
    """Loops, which LLVM does best where it sees all arrays, and what reaches arrays that move as they grow."""
    if isinstance(statement, (Load, Store, Accumulate)):
        return statement.array.size is None
    return isinstance(statement, Loop)


def share(parts: Sequence[Part]) -> tuple[dict[int, int], int]:
    """A place in the frame for each scalar that is used in another part, and how many places there are."""
    if len(parts) == 1:
        return {}, 0
    made: dict[int, int] = {}
    last: dict[int, int] = {}
    for number, part in enumerate(parts):
        for statement in part.statements:
            for scalar in used(statement):
                if made.get(scalar, number) != number:
                    last[scalar] = number
            made.update(dict.fromkeys(made_by(statement), number))
    begins: dict[int, list[int]] = {}
    ends: dict[int, list[int]] = {}
    for scalar, number in last.items():
        begins.setdefault(made[scalar], []).append(scalar)
        ends.setdefault(number, []).append(scalar)
    slots: dict[int, int] = {}
    free: list[int] = []
    size = 0
    for number in range(len(parts)):
        for scalar in begins.get(number, ()):
            if free:
                slots[scalar] = free.pop()
            else:
                slots[scalar] = size
                size += 1
        # Freed after this part's own were placed: a part may read what it was given after it has left things behind.
        free += [slots[scalar] for scalar in ends.get(number, ())]
    return slots, size
