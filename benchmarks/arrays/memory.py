"""What a gradient needs in memory: a chain of operations on many numbers, the most at once, by tracemalloc."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import replace
from functools import cache, partial
from typing import Any

import numpy
from running.memory import peak
from running.sizes import size
from running.workload import Point, Run, Workload

from arrays import libraries

np: Any = numpy
OPERATIONS, NUMBERS = 200, size(100_000)


def chain(x):
    y = x
    for _ in range(OPERATIONS // 4):
        y = np.sin(y)
        y = y * 1.5
        y = np.tanh(y)
        y = y + x
    return np.sum(y)


def by_hand(x: Any) -> Any:
    """Keeps two arrays for each turn of four operations."""
    y, kept = x, []
    for _ in range(OPERATIONS // 4):
        slope = numpy.cos(y)
        slope *= 1.5
        tanh = numpy.tanh(numpy.sin(y) * 1.5)
        kept.append((slope, tanh))
        y = tanh + x
    der, by_x = numpy.ones_like(x), numpy.zeros_like(x)
    while kept:
        slope, tanh = kept.pop()
        by_x += der
        der *= 1.0 - tanh * tanh
        der *= slope
    by_x += der
    return numpy.sum(y), [by_x]


@cache
def points() -> list[Point]:
    return [(numpy.linspace(-1.0, 1.0, NUMBERS),)]


def backward() -> Run:
    """Every node keeps its der."""
    library = importlib.import_module("backsweep")

    def gradient(x: Any) -> Any:
        node = library.Node(x)
        value = chain(node)
        value.backward()
        return value.val, [node.der]

    return Run(gradient, points(), libraries.read)


def weighed(make: Callable[[], Run]) -> Run:
    """The run, with the most it has at once in arrays of NUMBERS floats."""
    run = make()
    return replace(run, memory=lambda: peak(lambda: run.gradient(*run.points[0])) / (8 * NUMBERS))


PEERS = libraries.peers(chain, by_hand, points, (0,), among=("backsweep", "HIPS autograd", "MyGrad"))

WORKLOADS = [
    Workload(
        "memory of a chain",
        f"{OPERATIONS} operations on {NUMBERS:,} numbers: the most memory a gradient has at once, in arrays of so many "
        "numbers. backsweep keeps the value of every Node, and `backward` its der; HIPS autograd and the gradient by "
        "hand keep what the derivatives read, which is half of it.",
        f"at most the {OPERATIONS} values and 4 arrays more",
        points,
        libraries.reference(by_hand),
        {name: partial(weighed, make) for name, make in (PEERS | {"backsweep backward": backward}).items()},
        memory="arrays at most",
    )
]
