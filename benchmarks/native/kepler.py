"""Kepler's equation E - e sin E = M, solved by Newton's method until it stands still: a loop that the data end."""

from __future__ import annotations

import importlib
import math as plain
import random
from functools import cache

from running.workload import Point, Run, Workload

import backsweep as math
from native import by_hand, libraries


def kepler(mean, eccentricity):
    anomaly = mean
    step = 1.0
    while abs(step) > 1e-12:
        error = anomaly - eccentricity * math.sin(anomaly) - mean
        step = error / (1.0 - eccentricity * math.cos(anomaly))
        anomaly = anomaly - step
    return anomaly


def six_steps(mean, eccentricity):
    """For those who cannot have such a loop."""
    anomaly = mean
    for _ in range(6):
        error = anomaly - eccentricity * math.sin(anomaly) - mean
        anomaly = anomaly - error / (1.0 - eccentricity * math.cos(anomaly))
    return anomaly


@cache
def points() -> list[Point]:
    """Several, as the number of steps depends on them and a processor learns a single one by heart."""
    chance = random.Random(4)
    return [(chance.uniform(0.0, plain.pi), chance.uniform(0.0, 0.9)) for _ in range(64)]


def numba_by_hand() -> Run:
    numba = importlib.import_module("numba")

    @numba.njit
    def gradient(mean, eccentricity):
        anomaly = mean
        step = 1.0
        while abs(step) > 1e-12:
            error = anomaly - eccentricity * plain.sin(anomaly) - mean
            step = error / (1.0 - eccentricity * plain.cos(anomaly))
            anomaly = anomaly - step
        by = 1.0 / (1.0 - eccentricity * plain.cos(anomaly))
        return anomaly, (by, plain.sin(anomaly) * by)

    return Run(gradient, points(), libraries.read_pair)


def in_c() -> Run:
    """At all points, each in a loop of C."""
    return by_hand.run_in_c("-Ofast", "kepler", points(), 2, times=100)


WORKLOADS = [
    Workload(
        "kepler",
        "Kepler's equation by Newton's method until it stands still: a loop that the data end. 64 points in turn.",
        "at most 0.3 us",
        points,
        by_hand.reference("kepler", 2),
        {
            "backsweep": lambda: libraries.compiled(kepler, points()),
            "backsweep fast": lambda: libraries.compiled(kepler, points(), fast=True),
            "backsweep, buffers": lambda: libraries.compiled_buffers(kepler, points()),
            "backsweep eager": lambda: libraries.eager(kepler, points()),
            **by_hand.peers("kepler", points, 2, as_module=True),
            "hand -Ofast, loop in C": in_c,
            "numba by hand": numba_by_hand,
            "jax": lambda: libraries.jax_run(kepler, points()),
            "jax, 6 fixed steps": lambda: libraries.jax_run(six_steps, points()),
            "casadi VM": lambda: libraries.casadi_vm(kepler, points(), 2),
            **{
                f"{name}, 6 fixed steps": make
                for name, make in (
                    libraries.casadi_peers(six_steps, points, 2) | libraries.ddx_peers(six_steps, points, 2)
                ).items()
            },
            "torch": lambda: libraries.torch_run(kepler, points()),
        },
        hand=by_hand.LIMIT,
        why=dict.fromkeys(
            ("casadi", "ddx-ad"),
            "six fixed steps at one point again and again; backsweep asks after each step whether it was the last.",
        ),
    )
]
