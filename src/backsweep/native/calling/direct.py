"""Built-in functions that Python calls straight into machine code.

`builtin` makes one from path functions, the form of the arguments and the form of the answer
(`words.py`). Whatever does not fit is handed, as it came, to the Python function `miss`. The
machine code in between is one and the same for all of them (`text.py`), compiled once per process.
Where it cannot be had (`available` says why), callables that behave alike come instead (`plain.py`).
"""

from __future__ import annotations

import array
import ctypes
import functools
import importlib.util
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from backsweep.errors import StructureError, WrongKind
from backsweep.native.calling import plain, text
from backsweep.native.calling.plain import IntoThroughCtypes, Path, Paths, ThroughCtypes
from backsweep.native.calling.words import (
    FLOAT,
    Answer,
    Form,
    answer_words,
    empty,
    encoded,
    form_words,
    has_arrays,
    lent,
    size,
)

if TYPE_CHECKING:  # at run time it comes with the first call: it needs llvmlite
    from backsweep.native.engine import Native


class Method(ctypes.Structure):
    """Python's PyMethodDef, part of its stable ABI."""

    _fields_ = (
        ("name", ctypes.c_char_p),
        ("code", ctypes.c_void_p),
        ("flags", ctypes.c_int),
        ("doc", ctypes.c_char_p),
    )


METH_FASTCALL, METH_KEYWORDS = 0x0080, 0x0002


def path_of(native: Native) -> Path:
    """The path of a program that is machine code."""
    constants, indices = ctypes.addressof(native.constants), ctypes.addressof(native.indices)
    return Path(native.address, constants, indices, native)


class MachineCode(NamedTuple):
    """What a built-in function is bound to: all that must live as long as it does.

    The machine code finds `address` at the first place and trusts it, so this is a tuple: it never changes.
    """

    address: int
    state: Any
    method: Method
    paths: Paths
    kept: tuple[Any, ...]

    def __repr__(self) -> str:
        return f"<machine code, paths: {len(self.paths)}>"


def builtin(
    name: str,
    paths: Paths | Sequence[Path],
    form: Sequence[Form],
    answer: Answer,
    miss: Callable[..., Any],
    owner: Any = None,
    *,
    outputs: int,
    about: str = "",
) -> Any:
    """A built-in function that reads its arguments by `form`, runs the first path that is for them, and gives `answer`.

    `outputs` is the size of the paths' output array. A `Paths` may be given more paths later on. The function keeps
    `paths`, `miss`, `owner` and what the forms name alive, and may itself outlive whoever made it. Any number of
    threads may call it at once.

    A call that does not fit (another number of arguments, names, another type or length, no path) is made again as
    `miss(*args, **named)`, and so is one that met trouble.
    """
    make = ThroughCtypes if available() else _builtin
    return make(name, paths, form, answer, miss, owner, outputs=outputs, about=about)


def into(
    paths: Paths | Sequence[Path],
    inputs: int,
    outputs: int,
    miss: Callable[[Any, Any], Any],
    owner: Any = None,
    *,
    name: str = "into",
    about: str = "",
) -> Any:
    """A built-in function of (x, out), both the caller's own arrays of floats; it asks for no memory and gives None.

    Both lend their memory by the buffer protocol, as numpy arrays and array.array("d") do. `miss(x, out)` is to fill
    `out` where no path does.

    Calling it raises WrongKind where x or out is no array of floats, or out cannot be written; StructureError where
    one has another size than it needs, or they share memory.
    """
    make = IntoThroughCtypes if available() else _into
    return make(paths, inputs, outputs, miss, owner, name=name, about=about)


def bound(paths: Paths, x: Any, out: Any, miss: Callable[[], Any]) -> Any:
    """A built-in function without arguments that does what that of `into` does for these two arrays.

    They have been looked at: `into` takes them. The function keeps them, and while it does they cannot change size.
    """
    memories = memoryview(x), memoryview(out)
    places = {name: plain.address_of(memory) for name, memory in zip(("x", "out"), memories, strict=True)}
    return _bound("bound", "", "bound", paths, {"miss": id(miss), **places}, (miss, memories))


def _builtin(
    name: str,
    paths: Paths | Sequence[Path],
    form: Sequence[Form],
    answer: Answer,
    miss: Callable[..., Any],
    owner: Any = None,
    *,
    outputs: int,
    about: str = "",
) -> Any:
    # A large output array is numpy's, and the arrays of the answer are parts of it.
    make = empty(outputs) if outputs >= text.LARGE and has_arrays(answer) else None
    reading, objects = encoded(form_words(form))
    writing, others = encoded(answer_words(answer, outputs, views=make is not None))
    # An array that is the only argument is read where it is.
    inputs = 0 if lent(form) else sum(map(size, form))
    state = {
        "miss": id(miss),
        "form": ctypes.addressof(reading),
        "answer": ctypes.addressof(writing),
        "count": len(form),
        "inputs": inputs,
        "outputs": outputs,
        "make": id(make),
    }
    kept = (miss, owner, make, reading, writing, objects, others)
    return _bound(name, about, "array" if make else _entry_for(inputs + outputs), paths, state, kept)


def _entry_for(doubles: int) -> str:
    if doubles <= text.SMALL:
        return "small"
    return "medium" if doubles <= text.MEDIUM else "memory"


def _into(
    paths: Paths | Sequence[Path],
    inputs: int,
    outputs: int,
    miss: Callable[[Any, Any], Any],
    owner: Any = None,
    *,
    name: str = "into",
    about: str = "",
) -> Any:
    wrong = functools.partial(plain.complain, name, inputs, outputs)
    state = {"miss": id(miss), "wrong": id(wrong), "inputs": inputs, "outputs": outputs}
    return _bound(name, about, "into", paths, state, (miss, owner, wrong))


def _bound(
    name: str,
    about: str,
    entry: str,
    paths: Paths | Sequence[Path],
    numbers: dict[str, int],
    kept: tuple[Any, ...],
) -> Any:
    """The built-in function itself."""
    entries, loaded = machine_code()
    tried = paths if isinstance(paths, Paths) else Paths(paths)
    numbers["paths"] = tried.address
    state = (ctypes.c_int64 * len(text.STATE))(*(numbers.get(word, 0) for word in text.STATE))
    method = Method(name.encode(), entries[entry], METH_FASTCALL | METH_KEYWORDS, about.encode() or None)
    code = MachineCode(ctypes.addressof(state), state, method, tried, (loaded, *kept))
    return _maker()(ctypes.addressof(method), code, "backsweep")


@functools.cache
def _maker() -> Any:
    """Python's function that makes a built-in function, of the method, what it is bound to, and its module."""
    kinds = (ctypes.c_void_p, ctypes.py_object, ctypes.py_object)
    return ctypes.PYFUNCTYPE(ctypes.py_object, *kinds)(("PyCFunction_NewEx", ctypes.pythonapi))


@functools.cache
def machine_code() -> tuple[dict[str, int], Any]:
    """The address of each entry, and what keeps the code in memory."""
    from backsweep.native.engine import Machine
    from backsweep.native.text import Text

    names = [f"call_{name}" for name in (*text.ENTRIES, "into", "bound")]
    # The full level takes 53 ms of processor time instead of 10, and saves 8 ns of 142 for five floats with their
    # derivatives: most of a call is spent in Python's own functions.
    machine = Machine(Text(names[0], [], {}, [text.text()]), "quick", names)
    return {name.removeprefix("call_"): at for name, at in machine.addresses.items()}, machine


@functools.cache
def available() -> str | None:
    """None if built-in functions can be had here, else a sentence that says why not; tried out at first use."""
    if sys.implementation.name != "cpython":
        return f"Machine code knows how CPython calls functions, but this is {sys.implementation.name}."
    if not getattr(sys, "_is_gil_enabled", lambda: True)():
        return "This Python runs without the GIL, which the machine code relies on."
    if ctypes.sizeof(ctypes.c_void_p) != 8:
        return "This Python is not one of 64 bits."
    if importlib.util.find_spec("llvmlite") is None:
        return "llvmlite is not installed. Write: pip install 'backsweep[native]'."
    lacking = [name for name in text.functions() if not hasattr(ctypes.pythonapi, name)]
    if lacking:
        return f"This Python has no {lacking[0]}."
    try:
        return _trial()
    except Exception as error:
        return f"The trial of machine code failed: {error!r}."


def _trial() -> str | None:
    """The same calls both ways: None if they agree."""

    def doubled(x: int, out: int, constants: int, indices: int) -> int:
        given = (ctypes.c_double * 6).from_address(x)
        (ctypes.c_double * 7).from_address(out)[:] = [given[0], *(2 * number for number in given)]
        return int(given[0] < 0)

    double = plain.CODE(doubled)
    path = Path(ctypes.cast(double, ctypes.c_void_p).value or 0, owner=double)
    form = (FLOAT, ("list", [FLOAT, ("tuple", [FLOAT])]), ("static", None), ("dict", {"a": FLOAT}), ("array", 2))
    parts: dict[str, Answer] = {"a": ("list", [0, 1]), "b": ("tuple", [6, ("static", None)])}
    answer = ("tuple", [0, ("dict", parts), ("array", 4, 2, functools.partial(array.array, "d", (0.0, 0.0)))])
    both = [
        make("trial", [path], form, answer, lambda *args, **named: ("missed", args, named), outputs=7)
        for make in (_builtin, ThroughCtypes)
    ]
    last = array.array("d", (5.0, 6.0))
    good = (1.5, [2.0, (3.0,)], None, {"a": 4.0}, last)
    changes = ((0, -1.5), (0, 1), (0, True), (1, [2.0, [3.0]]), (1, [2.0]), (2, 0), (3, {"b": 4.0}), (4, last[:1]))
    calls = [good, good[:-1], *((*good[:place], thing, *good[place + 1 :]) for place, thing in changes)]
    for args in calls:
        one, other = (function(*args) for function in both)
        if repr(one) != repr(other):
            return f"Machine code gave {one!r} where {other!r} is right."
    if both[0](1.5, x=2) != ("missed", (1.5,), {"x": 2}):
        return "Machine code lost the names of arguments."
    x, out = array.array("d", range(1, 7)), array.array("d", bytes(56))
    write = _into([path], 6, 7, lambda x, out: None)
    if write(x, out) is not None or list(out) != [1.0, 2.0, 4.0, 6.0, 8.0, 10.0, 12.0]:
        return f"Machine code wrote {out!r} into an array."
    for wrong, kind in ((x, StructureError), (3.0, WrongKind)):
        try:
            write(x, wrong)
        except kind:
            continue
        return f"Machine code wrote into {wrong!r}."
    return None
