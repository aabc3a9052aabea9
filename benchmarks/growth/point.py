"""One point of the table, in a process of its own: seconds and bytes that so many operations need."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import json
import resource
import time
from pathlib import Path
from typing import Any

from growth.kinds import KINDS, Kind

# A point is measured again until so many seconds are spent, or so often; the least time counts.
ENOUGH = 0.3
OFTEN = 20
FEWEST = 10
OWN = Path("/proc/self")


def serve(kind: str, operations: str) -> None:
    """Prints the point as JSON."""
    found = next(each for each in KINDS if each.name == kind)
    print(json.dumps(measured(found, int(operations))))


def measured(kind: Kind, operations: int) -> dict[str, float]:
    """`once` and `once_bytes` are of the first call in this process, of as few operations as there can be."""
    once, once_bytes = timed(kind, kind.ready(FEWEST, 0))
    call, number = kind.ready(operations, 1), 1
    least, most_bytes = timed(kind, call)
    spent = least
    while spent < ENOUGH and number < OFTEN:
        number += 1
        again, _ = timed(kind, kind.ready(operations, number) if kind.anew else call)
        least, spent = min(least, again), spent + again
    return {"once": once, "once_bytes": once_bytes, "seconds": least, "bytes": most_bytes}


def timed(kind: Kind, call: Any) -> tuple[float, int]:
    """Seconds of processor time, and the most bytes that the process grew by."""
    before = grown_from_here()
    if not kind.collector:
        gc.disable()
    try:
        begin = time.process_time()
        kept = call()
        seconds = time.process_time() - begin
        grown = max(0, high_water() - before)
        del kept
        return seconds, grown
    finally:
        gc.enable()


def grown_from_here() -> int:
    """The bytes in use now, after free memory was given back, with the high-water mark set to them where it can be."""
    gc.collect()
    with contextlib.suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)
    try:
        (OWN / "clear_refs").write_text("5")
    except OSError:
        return high_water()
    return status("VmRSS")


def high_water() -> int:
    """The most bytes in use so far, or since the mark was set."""
    try:
        return status("VmHWM")
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def status(name: str) -> int:
    """A line of what Linux tells of this process, in bytes."""
    lines = (OWN / "status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:")) * 1024
