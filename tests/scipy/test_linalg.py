"""scipy.linalg: triangular systems, functions of matrices."""

import numpy as np
import pytest
import scipy.linalg as plain
from against_scipy import check

from backsweep import Node, NotDifferentiable, grad, hvp
from backsweep.scipy import linalg

draw = np.random.default_rng(3).normal
A, B = draw(size=(3, 3)) + 3 * np.eye(3), draw(size=(3, 3))


@pytest.mark.parametrize("lower", [False, True])
@pytest.mark.parametrize("trans", [0, 1, "T"])
@pytest.mark.parametrize("right", [draw(size=3), draw(size=(3, 2))], ids=["vector", "matrix"])
def test_triangular_systems(lower, trans, right):
    def of(module):
        return lambda a, b: module.solve_triangular(a, b, trans=trans, lower=lower)

    check(of(linalg), of(plain), [A, right])


@pytest.mark.parametrize("name", ["expm", "sqrtm", "inv", "det", "norm", "pinv", "svdvals"])
def test_functions_of_a_matrix(name):
    check(getattr(linalg, name), getattr(plain, name), [A / 2])


def test_exponentials_against_the_derivative_that_scipy_has():
    node = Node(B)
    expm = linalg.expm(node)
    expm.backward(A)
    np.testing.assert_allclose(node.der, plain.expm_frechet(B.T, A, compute_expm=False), rtol=1e-11)


def test_systems_and_factors():
    check(linalg.solve, plain.solve, [A, B])
    check(linalg.solve_sylvester, plain.solve_sylvester, [A, A + np.eye(3), B])
    for lower in (False, True):
        of = lambda m, lower=lower: lambda a: m.cholesky(a @ np.transpose(a) + np.eye(3), lower=lower)  # noqa: E731
        check(of(linalg), of(plain), [B])


@pytest.mark.parametrize("bands", [(1, 1), (2, 0), (0, 1), (1, 2)])
@pytest.mark.parametrize("columns", [(), (2,)])
def test_a_banded_system_has_the_derivatives_of_the_full_one(bands, columns):
    low, high = bands
    ab, b = draw(size=(low + high + 1, 5)), draw(size=(5, *columns))
    ab[high] += 4.0

    def full(ab):
        return sum(np.diag(ab[high - k, max(k, 0) : 5 + min(k, 0)], k) for k in range(-low, high + 1))

    def found(ab, b):
        return np.sum(linalg.solve_banded(bands, ab, b) ** 3)

    def expected(ab, b):
        return np.sum(np.linalg.solve(full(ab), b) ** 3)

    np.testing.assert_allclose(found(ab, b), expected(ab, b), rtol=1e-12)
    for one, other in zip(grad(found, (0, 1))(ab, b), grad(expected, (0, 1))(ab, b), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-11, atol=1e-13)
    one, other = hvp(found)(ab, b, tangent=ab), hvp(expected)(ab, b, tangent=ab)
    np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-12)


def test_a_diagonal_of_ones_is_refused():
    with pytest.raises(NotDifferentiable, match="unit_diagonal=True"):
        grad(lambda a: np.sum(linalg.solve_triangular(a, np.ones(3), unit_diagonal=True)))(A)
