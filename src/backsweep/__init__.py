"""Reverse-mode automatic differentiation that you can watch.

    >>> from backsweep import Node
    >>> x = Node(2)
    >>> y = (x + 2) ** 2
    >>> y.backward()
    >>> y.val, x.der
    (16, 8)

This is the roof of the house: public names only, and nobody inside imports it. ARCHITECTURE.md has the plan.
"""

from math import e, inf, nan, pi, tau

from backsweep import operators
from backsweep.accuracy import Accuracy, Bound
from backsweep.domain import Interval
from backsweep.errors import (
    BacksweepError,
    DerivativeLost,
    DivisionByZero,
    DomainError,
    FormulaError,
    NotDifferentiable,
    RuleError,
    StructureError,
    TooLarge,
    WrongKind,
)
from backsweep.node import Node
from backsweep.primitive import TABLE, Primitive, primitive
from backsweep.primitives.exponential import (
    cbrt,
    exp,
    exp2,
    expm1,
    log1p,
    log2,
    log10,
    logaddexp,
    sigmoid,
    silu,
    softplus,
    sqrt,
)
from backsweep.primitives.arithmetic import add, div, floordiv, fmod, ldexp, mod, mul, neg, remainder, sub
from backsweep.primitives.hyperbolic import acosh, asinh, atanh, cosh, sinh, tanh
from backsweep.primitives.piecewise import (
    abs,
    ceil,
    clip,
    copysign,
    floor,
    maximum,
    minimum,
    relu,
    sign,
    stop_gradient,
    trunc,
    where,
)
from backsweep.primitives.sequences import dot, logsumexp, mean, norm
from backsweep.primitives.special import digamma, erf, erfc, gamma, gaussian, gelu, lgamma, polygamma, xlogy
from backsweep.primitives.spellings import (
    comb,
    degrees,
    dist,
    fabs,
    factorial,
    floor_int,
    frexp,
    fsum,
    gcd,
    hypot,
    isclose,
    isfinite,
    isinf,
    isnan,
    isqrt,
    lcm,
    log,
    max,
    min,
    modf,
    nextafter,
    perm,
    pow,
    prod,
    radians,
    round,
    sum,
    sumprod,
    ulp,
)
from backsweep.primitives.trigonometric import acos, asin, atan, atan2, cos, sin, sinc, tan
from backsweep.sweeps.order import topological_order
from backsweep.transforms.gradient import derivative, grad, value_and_grad, vjp
from backsweep.transforms.tangent import hvp, jvp

__version__ = "0.1.0"
