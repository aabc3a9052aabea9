"""What the laws of np.linalg cannot see: singular matrices, equal eigenvalues, conventions, sentences."""

from math import inf, nan

import numpy as np
import pytest

from backsweep import Node, NotDifferentiable, grad, hessian, jacobian
from backsweep.primitives.arrays import linear_algebra_determinants

draw = np.random.default_rng(7).normal


def cofactors(x):
    """By definition: signed determinants of what is left without a row and a column."""
    n = len(x)
    found = np.empty((n, n))
    for i in range(n):
        for j in range(n):
            rest = np.delete(np.delete(x, i, 0), j, 1)
            found[i, j] = (-1) ** (i + j) * np.linalg.det(rest)
    return found


@pytest.mark.parametrize(
    "x",
    [
        np.zeros((3, 3)),
        np.outer([1.0, 2.0, 3.0], [1.0, 0.0, -1.0]),
        np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]]),
        np.diag([1e-200, 1.0, 2.0]),
        np.array([[0.0]]),
        np.array([[0.0, 0.0], [0.0, 5.0]]),
        np.array([[4.0, 1.0, 0.5], [-1.0, 3.0, 2.0], [0.0, 1.0, 2.0]]),
        np.array([[0.0, 2.0], [1.0, 0.0]]),
        1e-110 * np.array([[2.0, 1.0, 0.0], [0.0, 3.0, 1.0], [1.0, 0.0, 2.0]]),
    ],
    ids=["zeros", "rank 1", "rank 2", "tiny", "one entry", "rank 1 of 2", "full", "turned", "below the range"],
)
def test_the_derivative_of_det_is_the_cofactors_also_of_singular_matrices(x):
    size = 1e-13 * np.abs(x).max() ** (len(x) - 1)
    np.testing.assert_allclose(grad(np.linalg.det)(x), cofactors(x), rtol=1e-13, atol=size)


def test_in_a_batch_singular_matrices_and_others_keep_their_own_cofactors():
    x = np.stack([np.eye(3) * 2, np.ones((3, 3)), draw(size=(3, 3))])
    found = grad(lambda x: np.sum(np.linalg.det(x)))(x)
    np.testing.assert_allclose(found, [cofactors(one) for one in x], rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("n", [2, 10, 40])
def test_the_way_of_the_inverse_and_that_of_the_singular_values_agree(n):
    x = np.eye(n) + draw(size=(n, n)) / (2 * n)
    assert linear_algebra_determinants.inverse_if_exact(x) is not None
    u, s, vh, phase = linear_algebra_determinants.decomposed(x)
    expected = phase * ((u * linear_algebra_determinants.left_out(s)) @ vh)
    np.testing.assert_allclose(grad(np.linalg.det)(x), expected, rtol=1e-12, atol=1e-13 * np.abs(expected).max())


def test_the_second_derivative_of_det_is_exact_for_singular_matrices():
    def ruled(x):  # Sarrus's rule
        return (
            x[0, 0] * (x[1, 1] * x[2, 2] - x[1, 2] * x[2, 1])
            - x[0, 1] * (x[1, 0] * x[2, 2] - x[1, 2] * x[2, 0])
            + x[0, 2] * (x[1, 0] * x[2, 1] - x[1, 1] * x[2, 0])
        )

    for x in (np.zeros((3, 3)), np.outer([1.0, 2.0, 3.0], [1.0, 0.0, -1.0]), draw(size=(3, 3))):
        np.testing.assert_allclose(hessian(np.linalg.det)(x), hessian(ruled)(x), atol=1e-13)


def test_the_third_derivative_of_det_is_a_constant_of_signs():
    third = jacobian(lambda x: grad(lambda z: np.sum(grad(np.linalg.det)(z) ** 2))(x))
    x, step, h = draw(size=(3, 3)) + 2 * np.eye(3), draw(size=(3, 3)), 1e-5
    gradient = grad(lambda z: np.sum(grad(np.linalg.det)(z) ** 2))
    expected = (gradient(x + h * step) - gradient(x - h * step)) / (2 * h)
    np.testing.assert_allclose(np.tensordot(third(x), step), expected, rtol=1e-7)


def test_det_of_a_complex_matrix_is_analytic():
    x = draw(size=(3, 3)) + 1j * draw(size=(3, 3))
    node = Node(x)
    np.linalg.det(node).backward()
    np.testing.assert_allclose(node.der, np.linalg.det(x) * np.linalg.inv(x).T, rtol=1e-12)


def test_a_cholesky_factors_argument_is_symmetric_and_so_is_its_der():
    x = Node(np.array([[4.0, 1.0], [1.0, 3.0]]))
    np.sum(np.linalg.cholesky(x)).backward()
    np.testing.assert_array_equal(x.der, x.der.T)
    h, way = 1e-6, np.array([[0.3, 0.7], [0.7, -0.2]])
    change = (np.linalg.cholesky(x.val + h * way) - np.linalg.cholesky(x.val - h * way)) / (2 * h)
    assert np.sum(x.der * way) == pytest.approx(np.sum(change), rel=1e-8)


def test_equal_eigenvalues_have_exact_ders_and_their_vectors_none():
    x = Node(2.0 * np.eye(3))
    np.sum(np.linalg.eigh(x).eigenvalues * np.array([1.0, 1.0, 1.0])).backward()
    np.testing.assert_array_equal(x.der, np.eye(3))
    np.linalg.eigh(x).eigenvectors[0, 1].backward()
    assert np.isnan(x.der).any()


def test_eigenvalues_that_are_equal_but_for_rounding_count_as_equal():
    q = np.linalg.qr(draw(size=(4, 4)))[0]
    x = Node(q @ np.diag([1.0, 1.0, 2.0, 3.0]) @ q.T)
    np.linalg.eigh(x).eigenvectors[0, 0].backward()
    assert np.isnan(x.der).all()


def test_equal_singular_values_have_exact_ders_and_their_vectors_none():
    x = Node(np.eye(2))
    np.sum(np.linalg.svd(x).S).backward()
    np.testing.assert_allclose(x.der, np.eye(2), atol=1e-15)
    np.linalg.svd(x).U[0, 1].backward()
    assert np.isnan(x.der).any()


def test_a_singular_value_of_zero_is_a_kink():
    x = Node(np.diag([2.0, 0.0]))
    np.sum(np.linalg.svdvals(x)).backward()
    np.testing.assert_array_equal(x.der, np.diag([1.0, 0.0]))
    np.sum(np.linalg.svd(x).S).backward()
    np.testing.assert_array_equal(x.der, np.diag([1.0, 0.0]))


@pytest.mark.parametrize("x", [np.diag([1.0, 0.0]), np.zeros((3, 2)), np.ones((2, 3))])
def test_pinv_at_a_change_of_rank_has_no_derivative(x):
    node = Node(x)
    np.sum(np.linalg.pinv(node)).backward()
    assert np.isnan(node.der).all()


def test_matrices_without_rows_are_matrices():
    for function in (np.linalg.det, lambda x: np.linalg.slogdet(x).logabsdet):
        x = Node(np.zeros((0, 0)))
        function(x).backward()
        assert x.der.shape == (0, 0)
    x = Node(np.zeros((2, 0, 0)))
    np.sum(np.linalg.inv(x)).backward()
    assert x.der.shape == (2, 0, 0)
    for function in (np.linalg.svdvals, lambda x: np.linalg.svd(x, full_matrices=False).S, np.linalg.norm):
        x = Node(np.zeros((2, 0)))
        np.sum(function(x)).backward()
        assert x.der.shape == (2, 0)


@pytest.mark.parametrize("ord", [None, 2, 1, 3, 1.5, 0.5, inf, -inf])
def test_the_norm_of_zeros_has_derivative_zero(ord):
    np.testing.assert_array_equal(grad(lambda x: np.linalg.norm(x, ord))(np.zeros(3)), np.zeros(3))


@pytest.mark.parametrize("ord", [None, "fro", "nuc", 2, -2, 1, inf])
def test_the_norm_of_a_matrix_of_zeros_has_derivative_zero(ord):
    np.testing.assert_array_equal(grad(lambda x: np.linalg.norm(x, ord))(np.zeros((2, 3))), np.zeros((2, 3)))


def test_how_many_entries_are_not_zero_has_no_derivative():
    found = np.linalg.norm(Node(np.array([1.0, 0.0, 3.0])), 0)
    assert found == 2
    assert found.__class__ is not Node


def test_the_norm_of_complex_numbers_has_the_conjugate_as_direction():
    z = Node(np.array([3.0 + 4.0j, 0.0]))
    np.linalg.norm(z).backward()
    np.testing.assert_allclose(z.der, [0.6 - 0.8j, 0.0])


def test_results_with_names_keep_numpys_names():
    x = Node(np.eye(2) + 1)
    for function in (np.linalg.eigh, np.linalg.svd, np.linalg.qr, np.linalg.slogdet):
        assert type(function(x)) is type(function(x.val))


def test_a_rank_is_a_plain_number():
    assert np.linalg.matrix_rank(Node(np.ones((2, 2)))) == 1


def test_a_power_of_zero_is_plain():
    np.testing.assert_array_equal(np.linalg.matrix_power(Node(np.ones((2, 2))), 0), np.eye(2))


def test_residuals_and_singular_values_of_least_squares_are_numpys():
    x, y = draw(size=(5, 2)), draw(size=5)
    found, expected = np.linalg.lstsq(Node(x), Node(y)), np.linalg.lstsq(x, y)
    np.testing.assert_allclose(found[1].val, expected[1], rtol=1e-13)
    assert found[2] == expected[2]
    np.testing.assert_allclose(found[3].val, expected[3], rtol=1e-13)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda x: np.linalg.svd(x), "Write full_matrices=False."),
        (lambda x: np.linalg.qr(x, mode="complete"), 'Write mode="reduced" or mode="r".'),
        (lambda x: np.linalg.svd(x, False, hermitian=True), "Leave it out."),
        (lambda x: np.linalg.eig(x), "np.linalg.eig has no derivative in backsweep. The nearest that has is np.linalg"),
    ],
)
def test_what_has_no_derivative_is_refused(call, sentence):
    with pytest.raises(NotDifferentiable, match=sentence.replace(".", r"\.")):
        call(Node(np.ones((3, 2))))


@pytest.mark.parametrize("name", ["eigh", "svd", "qr", "cholesky", "pinv", "slogdet"])
def test_complex_matrices_are_refused_where_nothing_is_analytic(name):
    with pytest.raises(NotDifferentiable, match=f"linalg.{name} is not offered for complex numbers"):
        getattr(np.linalg, name)(Node(np.eye(2) + 0j))


@pytest.mark.parametrize("name", ["inv", "det", "cholesky", "eigh"])
def test_matrices_that_are_not_square_are_refused_as_numpy_does(name):
    with pytest.raises(np.linalg.LinAlgError, match=r"needs square matrices, .* but got an array of shape \(2, 3\)"):
        getattr(np.linalg, name)(Node(np.ones((2, 3))))


def test_a_singular_matrix_has_no_inverse_and_numpy_says_so():
    with pytest.raises(np.linalg.LinAlgError, match="Singular matrix"):
        np.linalg.inv(Node(np.zeros((2, 2))))


def test_orders_that_no_norm_has_are_refused():
    with pytest.raises(ValueError, match="A vector has no norm of order 'fro'"):
        np.linalg.norm(Node(np.ones(2)), "fro")
    with pytest.raises(ValueError, match="A matrix has no norm of order 3"):
        np.linalg.norm(Node(np.ones((2, 2))), 3)


def test_a_singular_matrix_has_no_derivative_of_its_log_determinant():
    x = Node(np.zeros((2, 2)))
    np.linalg.slogdet(x).logabsdet.backward()
    np.testing.assert_array_equal(x.der, np.full((2, 2), nan))
