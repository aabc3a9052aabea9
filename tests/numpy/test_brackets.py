"""np.r_ and np.c_: what stands in the brackets is joined as NumPy joins it, with its derivatives."""

import numpy as plain
import pytest

import backsweep.numpy as np
from backsweep import Node, NotDifferentiable, grad

X = plain.array([1.0, 2.0, 3.0])
M = plain.arange(6.0).reshape(3, 2)


@pytest.mark.parametrize(
    "join",
    [
        lambda m, x: m.r_[x],
        lambda m, x: m.r_[x, 1.0, x[0]],
        lambda m, x: m.r_[0:3, x, [5, 6]],
        lambda m, x: m.r_[x[:, None] * M, M],
        lambda m, x: m.c_[x, x * x],
        lambda m, x: m.c_[M, x],
        lambda m, x: m.c_[x[0], 2.0],
    ],
)
def test_brackets_join_as_numpy_does(join):
    found, expected = join(np, Node(X)), join(plain, X)
    assert found.__class__ is Node
    plain.testing.assert_array_equal(found.val, expected)


def test_what_is_joined_has_its_derivatives():
    w = plain.arange(1.0, 6.0)
    assert grad(lambda x: np.sum(w * np.r_[x, 0.0, x[1]]))(X).tolist() == [1.0, 7.0, 3.0]


def test_without_nodes_they_are_numpys():
    plain.testing.assert_array_equal(np.r_["0,2", X, X], plain.r_["0,2", X, X])
    plain.testing.assert_array_equal(np.c_[X, X], plain.c_[X, X])


def test_a_text_in_brackets_with_nodes_is_refused():
    with pytest.raises(NotDifferentiable, match=r"Write numpy\.concatenate"):
        np.r_["0,2", Node(X)]
