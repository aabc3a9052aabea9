"""Refuses a program that would read or write outside of its arrays: machine code does not look."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from backsweep.program.statements import Accumulate, Address, Array, Load, Loop, Program, Statement, Static, Store

Extremes: TypeAlias = tuple[int, int]


def check(program: Program) -> None:
    """Goes through every address of a program.

    Raises:
        ValueError: an address is outside of its array, or may be.
    """
    known = {program.inputs, program.output, *program.arrays}
    for array in known:
        if array.role in ("constants", "indices") and len(array.numbers) != array.size:
            raise ValueError(f"The array {array.name} says it has {array.size} numbers, but has {len(array.numbers)}.")
    _check(program.statements, {}, known, {})


def _check(
    statements: Sequence[Statement], trips: dict[int, int | None], known: set[Array], extremes: dict[Array, Extremes]
) -> None:
    """`trips`: how many turns the loop of each index makes, None where that is open; `extremes`: what tables hold."""
    for statement in statements:
        if isinstance(statement, Loop):
            turns = None if statement.trips is None or isinstance(statement.trips, Static) else statement.trips
            if turns is not None and turns < 1:
                raise ValueError(f"A loop must make at least 1 turn, but one says it makes {turns}.")
            _check(statement.body, {**trips, statement.index: turns}, known, extremes)
        elif isinstance(statement, (Load, Store, Accumulate)):
            if statement.array not in known:
                raise ValueError(f"The array {statement.array.name} is none of the program's.")
            _check_address(statement.array, statement.at, trips, extremes)


def _check_address(array: Array, at: Address, trips: dict[int, int | None], extremes: dict[Array, Extremes]) -> None:
    if not at.steps and at.table is None:
        # Nearly all there are, so without the rest.
        if at.base < 0 or (array.size is not None and at.base >= array.size):
            raise _outside(array, at.base)
        return
    low = high = at.base
    is_open = False
    for index, step in at.steps:
        turns = trips[index]
        if turns is None:
            is_open = is_open or step > 0
            low += min(step, 0) * 2**62
        else:
            low += min(step, 0) * (turns - 1)
            high += max(step, 0) * (turns - 1)
    within = array if at.table is None else at.table
    if low < 0:
        raise _outside(within, low)
    if within.size is not None and (is_open or high >= within.size):
        raise _outside(within, "any number" if is_open else high)
    if at.table is not None:
        if at.table not in extremes:
            extremes[at.table] = min(at.table.numbers), max(at.table.numbers)
        lowest, highest = extremes[at.table]
        if lowest < 0 or (array.size is not None and highest >= array.size):
            raise _outside(array, lowest if lowest < 0 else highest)


def _outside(array: Array, place: int | str) -> ValueError:
    return ValueError(
        f"A program's places in {array.name} must be from 0 to {(array.size or 0) - 1}, but it reaches {place}."
    )
