"""The Poisson distribution; a count has no derivative."""

from __future__ import annotations

from math import inf
from typing import Any

import backsweep.numpy as np
from backsweep.scipy import special
from backsweep.scipy.needed import for_nodes, scipy
from backsweep.scipy.stats.densities import behind, exponential_of, within
from backsweep.worlds import value_of

_plain = scipy("stats").poisson
__getattr__ = behind(_plain)


def _logpmf(k: Any, mu: Any, loc: Any = 0) -> Any:
    n = value_of(k) - value_of(loc)  # a count has no derivative
    return within(n, 0, inf, 0.0, lambda n: special.xlogy(n, mu) - special.gammaln(n + 1.0) - mu)


logpmf = for_nodes(_plain.logpmf)(_logpmf)
pmf = for_nodes(_plain.pmf)(exponential_of(_logpmf))
cdf = for_nodes(_plain.cdf)(lambda k, mu, loc=0: special.gammaincc(np.floor(value_of(k) - value_of(loc)) + 1.0, mu))
