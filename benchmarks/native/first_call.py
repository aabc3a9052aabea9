"""The first call: a loop of a million operations, recorded, differentiated, compiled and run once.

Also of programs in which nothing repeats, where no loop can be found again. Every round is a first call; the column
`first s` is the very first of the process.
"""

from __future__ import annotations

import ctypes
import importlib
import random
from collections.abc import Callable
from functools import cache
from typing import Any

from running.sizes import size
from running.workload import Point, Run, Workload

from native import by_hand, libraries
from native.rosenbrock import rosenbrock

# Eight operations a turn.
TURNS = size(125_001)


@cache
def loop_points() -> list[Point]:
    chance = random.Random(9)
    return [([chance.uniform(-1.0, 1.0) for _ in range(TURNS)],)]


def without_repeats(operations: int, seed: int = 10) -> Callable[[list[Any]], Any]:
    """A function of eight numbers in which random steps of about five operations follow one another.

    Two of the steps turn a pair of numbers and two hardly change one, so neither values nor derivatives die out.
    """
    chance = random.Random(seed)
    steps = [(chance.choice("abcd"), *chance.sample(range(8), 2)) for _ in range(operations // 5)]

    def f(x):
        live = list(x)
        for step, i, j in steps:
            if step == "a":
                live[i], live[j] = 0.6 * live[i] - 0.8 * live[j], 0.8 * live[i] + 0.6 * live[j]
            elif step == "b":
                live[i], live[j] = 0.8 * live[i] + 0.6 * live[j], 0.8 * live[j] - 0.6 * live[i]
            elif step == "c":
                live[i] = live[i] - 0.01 * (live[i] * x[j])
            else:
                live[i] = (live[i] + 0.01) / (1.0 + 0.01 * x[j])
        return live[0] + live[1] + live[2] + live[3]

    return f


@cache
def straight_points() -> list[Point]:
    return [([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8],)]


def compile_anew(f: Callable[..., Any], points: list[Point]) -> Run:
    backsweep = importlib.import_module("backsweep")
    return Run(lambda *xs: backsweep.compile(f).value_and_grad(*xs), points, libraries.read_pair)


def jax_anew(f: Callable[..., Any], points: list[Point]) -> Run:
    jax = importlib.import_module("jax")
    jax.config.update("jax_enable_x64", True)
    jnp = importlib.import_module("jax.numpy")
    given = [(jnp.array(point[0]),) for point in points]
    # A new function each time, as JAX remembers what it compiled.
    return Run(
        lambda x: jax.block_until_ready(jax.jit(jax.value_and_grad(lambda y: f(y)))(x)), given, libraries.read_pair
    )


def casadi_anew(f: Callable[..., Any], points: list[Point], in_c: bool) -> Run:
    def gradient(x: list[float]) -> Any:
        ready = libraries.casadi_buffers(f, points, len(x), True) if in_c else libraries.casadi_vm(f, points, len(x))
        return ready.read(ready.gradient(*ready.points[0]))

    return Run(gradient, points, lambda answer: answer)


def peers(f: Callable[..., Any], points: Callable[[], list[Point]]) -> dict[str, Callable[[], Run]]:
    return {
        "backsweep": lambda: compile_anew(f, points()),
        "backsweep eager": lambda: libraries.eager(f, points()),
        "jax": lambda: jax_anew(f, points()),
        "casadi VM": lambda: casadi_anew(f, points(), in_c=False),
        "casadi C": lambda: casadi_anew(f, points(), in_c=True),
        "ddx-ad": lambda: ddx_anew(f, points()),
    }


def ddx_anew(f: Callable[..., Any], points: list[Point]) -> Run:
    def gradient(x: list[float]) -> Any:
        ready = libraries.ddx_run(f, points, len(x))
        return ready.read(ready.gradient())

    return Run(gradient, points, lambda answer: answer)


def eager_reference(f: Callable[..., Any]) -> Callable[..., Any]:
    """Here no adjoint was written by hand, so backsweep's own eager sweep is the reference."""
    import backsweep

    return lambda x: backsweep.grad(f)(x)


def straight(operations: int, target: str) -> Workload:
    f = without_repeats(size(operations))
    return Workload(
        f"first call of {operations} without repeats",
        f"{operations:,} operations in which nothing repeats: recorded, differentiated, compiled and run once.",
        target,
        straight_points,
        eager_reference(f),
        peers(f, straight_points),
        why={"casadi VM": libraries.NO_MACHINE_CODE},
    )


def loop_reference(x: list[float]) -> Any:
    return by_hand.reference("rosenbrock", TURNS, lambda: (ctypes.c_long(TURNS),))(x)


WORKLOADS = [
    Workload(
        "first call of a loop of 1000000",
        "A loop of a million operations: recorded, differentiated, compiled and run once.",
        "at most 2.5 s, of which machine code at most 0.5 s",
        loop_points,
        loop_reference,
        peers(rosenbrock, loop_points),
        why={"casadi VM": libraries.NO_MACHINE_CODE},
    ),
    straight(1_000, "at most 60 ms"),
    straight(20_000, "at most 1.5 s"),
]
