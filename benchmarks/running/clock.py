"""Seconds per evaluation: a function is called in a plain loop, as often as fills the time asked for."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from itertools import repeat
from typing import Any

from running.workload import Point

# Calls that tell how long one takes, unless it takes longer than SLOW; and less than LEAST cannot be told at all.
TRIES = 3
SLOW = 0.3
LEAST = 1e-9


class Clock:
    """Of one function at its points, called in turn; `now` is what tells the time."""

    def __init__(
        self,
        function: Callable[..., Any],
        points: Sequence[Point],
        each: int,
        now: Callable[[], float],
        collector: bool = False,
    ) -> None:
        self.function, self.points = function, points
        self.evaluations = len(points) * each
        self.loop = loop_for(len(points[0]), len(points), now)
        self.collector = collector
        self.times = 0

    def round(self, seconds: float) -> float:
        """Seconds per evaluation in about `seconds` of calls, and at least one."""
        gc.collect()
        if not self.collector:
            gc.disable()
        try:
            if not self.times:
                self.times = self.often_enough(seconds)
            return self.loop(self.times, self.function, self.points) / self.times / self.evaluations
        finally:
            gc.enable()

    def often_enough(self, seconds: float) -> int:
        """How often the loop has to turn. The first call of all may compile; a slow peer is not asked again."""
        times = [self.loop(1, self.function, self.points)]
        while len(times) < TRIES and min(times) < SLOW:
            times.append(self.loop(1, self.function, self.points))
        return max(1, int(seconds / max(min(times), LEAST)))


def loop_for(arguments: int, points: int, now: Callable[[], float]) -> Callable[[int, Any, Any], float]:
    """A loop that calls f(a0, a1, ...): written out for the number of arguments, as f(*point) costs more."""
    names = ", ".join(f"a{at}" for at in range(arguments))
    call = f"f({names})"
    unpack = f"({names},) = points[0]" if names else "pass"
    inner = call if points == 1 else f"for {names}, in points: {call}"
    text = f"""
def loop(times, f, points):
    {unpack}
    begin = now()
    for _ in repeat(None, times):
        {inner}
    return now() - begin
"""
    found: dict[str, Any] = {"now": now, "repeat": repeat}
    exec(text, found)
    loop: Callable[[int, Any, Any], float] = found["loop"]
    return loop
