"""Samples with ties, with nan, and with nothing to compare."""

import numpy as np
import pytest

from backsweep import Node, NotDifferentiable, grad

HOLES = np.array([[1.0, np.nan, 4.0, 2.0], [3.0, 1.0, 0.5, 5.0], [np.nan, 2.0, np.nan, 1.0]])


@pytest.mark.parametrize("f", [np.nanvar, np.nanstd, np.nanmedian, np.nancumsum, np.nancumprod])
@pytest.mark.parametrize("axis", [None, 0, 1])
def test_entries_that_are_nan_count_for_nothing(f, axis):
    found = f(Node(HOLES), axis=axis)
    np.testing.assert_allclose(found.val, f(HOLES, axis=axis), rtol=1e-15)
    slopes = grad(lambda x: np.sum(f(x, axis=axis)))(HOLES)
    assert np.all(slopes[np.isnan(HOLES)] == 0)
    assert np.all(np.isfinite(slopes))


def test_one_nan_makes_a_quantile_nan():
    np.testing.assert_array_equal(np.quantile(Node(HOLES), 0.3, axis=1).val, np.quantile(HOLES, 0.3, axis=1))


def test_a_quantile_between_two_entries_is_shared_by_them():
    assert grad(lambda x: np.quantile(x, 0.3))(np.array([3.0, 1.0, 2.0])) == pytest.approx([0.0, 0.4, 0.6])
    assert grad(lambda x: np.quantile(x, 0.7))(np.array([5.0])).tolist() == [1.0]


def test_equal_entries_have_a_standard_deviation_without_slope():
    assert grad(np.nanstd)(np.full(3, 2.0)).tolist() == [0.0, 0.0, 0.0]


def test_a_variable_correlates_fully_with_itself_at_every_point():
    x = Node(np.array([1.0, 2.0, 4.0]))
    found = np.corrcoef(x, 3 * x)
    np.testing.assert_allclose(found.val, np.ones((2, 2)), rtol=1e-15)
    assert np.all(np.abs(found.val) <= 1)
    assert np.corrcoef(x).val == 1.0


def test_what_lies_outside_is_refused():
    x = Node(np.array([1.0, 2.0]))
    with pytest.raises(ValueError, match="range"):
        np.quantile(x, 1.5)
    with pytest.raises(NotDifferentiable, match="method = \"linear\", but got method = 'lower'"):
        np.quantile(x, 0.5, method="lower")
    with pytest.raises(NotDifferentiable, match=r"Write numpy\.concatenate"):
        np.insert(Node(np.eye(2)), 1, 0.0, axis=0)
    with pytest.raises(NotDifferentiable, match=r"np\.cov with aweights"):
        np.cov(x, aweights=[1.0, 2.0])
