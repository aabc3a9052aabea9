"""scipy.special for Nodes: gamma, error and Bessel functions, logsumexp.

What the table has is the table's row; other functions are SciPy's, with their derivatives stated here.
"""

from __future__ import annotations

from collections.abc import Callable
from math import log as log_of_number
from math import pi, sqrt
from typing import Any

import backsweep.numpy as np
from backsweep.errors import WrongKind
from backsweep.extend import defvjp, notrace_primitive, primitive
from backsweep.primitives import exponential, special
from backsweep.primitives.arrays.spelled import exponentials
from backsweep.scipy.needed import for_nodes, scipy
from backsweep.worlds import value_of

_plain = scipy("special")


def __getattr__(name: str) -> Any:
    return getattr(_plain, name)


def _row(name: str, row: Callable[..., Any]) -> Callable[..., Any]:
    """A row of the table under SciPy's name."""
    return for_nodes(getattr(_plain, name))(lambda *args: row(*args))


erf, erfc = _row("erf", special.erf), _row("erfc", special.erfc)
gamma, gammaln = _row("gamma", special.gamma), _row("gammaln", special.lgamma)
psi = digamma = _row("psi", special.digamma)
polygamma = _row("polygamma", special.polygamma)
xlogy, expit, ndtr = _row("xlogy", special.xlogy), _row("expit", exponential.sigmoid), _row("ndtr", special.normal_cdf)
expm1, log1p, exp2, cbrt = (_row(name, getattr(exponential, name)) for name in ("expm1", "log1p", "exp2", "cbrt"))

softmax = for_nodes(_plain.softmax)(exponentials.softmax)
log_softmax = for_nodes(_plain.log_softmax)(exponentials.log_softmax)


@for_nodes(_plain.logsumexp)
def logsumexp(a: Any, axis: Any = None, b: Any = None, keepdims: bool = False, return_sign: bool = False) -> Any:
    """Logarithm of the sum of exponentials along axes, each counted b times.

    Raises:
        WrongKind: return_sign=True, or a negative b: of a negative sum there is no logarithm.
    """
    if return_sign or (b is not None and np.any(value_of(b) < 0)):
        raise WrongKind("logsumexp of Nodes gives no sign, and takes no negative b. Write the sum out.")
    counted = a if b is None else np.asarray(a) + np.log(b)
    return exponentials.logsumexp(counted, axis, keepdims=keepdims)


@for_nodes(_plain.logit)
def logit(x: Any) -> Any:
    """The inverse of expit: log(x / (1 - x))."""
    return np.log(x) - np.log1p(-x)


@for_nodes(_plain.log_expit)
def log_expit(x: Any) -> Any:
    """The logarithm of expit."""
    return -exponential.softplus(-x)


@for_nodes(_plain.xlog1py)
def xlog1py(x: Any, y: Any) -> Any:
    """x log(1 + y), and 0 where x is 0 and 1 + y too."""
    return special.xlogy(x, 1 + y)


@for_nodes(_plain.entr)
def entr(x: Any) -> Any:
    """-x log(x), and 0 at 0."""
    return -special.xlogy(x, x)


@for_nodes(_plain.betaln)
def betaln(a: Any, b: Any) -> Any:
    """The logarithm of the beta function."""
    return _betaln(a, b)


_betaln = primitive(_plain.betaln)
defvjp(
    _betaln,
    lambda ans, a, b: lambda g: g * (psi(a) - psi(a + b)),
    lambda ans, a, b: lambda g: g * (psi(b) - psi(a + b)),
)
beta = primitive(_plain.beta)
defvjp(
    beta,
    lambda ans, a, b: lambda g: g * ans * (psi(a) - psi(a + b)),
    lambda ans, a, b: lambda g: g * ans * (psi(b) - psi(a + b)),
)
rgamma = primitive(_plain.rgamma)
defvjp(rgamma, lambda ans, x: lambda g: -g * ans * psi(x))
gammasgn = notrace_primitive(_plain.gammasgn)


@for_nodes(_plain.multigammaln)
def multigammaln(a: Any, d: int) -> Any:
    """The logarithm of the gamma function of d dimensions."""
    terms = [special.lgamma(a - j / 2) for j in range(int(d))]
    total = d * (d - 1) / 4 * log_of_number(pi)
    for term in terms:
        total = total + term
    return total


# By their last argument alone: by the others no derivative has a closed form, and it is refused.
gammainc, gammaincc, betainc = primitive(_plain.gammainc), primitive(_plain.gammaincc), primitive(_plain.betainc)
defvjp(gammainc, lambda ans, a, x: lambda g: g * np.exp(xlogy(a - 1, x) - x - gammaln(a)), argnums=[1])
defvjp(gammaincc, lambda ans, a, x: lambda g: -g * np.exp(xlogy(a - 1, x) - x - gammaln(a)), argnums=[1])
defvjp(
    betainc,
    lambda ans, a, b, x: lambda g: g * np.exp(xlogy(a - 1, x) + xlog1py(b - 1, -x) - betaln(a, b)),
    argnums=[2],
)

erfinv, erfcinv, log_ndtr = primitive(_plain.erfinv), primitive(_plain.erfcinv), primitive(_plain.log_ndtr)
defvjp(erfinv, lambda ans, x: lambda g: g * (sqrt(pi) / 2) * np.exp(ans**2))
defvjp(erfcinv, lambda ans, x: lambda g: -g * (sqrt(pi) / 2) * np.exp(ans**2))
defvjp(log_ndtr, lambda ans, x: lambda g: g * np.exp(-(x**2) / 2 - ans) / sqrt(2 * pi))

# Bessel functions, DLMF 10.6.1, 10.6.3, 10.29.1 and 10.29.3. The order has no derivative here.
j0, j1, y0, y1 = primitive(_plain.j0), primitive(_plain.j1), primitive(_plain.y0), primitive(_plain.y1)
i0, i1 = primitive(_plain.i0), primitive(_plain.i1)
jn = jv = primitive(_plain.jv)
yn, yv = primitive(_plain.yn), primitive(_plain.yv)
iv, ive = primitive(_plain.iv), primitive(_plain.ive)
defvjp(j0, lambda ans, x: lambda g: -g * j1(x))
defvjp(y0, lambda ans, x: lambda g: -g * y1(x))
defvjp(j1, lambda ans, x: lambda g: g * (j0(x) - jv(2, x)) / 2)
defvjp(y1, lambda ans, x: lambda g: g * (y0(x) - yv(2, x)) / 2)
defvjp(i0, lambda ans, x: lambda g: g * i1(x))
defvjp(i1, lambda ans, x: lambda g: g * (i0(x) + iv(2, x)) / 2)
defvjp(jv, lambda ans, n, x: lambda g: g * (jv(n - 1, x) - jv(n + 1, x)) / 2, argnums=[1])
defvjp(yn, lambda ans, n, x: lambda g: g * (yn(n - 1, x) - yn(n + 1, x)) / 2, argnums=[1])
defvjp(yv, lambda ans, n, x: lambda g: g * (yv(n - 1, x) - yv(n + 1, x)) / 2, argnums=[1])
defvjp(iv, lambda ans, n, x: lambda g: g * (iv(n - 1, x) + iv(n + 1, x)) / 2, argnums=[1])
defvjp(
    ive,
    lambda ans, n, x: lambda g: g * ((ive(n - 1, x) + ive(n + 1, x)) / 2 - np.sign(x) * ans),
    argnums=[1],
)
