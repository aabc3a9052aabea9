"""Which places of outputs and ders must be 0.0 at the start, and which nobody has to look at for nan in the end.

Clearing an array, adding to it and looking through it are three ways through memory, which take longer than the
arithmetic of a long loop. So: a loop that is the first to reach places, and reaches each of them in one turn (or one
block of turns) only, writes 0.0 + share there instead, and looks at what it writes while it has it in a register.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from backsweep.native.scalars import walk
from backsweep.native.sums import blocks_of
from backsweep.native.windows import windows_of
from backsweep.program.statements import Accumulate, Address, Array, Load, Loop, Program, Statement, Store

# Runs of places that are no further apart than this are one.
NEAR = 16

Run = tuple[int, int]
_CLEAR, _FILLED = 1, 2


@dataclass(slots=True)
class Clearing:
    """What is to be done before and after a program's statements.

    cleared  of each array that is added to, the runs (first, count) of places to set to 0.0
    first    (id of a loop, array): the loop may write where it would add
    unseen   the runs of outputs that are to be looked at for nan
    """

    cleared: dict[Array, list[Run]] = field(default_factory=dict)
    first: set[tuple[int, Array]] = field(default_factory=set)
    unseen: list[Run] = field(default_factory=list)


def clearing(program: Program, width: int) -> Clearing:
    """The Clearing of a program whose loops make `width` turns side by side where they can; 1 if none do."""
    arrays = [array for array in program.arrays if array.role in ("output", "ders") and array.size]
    states = {array: _States(array.size or 0) for array in arrays}
    found = Clearing()
    for statement in program.statements:
        if isinstance(statement, Loop):
            _loop(statement, states, found, width)
        elif isinstance(statement, (Load, Store, Accumulate)) and statement.array in states:
            state, at = states[statement.array], statement.at
            places = range(state.size) if at.table is not None or at.steps else range(at.base, at.base + 1)
            state.reach(places, _FILLED if isinstance(statement, Store) and len(places) == 1 else _CLEAR)
    for array, state in states.items():
        # An output that nothing reaches is 0.0.
        found.cleared[array] = merged(runs(state.reached, {0, _CLEAR} if array is program.output else {_CLEAR}))
    if program.output in states:
        found.unseen = merged(runs(states[program.output].unseen, {1}))
    return found


class _States:
    """Of each place of an array whether it has been reached, and whether it is still to be looked at."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.reached = bytearray(size)
        self.unseen = bytearray(b"\1") * size

    def are_new(self, places: range) -> bool:
        """Whether none of the places has been reached."""
        return not any(self.reached[places.start : places.stop : places.step])

    def reach(self, places: range, how: int) -> None:
        """Notes that places are reached: how, where they are new; they are to be looked at again in any case."""
        where = slice(places.start, places.stop, places.step)
        self.reached[where] = self.reached[where].replace(b"\0", bytes([how]))
        self.unseen[where] = b"\1" * len(places)


def _loop(loop: Loop, states: dict[Array, _States], found: Clearing, width: int) -> None:
    reached: dict[Array, list[Statement]] = {}
    for statement in walk(loop.body):
        if isinstance(statement, (Load, Store, Accumulate)) and statement.array in states:
            reached.setdefault(statement.array, []).append(statement)
    blocks = blocks_of(loop, width)
    windows = windows_of(loop, width) if blocks else {}
    for array, statements in reached.items():
        state = states[array]
        if array in windows:
            assert isinstance(loop.trips, int)
            ends = [windows[array].after(turns, loop.index) for turns in (0, blocks * width, loop.trips)]
            written = range(ends[0], ends[1])
            if state.are_new(written):
                found.first.add((id(loop), array))
                state.reach(written, _FILLED)
            state.reach(range(ends[0], ends[2] + windows[array].span), _CLEAR)
            state.unseen[ends[0] : ends[1]] = bytes(len(written))
            continue
        # Once a turn, so not in a loop within this one.
        alone = (
            not blocks
            and len(statements) == 1
            and any(one is statements[0] and isinstance(one, Accumulate) for one in loop.body)
        )
        for statement in statements:
            assert isinstance(statement, (Load, Store, Accumulate))
            places = _places(statement.at, loop)
            if alone and places is not None and statement.at.steps and state.are_new(places):
                found.first.add((id(loop), array))
                state.reach(places, _FILLED)
            state.reach(range(state.size) if places is None else places, _CLEAR)


def _places(at: Address, loop: Loop) -> range | None:
    """The places that an address reaches, one a turn, or one alone if it has no steps; None if that is not known."""
    if at.table is None and not at.steps:
        return range(at.base, at.base + 1)
    if at.table is not None or len(at.steps) != 1 or not isinstance(loop.trips, int):
        return None
    (index, step) = at.steps[0]
    if index != loop.index or step <= 0:
        return None
    return range(at.base, at.base + step * (loop.trips - 1) + 1, step)


def runs(places: bytearray, wanted: Collection[int]) -> Iterator[Run]:
    """The runs (first, count) of bytes that are among the wanted ones."""
    table = bytes(int(byte in wanted) for byte in range(256))
    marks = places.translate(table)
    start = marks.find(1)
    while start >= 0:
        end = marks.find(0, start)
        end = len(marks) if end < 0 else end
        yield start, end - start
        start = marks.find(1, end)


def merged(found: Iterable[Run]) -> list[Run]:
    """The same runs, with those that are near each other as one."""
    together: list[Run] = []
    for first, count in found:
        if together and first - sum(together[-1]) <= NEAR:
            together[-1] = (together[-1][0], first + count - together[-1][0])
        else:
            together.append((first, count))
    return together
