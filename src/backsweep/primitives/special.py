"""Error functions, gamma functions, and other special functions."""

import math
from math import inf, nan
from typing import Any

from backsweep.accuracy import Accuracy, Bound
from backsweep.domain import NOT_NEGATIVE, NotAPole
from backsweep.primitive import Primitive, primitive
from backsweep.primitives import polygamma as psi
from backsweep.primitives.exponential import exp, log
from backsweep.primitives.piecewise import abs, where

TWO_OVER_ROOT_PI = 2 / math.sqrt(math.pi)
ROOT_HALF = math.sqrt(0.5)
ONE_OVER_ROOT_2PI = 1 / math.sqrt(2 * math.pi)
SPLITTER = 2.0**27 + 1
SIXTH = 1 / 6


high_half = primitive(
    "high_half",
    about="x rounded to 26 bits, so that its square is exact.",
    value=lambda x: where(abs(x) < 1e300, SPLITTER * x - (SPLITTER * x - x), x),
    partials={"x": lambda x, y: 0},
    latex=r"\operatorname{high}({x})",
    accuracy=Accuracy(value=Bound(2.0**26, "half of the digits are taken off on purpose")),
    source="Dekker 1971, after Veltkamp; constant between the jumps",
)


def _gaussian(x: Any) -> Any:
    # The rounding of x*x alone would cost 253 ulp at x = 22: x^2 = h^2 + (x - h)(x + h). Beyond 28 the result is 0.
    # What h leaves is less than 3e-5, so that of the series of its exponential u^4 / 24 < 2^-64 is left out.
    t = where(x > 28, 28, where(x < -28, -28, x))
    h = high_half(t)
    u = -(t - h) * (t + h)
    return exp(-h * h) * (1 + u * (1 + u * (0.5 + u * SIXTH)))


def _gaussian_slope(x: Any, y: Any) -> Any:
    """-2 x exp(-x^2), the exponential in three parts."""
    # Not -2 x y: y may be subnormal where that is not (27 ulp at x = 26.7). So half of e^-h^2 first, half of it last.
    t = where(x > 28, 28, where(x < -28, -28, x))
    h = high_half(t)
    u = -(t - h) * (t + h)
    return -2 * t * exp(-h * h / 2) * (1 + u * (1 + u * (0.5 + u * SIXTH))) * exp(-h * h / 2)


gaussian = primitive(
    "gaussian",
    about="The bell curve exp(-x^2), to full accuracy in its tails.",
    value=_gaussian,
    partials={"x": _gaussian_slope},
    latex=r"e^{-{x}^2}",
    source="definition",
)

erf = primitive(
    "erf",
    about="Error function.",
    value=math.erf,
    partials={"x": lambda x, y: TWO_OVER_ROOT_PI * gaussian(x)},
    latex=r"\operatorname{erf}({x})",
    native="erf",
    array="special.erf",
    source="DLMF 7.2.1",
)

erfc = primitive(
    "erfc",
    about="Complementary error function, 1 - erf(x), to full accuracy where it is tiny.",
    value=math.erfc,
    partials={"x": lambda x, y: -TWO_OVER_ROOT_PI * gaussian(x)},
    latex=r"\operatorname{erfc}({x})",
    native="erfc",
    array="special.erfc",
    source="DLMF 7.2.2",
)


def _normal_density(x: Any) -> Any:
    # x^2 in two parts, as for the gaussian. Beyond 40 the result is 0.
    t = where(x > 40, 40, where(x < -40, -40, x))
    h = high_half(t)
    u = -(t - h) * (t + h) / 2
    return ONE_OVER_ROOT_2PI * exp(-h * h / 2) * (1 + u * (1 + u * (0.5 + u * SIXTH)))


def _normal_density_slope(x: Any, y: Any) -> Any:
    """-x times the density, the exponential in three parts."""
    t = where(x > 40, 40, where(x < -40, -40, x))
    h = high_half(t)
    u = -(t - h) * (t + h) / 2
    return -ONE_OVER_ROOT_2PI * t * exp(-h * h / 4) * (1 + u * (1 + u * (0.5 + u * SIXTH))) * exp(-h * h / 4)


normal_density = primitive(
    "normal_density",
    about="Density of the standard normal distribution.",
    value=_normal_density,
    partials={"x": _normal_density_slope},
    latex=r"\varphi({x})",
    source="exp(-x^2/2) / sqrt(2 pi)",
)


def _normal_cdf(x: Any) -> Any:
    # s is off t / sqrt 2 by a rounding, which the tail of erfc enlarges t^2 times (800 ulp at x = -37). It goes like
    # e^-s^2, so e^(s^2 - t^2/2) makes up for it, with both squares in two parts. For x > 0 there is no tail.
    t = where(x > 0, 0, where(x < -40, -40, x))
    s = ROOT_HALF * t
    a, b = high_half(s), high_half(t)
    off = (a * a - b * b / 2) + ((s - a) * (s + a) - (t - b) * (t + b) / 2)
    return 0.5 * erfc(-ROOT_HALF * x) * exp(off)


normal_cdf = primitive(
    "normal_cdf",
    about="Probability that a standard normal variable is below x.",
    value=_normal_cdf,
    partials={"x": lambda x, y: normal_density(x)},
    latex=r"\Phi({x})",
    source="DLMF 7.18.1: erfc(-x / sqrt 2) / 2",
)

_SUBNORMAL_TAIL = "erfc is subnormal below x = -37.5, where x times it is not yet"

gelu = primitive(
    "gelu",
    about="x times the normal distribution function, exactly (no tanh approximation).",
    value=lambda x: where(x == -inf, 0.0, where(x == -inf, 0.0, x) * normal_cdf(x)),
    partials={"x": lambda x, y: normal_cdf(x) + x * normal_density(x)},
    edges={(inf,): (1,), (-inf,): (0,)},
    latex=r"\operatorname{gelu}({x})",
    accuracy=Accuracy(
        value=Bound(lambda x: 8 if x > -37.5 else 32, _SUBNORMAL_TAIL),
        partials={
            "x": Bound(
                lambda x: 8 if x > -37.5 else 32,
                f"zero near x = -0.752, where its two terms cancel; {_SUBNORMAL_TAIL}",
                terms=normal_cdf,
            )
        },
    ),
    source="Hendrycks & Gimpel 2016: Phi(x) + x phi(x)",
)

xlogy = primitive(
    "xlogy",
    about="x ln y, and 0 where both are 0.",
    value=lambda x, y: x * log(where(y == 0, where(x == 0, 1, y), y)),
    partials={
        "x": lambda x, y, z: log(where(y == 0, 1, y)),
        "y": lambda x, y, z: x / where(y == 0, 1, y),
    },
    domain={"y": NOT_NEGATIVE},
    edges={(0.0, 0.0): (-inf, 0)},
    latex=r"{x} \ln {y}",
    source="product rule; docs/why/kinks.md",
)


_BETWEEN_POLES = "between two poles there may be a zero, where the part reflected to 1 - x cancels"


def _reflected(n: int, x: float) -> float:
    """The size of the part of polygamma(n, x) that is taken from 1 - x, for negative x."""
    return math.fabs(psi.polygamma(n, 1 - x)) if x < 0 else 0.0


polygamma: Primitive = primitive(
    "polygamma",
    about="n-th derivative of digamma, for an integer n >= 0.",
    value=psi.polygamma,
    partials={"x": lambda n, x, y: polygamma(n + 1, x)},
    domain={"x": NotAPole()},
    latex=r"\psi^{({n})}({x})",
    accuracy=Accuracy(
        value=Bound(terms=lambda n, x: _reflected(n, x), reason=_BETWEEN_POLES),
        partials={"x": Bound(terms=lambda n, x: _reflected(n + 1, x), reason=_BETWEEN_POLES)},
    ),
    array="special.polygamma",
    source="DLMF 5.15",
)

digamma = primitive(
    "digamma",
    about="Slope of the logarithm of gamma.",
    value=psi.digamma,
    partials={"x": lambda x, y: polygamma(1, x)},
    domain={"x": NotAPole()},
    latex=r"\psi({x})",
    accuracy=Accuracy(value=Bound(terms=lambda x: _reflected(0, x), reason=_BETWEEN_POLES)),
    array="special.psi",
    source="DLMF 5.2.2",
)

gamma = primitive(
    "gamma",
    about="Gamma function; gamma(n + 1) is n!.",
    value=math.gamma,
    partials={"x": lambda x, y: y * digamma(x)},
    domain={"x": NotAPole()},
    latex=r"\Gamma({x})",
    accuracy=Accuracy(
        partials={
            "x": Bound(
                lambda x: 8 if x > -170 else inf,
                f"{_BETWEEN_POLES}; below -170 gamma may be subnormal, or 0, where its slope is not",
                terms=lambda x: math.gamma(x) * _reflected(0, x),
            )
        }
    ),
    array="special.gamma",
    source="DLMF 5.2.2",
)

lgamma = primitive(
    "lgamma",
    about="Natural logarithm of the absolute value of gamma.",
    value=math.lgamma,
    partials={"x": lambda x, y: digamma(x)},
    domain={"x": NotAPole()},
    edges={(-inf,): (nan,)},
    latex=r"\ln\left|\Gamma({x})\right|",
    accuracy=Accuracy(
        value=Bound(
            8,
            "Python's lgamma has zeros at 1, 2 and between the poles, and an error there like that of a number near 1",
            terms=lambda x: max(1.0, math.lgamma(1 - x)) if x < 0 else 1.0,
        ),
        partials={"x": Bound(terms=lambda x: _reflected(0, x), reason=_BETWEEN_POLES)},
    ),
    array="special.gammaln",
    source="DLMF 5.2.2",
)
