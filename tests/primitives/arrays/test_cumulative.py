"""Products along axes are exact where factors are 0, to second order too."""

import itertools

import numpy as np
import pytest

from backsweep import grad, hessian


@pytest.mark.parametrize(
    ("x", "slopes"), [([0.0, 2.0], [2.0, 0.0]), ([0.0, 0.0], [0.0, 0.0]), ([0.0, 2.0, 3.0], [6.0, 0.0, 0.0])]
)
def test_a_product_with_zeros_has_exact_derivatives(x, slopes):
    assert grad(np.prod)(np.array(x)).tolist() == slopes


def test_second_derivatives_of_a_product_with_zeros_are_the_products_of_the_rest():
    x = np.array([0.0, 2.0, 0.0, 5.0])
    expected = np.zeros((4, 4))
    for i, j in itertools.permutations(range(4), 2):
        expected[i, j] = np.prod(np.delete(x, [i, j]))
    np.testing.assert_array_equal(hessian(np.prod)(x), expected)


def test_no_product_of_the_others_overflows_or_vanishes_by_a_division():
    assert grad(np.prod)(np.array([1e-200, 1e-200, 1e200])).tolist() == [1.0, 1.0, 0.0]


def test_a_cumulative_product_with_zeros_has_exact_derivatives():
    x = np.array([2.0, 0.0, 3.0, 0.0, 5.0])
    expected = [sum(np.prod(np.delete(x[: k + 1], i)) for k in range(i, 5)) for i in range(5)]
    assert grad(lambda x: np.sum(np.cumprod(x)))(x).tolist() == expected


def test_a_product_of_nothing_is_one_and_has_no_derivatives():
    assert np.prod(np.zeros(0)) == 1.0
    assert grad(np.prod)(np.zeros(0)).shape == (0,)
