"""What runs a program's paths: replays, generated Python, machine code. All give the same bits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from backsweep.program.replay import GuardMissed, Replay
from backsweep.program.statements import Program


class Missed(Exception):
    """None of the paths is one for this call."""


class Executor:
    """Runs the first of several programs whose guards all hold.

    final  whether nothing faster follows
    stale  whether there are paths that it does not know
    """

    final = False

    def __init__(self) -> None:
        self.stale = False

    def run(self, inputs: Sequence[float]) -> tuple[int, list[float]]:
        """The number of the program that ran, and its outputs.

        Raises:
            Missed: none of them is one for this call.
            ArithmeticError, ValueError: Python would raise here, or could; the function itself is to be asked.
        """
        raise NotImplementedError

    def refresh(self) -> None:
        """A loop has been seen to make another number of turns."""

    def with_paths(self, programs: Sequence[Program]) -> Executor:
        """The same sort of executor with more paths."""
        raise NotImplementedError


class InTurn(Executor):
    """Functions of Python, one for each path, tried in turn."""

    def __init__(self, functions: Sequence[Any]) -> None:
        super().__init__()
        self.functions = list(functions)

    def run(self, inputs: Sequence[float]) -> tuple[int, list[float]]:
        for index, function in enumerate(self.functions):
            try:
                return index, function(inputs)
            except GuardMissed:
                continue
        raise Missed


class Replays(InTurn):
    """Statement by statement: no code is made."""

    def __init__(self, programs: Sequence[Program]) -> None:
        super().__init__([Replay(program) for program in programs])


class Generated(InTurn):
    """Generated Python."""

    final = True

    def __init__(self, programs: Sequence[Program]) -> None:
        from backsweep.program.as_python import python_function

        super().__init__([python_function(program) for program in programs])

    def with_paths(self, programs: Sequence[Program]) -> Generated:
        return Generated(programs)


def machine_code_refused() -> str | None:
    """Why there is no machine code here; None if there is."""
    try:
        from backsweep.native.selftest import refused
    except ImportError as error:
        return f"{error}; pip install 'backsweep[native]'"
    return refused()


class Machine(Executor):
    """Machine code."""

    final = True

    def __init__(self, programs: Sequence[Program], fast: bool, kept: bool) -> None:
        from backsweep.native.executor import MachineCode

        super().__init__()
        self.code = MachineCode(programs, fast, kept)

    def run(self, inputs: Sequence[float]) -> tuple[int, list[float]]:
        found = self.code.run(inputs)
        if found is None:
            raise Missed
        return found

    def refresh(self) -> None:
        self.code.refresh()

    def with_paths(self, programs: Sequence[Program]) -> Machine:
        self.code.add(programs)
        self.code.refresh()
        self.stale = False
        return self


def best_executor(programs: Sequence[Program], fast: bool, kept: bool) -> Executor:
    """Machine code where LLVM works, else generated Python; `kept` on disk."""
    return Machine(programs, fast, kept) if machine_code_refused() is None else Generated(programs)


# Seconds that machine code costs: a module, and each statement of it; and what a replay takes for each recorded
# step, backward sweep included.
PER_MODULE, PER_STATEMENT = 0.03, 60e-6
PER_STEP = 1e-6


def cost_of(programs: Sequence[Program]) -> float:
    """About how long the best code takes to make."""
    return PER_MODULE + PER_STATEMENT * sum(map(len, programs))
