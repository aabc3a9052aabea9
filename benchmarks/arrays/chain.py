"""A chain of 1,000 elementwise operations on a vector: on 10 numbers a matter of calls, on 100,000 of passes."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import Any

import numpy
from running.sizes import size
from running.workload import Point, Workload

from arrays import libraries

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
def points(numbers: int) -> list[Point]:
    chance = numpy.random.default_rng(3)
    return [(chance.uniform(-1.0, 1.0, size=numbers), chance.uniform(0.5, 1.5, size=numbers))]


def workload(numbers: int, target: str, why: dict[str, str]) -> Workload:
    ready: Callable[[], list[Point]] = partial(points, size(numbers))
    return Workload(
        f"chain on {numbers}",
        f"{OPERATIONS:,} elementwise operations in a chain, on {numbers:,} numbers.",
        target,
        ready,
        libraries.reference(by_hand),
        libraries.peers(chain, by_hand, ready, (0,)),
        why={"jax": libraries.FUSED, **why},
        operations=OPERATIONS,
    )


WORKLOADS = [
    workload(
        10,
        "at most 3 us per operation, a fifth of HIPS autograd, less than torch",
        {
            "hand": "on 10 numbers an operation is a matter of calls. By hand there are three of NumPy's for each, "
            "forward and backward together, at 0.25 us; here as many, and 1.7 us for a Node and its step back."
        },
    ),
    workload(
        100_000,
        "never slower than HIPS autograd or MyGrad, nor than torch but for NumPy's kernels",
        {
            "torch": "its sine and cosine are vectorised. NumPy's take 7 ns a number each, four fifths of all the time "
            "here and by hand.",
            "MyGrad": "the same calls of NumPy's in the same order, whose sine and cosine are four fifths of the time; "
            "MyGrad does not guard constants against changes in place.",
        },
    ),
]
