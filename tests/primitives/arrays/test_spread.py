"""Variance and standard deviation where the laws cannot see: equal values, nothing left, complex numbers."""

import warnings

import numpy as np
import pytest

from backsweep import Node, grad


def test_the_deviation_of_equal_values_has_derivative_zero():
    assert grad(np.std)(np.full(4, 3.0)).tolist() == [0.0] * 4


def test_each_row_of_equal_values_has_derivative_zero_by_itself():
    x = np.array([[2.0, 2.0], [1.0, 3.0]])
    assert grad(lambda x: np.sum(np.std(x, axis=1)))(x).tolist() == [[0.0, 0.0], [-0.5, 0.5]]


def test_a_variance_of_one_value_with_ddof_1_has_no_derivative():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # NumPy warns twice
        y = np.var(Node(np.array([3.0])), ddof=1)
    with np.errstate(all="ignore"):
        y.backward()
    assert np.isnan(y.val)
    assert np.isnan(y.args[0].der).all()


@pytest.mark.parametrize("f", [np.var, np.std])
def test_complex_numbers_count_by_their_distance_from_the_mean(f):
    z = np.array([1 + 2j, -0.5 + 1j, 3 - 1j])
    h = 1e-6
    by_a = [(f(z + h * e) - f(z - h * e)) / (2 * h) for e in np.eye(3)]
    by_b = [(f(z + 1j * h * e) - f(z - 1j * h * e)) / (2 * h) for e in np.eye(3)]
    np.testing.assert_allclose(grad(f)(z), np.array(by_a) - 1j * np.array(by_b), rtol=1e-8)
