"""Which line of the user's source made which node.

One idea: while a function is traced, note the creation number at every call that crosses from the
user's code into backsweep, and again at its return. The nodes made in between were made by that line.
Python's profile hook tells of the crossings, so a Node pays nothing for it outside a trace, and a
debugger's breakpoints (which use the other hook) go on working. A profiler written in C that is at work
already could not be given its hook back: it is left alone, and the lines stay unknown.
"""

from __future__ import annotations

import sys
from bisect import bisect_right
from types import FrameType, TracebackType
from typing import Any

from backsweep.node import Node, next_age
from backsweep.place import Place, is_ours, place_of


class Places:
    """Notes the places while it is entered as a context; afterwards `of(node)` tells a node's place."""

    def __init__(self) -> None:
        self._open: list[tuple[FrameType, Place]] = []
        # From each of these ages on, up to the next, nodes were made at the place beside it.
        self._ages: list[int] = []
        self._places: list[Place | None] = []
        self._before: Any = None

    def __enter__(self) -> Places:
        self._before = sys.getprofile()
        if self._before is None or callable(self._before):
            sys.setprofile(self._note)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._before is None or callable(self._before):
            sys.setprofile(self._before)

    def _note(self, frame: FrameType, event: str, detail: object) -> None:
        if event == "call":
            caller = frame.f_back
            if caller is not None and is_ours(frame) and not is_ours(caller):
                self._open.append((frame, place_of(caller)))
                self._turn()
        elif event == "return" and self._open and self._open[-1][0] is frame:
            self._open.pop()
            self._turn()

    def _turn(self) -> None:
        """From here on, nodes belong to the innermost call that is open."""
        self._ages.append(next_age())
        self._places.append(self._open[-1][1] if self._open else None)

    def of(self, node: Node) -> Place | None:
        """The line that made a node, or None if it was not made in the traced run."""
        index = bisect_right(self._ages, node.age) - 1
        return self._places[index] if index >= 0 else None
