"""Negative log marginal likelihood of a Gaussian process at 200 points, by its log scale, length and noise.

Source: Rasmussen & Williams, Gaussian Processes for Machine Learning, 2006, equations 5.8 and 5.9.
"""

from __future__ import annotations

from functools import cache
from math import log, pi
from typing import Any

import numpy
from running.workload import Point, Workload

from arrays import libraries

np: Any = numpy
POINTS = 200


def negative_log_likelihood(parameters, squares, targets, eye):
    covariance = np.exp(2.0 * parameters[0] - 0.5 * squares * np.exp(-2.0 * parameters[1]))
    covariance = covariance + np.exp(2.0 * parameters[2]) * eye
    factor = np.linalg.cholesky(covariance)
    whitened = np.solve_triangular(factor, targets, lower=True)
    return 0.5 * np.sum(whitened * whitened) + np.sum(np.log(np.diag(factor))) + 0.5 * POINTS * log(2.0 * pi)


def by_hand(parameters: Any, squares: Any, targets: Any, eye: Any) -> Any:
    kernel = squares * (-0.5 * numpy.exp(-2.0 * parameters[1]))
    kernel += 2.0 * parameters[0]
    numpy.exp(kernel, out=kernel)
    noise = numpy.exp(2.0 * parameters[2])
    inverse, half_log_det = inverted(kernel + noise * eye)
    alpha = inverse @ targets
    value = 0.5 * targets @ alpha + half_log_det + 0.5 * POINTS * log(2.0 * pi)
    inverse -= numpy.outer(alpha, alpha)
    trace = numpy.trace(inverse)
    inverse *= kernel
    by_length = 0.5 * numpy.vdot(inverse, squares) * numpy.exp(-2.0 * parameters[1])
    return value, [numpy.array([inverse.sum(), by_length, noise * trace])]


def inverted(matrix: Any) -> Any:
    """The inverse of a positive definite matrix, and half the logarithm of its determinant."""
    if matrix.dtype != numpy.longdouble:
        return numpy.linalg.inv(matrix), numpy.log(numpy.linalg.cholesky(matrix).diagonal()).sum()
    # NumPy has no linear algebra in long double: Gauss and Jordan, column by column.
    work, half_log_det = matrix.copy(), numpy.longdouble(0.0)
    for at in range(len(work)):
        pivot = work[at, at]
        half_log_det += 0.5 * numpy.log(pivot)
        row = work[at] / pivot
        column = work[:, at].copy()
        work -= numpy.outer(column, row)
        work[:, at], work[at] = -column / pivot, row
        work[at, at] = 1.0 / pivot
    return work, half_log_det


@cache
def points() -> list[Point]:
    chance = numpy.random.default_rng(5)
    x = numpy.sort(chance.uniform(-3.0, 3.0, size=POINTS))
    targets = numpy.sin(2.0 * x) + 0.2 * chance.normal(size=POINTS)
    return [(numpy.array([0.1, -0.3, -1.2]), (x[:, None] - x) ** 2, targets, numpy.eye(POINTS))]


WORKLOADS = [
    Workload(
        "process",
        f"A Gaussian process at {POINTS} points: its negative log marginal likelihood by scale, length and noise.",
        "at most 1.3 x by hand, never slower than HIPS autograd, MyGrad or torch",
        points,
        libraries.reference(by_hand),
        libraries.peers(negative_log_likelihood, by_hand, points, (0,)),
        why={
            "hand": "one inverse is all the derivative needs, by hand. That of a Cholesky factor, which nobody can "
            "see through, is a product of matrices and two triangular solves of 200 x 200 numbers.",
            "torch": "the same factor and the same solves, by another LAPACK (MKL's), and fewer calls around them.",
            "jax": libraries.FUSED,
        },
    )
]
