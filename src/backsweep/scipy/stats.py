"""scipy.stats for Nodes: norm, t, gamma, beta, chi2, poisson, multivariate_normal, dirichlet.

Each is SciPy's own distribution, with densities and distribution functions that take Nodes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import inf, log, pi
from typing import Any

import backsweep.numpy as np
from backsweep.errors import NotDifferentiable
from backsweep.extend import defvjp, primitive
from backsweep.scipy import special
from backsweep.scipy.linalg import solve_triangular
from backsweep.scipy.needed import for_nodes, scipy
from backsweep.worlds import value_of

_plain = scipy("stats")
LOG_2_PI = log(2 * pi)


def __getattr__(name: str) -> Any:
    return getattr(_plain, name)


class Distribution:
    """One of SciPy's distributions, with functions for Nodes in front of its own."""

    def __init__(self, plain: Any, functions: Mapping[str, Callable[..., Any]]) -> None:
        self._plain = plain
        for name, function in functions.items():
            setattr(self, name, for_nodes(getattr(plain, name))(function))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._plain, name)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._plain(*args, **kwargs)


def within(z: Any, low: float, high: float, inside: Any, rule: Callable[[Any], Any]) -> Any:
    """rule(z) between two bounds, -inf outside; `inside` is a point where the rule is harmless."""
    met = (value_of(z) >= low) & (value_of(z) <= high)
    return np.where(met, rule(np.where(met, z, inside)), -inf)


def exponential_of(logarithm: Callable[..., Any]) -> Callable[..., Any]:
    """A density from its logarithm."""
    return lambda *args, **kwargs: np.exp(logarithm(*args, **kwargs))


def _norm_logpdf(x: Any, loc: Any = 0, scale: Any = 1) -> Any:
    z = (x - loc) / scale
    return -z * z / 2 - np.log(scale) - LOG_2_PI / 2


norm = Distribution(
    _plain.norm,
    {
        "logpdf": _norm_logpdf,
        "pdf": exponential_of(_norm_logpdf),
        "cdf": lambda x, loc=0, scale=1: special.ndtr((x - loc) / scale),
        "sf": lambda x, loc=0, scale=1: special.ndtr((loc - x) / scale),
        "logcdf": lambda x, loc=0, scale=1: special.log_ndtr((x - loc) / scale),
        "logsf": lambda x, loc=0, scale=1: special.log_ndtr((loc - x) / scale),
    },
)


def _t_logpdf(x: Any, df: Any, loc: Any = 0, scale: Any = 1) -> Any:
    z = (x - loc) / scale
    constant = special.gammaln((df + 1) / 2) - special.gammaln(df / 2) - np.log(df * pi) / 2
    return constant - (df + 1) / 2 * np.log1p(z * z / df) - np.log(scale)


# By the point alone: by the degrees of freedom there is no closed form.
_t_cdf = primitive(_plain.t.cdf)
defvjp(_t_cdf, lambda ans, z, df: lambda g: g * np.exp(_t_logpdf(z, df)), argnums=[0])

t = Distribution(
    _plain.t,
    {
        "logpdf": _t_logpdf,
        "pdf": exponential_of(_t_logpdf),
        "cdf": lambda x, df, loc=0, scale=1: _t_cdf((x - loc) / scale, df),
        "sf": lambda x, df, loc=0, scale=1: _t_cdf((loc - x) / scale, df),
        "logcdf": lambda x, df, loc=0, scale=1: np.log(_t_cdf((x - loc) / scale, df)),
        "logsf": lambda x, df, loc=0, scale=1: np.log(_t_cdf((loc - x) / scale, df)),
    },
)


def _gamma_logpdf(x: Any, a: Any, loc: Any = 0, scale: Any = 1) -> Any:
    return within(
        (x - loc) / scale,
        0,
        inf,
        1.0,
        lambda z: special.xlogy(a - 1, z) - z - special.gammaln(a) - np.log(scale),
    )


gamma = Distribution(
    _plain.gamma,
    {
        "logpdf": _gamma_logpdf,
        "pdf": exponential_of(_gamma_logpdf),
        "cdf": lambda x, a, loc=0, scale=1: special.gammainc(a, np.maximum((x - loc) / scale, 0.0)),
    },
)

chi2 = Distribution(
    _plain.chi2,
    {
        "logpdf": lambda x, df, loc=0, scale=1: _gamma_logpdf(x, df / 2, loc, 2 * scale),
        "pdf": exponential_of(lambda x, df, loc=0, scale=1: _gamma_logpdf(x, df / 2, loc, 2 * scale)),
        "cdf": lambda x, df, loc=0, scale=1: special.gammainc(df / 2, np.maximum((x - loc) / (2 * scale), 0.0)),
    },
)


def _beta_logpdf(x: Any, a: Any, b: Any, loc: Any = 0, scale: Any = 1) -> Any:
    def inside(z: Any) -> Any:
        return special.xlogy(a - 1, z) + special.xlog1py(b - 1, -z) - special.betaln(a, b) - np.log(scale)

    return within((x - loc) / scale, 0, 1, 0.5, inside)


beta = Distribution(
    _plain.beta,
    {
        "logpdf": _beta_logpdf,
        "pdf": exponential_of(_beta_logpdf),
        "cdf": lambda x, a, b, loc=0, scale=1: special.betainc(a, b, np.clip((x - loc) / scale, 0.0, 1.0)),
    },
)


def _poisson_logpmf(k: Any, mu: Any, loc: Any = 0) -> Any:
    n = value_of(k) - value_of(loc)  # a count has no derivative
    return within(n, 0, inf, 0.0, lambda n: special.xlogy(n, mu) - special.gammaln(n + 1.0) - mu)


poisson = Distribution(
    _plain.poisson,
    {
        "logpmf": _poisson_logpmf,
        "pmf": exponential_of(_poisson_logpmf),
        "cdf": lambda k, mu, loc=0: special.gammaincc(np.floor(value_of(k) - value_of(loc)) + 1.0, mu),
    },
)


def _covariance(cov: Any, dimensions: int) -> Any:
    """A covariance as SciPy takes it: one variance for all, one for each, or the matrix."""
    cov = np.asarray(cov)
    if cov.ndim == 2:
        return cov
    return np.eye(dimensions) * cov


def _normal_logpdf(x: Any, mean: Any = None, cov: Any = 1, allow_singular: bool = False) -> Any:
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


def _normal_entropy(mean: Any = None, cov: Any = 1) -> Any:
    given = np.asarray(1.0 if mean is None else mean).size
    cov = np.asarray(cov)
    dimensions = cov.shape[-1] if cov.ndim else given
    factor = np.linalg.cholesky(_covariance(cov, dimensions))
    return dimensions * (LOG_2_PI + 1) / 2 + np.sum(np.log(np.diagonal(factor)))


multivariate_normal = Distribution(
    _plain.multivariate_normal,
    {"logpdf": _normal_logpdf, "pdf": exponential_of(_normal_logpdf), "entropy": _normal_entropy},
)


def _dirichlet_logpdf(x: Any, alpha: Any) -> Any:
    normalizer = np.sum(special.gammaln(alpha)) - special.gammaln(np.sum(alpha))
    powers = np.transpose(special.xlogy(np.asarray(alpha) - 1.0, np.transpose(np.asarray(x))))
    return np.sum(powers, axis=0) - normalizer


dirichlet = Distribution(_plain.dirichlet, {"logpdf": _dirichlet_logpdf, "pdf": exponential_of(_dirichlet_logpdf)})
