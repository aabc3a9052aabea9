"""Builds by_hand.c with gcc, once per content, and lends its functions through ctypes."""

from __future__ import annotations

import ctypes
import hashlib
import importlib.machinery
import importlib.util
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Callable, Sequence
from functools import cache, partial
from pathlib import Path
from types import ModuleType
from typing import Any

from running.workload import Point, Run, Skipped

SOURCE = Path(__file__).with_name("by_hand.c")
# Both timed builds may use everything this processor has; -Ofast may also reorder sums and call vector functions.
# What Python calls through ctypes; ratios are to the faster of the two.
LIMIT = ("hand -O3", "hand -Ofast")
FLAGS = {
    "-O3": ("-O3", "-march=native"),
    "-Ofast": ("-Ofast", "-march=native"),
    "long double": ("-O2", "-Dreal=long double"),
}


def build(source: Path, flags: Sequence[str], name: str) -> Path:
    """The shared library made of a C file; made anew only when the file, the flags or the processor change."""
    target = subprocess.run([gcc(), *flags, "-Q", "--help=target"], capture_output=True, text=True).stdout
    key = hashlib.sha256("\n".join([source.read_text(), *flags, target, sys.version]).encode()).hexdigest()[:16]
    place = Path(tempfile.gettempdir()) / f"backsweep-benchmarks-{os.getuid()}-{key}"
    made = place / name
    if not made.exists():
        place.mkdir(mode=0o700, exist_ok=True)
        half = place / f"half-{os.getpid()}.so"
        translate(source, flags, half)
        half.replace(made)
    return made


def gcc() -> str:
    found = shutil.which("gcc")
    if found is None:
        raise Skipped("there is no gcc")
    return found


def translate(source: Path, flags: Sequence[str], made: Path) -> None:
    command = [gcc(), *flags, "-shared", "-fPIC", str(source), "-o", str(made), "-lm"]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise Skipped(f"gcc refused: {done.stderr.strip().splitlines()[-1]}")


@cache
def built(flags: str) -> ctypes.CDLL:
    return ctypes.CDLL(str(build(SOURCE, FLAGS[flags], "by_hand.so")))


def function(flags: str, name: str) -> Any:
    found = getattr(built(flags), name)
    found.restype = ctypes.c_double
    return found


@cache
def module() -> ModuleType:
    """The same functions as a Python module written in C: called without ctypes, floats in and a tuple out."""
    include = sysconfig.get_paths()["include"]
    if not (Path(include) / "Python.h").exists():
        raise Skipped("there is no Python.h")
    suffix = importlib.machinery.EXTENSION_SUFFIXES[0]
    made = build(SOURCE, (*FLAGS["-Ofast"], "-DAS_MODULE", f"-I{include}"), f"by_hand{suffix}")
    spec = importlib.util.spec_from_file_location("by_hand", made)
    assert spec is not None
    assert spec.loader is not None
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


def flat(point: Sequence[Any]) -> list[float]:
    """All floats of the arguments, in order."""
    out: list[float] = []
    for item in point:
        if isinstance(item, (list, tuple)):
            out.extend(flat(item))
        else:
            out.append(item)
    return out


def doubles(numbers: Sequence[float]) -> Any:
    return (ctypes.c_double * len(numbers))(*numbers)


def address(buffer: Any) -> ctypes.c_void_p:
    return ctypes.c_void_p(ctypes.addressof(buffer))


def run(flags: str, name: str, points: Sequence[Point], wanted: int, more: Point = (), kept: Any = None) -> Run:
    """NAME_value and NAME_gradient of one build, through ctypes; `more` are further arguments of both."""
    # by_hand.c leaves more than the derivatives in g once: two residuals behind their rows.
    g = doubles([0.0] * (wanted + 2))
    inputs = [doubles(flat(point)) for point in points]
    return Run(
        gradient=function(flags, f"{name}_gradient"),
        points=[(address(x), address(g), *more) for x in inputs],
        read=lambda _: g[:wanted],
        value=function(flags, f"{name}_value"),
        value_points=[(address(x), *more) for x in inputs],
        kept=(g, inputs, kept),
    )


def run_in_c(flags: str, name: str, points: Sequence[Point], wanted: int, more: Point = (), times: int = 1000) -> Run:
    """NAME_gradient in a loop of C: what is left when calling costs nothing."""
    g = doubles([0.0] * (wanted + 2))
    inputs = [doubles(flat(point)) for point in points]
    return Run(
        gradient=function(flags, f"{name}_repeat"),
        points=[(ctypes.c_long(times), address(x), address(g), *more) for x in inputs],
        read=lambda _: g[:wanted],
        each=times,
        kept=(g, inputs),
    )


def run_module(name: str, points: Sequence[Point]) -> Run:
    """NAME_gradient as a function of a module in C."""
    return Run(gradient=getattr(module(), name), points=points, read=lambda answer: answer[1])


def reference(name: str, wanted: int, more: Callable[[], Point] = tuple) -> Callable[..., Sequence[float]]:
    """The derivatives at a point, computed in long double."""

    def derivatives(*point: Any) -> Sequence[float]:
        ready = run("long double", name, [point], wanted, more())
        return ready.read(ready.gradient(*ready.points[0]))

    return derivatives


def peers(
    name: str,
    points: Callable[[], list[Point]],
    wanted: int,
    more: Callable[[], Point] = tuple,
    small: bool = False,
    as_module: bool = False,
) -> dict[str, Callable[[], Run]]:
    """The rows by hand. Of a small function also the loop in C, and the call without ctypes."""
    found: dict[str, Callable[[], Run]] = {}
    for flags in ("-O3", "-Ofast"):
        found[f"hand {flags}"] = partial(_later, run, flags, name, points, wanted, more)
    if small:
        found["hand -Ofast, loop in C"] = partial(_later, run_in_c, "-Ofast", name, points, wanted, more)
    if as_module:
        found["hand -Ofast, C module"] = lambda: run_module(name, points())
    return found


def _later(
    make: Callable[..., Run],
    flags: str,
    name: str,
    points: Callable[[], list[Point]],
    wanted: int,
    more: Callable[[], Point],
) -> Run:
    return make(flags, name, points(), wanted, more())
