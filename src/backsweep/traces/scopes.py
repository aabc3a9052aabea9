"""Scopes: within which call, and in which turn of which loop, something in the user's code happened.

One idea: a frame is seen again and again at offsets into its code. Where the flow of that code has no way from the last
offset to this one within the same turn of a loop, another turn has begun.

Turns in which nothing is seen are not counted. Where all that is seen of a loop lies in a loop within it, their turns
are counted as one loop's.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import CodeType
from typing import Literal

from backsweep.place import Place
from backsweep.traces.flow import Loop, flow

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


class Progress:
    """How far one frame has come: the loops it is in, and the turn of each."""

    __slots__ = ("_base", "_file", "_flow", "_last", "_open", "in_builtin", "resumed")

    def __init__(self, code: CodeType, base: Scope | None) -> None:
        self._base, self._file, self._flow = base, code.co_filename, flow(code)
        self._last = -1
        self._open: list[tuple[Loop, Scope]] = []
        # Whether a function written in C, such as sum, is running: all it calls back is the same turn.
        self.in_builtin = False
        # Whether it is a generator that has just gone on: where it waited for another one, it still does.
        self.resumed = False

    def at(self, offset: int) -> Scope | None:
        """The scope that the frame is in at this offset; to be asked in the order of the run."""
        entered, last = self._open, self._last
        stays = (self.in_builtin and offset == last) or (self.resumed and self._flow.waits(last, offset))
        self._last, self.resumed = offset, False
        around = self._flow.loops_at(offset)
        for depth, loop in enumerate(around):
            if depth == len(entered) or entered[depth][0] is not loop:
                del entered[depth:]
                self._enter(loop)
            elif not stays and not loop.goes_on(last, offset):
                _, turn = entered[depth]
                del entered[depth:]
                entered.append((loop, Scope("turn", "", turn.place, turn.turn + 1, turn.outer)))
        del entered[len(around) :]
        return entered[-1][1] if entered else self._base

    def _enter(self, loop: Loop) -> None:
        """The first turn of a loop."""
        place = Place(self._file, loop.line)
        around = Scope("loop", "", place, 0, self._open[-1][1] if self._open else self._base)
        self._open.append((loop, Scope("turn", "", place, 1, around)))
