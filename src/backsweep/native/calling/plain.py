"""The same calls without machine code between Python and the path functions: through ctypes, slower.

This is what a built-in function of `direct.py` does, in Python: it is taken where that code cannot be had, and the
tests hold the two against each other.
"""

from __future__ import annotations

import ctypes
import functools
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy

from backsweep.errors import StructureError, WrongKind
from backsweep.native.calling import words
from backsweep.native.calling.text import SENTENCE
from backsweep.native.calling.words import Answer, Form
from backsweep.node import short

Numbers: TypeAlias = Any  # a ctypes array of doubles

# PYFUNCTYPE keeps the GIL, as the machine code does: a path may call back into Python.
CODE = ctypes.PYFUNCTYPE(ctypes.c_int32, *[ctypes.c_void_p] * 4)
NATIVE = "<d" if sys.byteorder == "little" else ">d"


class Path(NamedTuple):
    """A path function: where its code, its constants and its indices are, and what keeps them there."""

    code: int
    constants: int = 0
    indices: int = 0
    owner: Any = None


class Paths:
    """The path functions of a function, in the order in which they are tried. They grow; none is ever taken back.

    address   of the table that machine code reads: the addresses of the paths' records, then 0
    """

    def __init__(self, paths: Sequence[Path] = (), capacity: int = 256) -> None:
        self._table = (ctypes.c_int64 * (max(capacity, len(paths)) + 1))()
        self._kept: list[Any] = []  # also records that were replaced: a call may be under way in them
        self._paths: list[Path] = []
        self.address = ctypes.addressof(self._table)
        for path in paths:
            self.append(path)

    def __len__(self) -> int:
        return len(self._paths)

    def __iter__(self) -> Iterator[Path]:
        return iter(self._paths)

    def append(self, path: Path) -> None:
        """Try this path too, after the others."""
        if len(self._paths) + 1 >= len(self._table):
            raise ValueError(f"There is room for {len(self._table) - 1} paths. Write Paths(capacity=...) for more.")
        self._paths.append(path)
        self._set(len(self._paths) - 1, path)

    def replace(self, place: int, path: Path) -> None:
        """Another code for the same path."""
        self._paths[place] = path
        self._set(place, path)

    def _set(self, place: int, path: Path) -> None:
        record = (ctypes.c_int64 * 3)(path.code, path.constants, path.indices)
        self._kept.append((record, path))
        # One word is written at once: no call ever sees half a path.
        self._table[place] = ctypes.addressof(record)


class Misfit(Exception):
    """An argument is not of the form."""


class ThroughCtypes:
    """What `calling.builtin` makes, by ctypes: the same arguments, the same calls."""

    def __init__(
        self,
        name: str,
        paths: Paths | Sequence[Path],
        form: Sequence[Form],
        answer: Answer,
        miss: Callable[..., Any],
        owner: Any = None,
        *,
        outputs: int,
        about: str = "",
    ) -> None:
        # The same refusal of what is no form as there.
        list(words.form_words(form))
        list(words.answer_words(answer, outputs))
        self.__name__ = name
        self.__doc__ = about or None
        self._paths = paths if isinstance(paths, Paths) else Paths(paths)
        self._form = tuple(form)
        self._answer = answer
        self._miss = miss
        self._owner = owner
        self._inputs = ctypes.c_double * sum(map(words.size, form))
        self._outputs = ctypes.c_double * outputs

    def __call__(self, *args: Any, **named: Any) -> Any:
        numbers: list[float] = []
        try:
            if named or len(args) != len(self._form):
                raise Misfit
            for form, arg in zip(self._form, args, strict=True):
                read(form, arg, numbers)
        except Misfit:
            return self._miss(*args, **named)
        x, out = self._inputs(*numbers), self._outputs()
        if along(self._paths, ctypes.addressof(x), ctypes.addressof(out)):
            return write(self._answer, out)
        return self._miss(*args)


class IntoThroughCtypes:
    """What `calling.into` makes, by ctypes."""

    def __init__(
        self,
        paths: Paths | Sequence[Path],
        inputs: int,
        outputs: int,
        miss: Callable[[Any, Any], Any],
        owner: Any = None,
        *,
        name: str = "into",
        about: str = "",
    ) -> None:
        self.__name__ = name
        self.__doc__ = about or None
        self._paths = paths if isinstance(paths, Paths) else Paths(paths)
        self._sizes = (inputs, outputs)
        self._miss = miss
        self._owner = owner

    def __call__(self, *args: Any, **named: Any) -> Any:
        fault = fault_of(self.__name__, *self._sizes, args, named)
        if fault is not None:
            raise fault
        x, out = args
        with memoryview(x) as x_memory, memoryview(out) as out_memory:
            done = along(self._paths, address_of(x_memory), address_of(out_memory))
        return None if done else self._miss(x, out)


class BoundThroughCtypes:
    """What `calling.bound` makes, by ctypes."""

    def __init__(self, paths: Paths, x: Any, out: Any, miss: Callable[[], Any]) -> None:
        self._paths, self._miss = paths, miss
        self._memories = memoryview(x), memoryview(out)
        self._places = [address_of(memory) for memory in self._memories]

    def __call__(self) -> Any:
        return None if along(self._paths, *self._places) else self._miss()


@functools.lru_cache(maxsize=1024)
def function_at(code: int) -> Any:
    """The path function at an address, as ctypes calls it."""
    return CODE(code)


def along(paths: Paths, x: int, out: int) -> bool:
    """Whether one of the paths filled `out`."""
    for path in paths:
        try:
            status = function_at(path.code)(x, out, path.constants, path.indices)
        except Exception:  # from a callback; the eager call raises it where it belongs
            return False
        if status != 1:
            return bool(status == 0)
    return False


def read(form: Form, thing: Any, numbers: list[float]) -> None:
    """Add the floats of an argument; Misfit where it is not of the form."""
    match form:
        case "float" if type(thing) is float:
            numbers.append(thing)
        case ("list" | "tuple" as kind, content) if type(thing) is {"list": list, "tuple": tuple}[kind]:
            if len(thing) != len(content):
                raise Misfit
            for part, item in zip(content, list(thing), strict=True):
                read(part, item, numbers)
        case ("floats", count, kind) if type(thing) is kind and len(thing) == count:
            if not all(type(item) is float for item in thing):
                raise Misfit
            numbers.extend(thing)
        case ("array", count, *_) if type(thing) in words.types_of(form):
            if fault_of_array("", thing, count, writable=False) is not None:
                raise Misfit
            numbers.extend(memoryview(thing))
        case ("static", wanted) if thing is wanted:
            pass
        case ("dict", content) if type(thing) is dict:
            keys = list(thing)
            if len(keys) != len(content) or any(a is not b for a, b in zip(keys, content, strict=True)):
                raise Misfit
            for part, item in zip(content.values(), list(thing.values()), strict=True):
                read(part, item, numbers)
        case _:
            raise Misfit


def write(answer: Answer, out: Numbers) -> Any:
    """The answer, from the output array."""
    match answer:
        case int():
            return out[answer]
        case ("list" | "tuple" as kind, content):
            made = [write(part, out) for part in content]
            return made if kind == "list" else tuple(made)
        case ("floats", start, count, kind):
            return kind(out[start : start + count])
        case ("array", start, count, make):
            array = make()
            if fault_of_array("", array, count, writable=True) is not None:
                raise BufferError(SENTENCE)
            with memoryview(array) as memory:
                ctypes.memmove(address_of(memory), ctypes.addressof(out) + 8 * start, 8 * count)
            return array
        case ("dict", content):
            return {key: write(part, out) for key, part in content.items()}
    return answer[1]


def address_of(memory: memoryview) -> int:
    """Where the memory of a writable array is; of any array that may only be read, too."""
    return int(numpy.frombuffer(memory, numpy.uint8).__array_interface__["data"][0]) if memory.nbytes else 0


def complain(name: str, inputs: int, outputs: int, *args: Any, **named: Any) -> Any:
    """Raise what is wrong with a call of `into`."""
    fault = fault_of(name, inputs, outputs, args, named)
    raise fault or StructureError(f"{name} could not use its arrays: they changed while it looked at them.")


def fault_of(name: str, inputs: int, outputs: int, args: Sequence[Any], named: dict[str, Any]) -> Exception | None:
    """What is wrong with a call of `into`, None if nothing is."""
    if len(args) != 2 or named:
        given = [*map(short, args), *(f"{key}={short(value)}" for key, value in named.items())]
        return WrongKind(f"{name} takes two arrays, x and out, but got ({', '.join(given)}). Write {name}(x, out).")
    x, out = args
    fault = fault_of_array(f"x of {name}", x, inputs, writable=False)
    fault = fault or fault_of_array(f"out of {name}", out, outputs, writable=True)
    if fault is not None:
        return fault
    with memoryview(x) as x_memory, memoryview(out) as out_memory:
        start, other = address_of(x_memory), address_of(out_memory)
    if start < other + 8 * outputs and other < start + 8 * inputs:
        return StructureError(
            f"x and out of {name} share memory, but x is read while out is written. Copy one of them."
        )
    return None


def fault_of_array(what: str, thing: Any, count: int, *, writable: bool) -> Exception | None:
    """Why the thing cannot serve as an array of that many floats, None if it can."""
    make = f"Write numpy.{'empty' if writable else 'zeros'}({count}) to make one."
    try:
        memory = memoryview(thing)
    except (TypeError, BufferError, ValueError):
        return WrongKind(f"{what} is to be an array of {count} floats, such as numpy's, but got {short(thing)}. {make}")
    with memory:
        if memory.format not in ("d", "@d", "=d", NATIVE):
            return WrongKind(
                f"{what} is to hold floats of 64 bits (format 'd'), but got format {memory.format!r}. {make}"
            )
        if memory.ndim != 1 or memory.shape != (count,):
            return StructureError(f"{what} is to have the shape ({count},), but got {memory.shape}. {make}")
        if not memory.c_contiguous:
            return StructureError(
                f"{what} has gaps between its floats. Write numpy.ascontiguousarray({what.split(' ')[0]})."
            )
        if writable and memory.readonly:
            return WrongKind(f"{what} is to be written to, but can only be read. {make}")
        if address_of(memory) % 8:
            return StructureError(f"{what} does not begin at a multiple of 8 bytes in memory. Copy it.")
    return None
