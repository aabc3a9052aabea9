"""A network of 784, 256 and 10 neurons with tanh on a batch of 128: mean cross-entropy, by all weights."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy
from running.workload import Point, Workload

from arrays import libraries

np: Any = numpy
BATCH, PIXELS, HIDDEN, CLASSES = 128, 784, 256, 10


def loss(w1, b1, w2, b2, x, one_hot):
    hidden = np.tanh(x @ w1 + b1)
    scores = hidden @ w2 + b2
    return (np.sum(np.logsumexp(scores, 1)) - np.sum(one_hot * scores)) / BATCH


def by_hand(w1: Any, b1: Any, w2: Any, b2: Any, x: Any, one_hot: Any) -> Any:
    hidden = x @ w1
    hidden += b1
    numpy.tanh(hidden, out=hidden)
    scores = hidden @ w2
    scores += b2
    scores -= scores.max(axis=1, keepdims=True)
    chances = numpy.exp(scores)
    total = chances.sum(axis=1, keepdims=True)
    value = (numpy.sum(numpy.log(total)) - numpy.sum(one_hot * scores)) / BATCH
    chances /= total
    chances -= one_hot
    chances /= BATCH
    back = chances @ w2.T
    back *= 1.0 - hidden * hidden
    return value, [x.T @ back, back.sum(axis=0), hidden.T @ chances, chances.sum(axis=0)]


@cache
def points() -> list[Point]:
    chance = numpy.random.default_rng(2)
    w1, w2 = chance.normal(size=(PIXELS, HIDDEN)) / 28.0, chance.normal(size=(HIDDEN, CLASSES)) / 16.0
    b1, b2 = chance.normal(size=HIDDEN) * 0.1, chance.normal(size=CLASSES) * 0.1
    x = chance.uniform(size=(BATCH, PIXELS))
    return [(w1, b1, w2, b2, x, numpy.eye(CLASSES)[chance.integers(CLASSES, size=BATCH)])]


WORKLOADS = [
    Workload(
        "network on arrays",
        f"A network of {PIXELS}, {HIDDEN} and {CLASSES} neurons on a batch of {BATCH}: cross-entropy by all weights.",
        "at most 1.3 x by hand, never slower than HIPS autograd, MyGrad or torch",
        points,
        libraries.reference(by_hand),
        libraries.peers(loss, by_hand, points, (0, 1, 2, 3)),
        why={
            "hand": "the products of matrices are four fifths of the time for everybody. Of the rest, copies of the "
            "weights and the samples, and a look for nan among the derivatives, are 0.06 ms; most is calls.",
            "MyGrad": "it copies no samples and looks for no nan among the derivatives, which is 0.03 ms, and takes "
            "the plain sum of exponentials, where logsumexp here keeps all digits; the rest has not been found.",
            "jax": libraries.FUSED,
        },
    )
]
