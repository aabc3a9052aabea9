"""Scopes: within which call, and in which turn of which loop, something in the user's code happened.

One idea: bytecode runs forwards, and jumps backwards only to begin the next turn of a loop. So a frame that is seen
again at an offset no larger than the last has begun another turn of the innermost loop around both. Loops are read
off the backward jumps of the code itself: no source is needed, and `for`, `while` and comprehensions are alike.

Where all that is seen of a loop lies in a loop within it, their turns are counted as one loop's.
"""

from __future__ import annotations

import dis
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from types import CodeType
from typing import Literal

from backsweep.place import Place

COMPREHENSIONS = frozenset({"<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>"})


@dataclass(frozen=True, eq=False, slots=True)
class Scope:
    """A part of a run: a call of a function, a loop, or one turn of a loop.

    kind   "call", "loop" or "turn"
    name   the function's name; "" for a loop and its turns
    place  the line of the call, or the line the loop begins on; None where no line of the user's made the call
    turn   which turn of its loop this is, from 1; 0 for calls and loops
    outer  the scope around it; None for the function that is watched
    """

    kind: Literal["call", "loop", "turn"]
    name: str
    place: Place | None
    turn: int
    outer: Scope | None


@dataclass(frozen=True, slots=True)
class Loop:
    """A loop of a code object: its first and its last offset, and the line it begins on."""

    first: int
    last: int
    line: int


@lru_cache(maxsize=1024)
def loops(code: CodeType) -> tuple[Loop, ...]:
    """The loops of a code object, outer ones before those within them."""
    found: dict[int, Loop] = {}
    lines: dict[int, int] = {}
    line = code.co_firstlineno
    for instruction in dis.get_instructions(code):
        if instruction.positions is not None and instruction.positions.lineno is not None:
            line = instruction.positions.lineno
        lines[instruction.offset] = line
        if "JUMP" in instruction.opname and isinstance(instruction.argval, int):
            first = instruction.argval
            if first <= instruction.offset:
                # `while x:` asks again at its end, so that jump alone knows the line of the `while`.
                begins = min(lines[first], line)
                begins = min(begins, found[first].line) if first in found else begins
                found[first] = Loop(first, instruction.offset, begins)
    return tuple(merged(sorted(found.values(), key=lambda loop: (loop.first, -loop.last))))


def merged(jumps: Iterable[Loop]) -> list[Loop]:
    """The loops, where a loop may have several jumps backwards: loops are nested, so two that overlap are one.

    In CPython 3.11 `continue` jumps to the test before the loop, and the end of a turn to the line after it.
    """
    found: list[Loop] = []
    for loop in jumps:
        before = found[-1] if found else None
        if before is not None and before.first < loop.first <= before.last < loop.last:
            found[-1] = Loop(before.first, loop.last, before.line)
        else:
            found.append(loop)
    return found


class Progress:
    """How far one frame has come: the loops it is in, and the turn of each."""

    __slots__ = ("_base", "_file", "_last", "_loops", "_open", "in_builtin")

    def __init__(self, code: CodeType, base: Scope | None) -> None:
        self._base, self._file, self._loops = base, code.co_filename, loops(code)
        self._last = -1
        self._open: list[tuple[Loop, Scope]] = []
        # Whether a function written in C, such as sum, is running: all it calls back is the same turn.
        self.in_builtin = False

    def at(self, offset: int) -> Scope | None:
        """The scope that the frame is in at this offset; to be asked in the order of the run."""
        if not self._loops:
            return self._base
        entered = self._open
        while entered and not entered[-1][0].first <= offset <= entered[-1][0].last:
            entered.pop()
        again = offset <= self._last and not (self.in_builtin and offset == self._last)
        self._last = offset
        if entered and again:
            loop, scope = entered[-1]
            entered[-1] = loop, Scope("turn", "", scope.place, scope.turn + 1, scope.outer)
        for loop in self._loops[self._known() :]:
            if loop.first <= offset <= loop.last:
                place = Place(self._file, loop.line)
                around = Scope("loop", "", place, 0, entered[-1][1] if entered else self._base)
                entered.append((loop, Scope("turn", "", place, 1, around)))
        return entered[-1][1] if entered else self._base

    def _known(self) -> int:
        """How many loops, in their order, stand before the first that may still be entered."""
        return self._loops.index(self._open[-1][0]) + 1 if self._open else 0
