"""What a gradient needs in memory: a chain of operations on many numbers, measured by tracemalloc."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable

import numpy

import backsweep

OPERATIONS, NUMBERS = 200, 100_000


def chain(x):
    y = x
    for _ in range(OPERATIONS // 4):
        y = numpy.sin(y)
        y = y * 1.5
        y = numpy.tanh(y)
        y = y + x
    return numpy.sum(y)


def backward(x):
    """Every node keeps its der."""
    chain(backsweep.Node(x)).backward()


def peak(call: Callable[[], object]) -> float:
    """The most memory that a call has at once, in arrays of NUMBERS floats; the second call, so that all is read."""
    call()
    tracemalloc.start()
    try:
        call()
        return tracemalloc.get_traced_memory()[1] / (8 * NUMBERS)
    finally:
        tracemalloc.stop()


def report() -> None:
    x = numpy.linspace(-1.0, 1.0, NUMBERS)
    gradient = backsweep.grad(chain)
    print(f"\nmemory of a chain of {OPERATIONS} operations on {NUMBERS:,} numbers, in arrays of {NUMBERS:,}")
    print(f"  the values alone                   {peak(lambda: chain(backsweep.Node(x))):6.1f}")
    print(f"  grad, which forgets ders passed on {peak(lambda: gradient(x)):6.1f}")
    print(f"  backward, which keeps every der    {peak(lambda: backward(x)):6.1f}")
