"""How large a product of local derivatives is, also where no float could hold it.

One idea: keep the power of two apart. Then a product of a thousand factors of 1e300 can still be compared with
another, and so can one of a thousand factors of 1e-300.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TypeAlias

from backsweep.node import Number

# How many factors are infinite or nan, less how many are 0, then the others as mantissa * 2**exponent, 0.5 <= mantissa
# < 1. As tuples, sizes are in order: first what is infinite or undefined, last what is 0. Adding up the counts, rather
# than asking whether there are any, is what makes `times` keep that order, so that a largest path has largest parts.
Size: TypeAlias = tuple[int, int, int, float]

ONE: Size = (0, 0, 1, 0.5)
NOT_FINITE: Size = (1, 0, 1, 0.5)
ZERO: Size = (0, -1, 1, 0.5)


def size(number: Number) -> Size:
    """The size of a number: of a complex one, that of its modulus.

    >>> size(-3.0) < size(4.0) < size(10**400) < size(math.inf)
    True
    """
    if isinstance(number, Fraction):
        return _over(size(number.numerator), number.denominator)
    if isinstance(number, complex):
        return _of_complex(number)
    if number == 0:
        return ZERO
    if isinstance(number, int):
        exponent = abs(number).bit_length()
        return _even(exponent, abs(number) / (1 << exponent))
    if not math.isfinite(number):
        return NOT_FINITE
    mantissa, exponent = math.frexp(abs(number))
    return (0, 0, exponent, mantissa)


def times(a: Size, b: Size) -> Size:
    """The size of a product, from the sizes of its factors."""
    _, _, exponent, mantissa = _even(a[2] + b[2], a[3] * b[3])
    return (a[0] + b[0], a[1] + b[1], exponent, mantissa)


def _even(exponent: int, mantissa: float) -> Size:
    """mantissa * 2**exponent with a mantissa of 0.5 or more, and less than 1."""
    part, more = math.frexp(mantissa)
    return (0, 0, exponent + more, part)


def _over(above: Size, below: int) -> Size:
    """A size divided by a positive int."""
    _, _, exponent, mantissa = size(below)
    _, _, exponent, mantissa = _even(above[2] - exponent, above[3] / mantissa)
    return (*above[:2], exponent, mantissa)


def _of_complex(number: complex) -> Size:
    """The size of a modulus, which may be larger than the largest float."""
    if not (math.isfinite(number.real) and math.isfinite(number.imag)):
        return NOT_FINITE
    found = size(math.hypot(number.real / 4, number.imag / 4))
    return found if number == 0 or found == ZERO else (*found[:2], found[2] + 2, found[3])
