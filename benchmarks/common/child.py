"""One peer on one workload, in a process of its own: it gets ready, and then runs a round whenever asked.

Processes of their own let a peer be stopped while it compiles, and keep it from disturbing the others: by its threads,
its LLVM, its way with denormal numbers. The runner asks by lines on standard input; answers are lines of JSON. What a
library prints goes to standard error.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import resource
import sys
import time
from collections.abc import Callable, Sequence
from itertools import repeat
from typing import Any

from workload import Point, Run, Skipped, Workload

# Loading a library is not what is measured.
MODULES = {
    "backsweep": ("backsweep",),
    "hand": (),
    "HIPS": ("autograd", "autograd.numpy", "autograd.scipy.linalg", "autograd.scipy.special"),
    "MyGrad": ("mygrad",),
    "numba": ("numba",),
    "jax": ("jax", "jax.numpy", "jax.scipy.special"),
    "casadi": ("casadi",),
    "ddx-ad": ("ddx",),
    "torch": ("torch",),
    "torch.compile": ("torch", "torch._inductor"),
}
MEMORY = 16 * 2**30


def serve(workload: Workload, peer: str, processors: set[int]) -> None:
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)

    def tell(**answer: Any) -> None:
        answers.write(json.dumps(answer) + "\n")
        answers.flush()

    if "threads" in peer and processors:
        # Before anything else: threads keep to the processors of the one that started them.
        os.sched_setaffinity(0, processors)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    with contextlib.suppress(ImportError):
        importlib.import_module("numpy")
    try:
        for module in MODULES[peer.split(" ")[0].rstrip(",")]:
            importlib.import_module(module)
    except ImportError as error:
        return tell(skipped=str(error))
    points = workload.points()
    try:
        begin = time.perf_counter()
        run = workload.peers[peer]()
        answer = run.gradient(*run.points[0])
        first = time.perf_counter() - begin
        del answer
        apart = error_of(run, workload, points)
    except Skipped as error:
        return tell(skipped=str(error))
    except Exception as error:
        return tell(skipped=f"{type(error).__name__}: {' '.join(str(error).split())[:160]}")
    tell(first=first, error=apart)
    clocks = {"gradient": Clock(run.gradient, run.points, run.each)}
    if run.value is not None:
        clocks["value"] = Clock(run.value, run.value_points or run.points, 1)
    for line in sys.stdin:
        seconds = float(line)
        tell(**{what: clock.round(seconds) for what, clock in clocks.items()})


def error_of(run: Run, workload: Workload, points: Sequence[Point]) -> float | None:
    """The largest error of a derivative, relative to it, or to a thousandth of the largest where that is more."""
    worst = 0.0
    for given, point in zip(run.points, points, strict=False):
        try:
            wanted = workload.reference(*point)
        except Skipped:
            return None
        found = run.read(run.gradient(*given))
        if len(found) != len(wanted):
            raise ValueError(f"gave {len(found)} derivatives where there are {len(wanted)}")
        least = max(map(abs, wanted)) / 1000 or 1.0
        errors = [abs(a - b) / max(abs(b), least) for a, b in zip(found, wanted, strict=True)]
        if any(error != error for error in errors):
            raise ValueError("gave nan for a derivative")
        worst = max(worst, *errors)
    return worst


class Clock:
    """Seconds per evaluation of a function, which is called as often as fills the time asked for."""

    def __init__(self, function: Callable[..., Any], points: Sequence[Point], each: int) -> None:
        self.function, self.points = function, points
        self.evaluations = len(points) * each
        self.loop = loop_for(len(points[0]), len(points))
        self.times = 0

    def round(self, seconds: float) -> float:
        gc.collect()
        gc.disable()
        try:
            if not self.times:
                # The first call of all may compile; a slow peer is not asked a third time.
                once = self.loop(1, self.function, self.points)
                for _ in range(2):
                    if once < seconds or not self.times:
                        self.times = 1
                        once = min(once, self.loop(1, self.function, self.points))
                self.times = max(1, int(seconds / once))
            return self.loop(self.times, self.function, self.points) / self.times / self.evaluations
        finally:
            gc.enable()


def loop_for(arguments: int, points: int) -> Callable[[int, Any, Any], float]:
    """A loop that calls f(a0, a1, ...): written out for the number of arguments, as f(*point) costs more."""
    names = ", ".join(f"a{at}" for at in range(arguments))
    call = f"f({names})"
    unpack = f"({names},) = points[0]" if names else "pass"
    inner = call if points == 1 else f"for {names}, in points: {call}"
    text = f"""
def loop(times, f, points):
    {unpack}
    begin = clock()
    for _ in repeat(None, times):
        {inner}
    return clock() - begin
"""
    found: dict[str, Any] = {"clock": time.perf_counter, "repeat": repeat}
    exec(text, found)
    loop: Callable[[int, Any, Any], float] = found["loop"]
    return loop
