"""Angles in radians: sine, cosine, tangent, their inverses, and distances."""

import builtins
import cmath
import math
from math import inf, nan
from typing import Any

from backsweep.accuracy import Accuracy, Bound
from backsweep.domain import FINITE, Interval
from backsweep.primitive import Primitive, primitive
from backsweep.primitives.arithmetic import remainder
from backsweep.primitives.exponential import sqrt
from backsweep.primitives.piecewise import abs, where

PI = math.pi

sin = primitive(
    "sin",
    about="Sine of an angle in radians.",
    value=math.sin,
    partials={"x": lambda x, y: cos(x)},
    domain={"x": FINITE},
    latex=r"\sin {x}",
    complex=cmath.sin,
    native="sin",
    js="Math.sin",
    array="sin",
    source="DLMF 4.20.1",
)

cos: Primitive = primitive(
    "cos",
    about="Cosine of an angle in radians.",
    value=math.cos,
    partials={"x": lambda x, y: -sin(x)},
    domain={"x": FINITE},
    latex=r"\cos {x}",
    complex=cmath.cos,
    native="cos",
    js="Math.cos",
    array="cos",
    source="DLMF 4.20.2",
)

tan = primitive(
    "tan",
    about="Tangent of an angle in radians.",
    value=math.tan,
    partials={"x": lambda x, y: 1 + y * y},
    domain={"x": FINITE},
    latex=r"\tan {x}",
    complex=cmath.tan,
    native="tan",
    js="Math.tan",
    array="tan",
    source="DLMF 4.20.3, with sec^2 = 1 + tan^2",
)

one_minus_square = primitive(
    "one_minus_square",
    about="1 - x^2, without losing digits near x = 1 and, in its slope, near x = 0.",
    # As a product: near x = 1 the difference 1 - x*x loses 7 of 16 digits.
    value=lambda x: (1 - x) * (1 + x),
    partials={"x": lambda x, y: -2 * x},
    latex=r"\left(1 - {x}^2\right)",
    complex=lambda x: (1 - x) * (1 + x),
    source="definition",
)

asin = primitive(
    "asin",
    about="Angle between -pi/2 and pi/2, in radians, whose sine is x.",
    value=math.asin,
    partials={"x": lambda x, y: 1 / sqrt(one_minus_square(x))},
    domain={"x": Interval(-1, 1, "[]")},
    edges={(1.0,): (inf,), (-1.0,): (inf,)},
    latex=r"\arcsin {x}",
    complex=cmath.asin,
    native="asin",
    js="Math.asin",
    array="arcsin",
    source="DLMF 4.24.7",
)

acos = primitive(
    "acos",
    about="Angle between 0 and pi, in radians, whose cosine is x.",
    value=math.acos,
    partials={"x": lambda x, y: -1 / sqrt(one_minus_square(x))},
    domain={"x": Interval(-1, 1, "[]")},
    edges={(1.0,): (-inf,), (-1.0,): (-inf,)},
    latex=r"\arccos {x}",
    complex=cmath.acos,
    native="acos",
    js="Math.acos",
    array="arccos",
    source="DLMF 4.24.8",
)

atan = primitive(
    "atan",
    about="Angle between -pi/2 and pi/2, in radians, whose tangent is x.",
    value=math.atan,
    partials={"x": lambda x, y: 1 / (1 + x * x)},
    latex=r"\arctan {x}",
    complex=cmath.atan,
    native="atan",
    js="Math.atan",
    array="arctan",
    source="DLMF 4.24.9",
)

atan2 = primitive(
    "atan2",
    about="Angle of the point (x, y) from the x-axis, between -pi and pi, in radians; y comes first.",
    value=math.atan2,
    # Divided by the distance twice: x*x + y*y would overflow for 1e200 and vanish for 1e-200.
    partials={
        "y": lambda y, x, z: x / hypot(y, x) / hypot(y, x),
        "x": lambda y, x, z: -y / hypot(y, x) / hypot(y, x),
    },
    edges={(0.0, 0.0): (nan, nan)},
    latex=r"\operatorname{atan2}({y}, {x})",
    native="atan2",
    js="Math.atan2",
    array="arctan2",
    source="d atan(y/x) = (x dy - y dx) / (x^2 + y^2)",
)

hypot: Primitive = primitive(
    "hypot",
    about="Distance of the point (x, y) from the origin, without overflow.",
    value=math.hypot,
    partials={"x": lambda x, y, z: x / z, "y": lambda x, y, z: y / z},
    edges={(0.0, 0.0): (0, 0)},
    latex=r"\sqrt{{x}^2 + {y}^2}",
    js="Math.hypot",
    array="hypot",
    source="differentiate z^2 = x^2 + y^2; 0 at the tip of the cone",
)


def _sinc_slope(x: Any, y: Any) -> Any:
    """(cos(pi x) - sinc x) / x; near 0, where that difference cancels, its Taylor series in u = pi x."""
    near = where(x > -0.5, where(x < 0.5, 1, 0), 0) == 1
    u = PI * where(near, x, 0)
    u2 = u * u
    # -u/3 + u^3/30 - ..., each term a multiple of the one before: u^2 / (2k (2k + 3)).
    tail = 1 - u2 / 130 * (1 - u2 / 180 * (1 - u2 / 238 * (1 - u2 / 304 * (1 - u2 / 378 * (1 - u2 / 460)))))
    series = -u / 3 * (1 - u2 / 10 * (1 - u2 / 28 * (1 - u2 / 54 * (1 - u2 / 88 * tail))))
    parity = where(abs(remainder(x, 2)) > 0.5, -1, 1)
    return where(near, PI * series, (parity * cos(PI * remainder(x, 1)) - y) / where(near, 1, x))


sinc = primitive(
    "sinc",
    about="sin(pi x) / (pi x), and 1 at 0, as in NumPy.",
    # A remainder is exact, so sin(pi x) keeps its digits also for large x and near its zeros.
    value=lambda x: where(
        x == 0, 1.0, where(abs(remainder(x, 2)) > 0.5, -1, 1) * sin(PI * remainder(x, 1)) / (PI * where(x == 0, 1, x))
    ),
    partials={"x": _sinc_slope},
    domain={"x": FINITE},
    latex=r"\operatorname{sinc}({x})",
    accuracy=Accuracy(
        partials={
            "x": Bound(
                8, "zero at each crest, where cos(pi x) and sinc x cancel", terms=lambda x: min(1 / builtins.abs(x), 1)
            )
        }
    ),
    source="differentiate sin(pi x) / (pi x)",
)
