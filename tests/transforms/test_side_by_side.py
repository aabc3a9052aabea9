"""A Jacobian with its directions side by side: the same numbers as one by one, in every structure."""

import numpy as np
import pytest

from backsweep import hessian, jacobian
from backsweep.transforms import side_by_side

draw = np.random.default_rng(0).normal
MATRIX, POINT = draw(size=(5, 3)), draw(size=3)


def wide(w, scale):
    return {"one": np.tanh(MATRIX @ w) * scale, "two": [np.sum(w**2), scale * scale, np.ones(2)]}


@pytest.mark.parametrize("together", [1, 7, 10**6])
def test_directions_go_through_in_portions_that_fit(monkeypatch, together):
    monkeypatch.setattr(side_by_side, "TOGETHER", together)
    found = jacobian(wide, (0, 1), mode="forward")(POINT, 2.0)
    slopes = 1 - np.tanh(MATRIX @ POINT) ** 2
    np.testing.assert_allclose(found["one"][0], 2.0 * slopes[:, None] * MATRIX, rtol=1e-14)
    np.testing.assert_allclose(found["one"][1], np.tanh(MATRIX @ POINT), rtol=1e-14)
    np.testing.assert_allclose(found["two"][0][0], 2 * POINT, rtol=1e-14)
    assert found["two"][0][1] == 0.0
    assert np.array_equal(found["two"][1][0], np.zeros(3))
    assert found["two"][1][1] == 4.0
    assert np.array_equal(found["two"][2][0], np.zeros((2, 3)))
    assert np.array_equal(found["two"][2][1], np.zeros(2))


def test_of_numbers_among_arrays_it_is_a_float():
    found = jacobian(lambda p: [np.sum(np.array([1.0, 2.0]) * p[0]) * p[1], p[1]], mode="forward")([2.0, 5.0])
    assert found == [[15.0, 6.0], [0.0, 1.0]]
    assert [type(entry) for row in found for entry in row] == [np.float64, np.float64, float, float]


def test_single_precision_stays_single():
    w = POINT.astype(np.float32)
    found = jacobian(lambda w: np.tanh(MATRIX.astype(np.float32) @ w), mode="forward")(w)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, (1 - np.tanh(MATRIX @ POINT) ** 2)[:, None] * MATRIX, rtol=1e-5)


def test_a_direction_that_never_arrives_is_zero_even_through_an_infinite_factor():
    def f(x, y):
        return np.array([np.inf, 1.0]) * x + y

    with np.errstate(invalid="ignore"):
        by_x, by_y = jacobian(f, (0, 1), mode="forward")(np.array([1.0, 2.0]), np.array([3.0, 4.0]))
    assert np.array_equal(by_x, np.diag([np.inf, 1.0]))
    assert np.array_equal(by_y, np.eye(2))

    def through_a_product(x, y):
        return np.array([[np.inf, 1.0]]) @ x + y

    _, by_y = jacobian(through_a_product, (0, 1), mode="forward")(np.array([1.0, 2.0]), np.array([3.0]))
    assert np.array_equal(by_y, np.ones((1, 1)))


def test_the_hessian_of_a_logistic_likelihood_is_that_of_the_textbook():
    labels = np.array([0.0, 1.0, 1.0, 0.0, 1.0])

    def likelihood(w):
        z = MATRIX @ w
        return np.sum(labels * z - np.logaddexp(0.0, z))

    p = 1 / (1 + np.exp(-MATRIX @ POINT))
    np.testing.assert_allclose(hessian(likelihood)(POINT), -(MATRIX.T * (p * (1 - p))) @ MATRIX, rtol=1e-13)
