"""What an eval prepares for one message, and how that is run again and again.

Reading the input is done when there is a Task, writing the output is left to `told`: neither is timed. In between there
are the preparation, which is made once and reported as "prepare", and the runs, each reported as "evaluate".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter_ns
from typing import Any

from given import Given

Timing = dict[str, str | int]


@dataclass(frozen=True)
class Task:
    """One function on one input.

    run      gives the output, in arrays
    told     the output as JSON has it
    prepare  what is done once ahead of the runs, such as compiling
    """

    run: Callable[[], Any]
    told: Callable[[Any], Any]
    prepare: Callable[[], Any] | None = None


def timed(task: Task, given: Any) -> tuple[Any, list[Timing]]:
    """The output of the last run and the timings of all: at least min_runs, and at least min_seconds in all.

    An input that is no object, as hello's, is for one run.
    """
    runs, left = 1, 0.0
    if isinstance(given, dict):
        wanted = Given(given)
        runs, left = wanted.count("min_runs", least=1), 1e9 * wanted.number("min_seconds")
    timings: list[Timing] = []
    if task.prepare is not None:
        timings.append(_clocked("prepare", task.prepare)[1])
    output: Any = None
    while runs > 0 or left > 0:
        output, timing = _clocked("evaluate", task.run)
        timings.append(timing)
        runs, left = runs - 1, left - int(timing["nanoseconds"])
    return output, timings


def _clocked(name: str, run: Callable[[], Any]) -> tuple[Any, Timing]:
    begin = perf_counter_ns()
    output = run()
    return output, {"name": name, "nanoseconds": perf_counter_ns() - begin}
