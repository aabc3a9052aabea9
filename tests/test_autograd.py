"""The transforms under HIPS autograd's names: the order of what they return, their conventions, closed forms."""

import numpy as plain
import pytest

import backsweep
import backsweep.numpy as np
from backsweep import StructureError, WrongKind, autograd
from backsweep.autograd import (
    deriv,
    elementwise_grad,
    grad,
    grad_and_aux,
    grad_named,
    hessian,
    hessian_tensor_product,
    hessian_vector_product,
    holomorphic_grad,
    jacobian,
    make_ggnvp,
    make_hvp,
    make_jvp,
    make_vjp,
    multigrad_dict,
    tensor_jacobian_product,
    value_and_grad,
)

A = plain.array([[1.0, 2.0], [3.0, 4.0], [5.0, 7.0]])
X = plain.array([0.5, -2.0])


def test_make_vjp_gives_the_pull_first():
    pull, value = make_vjp(lambda x: np.dot(A, x))(X)
    plain.testing.assert_array_equal(value, A @ X)
    plain.testing.assert_array_equal(pull(plain.ones(3)), A.sum(axis=0))


def test_make_jvp_takes_the_tangent_last():
    value, tangent = make_jvp(lambda x: np.dot(A, x))(X)(X)
    plain.testing.assert_array_equal(value, tangent)


def test_argnum_is_a_name_and_may_be_a_list():
    f = lambda x, y: x * y * y  # noqa: E731  # reason: as such code is written
    assert grad(f, argnum=1)(2.0, 3.0) == 12.0
    assert grad(f, [0, 1])(2.0, 3.0) == (9.0, 12.0)
    assert value_and_grad(f, argnum=(1,))(2.0, 3.0) == (18.0, (12.0,))


def test_an_array_of_one_entry_counts_as_a_number():
    plain.testing.assert_array_equal(grad(lambda x: np.sum(x * x, keepdims=True))(X), 2 * X)


def test_many_entries_or_a_complex_number_are_no_number():
    for f in (lambda x: x, lambda x: np.sum(x) * 1j):
        with pytest.raises(StructureError, match="Use jacobian, elementwise_grad or holomorphic_grad"):
            grad(f)(X)


def test_slopes_of_entries():
    plain.testing.assert_allclose(elementwise_grad(np.tanh)(X), 1 / plain.cosh(X) ** 2, rtol=1e-15)
    plain.testing.assert_allclose(deriv(np.tanh)(X), 1 / plain.cosh(X) ** 2, rtol=1e-15)
    twice = elementwise_grad(elementwise_grad(np.sin))
    plain.testing.assert_allclose(twice(X), -plain.sin(X), rtol=1e-15)
    with pytest.raises(StructureError, match="Use holomorphic_grad"):
        elementwise_grad(lambda x: x * 1j)(X)


def test_an_analytic_function_has_one_slope():
    z = plain.array([1 + 1j, -0.5j])
    plain.testing.assert_allclose(holomorphic_grad(np.sin)(z), plain.cos(z), rtol=1e-15)


def test_products_with_the_hessian_agree_with_the_hessian():
    f = lambda x: np.sum(x**3) * x[0]  # noqa: E731  # reason: as such code is written
    full, v = hessian(f)(X), plain.array([1.0, 3.0])
    plain.testing.assert_allclose(hessian_vector_product(f)(X, v), full @ v)
    times, gradient = make_hvp(f)(X)
    plain.testing.assert_allclose(times(v), full @ v)
    plain.testing.assert_allclose(gradient, grad(f)(X))
    block = lambda x: np.sum(x[0] ** 2 * x[1])  # noqa: E731  # reason: as such code is written
    square = plain.array([[1.0, 2.0], [3.0, 4.0]])
    expected = plain.tensordot(hessian(block)(square), square, 2)
    plain.testing.assert_allclose(hessian_tensor_product(block)(square, square), expected)


def test_products_with_the_jacobian_agree_with_the_jacobian():
    f = lambda x: np.sin(np.dot(A, x))  # noqa: E731  # reason: as such code is written
    v = plain.array([1.0, 2.0, -1.0])
    plain.testing.assert_allclose(tensor_jacobian_product(f)(X, v), v @ jacobian(f)(X))


def test_the_gauss_newton_product_is_that_of_its_definition():
    f, v = lambda x: np.sin(np.dot(A, x)), plain.array([1.0, -1.0])
    j = jacobian(f)(X)
    plain.testing.assert_allclose(make_ggnvp(f)(X)(v), j.T @ j @ v)
    quartic = lambda y: np.sum(y**4)  # noqa: E731  # reason: as such code is written
    plain.testing.assert_allclose(make_ggnvp(f, quartic)(X)(v), j.T @ hessian(quartic)(f(X)) @ j @ v)


def test_gradients_by_name():
    def f(a, b=2.0, *rest, c=1.0, **more):
        return a * b * c + sum(rest) + more.get("d", 0.0) * 7

    assert multigrad_dict(f)(3.0) == {"a": 2.0, "b": 3.0, "rest": (), "c": 6.0, "more": {}}
    assert multigrad_dict(f)(3.0, 1.0, 5.0, d=1.0)["more"] == {"d": 7.0}
    assert grad_named(f, "b")(3.0, 2.0) == 3.0
    with pytest.raises(WrongKind, match="asked for z, but the function takes a, b"):
        grad_named(f, "z")


def test_something_else_may_come_along():
    gradient, beside = grad_and_aux(lambda x: (x * x, "note"))(3.0)
    assert (gradient, beside) == (6.0, "note")


def test_every_name_is_there():
    assert all(callable(getattr(autograd, name)) for name in autograd.__all__)


def test_every_name_is_on_the_roof_too():
    assert set(autograd.__all__) <= set(backsweep.__all__)
