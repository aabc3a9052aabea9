"""The gamma distribution; its distribution function has a derivative by the point, not by the shape."""

from __future__ import annotations

from math import inf
from typing import Any

import backsweep.numpy as np
from backsweep.scipy import special
from backsweep.scipy.needed import for_nodes, scipy
from backsweep.scipy.stats.densities import behind, exponential_of, within

_plain = scipy("stats").gamma
__getattr__ = behind(_plain)


def _logpdf(x: Any, a: Any, loc: Any = 0, scale: Any = 1) -> Any:
    return within(
        (x - loc) / scale,
        0,
        inf,
        1.0,
        lambda z: special.xlogy(a - 1, z) - z - special.gammaln(a) - np.log(scale),
    )


logpdf = for_nodes(_plain.logpdf)(_logpdf)
pdf = for_nodes(_plain.pdf)(exponential_of(_logpdf))
cdf = for_nodes(_plain.cdf)(lambda x, a, loc=0, scale=1: special.gammainc(a, np.maximum((x - loc) / scale, 0.0)))
