"""logsumexp and its like at the ends of the range: nothing overflows, and -inf weighs nothing."""

import mpmath
import numpy as np
import pytest

import backsweep
from backsweep import Node, grad

HUGE = np.array([1000.0, 1000.0])
NOTHING = np.array([-np.inf, -np.inf])


def test_equal_huge_values_share_the_derivative():
    assert backsweep.logsumexp(HUGE) == 1000 + np.log(2)
    assert grad(backsweep.logsumexp)(HUGE).tolist() == [0.5, 0.5]
    assert backsweep.softmax(HUGE).tolist() == [0.5, 0.5]


def test_where_all_are_minus_infinity_the_weights_are_zero():
    assert backsweep.logsumexp(NOTHING) == -np.inf
    assert grad(backsweep.logsumexp)(NOTHING).tolist() == [0.0, 0.0]
    assert backsweep.softmax(NOTHING).tolist() == [0.0, 0.0]


def test_a_masked_entry_weighs_nothing():
    x = np.array([[0.0, -np.inf], [-np.inf, 3.0]])
    assert grad(lambda x: np.sum(backsweep.logsumexp(x, axis=1)))(x).tolist() == [[1.0, 0.0], [0.0, 1.0]]


def test_infinity_takes_all():
    assert backsweep.logsumexp(np.array([np.inf, 1.0])) == np.inf
    assert backsweep.softmax(np.array([np.inf, 1.0, np.inf])).tolist() == [0.5, 0.0, 0.5]


def test_nan_stays_nan():
    assert np.isnan(backsweep.logsumexp(np.array([np.nan, 1.0])))
    assert np.isnan(grad(backsweep.logsumexp)(np.array([np.nan, 1.0]))).all()


@pytest.mark.parametrize("x", [[0.0, -40.0], [1e10, 1e10 - 1], [-745.0, -745.5, -800.0], [700.0, -700.0]])
def test_values_and_weights_agree_with_sixty_digits(x):
    with mpmath.workdps(60):
        terms = [mpmath.exp(mpmath.mpf(v)) for v in x]
        total = mpmath.fsum(terms)
        value, weights = float(mpmath.log(total)), [float(term / total) for term in terms]
    array = np.array(x)
    np.testing.assert_allclose(backsweep.logsumexp(array), value, rtol=1e-15)
    np.testing.assert_allclose(grad(backsweep.logsumexp)(array), weights, rtol=1e-13)
    np.testing.assert_allclose(backsweep.softmax(array), weights, rtol=1e-13)


def test_the_logarithm_of_a_tiny_softmax_keeps_its_digits():
    y = backsweep.log_softmax(Node(np.array([0.0, -1000.0])))
    assert y.val.tolist() == [0.0, -1000.0]


def test_ints_become_floats():
    assert backsweep.softmax(np.array([0, 0])).tolist() == [0.5, 0.5]
