"""Leaves out what nothing uses, but for what could have raised an error."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from backsweep.program.statements import (
    Accumulate,
    Array,
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


def prune(program: Program, needed: Collection[int]) -> None:
    """Takes out every statement whose result is not used; `needed` scalars stay in any case."""
    while True:
        read = {statement.array for statement in program.walk() if isinstance(statement, Load)}
        read |= {
            statement.at.table
            for statement in program.walk()
            if isinstance(statement, (Load, Store, Accumulate)) and statement.at.table is not None
        }
        read |= {statement.turns for statement in program.walk() if isinstance(statement, Seen)}
        read.add(program.output)
        before = len(program.arrays), len(program)
        program.statements = _kept(program.statements, set(needed), read)
        program.arrays = [array for array in program.arrays if array in read or array is program.inputs]
        if (len(program.arrays), len(program)) == before:
            return


def _kept(statements: list[Statement], live: set[int], read: Collection[Array]) -> list[Statement]:
    """The statements that count, given what is used after them; `live` grows by what they use."""
    kept: list[Statement] = []
    for statement in reversed(statements):
        if isinstance(statement, Instruction):
            if statement.target not in live:
                continue
            _use(statement.args, live)
        elif isinstance(statement, Load):
            if statement.target not in live:
                continue
            _use((index for index, _ in statement.at.steps), live)
        elif isinstance(statement, (Store, Accumulate)):
            if statement.array not in read:
                continue
            _use((statement.value, *(index for index, _ in statement.at.steps)), live)
        elif isinstance(statement, Guard):
            _use((statement.condition,), live)
        elif isinstance(statement, Seen):
            live.add(statement.count)
        else:
            _loop(statement, live, read)
        kept.append(statement)
    kept.reverse()
    return kept


def _use(operands: Iterable[Operand], live: set[int]) -> None:
    live.update(operand for operand in operands if operand.__class__ is int)


def _loop(loop: Loop, live: set[int], read: Collection[Array]) -> None:
    """Prunes a loop's body, and what it carries for nobody."""
    wanted = {id(carried) for carried in loop.carried if carried.last in live}
    while True:
        # Within the body the next turn is a user too.
        inside = set(live)
        _use((carried.next for carried in loop.carried if id(carried) in wanted), inside)
        if loop.until is not None:
            inside.add(loop.until[0])
        body = _kept(loop.body, inside, read)
        more = {id(carried) for carried in loop.carried if carried.target in inside} - wanted
        if not more:
            break
        wanted |= more
    loop.body = body
    loop.carried = [carried for carried in loop.carried if id(carried) in wanted]
    live |= inside
    _use((carried.start for carried in loop.carried), live)
    if isinstance(loop.trips, Static):
        live.add(loop.trips.value)
