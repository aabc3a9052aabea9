"""Error functions, gamma functions, and other special functions."""

import math
from math import inf, nan
from typing import Any

from backsweep.accuracy import Accuracy, Bound
from backsweep.domain import NOT_NEGATIVE, NotAPole
from backsweep.primitive import Primitive, primitive
from backsweep.primitives import polygamma as psi
from backsweep.primitives.exponential import exp, log
from backsweep.primitives.piecewise import where

TWO_OVER_ROOT_PI = 2 / math.sqrt(math.pi)
ROOT_HALF = math.sqrt(0.5)
ONE_OVER_ROOT_2PI = 1 / math.sqrt(2 * math.pi)
SPLITTER = 2.0**27 + 1


def _bell(x: Any) -> Any:
    """exp(-x^2), with x split into a high half, whose square is exact, and a low rest (Veltkamp)."""
    # The rounding of x*x alone would cost 253 ulp at x = 22. Beyond 28 the result is 0.
    t = where(x > 28, 28, where(x < -28, -28, x))
    high = SPLITTER * t - (SPLITTER * t - t)
    return exp(-high * high) * exp(-(t - high) * (t + high))


gaussian = primitive(
    "gaussian",
    about="The bell curve exp(-x^2), to full accuracy in its tails.",
    value=_bell,
    partials={"x": lambda x, y: -2 * x * y},
    edges={(inf,): (0,), (-inf,): (0,)},
    latex=r"e^{-{x}^2}",
    source="definition; Dekker 1971 for the splitting",
)

erf = primitive(
    "erf",
    about="Error function.",
    value=math.erf,
    partials={"x": lambda x, y: TWO_OVER_ROOT_PI * gaussian(x)},
    latex=r"\operatorname{erf}({x})",
    native="erf",
    source="DLMF 7.2.1",
)

erfc = primitive(
    "erfc",
    about="Complementary error function, 1 - erf(x), to full accuracy where it is tiny.",
    value=math.erfc,
    partials={"x": lambda x, y: -TWO_OVER_ROOT_PI * gaussian(x)},
    latex=r"\operatorname{erfc}({x})",
    native="erfc",
    source="DLMF 7.2.2",
)


def _tail(x: float) -> float:
    return 8 + x * x


gelu = primitive(
    "gelu",
    about="x times the normal distribution function, exactly (no tanh approximation).",
    value=lambda x: where(x == -inf, 0, 0.5 * where(x == -inf, 0, x) * erfc(-ROOT_HALF * x)),
    partials={"x": lambda x, y: 0.5 * erfc(-ROOT_HALF * x) + x * ONE_OVER_ROOT_2PI * gaussian(ROOT_HALF * x)},
    edges={(inf,): (1,), (-inf,): (0,)},
    latex=r"\operatorname{gelu}({x})",
    accuracy=Accuracy(
        value=Bound(_tail, "the tail inherits the rounding of x / sqrt 2, x^2 times enlarged"),
        partials={
            "x": Bound(
                _tail,
                "as the value; zero near x = -0.752, where its two terms cancel",
                terms=lambda x: 0.5 * math.erfc(-x * ROOT_HALF),
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

polygamma: Primitive = primitive(
    "polygamma",
    about="n-th derivative of digamma, for an integer n >= 0.",
    value=psi.polygamma,
    partials={"x": lambda n, x, y: polygamma(n + 1, x)},
    domain={"x": NotAPole()},
    latex=r"\psi^{({n})}({x})",
    accuracy=Accuracy(value=Bound(64, "for n above 10"), partials={"x": Bound(64, "for n above 10")}),
    source="DLMF 5.15",
)

digamma = primitive(
    "digamma",
    about="Slope of the logarithm of gamma.",
    value=psi.digamma,
    partials={"x": lambda x, y: polygamma(1, x)},
    domain={"x": NotAPole()},
    latex=r"\psi({x})",
    source="DLMF 5.2.2",
)

gamma = primitive(
    "gamma",
    about="Gamma function; gamma(n + 1) is n!.",
    value=math.gamma,
    partials={"x": lambda x, y: y * digamma(x)},
    domain={"x": NotAPole()},
    latex=r"\Gamma({x})",
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
    source="DLMF 5.2.2",
)
