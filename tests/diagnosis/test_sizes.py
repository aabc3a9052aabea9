"""Sizes of products: as the numbers themselves compare, and also where no float could hold them."""

import itertools
import math
from fractions import Fraction

import pytest

from backsweep.diagnosis.sizes import ONE, size, times

NUMBERS = [5e-324, 1e-300, Fraction(1, 10**40), 0.3, -0.5, 1, 1.0000000000000002, -2, 3 + 4j, 1e300, 1e308 + 1e308j]
NUMBERS += [10**400, Fraction(10**500, 7)]


def exact(number):
    """The square of the modulus, exactly."""
    if isinstance(number, complex):
        return Fraction(number.real) ** 2 + Fraction(number.imag) ** 2
    return Fraction(number) ** 2


@pytest.mark.parametrize("number", NUMBERS)
def test_a_size_is_mantissa_times_power_of_two(number):
    not_finite, zeros, exponent, mantissa = size(number)
    assert (not_finite, zeros) == (0, 0)
    assert 0.5 <= mantissa < 1
    ratio = (Fraction(mantissa) * Fraction(2) ** exponent) ** 2 / exact(number)
    assert abs(ratio - 1) < 1e-15


def test_sizes_are_in_the_order_of_the_moduli():
    ordered = [0, *sorted(NUMBERS, key=exact), math.inf]
    assert [size(number) for number in ordered] == sorted(map(size, ordered))


def test_a_product_has_the_size_of_the_product():
    for a, b in itertools.product(NUMBERS, repeat=2):
        _, _, exponent, mantissa = times(size(a), size(b))
        ratio = (Fraction(mantissa) * Fraction(2) ** exponent) ** 2 / (exact(a) * exact(b))
        assert abs(ratio - 1) < 1e-14


def test_products_beyond_the_range_of_floats_are_told_apart():
    small, smaller = ONE, ONE
    for _ in range(1_000):
        small, smaller = times(small, size(1e-300)), times(smaller, size(0.9e-300))
    assert size(0.0) < smaller < small < size(5e-324)


def test_nan_and_infinities_come_first_and_zeros_last():
    for strange in (math.nan, math.inf, -math.inf, complex(math.nan, 1), complex(0, math.inf)):
        assert size(strange) > size(10**5_000)
    for zero in (0, -0.0, 0j, Fraction(0)):
        assert size(zero) < size(5e-324)


@pytest.mark.parametrize("factor", [0.0, math.inf, math.nan, 1e-300, -3.0])
def test_a_factor_never_changes_which_of_two_is_larger(factor):
    ordered = [size(number) for number in (0.0, 1e-310, 2.0, 1e300, math.inf)]
    multiplied = [times(size(factor), one) for one in ordered]
    assert multiplied == sorted(multiplied)
