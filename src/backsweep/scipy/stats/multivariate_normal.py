"""The normal distribution of several variables."""

from __future__ import annotations

from typing import Any

import backsweep.numpy as np
from backsweep.errors import NotDifferentiable
from backsweep.scipy.linalg import solve_triangular
from backsweep.scipy.needed import for_nodes, scipy
from backsweep.scipy.stats.densities import LOG_2_PI, behind, exponential_of

_plain = scipy("stats").multivariate_normal
__getattr__ = behind(_plain)


def _covariance(cov: Any, dimensions: int) -> Any:
    """A covariance as SciPy takes it: one variance for all, one for each, or the matrix."""
    cov = np.asarray(cov)
    if cov.ndim == 2:
        return cov
    return np.eye(dimensions) * cov


def _logpdf(x: Any, mean: Any = None, cov: Any = 1, allow_singular: bool = False) -> Any:
    if allow_singular:
        raise NotDifferentiable(
            "multivariate_normal with allow_singular=True has no derivative where it matters. Leave it out."
        )
    x = np.asarray(x)
    dimensions = np.asarray(0.0 if mean is None else mean).size if x.ndim == 0 else x.shape[-1]
    away = np.reshape(x - (0.0 if mean is None else mean), (-1, dimensions))
    factor = np.linalg.cholesky(_covariance(cov, dimensions))
    z = solve_triangular(factor, np.transpose(away), lower=True)
    found = -(dimensions * LOG_2_PI + np.sum(z * z, axis=0)) / 2 - np.sum(np.log(np.diagonal(factor)))
    return np.reshape(found, x.shape[:-1])


def _entropy(mean: Any = None, cov: Any = 1) -> Any:
    given = np.asarray(1.0 if mean is None else mean).size
    cov = np.asarray(cov)
    dimensions = cov.shape[-1] if cov.ndim else given
    factor = np.linalg.cholesky(_covariance(cov, dimensions))
    return dimensions * (LOG_2_PI + 1) / 2 + np.sum(np.log(np.diagonal(factor)))


logpdf = for_nodes(_plain.logpdf)(_logpdf)
pdf = for_nodes(_plain.pdf)(exponential_of(_logpdf))
entropy = for_nodes(_plain.entropy)(_entropy)
