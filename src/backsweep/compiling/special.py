"""A compiled function for calls of one form: its paths, and what runs them.

Three executors, in the order in which they take over: the replay of the program, at once; machine code, or where
there is none generated Python, once the time spent on replays has paid for making it.
"""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable, Sequence
from math import isnan
from time import perf_counter
from typing import Any

from backsweep.compiling.executors import (
    PER_STEP,
    Executor,
    Missed,
    Replays,
    best_executor,
    cost_of,
    machine_code_refused,
)
from backsweep.compiling.forms import Form
from backsweep.compiling.writing import Path, record
from backsweep.errors import RecordingError
from backsweep.place import caller
from backsweep.program.statements import Program
from backsweep.recorded import NotWritten

# What a program is of: its values alone, or also their ders by some inputs.
Kind = frozenset[int] | None


# After so many recordings whose answer had another structure than the first path's, such calls are recorded no more.
UNLIKE = 8


class Eagerly(Exception):
    """This call is one for the function itself, on Nodes; `reason` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Special:
    """The paths of a function for calls of one form.

    paths    the ways through it that have been recorded
    refused  why calls of this form are made on Nodes instead; None if they are not
    """

    def __init__(
        self, f: Callable[..., Any], forms: Sequence[Form], names: Sequence[str], limit: int, fast: bool, kept: bool
    ) -> None:
        self.f, self.forms, self.names, self.limit, self.fast, self.kept = f, forms, names, limit, fast, kept
        self.paths: list[Path] = []
        self.refused: str | None = None
        self.warned = False
        self.unlike = 0
        self.executors: dict[Kind, Executor] = {}
        self.spent: dict[Kind, float] = {}
        self._batcher: Any = None
        self.lock = threading.RLock()

    def run(self, kind: Kind, inputs: Sequence[float]) -> tuple[Path, list[float]]:
        """The outputs of the program of this kind, and the path they took.

        Raises:
            Eagerly: this call is one for the function itself.
        """
        self.first(inputs)
        known = len(self.paths)
        executor = self.executors.get(kind)
        if executor is None or executor.stale:
            with self.lock:
                try:
                    executor = self._start(kind) if executor is None else self._again(kind)
                except (TypeError, ValueError) as error:
                    # A rule has met what is no number, such as the text in where(x > 0, "a", "b").
                    self.refused = f"{type(error).__name__}: {error}"
                    raise Eagerly(self.refused) from None
        started = perf_counter()
        try:
            index, outputs = executor.run(inputs)
        except Missed:
            index, outputs = self._another(kind, known, inputs)
        except (ArithmeticError, ValueError, TypeError, LookupError) as error:
            raise Eagerly(str(error)) from None
        if not executor.final:
            self._pay(kind, perf_counter() - started)
        path = self.paths[index]
        if kind is not None and any(map(isnan, outputs[len(path.values) :])):
            raise Eagerly("a derivative is nan")
        return path, outputs

    def first(self, inputs: Sequence[float]) -> Path:
        """The first path; recorded now if it is not there yet.

        Raises:
            Eagerly: this call is one for the function itself.
        """
        if self.refused is not None:
            raise Eagerly(self.refused)
        if not self.paths:
            with self.lock:
                if not self.paths:  # no other thread has recorded in the meantime
                    self._record(inputs)
        return self.paths[0]

    def _record(self, inputs: Sequence[float]) -> None:
        with self.lock:
            try:
                path = record(self.f, self.forms, self.names, inputs)
            except NotWritten as reason:
                told = f"{reason}, which is no part of a program yet"
                if not reason.here and not self.paths:
                    self.refused = told
                raise Eagerly(told) from None
            if any(known.take_in(path) for known in self.paths):
                for executor in self.executors.values():
                    executor.refresh()
                return
            if self.paths and not self.paths[0].answers_like(path):
                self.unlike += 1
                raise Eagerly("its answer has not the structure of the first path's")
            for executor in self.executors.values():
                executor.stale = True  # first: another thread that asks now waits for this one to be done
            self.paths.append(path)

    def _start(self, kind: Kind) -> Executor:
        programs = self.programs(kind)
        self.spent[kind] = 0.0
        # A loop of many turns is short as a program, but long to replay.
        long = max(path.steps for path in self.paths) * PER_STEP > cost_of(programs)
        executor = self.executors[kind] = best_executor(programs, self.fast, self.kept) if long else Replays(programs)
        return executor

    def batcher(self) -> Any:
        """What runs batches by machine code; None where there is none."""
        if self._batcher is None and machine_code_refused() is None:
            from backsweep.native.batching import Batcher

            self._batcher = Batcher(self.fast)
        return self._batcher

    def programs(self, kind: Kind) -> list[Program]:
        """The programs of all paths."""
        return [path.program(kind) for path in self.paths]

    def _another(self, kind: Kind, known: int, inputs: Sequence[float]) -> tuple[int, list[float]]:
        """Records the path that this call takes, and runs it; none of the `known` first ones is one for it.

        Raises:
            Eagerly: there are as many paths as there may be; or the call is one for the function itself.
        """
        with self.lock:
            if len(self.paths) > known:  # another thread has recorded in the meantime
                found = self._tried(kind, inputs)
                if found is not None:
                    return found
            if self.unlike >= UNLIKE:
                raise Eagerly("answers of this function differ in structure")
            if len(self.paths) >= self.limit:
                self._warn()
                raise Eagerly("it takes none of the recorded paths")
            self._record(inputs)
            found = self._tried(kind, inputs)
            if found is None:
                raise RecordingError(
                    "A call did not take the path that had just been recorded for it. "
                    "A compiled function may depend on its arguments alone."
                )
            return found

    def _tried(self, kind: Kind, inputs: Sequence[float]) -> tuple[int, list[float]] | None:
        """What all paths known by now answer; None if none of them is one for this call.

        Raises:
            Eagerly: the call is one for the function itself.
        """
        executor = self.executors[kind]
        if executor.stale:
            executor = self._again(kind)
        try:
            return executor.run(inputs)
        except Missed:
            return None
        except (ArithmeticError, ValueError, TypeError, LookupError) as error:
            raise Eagerly(str(error)) from None

    def _again(self, kind: Kind) -> Executor:
        """The executor of a kind with the new path in it: the same sort as before."""
        programs = self.programs(kind)
        before = self.executors[kind]
        again = self.executors[kind] = before.with_paths(programs) if before.final else Replays(programs)
        return again

    def _warn(self) -> None:
        if self.warned:
            return
        self.warned = True
        name = getattr(self.f, "__name__", "the function")
        lines = [line for path in self.paths for line in path.guards()]
        most = max(dict.fromkeys(lines), key=lines.count) if lines else "an unknown line"
        _warn_caller(
            f"{name} takes more than {self.limit} paths; most of them split at {most}. Calls that take none of the "
            "recorded ones run on Nodes, which is slow. Use where(condition, a, b) there, or raise max_paths."
        )

    def _pay(self, kind: Kind, seconds: float) -> None:
        """Counts what replays have cost; once they have cost as much as better code would, it is made."""
        self.spent[kind] = self.spent.get(kind, 0.0) + seconds
        if self.spent[kind] > cost_of(self.programs(kind)):
            self.improve(kind)

    def improve(self, kind: Kind) -> None:
        """Makes the best code there is for this kind, now."""
        with self.lock:
            executor = self.executors.get(kind)
            if not self.paths or (executor is not None and executor.final and not executor.stale):
                return
            self.executors[kind] = best_executor(self.programs(kind), self.fast, self.kept)


def _warn_caller(sentence: str) -> None:
    """A warning at the user's line."""
    place = caller()
    if place is None:
        warnings.warn(sentence, RuntimeWarning, stacklevel=2)
    else:
        warnings.warn_explicit(sentence, RuntimeWarning, place.file, place.line)
