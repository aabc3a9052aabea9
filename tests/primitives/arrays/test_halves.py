"""Half the digits of an entry, in each precision."""

import numpy as np
import pytest

from backsweep import Node, gelu, grad
from backsweep.primitives.arrays.halves import rounded_to_half


@pytest.mark.parametrize(("dtype", "bits"), [(np.float64, 26), (np.float32, 12)])
def test_the_square_of_a_half_is_exact_and_little_is_left(dtype, bits):
    x = np.random.default_rng(0).uniform(-8, 8, 500).astype(dtype)
    half = rounded_to_half(x)
    assert half.dtype == dtype
    exact = half.astype(np.longdouble) ** 2
    assert np.array_equal((half * half).astype(np.longdouble), exact)
    assert np.all(np.abs(x - half) <= np.abs(x) * 2.0**-bits)


def test_numbers_too_large_to_be_split_stay_as_they_are():
    x = np.array([1e308, -np.inf, np.nan])
    np.testing.assert_array_equal(rounded_to_half(x), x)
    assert rounded_to_half(0.5) == 0.5


def test_gelu_of_single_precision_has_the_slope_of_double_precision():
    x = np.linspace(-3, 3, 41)
    single = grad(lambda x: np.sum(gelu(x)))(x.astype(np.float32))
    np.testing.assert_allclose(single, grad(lambda x: np.sum(gelu(x)))(x), atol=1e-6)
    assert gelu(Node(x.astype(np.float32))).dtype == np.float32
