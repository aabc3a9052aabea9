"""gmm: the log posterior of a Gaussian mixture with a Wishart prior, in arrays.

All samples are multiplied by all factors in one product of matrices, and the means after them: Q (x - mu) = Q x - Q mu.
"""

from __future__ import annotations

from math import lgamma, log, pi, sqrt

import numpy as np
from given import Given
from repeating import Task

from backsweep import grad


def logsumexp(v, axis):
    largest = np.max(v, axis=axis, keepdims=True)
    return np.squeeze(largest, axis) + np.log(np.sum(np.exp(v - largest), axis=axis))


def factors(q, below):
    """The k lower triangular matrices: exp(q) on the diagonal, and the others below it, column by column."""
    k, d = q.shape
    numbers = np.concatenate([np.zeros((k, 1)), np.exp(q), below], axis=1)
    place = np.zeros((d, d), dtype=int)  # which of these numbers stands where; the first is the 0 above the diagonal
    np.fill_diagonal(place, range(1, d + 1))
    column, row = np.triu_indices(d, 1)
    place[row, column] = range(d + 1, d + 1 + len(row))
    return numbers[:, place]


def log_likelihood(alpha, mu, q, below, x):
    n, d = x.shape
    k = len(alpha)
    factor = factors(q, below)
    turned_means = np.reshape(np.matmul(factor, mu[:, :, None]), (k * d,))
    turned = np.reshape(x @ np.reshape(factor, (k * d, d)).T - turned_means, (n, k, d))
    beta = alpha + np.sum(q, axis=1) - 0.5 * np.einsum("nki,nki->nk", turned, turned)
    return -n * d / 2 * log(2 * pi) - n * logsumexp(alpha, 0) + np.sum(logsumexp(beta, 1))


def log_prior(q, below, m, gamma):
    k, d = q.shape
    freedom = d + m + 1
    multigamma = d * (d - 1) / 4 * log(pi) + sum(lgamma((freedom + 1 - j) / 2) for j in range(1, d + 1))
    constant = k * (freedom * d * log(gamma / sqrt(2)) - multigamma)
    return constant - gamma**2 / 2 * (np.sum(np.exp(2 * q)) + np.sum(below * below)) + m * np.sum(q)


def log_posterior(alpha, mu, q, below, x, m, gamma):
    return log_likelihood(alpha, mu, q, below, x) + log_prior(q, below, m, gamma)


gradient = grad(log_posterior, argnums=(0, 1, 2, 3))


def arguments(given: Given) -> tuple:
    d, k, n = (given.count(name, least=1) for name in ("d", "k", "n"))
    alpha, mu, q = given.vector("alpha", k), given.table("mu", k, d), given.table("q", k, d)
    below, x = given.table("l", k, d * (d - 1) // 2), given.table("x", n, d)
    return alpha, mu, q, below, x, given.count("m"), given.number("gamma")


def objective_task(given: Given) -> Task:
    args = arguments(given)
    return Task(lambda: log_posterior(*args), float)


def jacobian_task(given: Given) -> Task:
    args = arguments(given)

    def told(ders):
        return {name: der.tolist() for name, der in zip(("alpha", "mu", "q", "l"), ders, strict=True)}

    return Task(lambda: gradient(*args), told)


FUNCTIONS = {"objective": objective_task, "jacobian": jacobian_task}
