"""Sums, products, quotients, powers, remainders: the rows behind Python's operators."""

import math
import operator
from math import inf, nan
from typing import Any

from backsweep.accuracy import EXACT, Accuracy, Bound
from backsweep.domain import FINITE, NOT_ZERO
from backsweep.primitive import Primitive, primitive
from backsweep.primitives.exponential import log
from backsweep.primitives.piecewise import abs, copysign, floor, round, where

add = primitive(
    "add",
    about="Sum of two numbers.",
    value=operator.add,
    partials={"x": 1, "y": 1},
    latex="{x} + {y}",
    symbol="+",
    complex=operator.add,
    native="fadd",
    array="add",
    js="+",
    source="definition",
)

sub = primitive(
    "sub",
    about="Difference of two numbers.",
    value=operator.sub,
    partials={"x": 1, "y": -1},
    latex="{x} - {y}",
    symbol="-",
    complex=operator.sub,
    native="fsub",
    array="subtract",
    js="-",
    source="definition",
)

mul = primitive(
    "mul",
    about="Product of two numbers.",
    value=operator.mul,
    partials={"x": lambda x, y, z: y, "y": lambda x, y, z: x},
    latex=r"{x} \cdot {y}",
    symbol="*",
    complex=operator.mul,
    native="fmul",
    array="multiply",
    js="*",
    source="product rule",
)

div = primitive(
    "div",
    about="Quotient of two numbers.",
    value=operator.truediv,
    # z / y, not x / y**2, which overflows and vanishes far too early.
    partials={"x": lambda x, y, z: 1 / y, "y": lambda x, y, z: -z / y},
    domain={"y": NOT_ZERO},
    latex=r"\frac{{x}}{{y}}",
    symbol="/",
    complex=operator.truediv,
    native="fdiv",
    array="divide",
    js="/",
    source="quotient rule: d(x/y)/dy = -(x/y)/y",
)

neg = primitive(
    "neg",
    about="The negative of a number.",
    value=operator.neg,
    partials={"x": -1},
    latex="-{x}",
    symbol="-",
    complex=operator.neg,
    native="fneg",
    array="negative",
    js="-",
    source="definition",
)

identity = primitive(
    "identity",
    about="x itself, as a fresh place in the graph: what a transform differentiates by.",
    value=lambda x: x,
    partials={"x": 1},
    latex="{x}",
    complex=lambda x: x,
    source="definition",
)

contribute = primitive(
    "contribute",
    about="What a der d passes on through a partial p: d times p, and nothing where d is 0, even if p is infinite.",
    value=lambda d, p: where(d == 0, d, d * p),
    # By p also where d == 0: skipping it there loses second derivatives. (3x)**2 at 0 has f'' = 18.
    partials={"d": lambda d, p, y: p, "p": lambda d, p, y: d},
    latex=r"{d} \cdot {p}",
    complex=lambda d, p: d * p if d else 0,
    source="chain rule; docs/why/zero-ders.md",
)


def _power(x: Any, y: Any) -> Any:
    """x ** y on plain numbers, where Python would answer some negative x with a complex number."""
    z = x**y
    if isinstance(z, complex) and not isinstance(x, complex) and not isinstance(y, complex):
        raise ValueError
    return z


_BY_BASE = Bound(
    lambda x, y: 8 if x > 0 or abs(y) < 2**53 else inf,
    "above 2^53 every exponent is even and none is odd, so that y - 1 is y: at x = -1 the sign is lost",
)


def _real_power(x: Any, y: Any) -> Any:
    """x ** y for real x and y; with a complex one it is exp(y ln x), which the operator writes."""
    if isinstance(x, complex) or isinstance(y, complex):
        raise TypeError
    return _power(x, y)


power: Primitive = primitive(
    "power",
    about="x to a constant power c.",
    value=_power,
    # Two forms of c x^(c-1). For c >= 1, c - 1 is exact, and ints stay ints. Below 1 the rounding of
    # c - 1 would cost 115 ulp at x = 1e300; c y / x costs two roundings, and leaves the range only with the result.
    partials={
        "x": lambda x, c, y: where(
            c == 0,
            0,
            where(
                c >= 1,
                c * power(where(c >= 1, x, 1), where(c >= 1, c - 1, 0)),
                where(x == 0, inf, where(x == inf, 0, c * where(c >= 1, 0, y) / where(x == 0, 1, x))),
            ),
        )
    },
    latex="{x}^{{c}}",
    symbol="**",
    complex=_power,
    native="pow",
    js="Math.pow",
    accuracy=Accuracy(partials={"x": _BY_BASE}),
    array="power",
    source="DLMF 4.2(iv); c = 0 and c = 1 hold also at x = 0",
)


def _power_by_base(x: Any, y: Any, z: Any) -> Any:
    """y x^(y-1), in the two forms of power; at x = 0 inf for y < 1, and 0 for y = 0."""
    # Only at x = 0 is y = 0 a case of its own: a constant 0 elsewhere would forget the slope by y, 1/x.
    grown = y * pow(where(y >= 1, x, 1), where(y >= 1, y - 1, 0))
    below = y * where(y >= 1, 0, z) / where(x == 0, 1, x)
    return where(y >= 1, grown, where(x == 0, where(y == 0, 0, inf), where(x == inf, 0, below)))


def _power_by_exponent(x: Any, y: Any, z: Any) -> Any:
    """z ln x for x > 0, with z in two halves; 0 at x = 0, nan for x < 0."""
    # Not z ln x: z may be subnormal where that is not, which would cost up to 350 ulp. A square root of it is not.
    base = where(x <= 0, 1, x)
    half = pow(base, y / 2)
    return where(x == 0, 0, where(x < 0, nan, half * log(base) * half))


pow: Primitive = primitive(
    "pow",
    about="x to the power y, both variable. Write x ** c for a constant exponent.",
    value=_real_power,
    partials={
        "x": _power_by_base,
        "y": _power_by_exponent,
    },
    latex="{x}^{{y}}",
    symbol="**",
    native="pow",
    js="Math.pow",
    accuracy=Accuracy(partials={"x": _BY_BASE}),
    array="power",
    source="DLMF 4.2(iv); at x <= 0: docs/why/kinks.md",
)


def _mod(x: Any, y: Any) -> Any:
    """fmod's remainder, moved to the sign of y; of 0 the sign is y's too."""
    rest = fmod(x, y)
    astray = copysign(1, rest) * copysign(1, y) < 0
    return where(rest == 0, copysign(0.0, y), where(astray, rest + y, rest))


def _floordiv(x: Any, y: Any) -> Any:
    """The quotient that goes with _mod, as a whole number: x less the remainder is a multiple of y but for rounding."""
    rest = fmod(x, y)
    quotient = (x - rest) / y
    less = where(copysign(1, rest) * copysign(1, y) < 0, quotient - 1, quotient)
    inexact = where(rest == 0, quotient, less)
    down = floor(inexact)
    return where(inexact == 0, copysign(0.0, x / y), where(inexact - down > 0.5, down + 1, down))


mod = primitive(
    "mod",
    about="Remainder of x / y with the sign of y, as Python's %.",
    value=operator.mod,
    # The quotient that % itself used: 1.0 % 0.1 goes with 1.0 // 0.1 = 9, though 1.0 / 0.1 is 10.
    partials={"x": 1, "y": lambda x, y, z: -(x // y)},
    domain={"y": NOT_ZERO},
    latex=r"{x} \bmod {y}",
    symbol="%",
    native=_mod,
    array="mod",
    source="x - y (x // y), with the quotient constant between jumps",
)

floordiv = primitive(
    "floordiv",
    about="Quotient of x / y rounded down, as Python's //.",
    value=operator.floordiv,
    partials={"x": 0, "y": 0},
    domain={"y": NOT_ZERO},
    latex=r"\left\lfloor \frac{{x}}{{y}} \right\rfloor",
    symbol="//",
    native=_floordiv,
    array="floor_divide",
    source="constant between the jumps; docs/why/kinks.md",
)


def _less_quotient(x: Any, y: Any, z: Any) -> Any:
    """-q, with q the integer for which x - q y is z. Beyond 2**52 every float is an integer already."""
    divisor = where(y == 0, 1, y)  # only a nan has a remainder by 0
    q = x / divisor - z / divisor  # x - z may overflow
    small = abs(q) < 4503599627370496
    return -where(small, round(where(small, q, 0)), q)


fmod = primitive(
    "fmod",
    about="Remainder of x / y with the sign of x, exact, as C's fmod.",
    value=math.fmod,
    partials={"x": 1, "y": _less_quotient},
    domain={"x": FINITE, "y": NOT_ZERO},
    latex=r"\operatorname{fmod}({x}, {y})",
    native="fmod",
    array="fmod",
    js="%",
    accuracy=EXACT,
    source="x - q y, with q constant between jumps",
)


def _remainder(x: Any, y: Any) -> Any:
    """fmod's remainder by 2 y, less one y or two: each step is exact."""
    size = abs(y)
    whole = size > 4e-308  # of a smaller y the half would be rounded, and of a larger one the double is inf
    rest = abs(fmod(x, where(size < 8e307, size + size, inf)))
    above = where(whole, rest > 0.5 * size, rest + rest > size)
    less = where(above, rest - size, rest)
    again = where(whole, less >= 0.5 * size, less + less >= size)
    return copysign(1, x) * where(above, where(again, less - size, less), rest)


remainder = primitive(
    "remainder",
    about="Remainder of x by the nearest multiple of y, as IEEE 754 has it.",
    value=math.remainder,
    partials={"x": 1, "y": _less_quotient},
    domain={"x": FINITE, "y": NOT_ZERO},
    latex=r"\operatorname{remainder}({x}, {y})",
    native="remainder",
    js=_remainder,
    accuracy=EXACT,
    source="x - q y, with q constant between jumps",
)

ldexp: Primitive = primitive(
    "ldexp",
    about="x times 2 to the integer power i.",
    value=math.ldexp,
    partials={"x": lambda x, i, y: where(i > 1023, inf, ldexp(1.0, where(i > 1023, 0, i)))},
    latex=r"{x} \cdot 2^{{i}}",
    array="ldexp",
    # In two halves: 2 to the power i itself may be too large, or too small, where the answer is not.
    js=lambda x, i: x * 2.0 ** (i // 2) * 2.0 ** (i - i // 2),
    accuracy=EXACT,
    source="definition",
)
