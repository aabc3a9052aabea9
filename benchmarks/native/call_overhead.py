"""What a call costs: five floats in, a value and five derivatives out, and next to nothing between."""

from __future__ import annotations

import importlib
from functools import cache

from running.workload import Point, Run, Workload

from native import by_hand, libraries


def call_overhead(a, b, c, d, e):
    return a * b + c * d + e


@cache
def points() -> list[Point]:
    return [(1.25, 2.5, 3.75, 4.5, 5.25)]


def numba_by_hand() -> Run:
    numba = importlib.import_module("numba")

    @numba.njit
    def gradient(a, b, c, d, e):
        return a * b + c * d + e, (b, a, d, c, 1.0)

    return Run(gradient, points(), libraries.read_pair, numba.njit(call_overhead))


WORKLOADS = [
    Workload(
        "call overhead",
        "What a call costs: five floats in, a value and five derivatives out, and next to nothing between.",
        "at most 0.1 us",
        points,
        by_hand.reference("call_overhead", 5),
        {
            "backsweep": lambda: libraries.compiled(call_overhead, points()),
            "backsweep, buffers": lambda: libraries.compiled_buffers(call_overhead, points()),
            "backsweep eager": lambda: libraries.eager(call_overhead, points()),
            **by_hand.peers("call_overhead", points, 5, small=True, as_module=True),
            "numba by hand": numba_by_hand,
            "jax": lambda: libraries.jax_run(call_overhead, points()),
            **libraries.casadi_peers(call_overhead, points, 5),
            **libraries.ddx_peers(call_overhead, points, 5),
            "torch": lambda: libraries.torch_run(call_overhead, points()),
        },
        hand=by_hand.LIMIT,
    )
]
