"""odeint against the closed form of a damped oscillator: by the start, the times and the parameters."""

import numpy as np
import pytest

from backsweep import Node, grad, hessian, jacobian
from backsweep.scipy.integrate import odeint

TIMES = np.array([0.2, 0.7, 1.1, 2.0])
START = np.array([1.0, -0.3])
TIGHT = {"rtol": 1e-11, "atol": 1e-11}


def force(state, time, stiffness, damping):
    return [state[1], -stiffness * state[0] - damping * state[1]]


def path(start, times, stiffness, damping):
    return odeint(force, start, times, (stiffness, damping), **TIGHT)


def closed(start, times, stiffness, damping):
    """exp of the system's matrix, for less than critical damping."""
    rate, turn = damping / 2, np.sqrt(stiffness - damping**2 / 4)
    since = times - times[0]
    wave = start[0] * np.cos(turn * since) + (start[1] + rate * start[0]) / turn * np.sin(turn * since)
    return np.exp(-rate * since) * wave


def test_the_path_is_that_of_the_closed_form():
    np.testing.assert_allclose(path(START, TIMES, 2.0, 0.3)[:, 0], closed(START, TIMES, 2.0, 0.3), rtol=1e-9)


def test_all_derivatives_are_those_of_the_closed_form():
    weights = np.array([1.0, -2.0, 3.0, 0.5])
    by_path = grad(lambda *args: np.sum(weights * path(*args)[:, 0] ** 2), (0, 1, 2, 3))(START, TIMES, 2.0, 0.3)
    exact = grad(lambda *args: np.sum(weights * closed(*args) ** 2), (0, 1, 2, 3))(START, TIMES, 2.0, 0.3)
    for found, expected in zip(by_path, exact, strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-7, atol=1e-8)


def test_and_second_derivatives():
    found = hessian(lambda k: np.sum(path(START, TIMES, k, 0.3)[:, 0] ** 2))(2.0)
    assert found == pytest.approx(hessian(lambda k: np.sum(closed(START, TIMES, k, 0.3) ** 2))(2.0), rel=1e-6)


def test_a_force_that_depends_on_time_and_has_no_parameters():
    def final(start):
        return odeint(lambda y, t: -2 * t * y, start, np.array([0.0, 1.0]), **TIGHT)[-1]

    np.testing.assert_allclose(jacobian(final)(np.array([1.0, 2.0])), np.eye(2) * np.exp(-1.0), rtol=1e-8)


def test_parameters_may_be_structures():
    def loss(parts):
        return odeint(lambda y, t, p: p["a"] * y + p["b"][0], np.ones(1), np.array([0.0, 1.0]), (parts,), **TIGHT)[
            -1, 0
        ]

    found = grad(loss)({"a": 0.5, "b": [np.array(0.2)]})
    e = np.exp(0.5)
    assert found["b"][0] == pytest.approx((e - 1) / 0.5, rel=1e-8)
    assert found["a"] == pytest.approx(e + 0.2 * (0.5 * e - e + 1) / 0.25, rel=1e-8)


def test_without_nodes_scipy_answers():
    assert odeint(lambda y, t: -y, [1.0], [0.0, 1.0]).shape == (2, 1)
    assert odeint(lambda y, t: -y, Node(np.ones(1)), TIMES).__class__ is Node
