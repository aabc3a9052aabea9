"""Logistic regression: the mean loss of 10,000 samples of 100 numbers, by the 100 weights."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy
from running.workload import Point, Workload

from arrays import libraries

np: Any = numpy
SAMPLES, FEATURES = 10_000, 100


def loss(w, x, labels):
    z = x @ w
    return np.sum(np.logaddexp(0.0, z) - labels * z) / SAMPLES


def by_hand(w: Any, x: Any, labels: Any) -> Any:
    z = x @ w
    small = numpy.exp(-numpy.abs(z))
    value = (numpy.sum(numpy.maximum(z, 0.0) + numpy.log1p(small)) - labels @ z) / SAMPLES
    error = numpy.where(z >= 0, 1.0, small) / (1.0 + small) - labels
    return value, [x.T @ (error / SAMPLES)]


@cache
def points() -> list[Point]:
    chance = numpy.random.default_rng(1)
    x, w = chance.normal(size=(SAMPLES, FEATURES)), chance.normal(size=FEATURES) * 0.3
    labels = (chance.uniform(size=SAMPLES) < 1.0 / (1.0 + numpy.exp(-x @ w))).astype(float)
    return [(w + 0.1 * chance.normal(size=FEATURES), x, labels)]


WORKLOADS = [
    Workload(
        "logistic",
        f"Logistic regression: the mean loss of {SAMPLES:,} samples of {FEATURES} numbers, by the {FEATURES} weights.",
        "at most 1.3 x by hand, never slower than HIPS autograd, MyGrad or torch",
        points,
        libraries.reference(by_hand),
        libraries.peers(loss, by_hand, points, (0,)),
        why={
            "hand": "reading the matrix twice takes 0.2 ms for everybody. What is left by hand is fourteen passes over "
            "10,000 numbers; here it is twenty-six, and 0.08 ms for recording and sweeping six steps.",
            "torch": "its softplus is one pass, and its derivative another, where NumPy takes seven or eight for each.",
            "jax": libraries.FUSED,
        },
    )
]
