"""Exponentials, logarithms, roots, and the functions of machine learning built on them."""

import builtins
import cmath
import math
from math import inf
from typing import Any

from backsweep.accuracy import Accuracy, Bound
from backsweep.domain import NOT_NEGATIVE, POSITIVE, Interval
from backsweep.primitive import primitive
from backsweep.primitives.piecewise import maximum, where

LN2 = math.log(2)
LOG2_E = 1 / math.log(2)
LOG10_E = 1 / math.log(10)

exp = primitive(
    "exp",
    about="e to the power x.",
    value=math.exp,
    partials={"x": lambda x, y: y},
    latex=r"e^{{x}}",
    complex=cmath.exp,
    native="exp",
    js="Math.exp",
    array="exp",
    source="DLMF 4.10.1",
)

exp2 = primitive(
    "exp2",
    about="2 to the power x.",
    value=math.exp2,
    partials={"x": lambda x, y: LN2 * y},
    latex=r"2^{{x}}",
    complex=lambda x: 2**x,
    native="exp2",
    array="exp2",
    js=lambda x: 2**x,
    source="2^x = e^(x ln 2)",
)

expm1 = primitive(
    "expm1",
    about="e to the power x, less 1, without losing digits near x = 0.",
    value=math.expm1,
    # Not y + 1: for x = -40 that is 1 - 1 and all digits are gone.
    partials={"x": lambda x, y: exp(x)},
    latex=r"\left(e^{{x}} - 1\right)",
    native="expm1",
    js="Math.expm1",
    array="expm1",
    source="DLMF 4.10.1",
)

log = primitive(
    "log",
    about="Natural logarithm.",
    value=math.log,
    partials={"x": lambda x, y: 1 / x},
    domain={"x": POSITIVE},
    latex=r"\ln {x}",
    complex=cmath.log,
    native="log",
    js="Math.log",
    array="log",
    source="DLMF 4.7.1",
)

log2 = primitive(
    "log2",
    about="Logarithm to base 2.",
    value=math.log2,
    # Not 1 / (x ln 2): that product is denormal for x near 1e-308.
    partials={"x": lambda x, y: LOG2_E / x},
    domain={"x": POSITIVE},
    latex=r"\log_2 {x}",
    complex=lambda x: cmath.log(x) / LN2,
    native="log2",
    js="Math.log2",
    array="log2",
    source="log2 x = ln x / ln 2",
)

log10 = primitive(
    "log10",
    about="Logarithm to base 10.",
    value=math.log10,
    partials={"x": lambda x, y: LOG10_E / x},
    domain={"x": POSITIVE},
    latex=r"\log_{10} {x}",
    complex=cmath.log10,
    native="log10",
    js="Math.log10",
    array="log10",
    source="log10 x = ln x / ln 10",
)

log1p = primitive(
    "log1p",
    about="Natural logarithm of 1 + x, without losing digits near x = 0.",
    value=math.log1p,
    partials={"x": lambda x, y: 1 / (1 + x)},
    domain={"x": Interval(-1, inf, "(]")},
    latex=r"\ln(1 + {x})",
    native="log1p",
    js="Math.log1p",
    array="log1p",
    source="DLMF 4.7.1",
)

sqrt = primitive(
    "sqrt",
    about="Square root.",
    value=math.sqrt,
    partials={"x": lambda x, y: 0.5 / y},
    domain={"x": NOT_NEGATIVE},
    edges={(0.0,): (inf,)},
    latex=r"\sqrt{{x}}",
    complex=cmath.sqrt,
    native="sqrt",
    js="Math.sqrt",
    array="sqrt",
    source="differentiate y^2 = x",
)

cbrt = primitive(
    "cbrt",
    about="Cube root, real also for negative x.",
    value=math.cbrt,
    # Not y / (3 x): 3 x overflows near the largest floats, and at infinity that is nan.
    partials={"x": lambda x, y: 1 / (3 * y * y)},
    edges={(0.0,): (inf,)},
    latex=r"\sqrt[3]{{x}}",
    native="cbrt",
    js="Math.cbrt",
    array="cbrt",
    source="differentiate y^3 = x",
)

sigmoid = primitive(
    "sigmoid",
    about="Logistic function, 1 / (1 + e^-x).",
    # Only ever the exponential of a negative number, so nothing overflows at x = -1000. The branch is
    # chosen by sign, not by abs(x), whose kink at 0 would spoil the higher derivatives there.
    value=lambda x: where(x < 0, exp(where(x < 0, x, -x)), 1) / (1 + exp(where(x < 0, x, -x))),
    partials={"x": lambda x, y: exp(where(x < 0, x, -x)) / (1 + exp(where(x < 0, x, -x))) ** 2},
    latex=r"\sigma({x})",
    source="sigma' = sigma(x) sigma(-x), in the one form that keeps its digits for large x",
)

softplus = primitive(
    "softplus",
    about="Smooth relu, ln(1 + e^x).",
    value=lambda x: maximum(x, 0) + log1p(exp(where(x < 0, x, -x))),
    partials={"x": lambda x, y: sigmoid(x)},
    latex=r"\operatorname{softplus}({x})",
    source="d ln(1 + e^x)/dx = sigma(x)",
)


def _silu(x: Any) -> Any:
    # e^x in two halves, the first times x before the second: below x = -708 e^x alone is subnormal, which would
    # cost up to 350 ulp.
    half = exp(where(x < 0, x, -x) / 2)
    small = where(x < 0, half, 1)
    return where(x == -inf, 0.0, where(x == -inf, 0.0, x) * small / (1 + half * half) * small)


def _silu_slope(x: Any, y: Any) -> Any:
    """sigma(x) (1 + x sigma(-x)), in halves again."""
    half = exp(where(x < 0, x, -x) / 2)
    small = where(x < 0, half, 1)
    other = where(x < 0, 1, half)
    return (1 + x * other / (1 + half * half) * other) * small / (1 + half * half) * small


silu = primitive(
    "silu",
    about="x times its sigmoid, also called swish.",
    value=_silu,
    partials={"x": _silu_slope},
    edges={(inf,): (1,), (-inf,): (0,)},
    latex=r"\operatorname{silu}({x})",
    accuracy=Accuracy(
        partials={"x": Bound(4, "zero near x = -1.278, where 1 and x sigma(-x) cancel", terms=sigmoid)},
    ),
    source="Elfwing et al. 2018: sigma(x) (1 + x sigma(-x))",
)

logaddexp = primitive(
    "logaddexp",
    about="ln(e^x + e^y), without overflow.",
    value=lambda x, y: maximum(x, y) + log1p(exp(where(x == y, 0, where(x < y, x - y, y - x)))),
    # No where(x == y, 0, x - y): cut off from x and y, the 0 would have no derivatives, where they are 1 and -1.
    partials={"x": lambda x, y, z: sigmoid(x - y), "y": lambda x, y, z: sigmoid(y - x)},
    edges={(-inf, -inf): (0, 0), (inf, inf): (0.5, 0.5)},
    array="logaddexp",
    latex=r"\ln\left(e^{{x}} + e^{{y}}\right)",
    accuracy=Accuracy(
        value=Bound(
            32,
            "where the result is near 0 the larger and the correction cancel, and the rounding of x - y shows",
            terms=lambda x, y: max(x, y),
        ),
        partials={
            name: Bound(lambda x, y: 4 + builtins.abs(x - y) / 2, "the weight inherits the rounding of x - y")
            for name in ("x", "y")
        },
    ),
    source="e^x / (e^x + e^y) = sigma(x - y)",
)
