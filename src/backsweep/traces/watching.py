"""Which part of the user's source made which node, what it is called there, and what was asked about its value.

One idea: while a function is watched, note the creation number at every call that crosses from the
user's code into backsweep, and again at its return. The nodes made in between were made by that line.
Python's profile hook tells of the crossings, so a Node pays nothing for it unless it is watched, and a
debugger's breakpoints (which use the other hook) go on working. A profiler written in C that is at work
already could not be given its hook back: it is left alone, and the lines stay unknown.
"""

from __future__ import annotations

import operator
import sys
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType, TracebackType
from typing import Any

from backsweep.node import Node, next_age
from backsweep.place import Place, is_ours, place_of
from backsweep.primitives.spellings import floor_int, frexp, isclose, isfinite, isinf, isnan
from backsweep.traces.assigned import assigned
from backsweep.traces.scopes import COMPREHENSIONS, Progress, Scope

SIGNS: dict[Callable[..., Any], str] = {
    operator.lt: "<",
    operator.le: "<=",
    operator.gt: ">",
    operator.ge: ">=",
    operator.eq: "==",
    operator.ne: "!=",
}
COMPARED = Node.__lt__.__code__  # all six are one function, with another operator within
AS_BOOL = Node.__bool__.__code__
MADE = Node.__init__.__code__
# Functions that give plain answers about a value, by their code.
QUESTIONS = {f.__code__: f.__name__ for f in (floor_int, isnan, isinf, isfinite, isclose, frexp)}
SUSPENDING = 0x20 | 0x80 | 0x200  # generators and coroutines: inspect.CO_GENERATOR, CO_COROUTINE, CO_ASYNC_GENERATOR


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a node comes from: the line that made it, and the call and the turn it was made in."""

    place: Place
    scope: Scope | None


@dataclass(frozen=True, eq=False, slots=True)
class Guard:
    """A comparison of the user's that looked at a node's value: had it come out otherwise, other nodes might follow.

    sign     "<", "<=", ">", ">=", "==", "!="; or the function that was asked, such as "isnan" or "floor_int"
    left     the Node
    right    what it was compared with, a Node or a number; None where there was nothing to compare with
    outcome  the answer: a bool, for floor_int an int, for frexp the exponent
    origin   the line that asked
    """

    sign: str
    left: Node
    right: Any
    outcome: Any
    origin: Origin


class Seen:
    """A frame of the user's code that is being watched."""

    __slots__ = ("assigned", "frame", "progress", "since")

    def __init__(self, frame: FrameType, base: Scope | None) -> None:
        self.frame, self.since = frame, next_age()
        self.progress, self.assigned = Progress(frame.f_code, base), assigned(frame.f_code)

    def origin(self) -> Origin:
        """Where the frame is now."""
        return Origin(place_of(self.frame), self.progress.at(self.frame.f_lasti))


class Watch:
    """Notes where nodes come from while it is entered as a context; afterwards tells it of each node.

    guards  the comparisons that looked at a node's value, in the order they were made
    """

    def __init__(self) -> None:
        self.guards: list[Guard] = []
        self._frames: list[Seen] = []
        self._suspended: dict[FrameType, Seen] = {}
        self._open: list[tuple[FrameType, Seen, Origin, int]] = []
        # From each of these ages on, up to the next, nodes come from the origin beside it.
        self._ages: list[int] = []
        self._origins: list[Origin | None] = []
        self._names: dict[int, str] = {}
        self._before: Any = None

    def __enter__(self) -> Watch:
        self._before = sys.getprofile()
        if self._before is None or callable(self._before):
            sys.setprofile(self._note)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._before is None or callable(self._before):
            sys.setprofile(self._before)
        # Frames keep all their variables alive.
        self._frames, self._open, self._suspended = [], [], {}

    def _note(self, frame: FrameType, event: str, detail: Any) -> None:
        if event == "call":
            caller = frame.f_back
            if not is_ours(frame):
                self._enter(frame, caller)
            elif caller is not None and not is_ours(caller):
                seen = self._seen(caller)
                self._open.append((frame, seen, seen.origin(), next_age()))
                self._turn()
        elif event == "return":
            if self._open and self._open[-1][0] is frame:
                _, seen, origin, since = self._open.pop()
                self._turn()
                if detail is None and frame.f_code is MADE and hasattr(frame.f_locals["self"], "age"):
                    detail = frame.f_locals["self"]
                if detail.__class__ is Node:
                    self._name(detail, seen, since)
                elif detail is not None:
                    self._ask(frame, detail, origin)
            elif self._frames and self._frames[-1].frame is frame:
                left = self._frames.pop()
                if detail.__class__ is Node and self._frames:
                    self._name(detail, self._frames[-1], left.since)
        elif self._frames and self._frames[-1].frame is frame:  # a function written in C begins or ends
            progress = self._frames[-1].progress
            if event == "c_call":
                progress.at(frame.f_lasti)
            progress.in_builtin = event == "c_call"

    def _enter(self, frame: FrameType, caller: FrameType | None) -> None:
        """A function of the user's begins, or a generator goes on."""
        origin, seen = self._around(caller), self._suspended.get(frame)
        if seen is not None:
            seen.progress.resumed = True
        else:
            # Comprehensions are part of the function they stand in, as they are for whoever reads it.
            base = origin.scope if origin else None
            if frame.f_code.co_name not in COMPREHENSIONS:
                base = Scope("call", frame.f_code.co_name, origin.place if origin else None, 0, base)
            seen = Seen(frame, base)
            if frame.f_code.co_flags & SUSPENDING:
                self._suspended[frame] = seen
        self._frames.append(seen)

    def _around(self, caller: FrameType | None) -> Origin | None:
        """Where a function of the user's is called from: through backsweep, where the call into it was made."""
        if self._open and caller is not None and is_ours(caller):
            return self._open[-1][2]
        return self._frames[-1].origin() if self._frames else None

    def _seen(self, caller: FrameType) -> Seen:
        """The caller as it is being watched; one that was at work before the watch began is watched from now on.

        Into a generator that an exception is thrown into, Python 3.11 goes back without a word.
        """
        if not self._frames or self._frames[-1].frame is not caller:
            self._frames.append(self._suspended.get(caller) or Seen(caller, None))
        return self._frames[-1]

    def _turn(self) -> None:
        """From here on, nodes belong to the innermost call that is open."""
        self._ages.append(next_age())
        self._origins.append(self._open[-1][2] if self._open else None)

    def _name(self, node: Node, seen: Seen, since: int) -> None:
        """A node that was made by a call, and not before, is called what the call's result is assigned to."""
        name = seen.assigned.get(seen.frame.f_lasti)
        if name is not None and node.age > since:
            self._names[node.age] = name

    def _ask(self, frame: FrameType, answer: Any, origin: Origin) -> None:
        """Notes a question about a value that has got a plain answer."""
        code = frame.f_code
        if code is COMPARED and isinstance(answer, bool):
            within = frame.f_locals
            self.guards.append(Guard(SIGNS[within["value"]], within["self"], within["other"], answer, origin))
        elif code is AS_BOOL:
            self.guards.append(Guard("!=", frame.f_locals["self"], 0, answer, origin))
        elif code in QUESTIONS:
            given = [frame.f_locals[name] for name in code.co_varnames[: code.co_argcount]]
            nodes = [arg for arg in given if arg.__class__ is Node]
            if nodes:
                other = next((arg for arg in given if arg is not nodes[0]), None)
                answer = answer[1] if isinstance(answer, tuple) else answer
                self.guards.append(Guard(QUESTIONS[code], nodes[0], other, answer, origin))

    def origin(self, node: Node) -> Origin | None:
        """Where a node comes from, or None if it was not made in the watched run."""
        index = bisect_right(self._ages, node.age) - 1
        return self._origins[index] if index >= 0 else None

    def name(self, node: Node) -> str | None:
        """What the source calls a node; None where it does not."""
        return self._names.get(node.age)
