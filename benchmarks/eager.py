"""Building and sweeping a scalar graph node by node: backsweep beside micrograd and HIPS autograd.

    make bench

One graph of random sums, differences, products, scalings and relus on 50 running values is built and
swept by every library in turn, round after round, so that all see the same noise. Printed are medians
over the rounds, per operation; ratios are medians of the ratios within a round.

micrograd sorts its graph recursively, so it runs in a thread with a deep stack. A peer that is not
installed is skipped by name.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import platform
import random
import sys
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from statistics import median
from typing import Any

RUNNING = 50
# What one step does to running values i and j; relu is rarer, as in a network.
STEPS = ("add", "add", "sub", "sub", "mul", "mul", "scale", "scale", "scale", "relu")

Program = list[tuple[str, int, int]]


def program(operations: int, seed: int = 1) -> Program:
    """The steps of the workload, the same for every library."""
    chance = random.Random(seed)
    count = operations - (RUNNING - 1)
    return [(chance.choice(STEPS), chance.randrange(RUNNING), chance.randrange(RUNNING)) for _ in range(count)]


def starts(seed: int = 2) -> list[float]:
    """The values of the inputs."""
    chance = random.Random(seed)
    return [chance.uniform(-1.0, 1.0) for _ in range(RUNNING)]


def run(steps: Program, values: list[Any], relu: Callable[[Any], Any]) -> Any:
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
            live[i] = live[i] * 0.25
        else:
            live[i] = relu(live[i])
    total = live[0]
    for value in live[1:]:
        total = total + value
    return total


@dataclass
class Library:
    """A library under test: how to make inputs, build the graph and sweep it; `sweep` returns the input ders."""

    name: str
    build: Callable[[Program], Any]
    sweep: Callable[[Any], list[float]]
    times: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    node_bytes: float = 0.0
    ders: list[float] = field(default_factory=list)


def backsweep() -> Library:
    from backsweep import Node, relu

    def build(steps: Program) -> Any:
        inputs = [Node(value) for value in starts()]
        return inputs, run(steps, inputs, relu)

    def sweep(graph: Any) -> list[float]:
        inputs, output = graph
        output.backward()
        return [node.der for node in inputs]

    return Library("backsweep", build, sweep)


def micrograd() -> Library:
    engine = importlib.import_module("micrograd.engine")

    def build(steps: Program) -> Any:
        inputs = [engine.Value(value) for value in starts()]
        return inputs, run(steps, inputs, lambda x: x.relu())

    def sweep(graph: Any) -> list[float]:
        inputs, output = graph
        output.backward()
        return [value.grad for value in inputs]

    return Library("micrograd", build, sweep)


def autograd() -> Library:
    core = importlib.import_module("autograd.core")
    anp = importlib.import_module("autograd.numpy")

    def build(steps: Program) -> Any:
        def workload(values: Any) -> Any:
            return run(steps, [values[index] for index in range(RUNNING)], lambda x: anp.maximum(x, 0.0))

        return core.make_vjp(workload, anp.array(starts()))

    def sweep(graph: Any) -> list[float]:
        pull, _ = graph
        return [float(der) for der in pull(1.0)]

    return Library("HIPS autograd", build, sweep)


def libraries() -> Iterator[Library]:
    """Those that are installed."""
    for name, make in (("backsweep", backsweep), ("micrograd", micrograd), ("HIPS autograd", autograd)):
        try:
            yield make()
        except ImportError as error:
            print(f"{name}: skipped, {error}")


def time_once(library: Library, steps: Program) -> tuple[float, float]:
    """Seconds to build and to sweep one graph."""
    gc.collect()
    begin = time.perf_counter()
    graph = library.build(steps)
    built = time.perf_counter()
    library.ders = library.sweep(graph)
    return built - begin, time.perf_counter() - built


def weigh(library: Library, steps: Program) -> float:
    """Bytes per node by tracemalloc, after the sweep."""
    gc.collect()
    tracemalloc.start()
    graph = library.build(steps)
    library.sweep(graph)
    gc.collect()
    held = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    del graph
    return held / len(steps)


def measure(found: list[Library], operations: int, rounds: int) -> None:
    """Fills in every library's times, libraries taking turns within a round."""
    steps = program(operations)
    for collector in ("on", "off"):
        for _ in range(rounds):
            for library in found:
                (gc.enable if collector == "on" else gc.disable)()
                library.times.setdefault(collector, []).append(time_once(library, steps))
        gc.enable()
    for library in found:
        library.node_bytes = weigh(library, steps)


def report(found: list[Library], operations: int) -> None:
    """The table, and a check that all libraries found the same derivatives."""
    reference = found[0]
    print(f"{operations:,} operations, {platform.python_implementation()} {platform.python_version()}, {sys.platform}")
    print(f"{'collector':<10}{'library':<15}{'build':>8}{'sweep':>8}{'total':>8} ns/op   total / backsweep's")
    for collector in ("on", "off"):
        for library in found:
            pairs = library.times[collector]
            build, sweep = (median(pair[part] for pair in pairs) / operations * 1e9 for part in (0, 1))
            ratio = median(
                sum(theirs) / sum(ours) for theirs, ours in zip(pairs, reference.times[collector], strict=True)
            )
            print(f"{collector:<10}{library.name:<15}{build:8.0f}{sweep:8.0f}{build + sweep:8.0f}{ratio:21.2f}")
    for library in found:
        apart = max(abs(a - b) / max(1.0, abs(b)) for a, b in zip(library.ders, reference.ders, strict=True))
        print(f"{library.name:<15}{library.node_bytes:6.0f} bytes a node; ders differ from backsweep's by {apart:.1e}")
    print("to reach: micrograd / backsweep >= 10 with the collector on, >= 2.5 with it off; <= 220 bytes a node")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--operations", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=9)
    options = parser.parse_args()
    found = list(libraries())
    measure(found, options.operations, options.rounds)
    report(found, options.operations)


if __name__ == "__main__":
    # micrograd's recursion is as deep as the graph.
    sys.setrecursionlimit(1_000_000)
    threading.stack_size(512 * 1024 * 1024)
    worker = threading.Thread(target=main)
    worker.start()
    worker.join()
