"""The normal distribution."""

from __future__ import annotations

from typing import Any

import backsweep.numpy as np
from backsweep.scipy import special
from backsweep.scipy.needed import for_nodes, scipy
from backsweep.scipy.stats.densities import LOG_2_PI, behind, exponential_of

_plain = scipy("stats").norm
__getattr__ = behind(_plain)


def _logpdf(x: Any, loc: Any = 0, scale: Any = 1) -> Any:
    z = (x - loc) / scale
    return -z * z / 2 - np.log(scale) - LOG_2_PI / 2


logpdf = for_nodes(_plain.logpdf)(_logpdf)
pdf = for_nodes(_plain.pdf)(exponential_of(_logpdf))
cdf = for_nodes(_plain.cdf)(lambda x, loc=0, scale=1: special.ndtr((x - loc) / scale))
sf = for_nodes(_plain.sf)(lambda x, loc=0, scale=1: special.ndtr((loc - x) / scale))
logcdf = for_nodes(_plain.logcdf)(lambda x, loc=0, scale=1: special.log_ndtr((x - loc) / scale))
logsf = for_nodes(_plain.logsf)(lambda x, loc=0, scale=1: special.log_ndtr((loc - x) / scale))
