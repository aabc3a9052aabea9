"""The distribution of a sum of df squares."""

from __future__ import annotations

import backsweep.numpy as np
from backsweep.scipy import special
from backsweep.scipy.needed import for_nodes, scipy
from backsweep.scipy.stats.densities import behind, exponential_of
from backsweep.scipy.stats.gamma import logpdf as _by_gamma

_plain = scipy("stats").chi2
__getattr__ = behind(_plain)


logpdf = for_nodes(_plain.logpdf)(lambda x, df, loc=0, scale=1: _by_gamma(x, df / 2, loc, 2 * scale))
pdf = for_nodes(_plain.pdf)(exponential_of(lambda x, df, loc=0, scale=1: _by_gamma(x, df / 2, loc, 2 * scale)))
cdf = for_nodes(_plain.cdf)(
    lambda x, df, loc=0, scale=1: special.gammainc(df / 2, np.maximum((x - loc) / (2 * scale), 0.0))
)
