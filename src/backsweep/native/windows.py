"""Ders that several turns of a loop add to the same place, when turns are made side by side.

Where turn t adds to the places t + 2 and t + 3 of an array, a vector of turns adds to two windows of it, each a place
further on. Written one after the other, every window would have to wait until the one before, which overlaps it, has
gone to memory and come back: 40 cycles for each block of turns, measured on Rosenbrock's function. Here a block writes
the lowest window alone. What its last turns have for places beyond it is handed on to the next block in a register.

Each place receives its shares in the order of turns, so the sums are those of the loop made turn by turn.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from backsweep.program.statements import Accumulate, Address, Array, Load, Loop, Statement, Store


@dataclass(slots=True)
class Window:
    """The places of one array that a turn adds to.

    at      the lowest of them
    shifts  how far above it each share's place is, in the order in which a place receives them: the oldest turn first
    order   which of the loop's shares for this array each of them is
    """

    array: Array
    at: Address
    shifts: list[int]
    order: list[int]
    shares: list[str] = field(default_factory=list)

    @property
    def span(self) -> int:
        """How many places above the lowest are reached."""
        return max(self.shifts)

    def after(self, turns: int, index: int) -> int:
        """The lowest place so many turns later."""
        return self.at.base + sum(step * turns for name, step in self.at.steps if name == index)


def windows_of(loop: Loop, width: int) -> dict[Array, Window]:
    """The window of each array of which the loop does nothing but add to places side by side, `width` at most apart."""
    reached: dict[Array, list[Statement]] = {}
    for statement in loop.body:
        if isinstance(statement, (Load, Store, Accumulate)):
            reached.setdefault(statement.array, []).append(statement)
    found = {array: _window(array, statements, loop.index, width) for array, statements in reached.items()}
    return {array: window for array, window in found.items() if window is not None}


def _window(array: Array, statements: Sequence[Statement], index: int, width: int) -> Window | None:
    places: list[Address] = []
    for statement in statements:
        if not isinstance(statement, Accumulate) or statement.at.table is not None:
            return None
        places.append(statement.at)
    steps = places[0].steps
    if any(at.steps != steps for at in places) or sum(step for name, step in steps if name == index) != 1:
        return None
    lowest = min(at.base for at in places)
    order = sorted(range(len(places)), key=lambda number: -places[number].base)
    shifts = [places[number].base - lowest for number in order]
    if max(shifts) > width:
        return None
    return Window(array, dataclasses.replace(places[0], base=lowest), shifts, order)


def shifted(before: str, now: str, number: str, width: int, shift: int) -> str:
    """The vector of which each lane is what `now` has so many lanes earlier; the first come from the vector before."""
    lanes: Iterable[int] = range(width - shift, 2 * width - shift)
    mask = ", ".join(f"i32 {lane}" for lane in lanes)
    return f"shufflevector {number} {before}, {number} {now}, <{width} x i32> <{mask}>"
