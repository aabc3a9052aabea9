"""The one processor that everything is measured on: the least busy of those that this process may use."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

# Seconds to look at who is busy.
LOOK = 0.3
CAN_PIN = hasattr(os, "sched_setaffinity")
COUNTS = Path("/proc/stat")


@contextmanager
def pinned() -> Iterator[set[int]]:
    """On one processor, where that can be asked for; gives all there were. Children inherit the one."""
    if not CAN_PIN:
        yield set()
        return
    processors = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {least_busy(processors)})
    try:
        yield processors
    finally:
        os.sched_setaffinity(0, processors)


def least_busy(processors: set[int]) -> int:
    """The one that is idle most of the time; the last of equals, as the first is where a system does its own work."""
    before = idle()
    time.sleep(LOOK)
    after = idle()
    return max(processors, key=lambda at: (after.get(at, 0) - before.get(at, 0), at))


def idle() -> Mapping[int, int]:
    """Ticks in which each processor had nothing to do since the system began; empty where nobody counts them."""
    try:
        lines = [line.split() for line in COUNTS.read_text().splitlines()]
    except OSError:
        return {}
    return {int(line[0][3:]): int(line[4]) for line in lines if line[0].startswith("cpu") and line[0] != "cpu"}
