"""The words C has: its operators, the functions of math.h, and the names a printed program must not use as its own."""

from __future__ import annotations

import math
from typing import Any

from backsweep.errors import WrongKind
from backsweep.program.expressions import PRODUCT, SUM

INFIX = {"fadd": ("+", SUM), "fsub": ("-", SUM), "fmul": ("*", PRODUCT), "fdiv": ("/", PRODUCT)}

# Python's own functions, with what C has in their place; their last digits may differ.
NEARLY: dict[Any, str] = {math.hypot: "hypot", math.gamma: "tgamma", math.lgamma: "lgamma"}

# Functions of math.h, and what else printed programs must not use as names of their own.
MATH = """
    acos acosh asin asinh atan atan2 atanh cbrt ceil copysign cos cosh erf erfc exp exp2 expm1 fabs fdim floor fma fmax
    fmin fmod hypot ldexp lgamma log log10 log1p log2 logb nearbyint nextafter pow remainder rint round sin sinh sqrt
    tan tanh tgamma trunc
"""
WORDS = """
    auto break case char const continue default do double else enum extern float for goto if inline int long register
    restrict return short signed sizeof static struct switch typedef union unsigned void volatile while main errno
    abs div exit free malloc calloc realloc size_t int64_t fenv_t NAN INFINITY NULL y0 y1 yn j0 j1 jn gamma signgam
    status done whole modulo floor_divide reserve path paths place gradient before
"""
C99 = frozenset(MATH.split())
RESERVED = C99 | frozenset(WORDS.split())


def check_name(name: str) -> str:
    """The name, if C can call a function that.

    Raises:
        WrongKind: it is no identifier, or a name C has already.
    """
    if not name.isidentifier() or not name.isascii() or name in RESERVED:
        raise WrongKind(f"to_c needs a name that C can give a function, but got name = {name!r}. Write name='f_grad'.")
    return name
