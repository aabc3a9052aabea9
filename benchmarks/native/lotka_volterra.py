"""Hares and lynxes: 1,000 steps of the classical Runge-Kutta method, differentiated by start and rates."""

from __future__ import annotations

import importlib
from functools import cache
from typing import Any

from running.workload import Point, Run, Workload

from native import by_hand, libraries

STEPS = 1000
STEP = 0.01


def field(hare, lynx, birth, hunt, death, feed):
    return birth * hare - hunt * hare * lynx, feed * hare * lynx - death * lynx


def step_on(hare, lynx, *rates):
    h1, l1 = field(hare, lynx, *rates)
    h2, l2 = field(hare + 0.5 * STEP * h1, lynx + 0.5 * STEP * l1, *rates)
    h3, l3 = field(hare + 0.5 * STEP * h2, lynx + 0.5 * STEP * l2, *rates)
    h4, l4 = field(hare + STEP * h3, lynx + STEP * l3, *rates)
    hare = hare + STEP / 6.0 * (h1 + 2.0 * h2 + 2.0 * h3 + h4)
    lynx = lynx + STEP / 6.0 * (l1 + 2.0 * l2 + 2.0 * l3 + l4)
    return hare, lynx


def lotka_volterra(hare, lynx, birth, hunt, death, feed):
    for _ in range(STEPS):
        hare, lynx = step_on(hare, lynx, birth, hunt, death, feed)
    return hare * lynx


@cache
def points() -> list[Point]:
    return [(1.0, 0.5, 1.1, 0.4, 0.4, 0.1)]


def jax_scan() -> Run:
    """What a JAX user writes instead of the loop."""
    jax = importlib.import_module("jax")

    def f(hare: Any, lynx: Any, *rates: Any) -> Any:
        (hare, lynx), _ = jax.lax.scan(lambda at, _: (step_on(*at, *rates), None), (hare, lynx), length=STEPS)
        return hare * lynx

    return libraries.jax_ready(f, points())


def casadi_mapaccum(in_c: bool) -> Run:
    """What a CasADi user writes instead of the loop: one step as a Function, accumulated."""
    casadi, numpy = importlib.import_module("casadi"), importlib.import_module("numpy")
    at, rates = casadi.SX.sym("at", 2), casadi.SX.sym("rates", 4)
    after = casadi.vertcat(*step_on(*casadi.vertsplit(at), *casadi.vertsplit(rates)))
    all_steps = casadi.Function("step", [at, rates], [after]).mapaccum(STEPS)
    x = casadi.MX.sym("x", 6)
    last = all_steps(x[:2], casadi.repmat(x[2:], 1, STEPS))[:, -1]
    y = last[0] * last[1]
    value = casadi.Function("value", [x], [y])
    gradient = casadi.Function("gradient", [x], [y, casadi.gradient(y, x)])
    if in_c:
        value, gradient = libraries.in_generated_c(value), libraries.in_generated_c(gradient)
    return libraries.bound(value, gradient, numpy.array(points()[0]))


def numba_by_hand() -> Run:
    numba, numpy = importlib.import_module("numba"), importlib.import_module("numpy")
    slope = numba.njit(field)

    @numba.njit
    def back(hare, lynx, birth, hunt, death, feed, to_hare, to_lynx, sums):
        sums[0] += hare * to_hare
        sums[1] -= hare * lynx * to_hare
        sums[2] -= lynx * to_lynx
        sums[3] += hare * lynx * to_lynx
        return (
            (birth - hunt * lynx) * to_hare + feed * lynx * to_lynx,
            (feed * hare - death) * to_lynx - hunt * hare * to_hare,
        )

    @numba.njit
    def gradient(hare, lynx, birth, hunt, death, feed):
        kept = numpy.empty((STEPS, 2))
        sums = numpy.zeros(4)
        half, sixth, third = 0.5 * STEP, STEP / 6.0, STEP / 3.0
        for step in range(STEPS):
            kept[step, 0], kept[step, 1] = hare, lynx
            h1, l1 = slope(hare, lynx, birth, hunt, death, feed)
            h2, l2 = slope(hare + half * h1, lynx + half * l1, birth, hunt, death, feed)
            h3, l3 = slope(hare + half * h2, lynx + half * l2, birth, hunt, death, feed)
            h4, l4 = slope(hare + STEP * h3, lynx + STEP * l3, birth, hunt, death, feed)
            hare += sixth * (h1 + 2.0 * h2 + 2.0 * h3 + h4)
            lynx += sixth * (l1 + 2.0 * l2 + 2.0 * l3 + l4)
        value, a, b = hare * lynx, lynx, hare
        for step in range(STEPS - 1, -1, -1):
            hare, lynx = kept[step, 0], kept[step, 1]
            h1, l1 = slope(hare, lynx, birth, hunt, death, feed)
            p2, q2 = hare + half * h1, lynx + half * l1
            h2, l2 = slope(p2, q2, birth, hunt, death, feed)
            p3, q3 = hare + half * h2, lynx + half * l2
            h3, l3 = slope(p3, q3, birth, hunt, death, feed)
            p4, q4 = hare + STEP * h3, lynx + STEP * l3
            outer_a, outer_b, inner_a, inner_b = sixth * a, sixth * b, third * a, third * b
            s, t = back(p4, q4, birth, hunt, death, feed, outer_a, outer_b, sums)
            a, b = a + s, b + t
            s, t = back(p3, q3, birth, hunt, death, feed, inner_a + STEP * s, inner_b + STEP * t, sums)
            a, b = a + s, b + t
            s, t = back(p2, q2, birth, hunt, death, feed, inner_a + half * s, inner_b + half * t, sums)
            a, b = a + s, b + t
            s, t = back(hare, lynx, birth, hunt, death, feed, outer_a + half * s, outer_b + half * t, sums)
            a, b = a + s, b + t
        return value, (a, b, sums[0], sums[1], sums[2], sums[3])

    return Run(gradient, points(), libraries.read_pair)


WORKLOADS = [
    Workload(
        "lotka-volterra",
        f"Hares and lynxes: {STEPS:,} steps of the classical Runge-Kutta method, by start and rates.",
        "at most 42 us, gradient / value at most 2.7, value at most 1.2 x by hand",
        points,
        by_hand.reference("lotka_volterra", 6),
        {
            "backsweep": lambda: libraries.compiled(lotka_volterra, points()),
            "backsweep fast": lambda: libraries.compiled(lotka_volterra, points(), fast=True),
            "backsweep eager": lambda: libraries.eager(lotka_volterra, points()),
            **by_hand.peers("lotka_volterra", points, 6),
            "numba by hand": numba_by_hand,
            "jax": lambda: libraries.jax_run(lotka_volterra, points()),
            "jax scan": jax_scan,
            **libraries.casadi_peers(lotka_volterra, points, 6),
            "casadi mapaccum VM": lambda: casadi_mapaccum(in_c=False),
            "casadi mapaccum C": lambda: casadi_mapaccum(in_c=True),
            **libraries.ddx_peers(lotka_volterra, points, 6),
            "torch": lambda: libraries.torch_run(lotka_volterra, points()),
        },
        hand=by_hand.LIMIT,
    )
]
