"""The beta distribution; its distribution function has a derivative by the point, not by a and b."""

from __future__ import annotations

from typing import Any

import backsweep.numpy as np
from backsweep.scipy import special
from backsweep.scipy.needed import for_nodes, scipy
from backsweep.scipy.stats.densities import behind, exponential_of, within

_plain = scipy("stats").beta
__getattr__ = behind(_plain)


def _logpdf(x: Any, a: Any, b: Any, loc: Any = 0, scale: Any = 1) -> Any:
    def inside(z: Any) -> Any:
        return special.xlogy(a - 1, z) + special.xlog1py(b - 1, -z) - special.betaln(a, b) - np.log(scale)

    return within((x - loc) / scale, 0, 1, 0.5, inside)


logpdf = for_nodes(_plain.logpdf)(_logpdf)
pdf = for_nodes(_plain.pdf)(exponential_of(_logpdf))
cdf = for_nodes(_plain.cdf)(lambda x, a, b, loc=0, scale=1: special.betainc(a, b, np.clip((x - loc) / scale, 0.0, 1.0)))
