"""Reverse-mode automatic differentiation that you can watch.

    >>> from backsweep import Node
    >>> x = Node(2)
    >>> y = (x + 2) ** 2
    >>> y.backward()
    >>> y.val, x.der
    (16, 8)

This is the roof of the house: public names only, and nobody inside imports it. ARCHITECTURE.md has the plan.
"""

import math as _math
from math import e, inf, nan, pi, tau

from backsweep import operators as _operators  # noqa: F401  # reason: importing it fills in Node's operators
from backsweep.accuracy import Accuracy, Bound
from backsweep.autograd import (
    elementwise_grad,
    hessian_vector_product,
    holomorphic_grad,
    make_ggnvp,
    make_hvp,
    make_jvp,
    make_vjp,
    multigrad_dict,
)
from backsweep.compiling.compiled import Compiled, compile
from backsweep.compiling.information import Info, info
from backsweep.diagnosis.annotate import Annotation, annotate
from backsweep.diagnosis.diagnose import Diagnosis, diagnose
from backsweep.diagnosis.explain import Explanation, explain
from backsweep.domain import Interval
from backsweep.errors import (
    BacksweepError,
    CannotSave,
    DerivativeLost,
    DivisionByZero,
    DomainError,
    ExtraMissing,
    FormulaError,
    NotDifferentiable,
    NotReproducible,
    RecordingError,
    RuleError,
    StructureError,
    TooLarge,
    WrongKind,
)
from backsweep.node import Node
from backsweep.primitive import TABLE, Primitive, primitive
from backsweep.primitives.arithmetic import add, div, floordiv, fmod, ldexp, mod, mul, neg, remainder, sub
from backsweep.primitives.arrays.spelled.exponentials import log_softmax, softmax
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
from backsweep.primitives.special import (
    digamma,
    erf,
    erfc,
    gamma,
    gaussian,
    gelu,
    lgamma,
    normal_cdf,
    normal_density,
    polygamma,
    xlogy,
)
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
from backsweep.show.explore import explore
from backsweep.sweeps.order import topological_order
from backsweep.traces.trace import Trace, trace
from backsweep.transforms.check import GradientCheck, check_grad
from backsweep.transforms.checkpoint import checkpoint
from backsweep.transforms.custom import custom_derivative
from backsweep.transforms.gradient import derivative, grad, value_and_grad, vjp
from backsweep.transforms.jacobian import hessian, jacobian
from backsweep.transforms.tangent import hvp, jvp

__version__ = "0.1.0"

__all__ = [
    "TABLE",
    "Accuracy",
    "Annotation",
    "BacksweepError",
    "Bound",
    "CannotSave",
    "Compiled",
    "DerivativeLost",
    "Diagnosis",
    "DivisionByZero",
    "DomainError",
    "Explanation",
    "ExtraMissing",
    "FormulaError",
    "GradientCheck",
    "Info",
    "Interval",
    "Node",
    "NotDifferentiable",
    "NotReproducible",
    "Primitive",
    "RecordingError",
    "RuleError",
    "StructureError",
    "TooLarge",
    "Trace",
    "WrongKind",
    "abs",
    "acos",
    "acosh",
    "add",
    "annotate",
    "asin",
    "asinh",
    "atan",
    "atan2",
    "atanh",
    "cbrt",
    "ceil",
    "check_grad",
    "checkpoint",
    "clip",
    "comb",
    "compile",
    "copysign",
    "cos",
    "cosh",
    "custom_derivative",
    "degrees",
    "derivative",
    "diagnose",
    "digamma",
    "dist",
    "div",
    "dot",
    "e",
    "elementwise_grad",
    "erf",
    "erfc",
    "exp",
    "exp2",
    "explain",
    "explore",
    "expm1",
    "fabs",
    "factorial",
    "floor",
    "floor_int",
    "floordiv",
    "fmod",
    "frexp",
    "fsum",
    "gamma",
    "gaussian",
    "gcd",
    "gelu",
    "grad",
    "hessian",
    "hessian_vector_product",
    "holomorphic_grad",
    "hvp",
    "hypot",
    "inf",
    "info",
    "isclose",
    "isfinite",
    "isinf",
    "isnan",
    "isqrt",
    "jacobian",
    "jvp",
    "lcm",
    "ldexp",
    "lgamma",
    "log",
    "log1p",
    "log2",
    "log10",
    "log_softmax",
    "logaddexp",
    "logsumexp",
    "make_ggnvp",
    "make_hvp",
    "make_jvp",
    "make_vjp",
    "max",
    "maximum",
    "mean",
    "min",
    "minimum",
    "mod",
    "modf",
    "mul",
    "multigrad_dict",
    "nan",
    "neg",
    "nextafter",
    "norm",
    "normal_cdf",
    "normal_density",
    "perm",
    "pi",
    "polygamma",
    "pow",
    "primitive",
    "prod",
    "radians",
    "relu",
    "remainder",
    "round",
    "sigmoid",
    "sign",
    "silu",
    "sin",
    "sinc",
    "sinh",
    "softmax",
    "softplus",
    "sqrt",
    "stop_gradient",
    "sub",
    "sum",
    "sumprod",
    "tan",
    "tanh",
    "tau",
    "topological_order",
    "trace",
    "trunc",
    "ulp",
    "value_and_grad",
    "vjp",
    "where",
    "xlogy",
]

if hasattr(_math, "fma"):  # from Python 3.13 on
    from backsweep.primitives.spellings import fma

    __all__ += ["fma"]
