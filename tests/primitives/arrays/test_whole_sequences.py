"""The roof's functions over sequences, on arrays and on lists of arrays."""

import numpy as np
import pytest

import backsweep
from backsweep import Node, StructureError, grad

X, Y = np.array([3.0, 4.0]), np.array([1.0, 6.0])
NAMES = ["sum", "mean", "prod", "max", "min", "norm", "logsumexp"]


@pytest.mark.parametrize("name", NAMES)
def test_a_vector_is_taken_as_the_sequence_of_its_numbers(name):
    f = getattr(backsweep, name)
    assert f(Node(X)).val == pytest.approx(f(X.tolist()), rel=1e-15)
    assert grad(f)(X).tolist() == pytest.approx(grad(f)(X.tolist()), rel=1e-15)


@pytest.mark.parametrize("name", NAMES)
def test_a_list_of_arrays_is_taken_entry_by_entry(name):
    f = getattr(backsweep, name)
    found = f([Node(X), Y])
    np.testing.assert_allclose(found.val, [f([3.0, 1.0]), f([4.0, 6.0])], rtol=1e-15)
    by_x = grad(lambda x: np.sum(f([x, Y])))(X)
    np.testing.assert_allclose(by_x, [grad(f)([3.0, 1.0])[0], grad(f)([4.0, 6.0])[0]], rtol=1e-15)


@pytest.mark.parametrize("name", NAMES)
def test_a_matrix_is_taken_whole_or_along_an_axis(name):
    f = getattr(backsweep, name)
    assert f(Node(np.stack([X, Y]))).shape == ()
    assert f(Node(np.stack([X, Y])), axis=0, keepdims=True).shape == (1, 2)


def test_max_of_two_arrays_is_the_larger_of_each_pair():
    assert backsweep.max(Node(X), Y).val.tolist() == [3.0, 6.0]


def test_dot_of_vectors_is_their_inner_product():
    assert backsweep.dot(Node(X), Y).val == 27.0
    assert backsweep.dot([Node(X), Y], [Y, Y]).val.tolist() == [4.0, 60.0]


def test_dot_of_numbers_with_arrays_weighs_the_arrays():
    weights = [2.0, -1.0, 0.5]
    np.testing.assert_array_equal(backsweep.dot(weights, [Node(X), Y, 4.0]).val, 2 * X - Y + 2.0)
    assert grad(lambda w: np.sum(backsweep.dot(w, [X, Y, 4.0])))(weights) == [X.sum(), Y.sum(), 4.0 * X.size]
    with pytest.raises(StructureError, match=r"dot needs sequences of equal length, but got len\(xs\) = 1, len"):
        backsweep.dot([Node(X)], [Y, Y])


def test_a_start_is_added_to_the_parts():
    assert backsweep.sum([Node(X), Y], start=Y).val.tolist() == [5.0, 16.0]


def test_the_norm_of_zeros_has_derivative_zero_and_none_overflows():
    assert grad(backsweep.norm)(np.zeros(2)).tolist() == [0.0, 0.0]
    assert backsweep.norm(np.array([3e300, 4e300])) == 5e300
    assert backsweep.norm(np.array([3e-300, 4e-300])) == pytest.approx(5e-300, rel=1e-15)


@pytest.mark.parametrize("shape", [(3000, 2), (3, 700, 5), (2500, 1), (40, 60)])
def test_a_sum_along_a_short_last_axis_is_numpys(shape):
    x = np.random.default_rng(6).normal(size=shape)
    for axis in range(x.ndim):
        for keepdims in (False, True):
            found = np.sum(Node(x), axis=axis, keepdims=keepdims).val
            expected = np.sum(x, axis=axis, keepdims=keepdims)
            assert found.shape == expected.shape
            np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12)
