"""Log-likelihood of a mixture of 25 Gaussians in 10 dimensions, at 1,000 samples.

As in the benchmark ADBench, each Gaussian is given by the Cholesky factor of its inverse covariance: the logarithms of
the diagonal, and what lies below it.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy
from running.workload import Point, Workload

from arrays import libraries

np: Any = numpy
SAMPLES, DIMENSIONS, GAUSSIANS = 1000, 10, 25


def log_likelihood(weights, means, diagonals, below, x, eye, lower):
    factors = below * lower + np.exp(diagonals)[:, :, None] * eye
    whitened = np.matmul(x - means[:, None, :], np.swapaxes(factors, 1, 2))
    logs = (weights + np.sum(diagonals, 1))[:, None] - 0.5 * np.sum(whitened * whitened, 2)
    return np.sum(np.logsumexp(logs, 0)) - SAMPLES * np.logsumexp(weights, 0)


def by_hand(weights: Any, means: Any, diagonals: Any, below: Any, x: Any, eye: Any, lower: Any) -> Any:
    scales = numpy.exp(diagonals)
    factors = below * lower + scales[:, :, None] * eye
    centred = x - means[:, None, :]
    whitened = centred @ factors.swapaxes(1, 2)
    logs = (weights + diagonals.sum(1))[:, None] - 0.5 * numpy.einsum("kni,kni->kn", whitened, whitened)
    largest = logs.max(0)
    chances = numpy.exp(logs - largest)
    total = chances.sum(0)
    chances /= total
    shares = numpy.exp(weights - weights.max())
    value = numpy.sum(largest + numpy.log(total)) - SAMPLES * (numpy.log(shares.sum()) + weights.max())
    counts = chances.sum(1)
    whitened *= -chances[:, :, None]
    by_factors = whitened.swapaxes(1, 2) @ centred
    by_means = -(whitened.sum(1)[:, None, :] @ factors)[:, 0]
    by_diagonals = counts[:, None] + numpy.einsum("kii->ki", by_factors) * scales
    return value, [counts - SAMPLES * shares / shares.sum(), by_means, by_diagonals, by_factors * lower]


@cache
def points() -> list[Point]:
    chance = numpy.random.default_rng(4)
    weights, means = chance.normal(size=GAUSSIANS), chance.normal(size=(GAUSSIANS, DIMENSIONS))
    diagonals = 0.3 * chance.normal(size=(GAUSSIANS, DIMENSIONS))
    below = 0.2 * chance.normal(size=(GAUSSIANS, DIMENSIONS, DIMENSIONS))
    x = chance.normal(size=(SAMPLES, DIMENSIONS))
    eye = numpy.eye(DIMENSIONS)
    return [(weights, means, diagonals, below, x, eye, numpy.tril(numpy.ones_like(eye), -1))]


WORKLOADS = [
    Workload(
        "mixture",
        f"Log-likelihood of {GAUSSIANS} Gaussians in {DIMENSIONS} dimensions, {SAMPLES:,} samples; ADBench's `gmm`.",
        "at most 1.3 x by hand, never slower than HIPS autograd, MyGrad or torch",
        points,
        libraries.reference(by_hand),
        libraries.peers(log_likelihood, by_hand, points, (0, 1, 2, 3)),
        why={
            "hand": "the chances of the logarithm of a sum are computed once by hand, and here again in the sweep; "
            "the square of an array is another pass over 250,000 numbers forward, and two in place of one backward.",
            "jax": libraries.FUSED,
        },
    )
]
