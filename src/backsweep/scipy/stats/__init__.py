"""scipy.stats for Nodes: norm, t, gamma, beta, chi2, poisson, multivariate_normal, dirichlet.

Each is a module, as in HIPS autograd, with densities and distribution functions that take Nodes; what else SciPy's
distribution has is SciPy's own.
"""

from __future__ import annotations

from typing import Any

from backsweep.scipy.needed import scipy
from backsweep.scipy.stats import beta, chi2, dirichlet, gamma, multivariate_normal, norm, poisson, t

_plain = scipy("stats")


def __getattr__(name: str) -> Any:
    return getattr(_plain, name)


__all__ = ["beta", "chi2", "dirichlet", "gamma", "multivariate_normal", "norm", "poisson", "t"]
