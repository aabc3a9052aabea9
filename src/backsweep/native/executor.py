"""Machine code as one of compile's executors, and the built-in functions that lead straight into it."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Sequence
from typing import Any

import llvmlite
import llvmlite.binding as llvm

from backsweep.native import cache, libraries
from backsweep.native.calling import direct, words
from backsweep.native.calling.plain import BoundThroughCtypes, IntoThroughCtypes, Path, Paths, ThroughCtypes
from backsweep.native.engine import Level, Machine, Native, best_width, processor
from backsweep.native.text import emit
from backsweep.program.spelling import spelled
from backsweep.program.statements import Program

# Longer programs are compiled the quick way: the better code would take twice as long to make.
LONG = 20_000


# More paths than this are not tried in turn.
MOST_PATHS = 4096


class Trouble(ArithmeticError):
    """Something came up that Python may raise an error for: the function itself is to be asked."""


class MachineCode:
    """The machine code of a function's paths, tried in turn.

    natives  of each program
    paths    the same for built-in functions; they see a path as soon as it is added
    """

    def __init__(self, programs: Sequence[Program], fast: bool, kept: bool) -> None:
        self.fast, self.kept = fast, kept
        self.programs: list[Program] = []
        self.natives: list[Native] = []
        self.paths = Paths(capacity=MOST_PATHS)
        self.add(programs)

    def add(self, programs: Sequence[Program]) -> None:
        """Compiles those of these programs that are new: all but the first ones."""
        for program in programs[len(self.programs) :]:
            native = native_of(program, self.fast, self.kept)
            self.programs.append(program)
            self.natives.append(native)
            self.paths.append(
                Path(native.address, ctypes.addressof(native.constants), ctypes.addressof(native.indices), native)
            )

    def refresh(self) -> None:
        """Reads again how many turns loops have been seen to make."""
        for program, native in zip(self.programs, self.natives, strict=True):
            numbers = [number for array in program.arrays if array.role == "indices" for number in array.numbers]
            native.indices[: len(numbers)] = numbers

    def run(self, inputs: Sequence[float]) -> tuple[int, list[float]] | None:
        """The number of the path that was taken, and the outputs; None if it is none of them.

        Raises:
            Trouble: Python may raise an error here.
        """
        for index, native in enumerate(self.natives):
            status, outputs = native.run(inputs)
            if status == 2:
                raise Trouble("a floating-point exception was raised")
            if status == 0:
                return index, outputs
        return None

    def builtin(
        self,
        name: str,
        form: Sequence[Any],
        answer: Any,
        miss: Callable[..., Any],
        about: str,
    ) -> Any:
        """A function that Python calls straight into this code; `miss` takes the calls that are not for it."""
        make = direct.builtin if direct.available() is None else ThroughCtypes
        outputs = self.natives[0].outputs
        return make(name, self.paths, form, answer, miss, outputs=outputs, about=about)

    @staticmethod
    def answer(forms: Sequence[Any], argnums: int | tuple[int, ...], start: int = 1) -> Any:
        """What a gradient looks like; the ders of all inputs begin at `start` of the outputs."""
        return words.gradient_like(forms, argnums, start)

    def into(self, miss: Callable[[Any, Any], Any]) -> Any:
        """A function of (x, out) that writes the outputs into the caller's memory."""
        make = direct.into if direct.available() is None else IntoThroughCtypes
        return make(self.paths, self.natives[0].inputs, self.natives[0].outputs, miss)

    def bound(self, x: Any, out: Any, miss: Callable[[], Any]) -> Any:
        """The same as a function without arguments, for two arrays that have been looked at."""
        make = direct.bound if direct.available() is None else BoundThroughCtypes
        return make(self.paths, x, out, miss)


def native_of(program: Program, fast: bool, kept: bool) -> Native:
    """A program as machine code; `kept` on disk, and found there again."""
    level: Level = "full" if len(program) <= LONG else "quick"
    text = emit(spelled(program), fast=fast, turns=best_width())
    place = cache.directory()
    # Callbacks lead to functions of this process, so their program is made anew.
    if not kept or cache.refused(place) is not None:
        return Native(program, text, Machine(text, level))
    name = cache.key([text.source, level, llvmlite.__version__, str(llvm.llvm_version_info), processor()])
    code = cache.load(place, name)
    if code is not None:
        return Native(program, text, Machine.load(code, text))
    machine = Machine(text, level)
    cache.save(place, name, machine.object_code)
    return Native(program, text, machine)


def described() -> dict[str, str]:
    """What backsweep.info() tells of machine code."""
    version = ".".join(map(str, llvm.llvm_version_info))
    calls = direct.available()
    place = cache.directory()
    vectors = libraries.vector_function("exp", 1, best_width())
    return {
        "executor": f"machine code (LLVM {version})",
        "reason": "",
        "processor": llvm.get_host_cpu_name(),
        "vector_functions": f"libmvec, {best_width()} samples at once" if vectors else "",
        "calls": "built-in functions" if calls is None else f"through ctypes: {calls}",
        "cache": cache.refused(place) or str(place),
    }
