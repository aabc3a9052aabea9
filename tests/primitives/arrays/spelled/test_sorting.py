"""Sorting keeps the order of entries that tie, so each has the derivative of its own place."""

import numpy as np

from backsweep import Node, grad

WEIGHTS = np.array([1.0, 10.0, 100.0])


def test_ties_are_broken_by_position():
    assert grad(lambda x: np.sum(np.sort(x) * WEIGHTS))(np.array([2.0, 1.0, 1.0])).tolist() == [100.0, 1.0, 10.0]


def test_nan_comes_last_as_in_numpy():
    y = np.sort(Node(np.array([np.nan, 1.0, -np.inf])))
    assert y.val.tolist()[:2] == [-np.inf, 1.0]
    assert np.isnan(y.val[2])


def test_argsort_is_plain():
    assert np.argsort(Node(np.array([2.0, 1.0]))).tolist() == [1, 0]


def test_a_median_is_nan_where_one_entry_is():
    assert np.isnan(np.median(Node(np.array([1.0, np.nan, 2.0]))).val)
