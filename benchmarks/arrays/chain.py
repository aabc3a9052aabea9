"""A chain of 1,000 elementwise operations on a vector: on 10 numbers a matter of calls, on 100,000 of passes."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import Any

import libraries
import numpy
from workload import Point, Workload

np: Any = numpy
OPERATIONS = 1000
TURNS = OPERATIONS // 4


def chain(x, c):
    y = x
    for _ in range(TURNS):
        y = np.sin(y)
        y = y * c
        y = np.tanh(y)
        y = y + x
    return np.sum(y)


def by_hand(x: Any, c: Any) -> Any:
    """Keeps of every turn what its derivative needs."""
    y, kept = x, []
    for _ in range(TURNS):
        slope = numpy.cos(y)
        slope *= c
        y = numpy.sin(y)
        y *= c
        numpy.tanh(y, out=y)
        kept.append((slope, y))
        y = y + x
    der, by_x = numpy.ones_like(x), numpy.zeros_like(x)
    for slope, tanh in reversed(kept):
        by_x += der
        der *= 1.0 - tanh * tanh
        der *= slope
    by_x += der
    return numpy.sum(y), [by_x]


@cache
def points(size: int) -> list[Point]:
    chance = numpy.random.default_rng(3)
    return [(chance.uniform(-1.0, 1.0, size=size), chance.uniform(0.5, 1.5, size=size))]


TARGETS = {
    10: "under 3 us per operation (3,000 us), a fifth of HIPS autograd, less than torch",
    100_000: "never slower than HIPS autograd or MyGrad, nor than torch but for NumPy's kernels",
}


def workload(size: int) -> Workload:
    ready: Callable[[], list[Point]] = partial(points, size)
    return Workload(
        f"chain of {size:,}",
        TARGETS[size],
        ready,
        libraries.reference(by_hand),
        libraries.peers(chain, by_hand, ready, (0,)),
    )


WORKLOADS = [workload(size) for size in TARGETS]
