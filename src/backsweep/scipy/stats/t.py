"""Student's distribution; its distribution function has a derivative by the point, not by the degrees of freedom."""

from __future__ import annotations

from math import pi
from typing import Any

import backsweep.numpy as np
from backsweep.extend import defvjp, primitive
from backsweep.scipy import special
from backsweep.scipy.needed import for_nodes, scipy
from backsweep.scipy.stats.densities import behind, exponential_of

_plain = scipy("stats").t
__getattr__ = behind(_plain)


def _logpdf(x: Any, df: Any, loc: Any = 0, scale: Any = 1) -> Any:
    z = (x - loc) / scale
    constant = special.gammaln((df + 1) / 2) - special.gammaln(df / 2) - np.log(df * pi) / 2
    return constant - (df + 1) / 2 * np.log1p(z * z / df) - np.log(scale)


# By the point alone: by the degrees of freedom there is no closed form.
_cdf = primitive(_plain.cdf)
defvjp(_cdf, lambda ans, z, df: lambda g: g * np.exp(_logpdf(z, df)), argnums=[0])

logpdf = for_nodes(_plain.logpdf)(_logpdf)
pdf = for_nodes(_plain.pdf)(exponential_of(_logpdf))
cdf = for_nodes(_plain.cdf)(lambda x, df, loc=0, scale=1: _cdf((x - loc) / scale, df))
sf = for_nodes(_plain.sf)(lambda x, df, loc=0, scale=1: _cdf((loc - x) / scale, df))
logcdf = for_nodes(_plain.logcdf)(lambda x, df, loc=0, scale=1: np.log(_cdf((x - loc) / scale, df)))
logsf = for_nodes(_plain.logsf)(lambda x, df, loc=0, scale=1: np.log(_cdf((loc - x) / scale, df)))
