"""Where the C library's functions are in this process: the very ones that Python's math module calls."""

from __future__ import annotations

import ctypes
import platform
import sys
from functools import cache

# Beside what the process has loaded already; the first that exists counts. None of them is looked for on disk.
LIBRARIES = ("ucrtbase",) if sys.platform == "win32" else ("libm.so.6", "libSystem.dylib")
# The C library's vector functions, on x86-64 Linux: which letter stands for so many doubles at once.
VECTORS, LETTERS = "libmvec.so.1", {2: "b", 4: "d", 8: "e"}


@cache
def _opened(name: str | None) -> ctypes.CDLL | None:
    try:
        return ctypes.CDLL(name)
    except (OSError, TypeError):
        return None


@cache
def address(symbol: str) -> int | None:
    """Where a function is; None if there is none of this name."""
    names = (VECTORS,) if symbol.startswith("_ZGV") else (None, *LIBRARIES)
    for library in map(_opened, names):
        function = getattr(library, symbol, None) if library is not None else None
        if function is not None:
            return ctypes.cast(function, ctypes.c_void_p).value
    return None


def vector_function(symbol: str, arguments: int, width: int) -> str | None:
    """The name of the function that does `symbol` for so many numbers at once, if the C library has one."""
    if width not in LETTERS:
        return None
    name = f"_ZGV{LETTERS[width]}N{width}{'v' * arguments}_{symbol}"
    return name if address(name) else None


@cache
def squares_are_known() -> bool:
    """Whether pow(x, 2) is off by less than 0.54 of a last place here, and the processor has fma to make use of it."""
    import llvmlite.binding as llvm

    name, version = platform.libc_ver()
    # The pow of glibc 2.28 and later, whose error is stated in its source.
    recent = name == "glibc" and tuple(map(int, version.split(".")[:2])) >= (2, 28)
    return recent and bool(llvm.get_host_cpu_features().get("fma"))
