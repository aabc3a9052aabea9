"""Building and sweeping a graph of single numbers: random sums, differences, products, scalings and relus.

In these tables `value` is building the graph, and `value + gradient` building and sweeping it.
"""

from __future__ import annotations

import importlib
import random
import sys
from collections.abc import Callable
from decimal import Context, Decimal, localcontext
from functools import cache
from typing import Any

from running.memory import held
from running.sizes import size
from running.workload import Point, Run, Workload

OPERATIONS = size(100_000)
RUNNING = 50
DIGITS = 50  # of the reference
# What one step does to running values i and j; relu is rarer, as in a network.
STEPS = ("add", "add", "sub", "sub", "mul", "scale", "scale", "scale", "scale", "relu")
# So that of 100,000 steps' values and derivatives none dies out or overflows.
SCALE = 0.625

Program = list[tuple[str, int, int]]
Relu = Callable[[Any], Any]


@cache
def program(operations: int = OPERATIONS, seed: int = 1) -> Program:
    """The steps of the workload, the same for every library."""
    chance = random.Random(seed)
    count = operations - (RUNNING - 1)
    return [(chance.choice(STEPS), chance.randrange(RUNNING), chance.randrange(RUNNING)) for _ in range(count)]


@cache
def points() -> list[Point]:
    """The values of the inputs."""
    chance = random.Random(2)
    return [([chance.uniform(-1.0, 1.0) for _ in range(RUNNING)],)]


def run(steps: Program, values: list[Any], relu: Relu) -> Any:
    """The workload: plain Python, one operation per step, and in the end the sum of all running values."""
    live = list(values)
    for step, i, j in steps:
        if step == "add":
            live[i] = live[i] + live[j]
        elif step == "sub":
            live[i] = live[i] - live[j]
        elif step == "mul":
            live[i] = live[i] * live[j]
        elif step == "scale":
            live[i] = live[i] * SCALE
        else:
            live[i] = relu(live[i])
    total = live[0]
    for value in live[1:]:
        total = total + value
    return total


def by_hand(values: list[Any], scale: Any = SCALE) -> tuple[Any, list[Any]]:
    """Value and derivatives of `run`, written by hand: two loops in plain Python, and the values the second needs.

    The numbers are floats, or Decimals for the reference.
    """
    live, kept = list(values), []
    for step, i, j in program():
        kept.append((live[i], live[j]))
        if step == "add":
            live[i] += live[j]
        elif step == "sub":
            live[i] -= live[j]
        elif step == "mul":
            live[i] *= live[j]
        elif step == "scale":
            live[i] *= scale
        elif live[i] < 0:
            live[i] = 0 * live[i]
    ders: list[Any] = [0 * values[0] + 1] * RUNNING
    for (step, i, j), (left, right) in zip(reversed(program()), reversed(kept), strict=True):
        der = ders[i]
        if step == "add":
            ders[j] += der
        elif step == "sub":
            ders[j] -= der
        elif step == "mul":
            ders[i] = der * right
            ders[j] += der * left
        elif step == "scale":
            ders[i] = der * scale
        elif left <= 0:
            ders[i] = 0 * der
    return sum(live), ders


def reference(values: list[float]) -> list[float]:
    """The derivatives, computed with DIGITS digits."""
    with localcontext(Context(prec=DIGITS)):
        return read(by_hand([Decimal(value) for value in values], Decimal(SCALE))[1])


def read(answer: Any) -> list[float]:
    return [float(der) for der in answer]


def graph(leaf: Callable[[float], Any], relu: Relu, der: Callable[[Any], float], in_python: bool = True) -> Run:
    """A library whose results have a `backward`, and whose inputs then hold their derivatives.

    Only what is allocated by Python can be weighed.
    """

    def build(values: list[float]) -> Any:
        leaves = [leaf(value) for value in values]
        return leaves, run(program(), leaves, relu)

    def sweep(values: list[float]) -> list[float]:
        leaves, output = build(values)
        output.backward()
        return [der(node) for node in leaves]

    def swept() -> Any:
        leaves, output = build(points()[0][0])
        output.backward()
        return leaves, output

    return Run(sweep, points(), read, build, memory=(lambda: held(swept) / OPERATIONS) if in_python else None)


def backsweep() -> Run:
    library = importlib.import_module("backsweep")
    return graph(library.Node, library.relu, lambda node: node.der)


def micrograd() -> Run:
    # It sorts its graph recursively, as deep as the graph is.
    sys.setrecursionlimit(10 * OPERATIONS)
    engine = importlib.import_module("micrograd.engine")
    return graph(engine.Value, lambda x: x.relu(), lambda value: value.grad)


def autograd() -> Run:
    core, anp = importlib.import_module("autograd.core"), importlib.import_module("autograd.numpy")

    def build(values: Any) -> Any:
        return core.make_vjp(
            lambda xs: run(program(), [xs[at] for at in range(RUNNING)], lambda x: anp.maximum(x, 0.0)), values
        )

    def sweep(values: Any) -> Any:
        pull, _ = build(values)
        return pull(1.0)

    given = [(anp.array(values),) for (values,) in points()]
    return Run(sweep, given, read, build, memory=lambda: held(lambda: build(*given[0])) / OPERATIONS)


def torch() -> Run:
    library = importlib.import_module("torch")
    library.set_num_threads(1)
    return graph(
        lambda value: library.tensor(value, dtype=library.float64, requires_grad=True),
        library.relu,
        lambda tensor: tensor.grad,
        in_python=False,
    )


def hand() -> Run:
    return Run(by_hand, points(), lambda answer: answer[1])


# With the collector they take a minute, so they take part without it.
OTHERS = {"HIPS autograd": autograd, "torch": torch}
TARGET = "at most {} of micrograd's time, at most 220 bytes a node"


def workload(collector: bool, target: str) -> Workload:
    switched = "running" if collector else "switched off"
    return Workload(
        "graph with collector" if collector else "graph without collector",
        f"{OPERATIONS:,} operations on {RUNNING} running numbers, built and swept, with Python's collector of cycles "
        f"{switched}. `value` is building alone; by hand is two loops in plain Python, and the reference is these with "
        f"{DIGITS} digits. Errors are those of numbers that cancel: libraries add in different orders.",
        TARGET.format(target),
        points,
        reference,
        {"backsweep": backsweep, "hand": hand, "micrograd": micrograd, **({} if collector else OTHERS)},
        why={
            "hand": "a loop that knows its steps makes no objects. Each of backsweep's nodes is an object that can be "
            "looked at: it is made, linked to its parents, sorted and visited.",
        },
        operations=OPERATIONS,
        memory="bytes a node",
        collector=collector,
    )


WORKLOADS = [workload(True, "a tenth"), workload(False, "two fifths")]
