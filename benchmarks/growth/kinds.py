"""What is done with n operations: recorded as a graph, swept, compiled, run. Nothing is timed here."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

# Where what is not a loop ends: at 10,000,000 operations it would take the memory of the whole machine.
STRAIGHT = 1_000_000
MOST = 10_000_000
TURN = 5  # operations in a turn of the loop, and about as many in a step of what is no loop
NUMBERS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8]

Call = Callable[[], object]


@dataclass(frozen=True)
class Kind:
    """One line of the table.

    ready      gets ready for n operations; what it returns is timed, and what that returns is kept until then. The
               second argument is another number each time, so that nothing can be remembered from the last time
    anew       whether it is made ready anew for every call that is timed
    collector  whether Python's collector of cycles runs
    most       the largest n
    """

    name: str
    ready: Callable[[int, int], Call]
    anew: bool = False
    collector: bool = True
    most: int = MOST


def loop(operations: int, number: int) -> Callable[..., Any]:
    """A function of two numbers: a loop whose turns are five operations each."""
    from backsweep import sin

    turns, step = operations // TURN, 0.01 + 1e-9 * number

    def follow(x, a):
        y = x
        for _ in range(turns):
            y = y + step * (a - y * sin(y))
        return y

    return follow


def straight(operations: int, number: int) -> Callable[..., Any]:
    """A function of eight numbers in which no two steps follow each other as two others do."""
    without_repeats: Callable[..., Any] = importlib.import_module("native.first_call").without_repeats
    return without_repeats(operations, number)


def graph(operations: int, number: int) -> Any:
    from backsweep import Node

    return loop(operations, number)(Node(1.0), Node(0.5))


def recorded(operations: int, number: int) -> Call:
    return lambda: graph(operations, number)


def swept(operations: int, number: int) -> Call:
    output = graph(operations, number)
    return lambda: output.backward()


def compiled(make: Callable[[int, int], Callable[..., Any]], *args: Any) -> Callable[[int, int], Call]:
    """From the Python function to its machine code and first gradient."""
    from backsweep import compile

    def ready(operations: int, number: int) -> Call:
        f = make(operations, number)

        def call() -> object:
            c = compile(f)
            c.value_and_grad(*args)
            c.compile_now()
            return c

        return call

    return ready


def ran(make: Callable[[int, int], Callable[..., Any]], *args: Any) -> Callable[[int, int], Call]:
    """Value and gradient, once there is machine code."""

    def ready(operations: int, number: int) -> Call:
        c: Any = compiled(make, *args)(operations, number)()
        return lambda: c.value_and_grad(*args)

    return ready


KINDS = (
    Kind("graph of Nodes", recorded, anew=True),
    Kind("graph of Nodes, collector off", recorded, anew=True, collector=False),
    Kind("backward sweep of it", swept),
    Kind("compile a loop", compiled(loop, 1.0, 0.5), anew=True),
    Kind("compile without repeats", compiled(straight, NUMBERS), anew=True, most=STRAIGHT),
    Kind("run a loop", ran(loop, 1.0, 0.5)),
    Kind("run without repeats", ran(straight, NUMBERS), most=STRAIGHT),
)
