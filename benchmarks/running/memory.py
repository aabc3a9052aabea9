"""Bytes by tracemalloc: what a thing holds, and what a call needs at most. NumPy's arrays count, others' do not."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable


def held(make: Callable[[], object]) -> int:
    """What the thing that is made holds; for a thing that was made before, so that what is made only once is there."""
    gc.collect()
    tracemalloc.start()
    try:
        thing = make()
        gc.collect()
        size = tracemalloc.get_traced_memory()[0]
        del thing
        return size
    finally:
        tracemalloc.stop()


def peak(call: Callable[[], object]) -> int:
    """The most that a call has at once, after a call before."""
    gc.collect()
    tracemalloc.start()
    try:
        call()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
