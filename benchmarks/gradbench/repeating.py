"""What an eval prepares for one message, and how that is run again and again.

Reading the input is done when there is a Task, writing the output is left to `told`: neither is timed. In between there
are the preparation, which is made once and reported as "prepare", and the runs, each reported as "evaluate". One more
timing, "processor", is the median of the runs' processor time: on a machine where others work too it tells more than
the clock does, and GradBench passes over a name that it does not know.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median_low
from time import perf_counter_ns, process_time_ns
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

    An input that is no object, as hello's, is for one run and one timing.
    """
    if not isinstance(given, dict):
        output, time, _ = _clocked(task.run)
        return output, [{"name": "evaluate", "nanoseconds": time}]
    wanted = Given(given)
    runs, left = wanted.count("min_runs", least=1), 1e9 * wanted.number("min_seconds")
    timings: list[Timing] = []
    if task.prepare is not None:
        _, time, _ = _clocked(task.prepare)
        timings.append({"name": "prepare", "nanoseconds": time})
    output: Any = None
    busy: list[int] = []
    while runs > 0 or left > 0:
        output, time, processor = _clocked(task.run)
        timings.append({"name": "evaluate", "nanoseconds": time})
        busy.append(processor)
        runs, left = runs - 1, left - time
    return output, [*timings, {"name": "processor", "nanoseconds": median_low(busy)}]


def _clocked(run: Callable[[], Any]) -> tuple[Any, int, int]:
    """What a run gives, and its nanoseconds by the clock and of the processor."""
    busy = process_time_ns()
    begin = perf_counter_ns()
    output = run()
    end = perf_counter_ns()
    return output, end - begin, process_time_ns() - busy
