"""Turns LLVM's text into machine code, and frees it when its owner is dropped.

Every owner has an engine of its own: an engine that is shared keeps the memory of what it compiled until it ends
itself. That costs half a millisecond for each.
"""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Sequence
from functools import cache
from typing import Any, Literal, TypeAlias

import llvmlite.binding as llvm

from backsweep.native.callbacks import addresses, entrance
from backsweep.native.libraries import address
from backsweep.native.text import Text, emit
from backsweep.program.statements import Program

# quick: LLVM's fastest code generator. full: a better one, and for short texts LLVM's passes too. Long ones gain
# nothing from them: programs are simplified before, and vectors are written as such. Measured on a network of 1,700
# statements in a loop: O2 with passes 2.0 s, O2 without 1.2 s, O1 0.9 s, and no code ran faster than that of O1; quick
# 0.4 s, with code 1.7 times as slow. But Rosenbrock's function of 10 numbers takes 256 ns with passes and 440 without.
Level: TypeAlias = Literal["quick", "full"]
LEVELS: dict[str, int] = {"quick": 0, "full": 1}
# Up to so many lines a text is short.
SHORT = 600

PATH = ctypes.CFUNCTYPE(ctypes.c_int32, *[ctypes.c_void_p] * 4)

_lock = threading.Lock()


class Machine:
    """Machine code, for as long as this object lives.

    addresses    of the functions asked for, by name
    object_code  the machine code as an object file, from which `Machine.load` makes it again
    """

    def __init__(self, text: Text, level: Level = "quick", names: Sequence[str] | None = None, more: str = "") -> None:
        """Compiles a text, with `more` functions behind it; `names` are those to be called from outside.

        Raises:
            RuntimeError: LLVM does not take the text.
        """
        if level not in LEVELS:
            raise ValueError(f"level must be 'quick' or 'full', but is {level!r}.")
        self._load(compiled(text.source + more, level), text, text.functions if names is None else names)

    @classmethod
    def load(cls, object_code: bytes, text: Text, names: Sequence[str] | None = None) -> Machine:
        """The machine code of a text that was compiled before."""
        machine = cls.__new__(cls)
        machine._load(object_code, text, text.functions if names is None else names)
        return machine

    def _load(self, object_code: bytes, text: Text, names: Sequence[str]) -> None:
        self.object_code = object_code
        self.entrances = [entrance(callback) for callback in text.callbacks]
        with _lock:
            for symbol in text.declarations:
                _make_known(symbol)
            engine = _engine()
            engine.add_object_file(llvm.ObjectFileRef.from_data(object_code))
            engine.finalize_object()
        self._engine = engine
        self.addresses: dict[str, int] = {name: engine.get_function_address(name) for name in names}
        missing = [name for name, at in self.addresses.items() if not at]
        if missing:
            raise RuntimeError(f"The machine code has no function {missing[0]!r}.")
        if self.entrances:
            table = engine.get_global_value_address(text.table)
            for place, at in enumerate(addresses(self.entrances)):
                ctypes.c_uint64.from_address(table + 8 * place).value = at


class Native:
    """A program as machine code. `address` is its path function, `owner` what has to be kept while it is called."""

    def __init__(self, program: Program, text: Text, owner: Machine) -> None:
        self.text, self.owner, self.address = text, owner, owner.addresses[text.symbol]
        self.inputs, self.outputs = program.inputs.size or 0, program.output.size or 0
        numbers = {
            role: [number for array in program.arrays if array.role == role for number in array.numbers]
            for role in ("constants", "indices")
        }
        self.constants = (ctypes.c_double * max(len(numbers["constants"]), 1))(*numbers["constants"])
        self.indices = (ctypes.c_int64 * max(len(numbers["indices"]), 1))(*numbers["indices"])
        self._function = PATH(self.address)

    def run(self, x: Sequence[float]) -> tuple[int, list[float]]:
        """The status and the outputs of one call."""
        if len(x) != self.inputs:
            raise ValueError(f"x must have {self.inputs} numbers, but has {len(x)}.")
        given, out = (ctypes.c_double * max(len(x), 1))(*x), (ctypes.c_double * max(self.outputs, 1))()
        status = self._function(given, out, self.constants, self.indices)
        return status, out[: self.outputs]


def compile_program(program: Program, level: Level = "quick", **options: Any) -> Native:
    """A program as machine code; options are those of `emit`."""
    text = emit(program, **options)
    return Native(program, text, Machine(text, level))


def best_width() -> int:
    """How many doubles the processor computes at once."""
    _start()
    features = llvm.get_host_cpu_features()
    return 8 if features.get("avx512f") and features.get("avx512dq") else 4 if features.get("avx2") else 2


def processor() -> str:
    """What machine code is made for: code for one processor may not run on another."""
    name, features, triple = _host()
    return f"{triple} {name} {features}"


def compiled(source: str, level: Level) -> bytes:
    """The object file of a text."""
    machine = _target_machine(level)
    # A context of its own: what LLVM keeps of the text, its constants for one, goes with it.
    module = llvm.parse_assembly(source, llvm.create_context())
    if level == "full" and source.count("\n") < SHORT:
        options = llvm.create_pipeline_tuning_options(speed_level=2)
        options.loop_vectorization = True
        # Straight code that is made into vectors may divide lanes that nobody uses, which raises flags for nothing.
        options.slp_vectorization = "fdiv" not in source
        options.loop_interleaving = options.loop_unrolling = True
        builder = llvm.create_pass_builder(machine, options)
        builder.getModulePassManager().run(module, builder)
    code: bytes = machine.emit_object(module)
    return code


@cache
def _start() -> None:
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()


@cache
def _host() -> tuple[str, str, str]:
    _start()
    return llvm.get_host_cpu_name(), llvm.get_host_cpu_features().flatten(), llvm.get_process_triple()


def _new_target_machine(level: str) -> Any:
    name, features, triple = _host()
    target = llvm.Target.from_triple(triple)
    return target.create_target_machine(cpu=name, features=features, opt=LEVELS[level], jit=True)


_target_machine = cache(_new_target_machine)


def _engine() -> Any:
    """An engine without code. It owns its target machine, so that cannot be shared."""
    return llvm.create_mcjit_compiler(llvm.parse_assembly(""), _new_target_machine("quick"))


_known: set[str] = set()


def _make_known(symbol: str) -> None:
    """Tells LLVM where a function of the C library is: it ends the process over one that it does not find.

    Raises:
        RuntimeError: there is no such function.
    """
    if symbol in _known or symbol.startswith("llvm."):
        return
    at = address(symbol)
    if at is None:
        raise RuntimeError(f"The C library of this process has no function {symbol!r}.")
    llvm.add_symbol(symbol, at)
    _known.add(symbol)
