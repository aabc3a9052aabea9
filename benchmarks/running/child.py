"""One peer on one workload, in a process of its own: it gets ready, and then runs a round whenever asked.

Processes of their own let a peer be stopped while it compiles, and keep it from disturbing the others: by its threads,
its LLVM, its way with denormal numbers. The runner asks by lines on standard input; answers are lines of JSON. What a
library prints goes to standard error.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import re
import resource
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

from running.clock import Clock
from running.libraries import of_peer
from running.workload import Point, Run, Skipped, Workload

MEMORY = 16 * 2**30


def serve(workload: Workload, peer: str, processors: set[int]) -> None:
    """Answers until the input ends: once when ready, and then the times of each round."""
    tell = answers()
    threads = "threads" in peer
    if threads and processors:
        # Before anything else: threads keep to the processors of the one that started them.
        os.sched_setaffinity(0, processors)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    try:
        load(peer)
        run, about = ready(workload, peer)
    except Skipped as error:
        return tell(skipped=str(error))
    except Exception as error:
        return tell(skipped=told(error))
    tell(**about)
    clock = time.perf_counter if threads else worked
    clocks = {"gradient": Clock(run.gradient, run.points, run.each, clock, workload.collector)}
    if run.value is not None:
        clocks["value"] = Clock(run.value, run.value_points or run.points, 1, clock, workload.collector)
    for line in sys.stdin:
        seconds = float(line)
        tell(**{what: clock.round(seconds) for what, clock in clocks.items()})


def worked() -> float:
    """Seconds of processor time of this process and of those that it started and that have ended, such as compilers."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def answers() -> Callable[..., None]:
    """A function that tells the runner; from here on, standard output is standard error to everybody else."""
    lines = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)

    def tell(**answer: Any) -> None:
        lines.write(json.dumps(answer) + "\n")
        lines.flush()

    return tell


def told(error: Exception) -> str:
    """Its kind and its first sentence, without paths of this machine."""
    message = " ".join(str(error).split())
    sentence = re.split(r"(?<=[^.])\. |(?<= )/", message)[0][:160].strip()
    return f"{type(error).__name__}: {sentence}"


def load(peer: str) -> None:
    """Imports the library: that is not what is measured."""
    with contextlib.suppress(ImportError):
        importlib.import_module("numpy")
    for module in of_peer(peer).modules:
        importlib.import_module(module)


def ready(workload: Workload, peer: str) -> tuple[Run, dict[str, float | None]]:
    """The peer after its first gradient: the time to there, the largest error, and what it weighs."""
    points = workload.points()
    begin = time.perf_counter()
    run = workload.peers[peer]()
    answer = run.gradient(*run.points[0])
    first = time.perf_counter() - begin
    error = error_of(run, workload, points, answer)
    del answer
    return run, {"first": first, "error": error, "memory": run.memory() if run.memory else None}


def error_of(run: Run, workload: Workload, points: Sequence[Point], first: Any) -> float | None:
    """The largest error of a derivative, relative to it, or to a thousandth of the largest where that is more.

    `first` is the answer at the first point. None where the reference cannot be had, as without a C compiler.
    """
    worst = 0.0
    for at, (given, point) in enumerate(zip(run.points, points, strict=False)):
        try:
            wanted = workload.reference(*point)
        except Skipped:
            return None
        found = run.read(run.gradient(*given) if at else first)
        if len(found) != len(wanted):
            raise ValueError(f"gave {len(found)} derivatives where there are {len(wanted)}")
        least = max(map(abs, wanted)) / 1000 or 1.0
        errors = [abs(a - b) / max(abs(b), least) for a, b in zip(found, wanted, strict=True)]
        if any(error != error for error in errors):
            raise ValueError("gave nan for a derivative")
        worst = max(worst, *errors)
    return worst
