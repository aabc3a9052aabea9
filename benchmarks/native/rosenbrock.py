"""Rosenbrock's function of 10, 1,000 and 1,000,000 variables."""

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

# The largest n for libraries that unroll the loop.
UNROLLED = 1_000


def rosenbrock(x):
    total = 0.0
    for i in range(len(x) - 1):
        rise = x[i + 1] - x[i] * x[i]
        off = 1.0 - x[i]
        total = total + (100.0 * (rise * rise) + off * off)
    return total


@cache
def points(n: int) -> list[Point]:
    chance = random.Random(1)
    return [([chance.uniform(-1.0, 1.0) for _ in range(n)],)]


def jax_arrays(n: int) -> Run:
    """What a JAX user writes instead: no loop, slices of an array."""

    def f(x: Any) -> Any:
        rise, off = x[1:] - x[:-1] * x[:-1], 1.0 - x[:-1]
        return (100.0 * (rise * rise) + off * off).sum()

    return libraries.jax_ready(f, points(n))


def torch_arrays(n: int) -> Run:
    torch = importlib.import_module("torch")
    torch.set_num_threads(1)

    def f(x: Any) -> Any:
        rise, off = x[1:] - x[:-1] * x[:-1], 1.0 - x[:-1]
        return (100.0 * (rise * rise) + off * off).sum()

    def gradient(x: Any) -> Any:
        (der,) = torch.autograd.grad(f(x), x)
        return der

    x = torch.tensor(points(n)[0][0], dtype=torch.float64, requires_grad=True)
    return Run(gradient, [(x,)], lambda der: der.tolist(), lambda x: f(x.detach()))


def numba_by_hand(n: int) -> Run:
    numba, numpy = importlib.import_module("numba"), importlib.import_module("numpy")

    @numba.njit
    def gradient(x, g):
        total = 0.0
        g[0] = 0.0
        for i in range(len(x) - 1):
            rise = x[i + 1] - x[i] * x[i]
            off = 1.0 - x[i]
            total += 100.0 * (rise * rise) + off * off
            g[i] -= 400.0 * rise * x[i] + 2.0 * off
            g[i + 1] = 200.0 * rise
        return total

    x = numpy.array(points(n)[0][0])
    g = numpy.zeros(n)
    return Run(gradient, [(x, g)], lambda _: g.tolist(), numba.njit(rosenbrock), [(x,)])


def peers(n: int) -> dict[str, Callable[[], Run]]:
    # A loop of a million turns, which nobody but backsweep finds again, is more than the others can unroll.
    unrolled = {
        "backsweep eager": lambda: libraries.eager(rosenbrock, points(n)),
        "jax": lambda: libraries.jax_run(rosenbrock, points(n)),
        **libraries.casadi_peers(rosenbrock, lambda: points(n), n),
        **libraries.ddx_peers(rosenbrock, lambda: points(n), n),
        "torch": lambda: libraries.torch_run(rosenbrock, points(n)),
    }
    found: dict[str, Callable[[], Run]] = {
        "backsweep": lambda: libraries.compiled(rosenbrock, points(n), arrays=True),
        "backsweep fast": lambda: libraries.compiled(rosenbrock, points(n), arrays=True, fast=True),
        "backsweep, buffers": lambda: libraries.compiled_buffers(rosenbrock, points(n)),
        "backsweep, lists": lambda: libraries.compiled(rosenbrock, points(n)),
        **by_hand.peers("rosenbrock", lambda: points(n), n, lambda: (ctypes.c_long(n),), small=n == 10),
        "numba by hand": lambda: numba_by_hand(n),
        "jax on arrays": lambda: jax_arrays(n),
        **(unrolled if n <= UNROLLED else {}),
        "torch on arrays": lambda: torch_arrays(n),
    }
    return found


def workload(variables: int, target: str) -> Workload:
    n = size(variables)
    return Workload(
        f"rosenbrock {variables}",
        f"Rosenbrock's function of {variables:,} variables, a loop over single numbers.",
        target,
        lambda: points(n),
        by_hand.reference("rosenbrock", n, lambda: (ctypes.c_long(n),)),
        peers(n),
        hand=by_hand.LIMIT,
        why={"hand": libraries.ANOTHER_ORDER, "torch on": libraries.MATRICES, "jax on": libraries.MATRICES},
    )


WORKLOADS = [
    workload(10, "at most 0.15 us"),
    workload(1_000, "at most 3 us, gradient / value at most 2.7, value at most 1.2 x by hand"),
    workload(1_000_000, "at most 2 x by hand"),
]
