"""The Dirichlet distribution."""

from __future__ import annotations

from typing import Any

import backsweep.numpy as np
from backsweep.scipy import special
from backsweep.scipy.needed import for_nodes, scipy
from backsweep.scipy.stats.densities import behind, exponential_of

_plain = scipy("stats").dirichlet
__getattr__ = behind(_plain)


def _logpdf(x: Any, alpha: Any) -> Any:
    normalizer = np.sum(special.gammaln(alpha)) - special.gammaln(np.sum(alpha))
    powers = np.transpose(special.xlogy(np.asarray(alpha) - 1.0, np.transpose(np.asarray(x))))
    return np.sum(powers, axis=0) - normalizer


logpdf = for_nodes(_plain.logpdf)(_logpdf)
pdf = for_nodes(_plain.pdf)(exponential_of(_logpdf))
