"""Hyperbolic functions and their inverses."""

import cmath
import math
from math import inf

from backsweep.domain import Interval
from backsweep.primitive import Primitive, primitive
from backsweep.primitives.exponential import sqrt
from backsweep.primitives.piecewise import abs, where
from backsweep.primitives.trigonometric import hypot, one_minus_square

sinh = primitive(
    "sinh",
    about="Hyperbolic sine, (e^x - e^-x) / 2.",
    value=math.sinh,
    partials={"x": lambda x, y: cosh(x)},
    latex=r"\sinh {x}",
    complex=cmath.sinh,
    native="sinh",
    js="Math.sinh",
    array="sinh",
    source="DLMF 4.34.1",
)

cosh: Primitive = primitive(
    "cosh",
    about="Hyperbolic cosine, (e^x + e^-x) / 2.",
    value=math.cosh,
    partials={"x": lambda x, y: sinh(x)},
    latex=r"\cosh {x}",
    complex=cmath.cosh,
    native="cosh",
    js="Math.cosh",
    array="cosh",
    source="DLMF 4.34.2",
)

tanh = primitive(
    "tanh",
    about="Hyperbolic tangent, sinh x / cosh x.",
    value=math.tanh,
    # 1 / cosh^2, not 1 - y*y: every digit of that is gone by x = 20. Divided twice, since cosh^2 overflows
    # from x = 355 on; beyond 700, where cosh itself would, y is 1 or -1 and the result has long been 0. (Of a complex x
    # only the imaginary part may be that large, so there 1 - y*y still has something to say.)
    partials={
        "x": lambda x, y: where(
            abs(x) > 700, 1 - y * y, 1 / cosh(where(abs(x) > 700, 0, x)) / cosh(where(abs(x) > 700, 0, x))
        )
    },
    latex=r"\tanh {x}",
    complex=cmath.tanh,
    native="tanh",
    js="Math.tanh",
    array="tanh",
    source="DLMF 4.34.3",
)

asinh = primitive(
    "asinh",
    about="Inverse hyperbolic sine.",
    value=math.asinh,
    partials={"x": lambda x, y: 1 / hypot(1, x)},
    latex=r"\operatorname{arsinh} {x}",
    native="asinh",
    js="Math.asinh",
    array="arcsinh",
    source="DLMF 4.38.9",
)

acosh = primitive(
    "acosh",
    about="Inverse hyperbolic cosine.",
    value=math.acosh,
    # Two roots: the product (x - 1)(x + 1) overflows beyond 1e154.
    partials={"x": lambda x, y: 1 / (sqrt(x - 1) * sqrt(x + 1))},
    domain={"x": Interval(1, inf, "[]")},
    edges={(1.0,): (inf,)},
    latex=r"\operatorname{arcosh} {x}",
    complex=cmath.acosh,
    native="acosh",
    js="Math.acosh",
    array="arccosh",
    source="DLMF 4.38.10",
)

atanh = primitive(
    "atanh",
    about="Inverse hyperbolic tangent.",
    value=math.atanh,
    partials={"x": lambda x, y: 1 / one_minus_square(x)},
    domain={"x": Interval(-1, 1, "()")},
    edges={(1.0,): (inf,), (-1.0,): (inf,)},
    latex=r"\operatorname{artanh} {x}",
    complex=cmath.atanh,
    native="atanh",
    js="Math.atanh",
    array="arctanh",
    source="DLMF 4.38.11",
)
