"""Where an iteration comes to rest, and how that place moves."""

import numpy as plain
import pytest

import backsweep.numpy as np
from backsweep import grad, jacobian
from backsweep.misc.fixed_points import fixed_point


def distance(x, y):
    return np.max(np.abs(x - y))


def root(a, start=1.0):
    """The square root by Heron's method."""
    return fixed_point(lambda a: lambda x: (x + a / x) / 2, a, start, distance, 1e-13)


@pytest.mark.parametrize("a", [0.25, 2.0, 9.0])
def test_herons_method_has_the_derivatives_of_the_root(a):
    assert root(a) == pytest.approx(a**0.5, rel=1e-14)
    assert grad(root)(a) == pytest.approx(0.5 * a**-0.5, rel=1e-12)
    assert grad(grad(root))(a) == pytest.approx(-0.25 * a**-1.5, rel=1e-10)


def test_the_start_has_no_share_in_the_derivative():
    assert grad(lambda a: root(a, 5.0))(2.0) == pytest.approx(grad(root)(2.0), rel=1e-12)


def test_the_rest_of_a_linear_iteration_is_that_of_the_system():
    m = plain.array([[0.3, 0.2, 0.0], [-0.1, 0.2, 0.3], [0.2, 0.0, 0.1]])

    def rest(b):
        return fixed_point(lambda b: lambda x: m @ x + b, b, plain.zeros(3), distance, 1e-15)

    b = plain.array([1.0, -2.0, 0.5])
    inverse = plain.linalg.inv(plain.eye(3) - m)
    plain.testing.assert_allclose(rest(b), inverse @ b, rtol=1e-13)
    for mode in ("reverse", "forward"):
        plain.testing.assert_allclose(jacobian(rest, mode=mode)(b), inverse, atol=1e-14)


def test_a_structure_of_parameters_has_its_derivatives_too():
    def total(p):
        steps = lambda p: lambda x: p["m"] @ x + p["b"]  # noqa: E731
        return np.sum(fixed_point(steps, p, plain.zeros(2), distance, 1e-15) ** 2)

    def direct(p):
        return np.sum(np.linalg.solve(plain.eye(2) - p["m"], p["b"]) ** 2)

    p = {"m": plain.array([[0.3, 0.2], [-0.1, 0.2]]), "b": plain.array([1.0, -2.0])}
    found, expected = grad(total)(p), grad(direct)(p)
    for name in p:
        plain.testing.assert_allclose(found[name], expected[name], rtol=1e-12)
