"""NumPy's spellings of functions of each entry, where the table has no row of that name."""

from __future__ import annotations

import math
from typing import Any

from backsweep.primitives import arithmetic, exponential, piecewise, trigonometric
from backsweep.primitives.arrays.shapes import broadcast_to, shape
from backsweep.primitives.arrays.spelled.spelling import as_array, entries, plainly, spelled
from backsweep.values import is_array, kind_of_ders, numpy
from backsweep.worlds import value_of

LN2 = math.log(2)


@spelled("clip")
def clip(a: Any, a_min: Any = None, a_max: Any = None, *, min: Any = None, max: Any = None) -> Any:
    """Each entry, kept between bounds; None is no bound."""
    low, high = entries(a_min if min is None else min), entries(a_max if max is None else max)
    if low is None or high is None:
        a = a if low is None else piecewise.maximum(a, low)
        return a if high is None else piecewise.minimum(a, high)
    return piecewise.clip(a, low, high)


@spelled("round")
def round(a: Any, decimals: int = 0) -> Any:
    """Rounded to so many decimal places, halves to even; its derivative is 0."""
    a = as_array(a)
    return piecewise.round(a) if decimals == 0 else piecewise.round_to(a, plainly(decimals))


@spelled("fix")
def fix(x: Any) -> Any:
    """Rounded towards 0; its derivative is 0."""
    return piecewise.trunc(x)


@spelled("reciprocal")
def reciprocal(x: Any, /) -> Any:
    """1 over each entry."""
    return 1 / x


@spelled("degrees")
def degrees(x: Any, /) -> Any:
    """Angles in radians, given in degrees."""
    return x * (180 / math.pi)


@spelled("radians")
def radians(x: Any, /) -> Any:
    """Angles in degrees, given in radians."""
    return x * (math.pi / 180)


@spelled("rad2deg")
def rad2deg(x: Any, /) -> Any:
    """Angles in radians, given in degrees."""
    return degrees(x)


@spelled("deg2rad")
def deg2rad(x: Any, /) -> Any:
    """Angles in degrees, given in radians."""
    return radians(x)


@spelled("logaddexp2")
def logaddexp2(x1: Any, x2: Any, /) -> Any:
    """The logarithm to base 2 of 2^x + 2^y, without overflow."""
    return exponential.logaddexp(x1 * LN2, x2 * LN2) / LN2


@spelled("heaviside")
def heaviside(x1: Any, x2: Any, /) -> Any:
    """0 below 0, 1 above, and at 0 the second argument; its derivative by x is 0."""
    return piecewise.where(numpy().asarray(value_of(x1)) == 0, x2, (piecewise.sign(x1) + 1) / 2)


@spelled("fmax")
def fmax(x1: Any, x2: Any, /) -> Any:
    """The larger of two; where one is nan, the other."""
    return _unless_nan(x1, x2, piecewise.maximum(x1, x2))


@spelled("fmin")
def fmin(x1: Any, x2: Any, /) -> Any:
    """The smaller of two; where one is nan, the other."""
    return _unless_nan(x1, x2, piecewise.minimum(x1, x2))


def _unless_nan(x: Any, y: Any, found: Any) -> Any:
    """`found`, but y where x is nan, and x where y is."""
    is_nan = numpy().isnan
    return piecewise.where(is_nan(value_of(x)), y, piecewise.where(is_nan(value_of(y)), x, found))


@spelled("modf")
def modf(x: Any, /) -> tuple[Any, Any]:
    """The part behind the point, with derivative 1, and the whole part, with derivative 0."""
    return arithmetic.fmod(x, 1.0), piecewise.trunc(x)


@spelled("frexp")
def frexp(x: Any, /) -> tuple[Any, Any]:
    """(m, e) with x = m * 2^e and 0.5 <= |m| < 1; m has the derivative 2^-e, e is a plain array."""
    _, exponent = numpy().frexp(value_of(x))
    return arithmetic.ldexp(x, -exponent), exponent


@spelled("sinc")
def sinc(x: Any) -> Any:
    """sin(pi x) / (pi x), and 1 at 0."""
    return trigonometric.sinc(as_array(x))


@spelled("nan_to_num")
def nan_to_num(x: Any, copy: bool = True, nan: float = 0.0, posinf: Any = None, neginf: Any = None) -> Any:
    """Each nan replaced by 0 and each infinity by the largest float, which have no derivative."""
    x = as_array(x)
    val, largest = value_of(x), numpy().finfo(kind_of_ders(x.dtype)).max
    x = piecewise.where(numpy().isnan(val), nan, x)
    x = piecewise.where(val == math.inf, largest if posinf is None else posinf, x)
    return piecewise.where(val == -math.inf, -largest if neginf is None else neginf, x)


@spelled("unwrap")
def unwrap(p: Any, discont: Any = None, axis: int = -1, *, period: float = 2 * math.pi) -> Any:
    """Angles moved by whole periods, so that none jumps by more than half of one; its derivative is 1."""
    p = as_array(p)
    val = value_of(p)
    return p + (numpy().unwrap(val, discont, axis, period=period) - val)


@spelled("polyval")
def polyval(p: Any, x: Any) -> Any:
    """The polynomial with these coefficients, highest power first, at x."""
    p, x = as_array(p), as_array(x)
    found = 0.0 * x
    for index in range(shape(p)[0]):
        found = found * x + p[index]
    return found


@spelled("full_like")
def full_like(a: Any, fill_value: Any, *, dtype: Any = None, shape: Any = None) -> Any:
    """An array of a's shape with one value everywhere."""
    lengths = value_of(as_array(a)).shape if shape is None else shape
    if is_array(value_of(fill_value)) or value_of(fill_value) is not fill_value:
        return broadcast_to(as_array(fill_value), lengths)
    return numpy().full(lengths, fill_value, dtype=dtype or as_array(a).dtype)
