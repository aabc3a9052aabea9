"""Primitives in HIPS autograd's form: every way to state a derivative, both modes, second derivatives, sentences."""

import numpy as plain
import pytest

import backsweep.numpy as np
from backsweep import Node, NotDifferentiable, WrongKind, grad, hessian, jacobian, jvp
from backsweep.extend import (
    def_linear,
    defjvp,
    defjvp_argnum,
    defvjp,
    defvjp_argnum,
    defvjp_argnums,
    notrace_primitive,
    primitive,
)

X = plain.array([0.3, -1.2, 2.0])


def logsumexp():
    """The example of HIPS's own tutorial, in a form that may be stated in many ways."""

    @primitive
    def function(x, scale=1.0):
        """Log of the sum of exponentials."""
        top = plain.max(x)
        return scale * (top + plain.log(plain.sum(plain.exp(x - top))))

    return function


def stated():
    function = logsumexp()
    defvjp(function, lambda ans, x, scale=1.0: lambda g: g * scale * np.exp(x - ans / scale))
    return function


def softmax(x):
    return plain.exp(x) / plain.sum(plain.exp(x))


def test_a_stated_derivative_is_used_in_both_modes_and_again():
    f = stated()
    s = softmax(X)
    plain.testing.assert_allclose(grad(f)(X), s, rtol=1e-14)
    plain.testing.assert_allclose(jvp(f)(X, tangent=X)[1], s @ X, rtol=1e-14)
    plain.testing.assert_allclose(hessian(f)(X), plain.diag(s) - plain.outer(s, s), atol=1e-15)
    for mode in ("forward", "reverse"):
        plain.testing.assert_allclose(jacobian(f, mode=mode)(X), s, rtol=1e-14)


def test_named_arguments_reach_the_rule():
    f = stated()
    plain.testing.assert_allclose(grad(lambda x: f(x, scale=2.0))(X), 2 * softmax(X), rtol=1e-14)


def test_numbers_work_as_arrays_do():
    cube = primitive(lambda x: x**3)
    defvjp(cube, lambda ans, x: lambda g: g * 3 * x**2)
    assert grad(cube)(2.0) == 12.0
    assert grad(grad(cube))(2.0) == 12.0
    assert jacobian(lambda x: [cube(x[0]), cube(x[1])], mode="forward")([1.0, 2.0]) == [[3.0, 0.0], [0.0, 12.0]]


def test_a_tangent_may_be_stated():
    f = primitive(lambda x, y: x * plain.sin(y))
    defvjp(f, lambda ans, x, y: lambda g: g * np.sin(y), lambda ans, x, y: lambda g: g * x * np.cos(y))
    defjvp(f, "same", lambda t, ans, x, y: t * x * np.cos(y))
    assert jvp(f, (0, 1))(2.0, 0.5, tangent=(1.0, 10.0))[1] == pytest.approx(plain.sin(0.5) + 20 * plain.cos(0.5))


def test_an_argument_without_a_derivative_is_none():
    f = primitive(lambda n, x: x * n)
    defvjp(f, None, lambda ans, n, x: lambda g: g * n)
    x, n = Node(3.0), Node(2.0)
    f(n, x).backward()
    assert (n.der, x.der) == (0.0, 2.0)


def test_all_arguments_may_be_stated_at_once():
    f = primitive(lambda x, y: x * y)
    defvjp_argnum(f, lambda argnum, ans, args, kwargs: lambda g: g * args[1 - argnum])
    assert grad(f, (0, 1))(3.0, 5.0) == (5.0, 3.0)
    defvjp_argnums(f, lambda argnums, ans, args, kwargs: lambda g: (g * args[1 - n] for n in argnums))
    assert grad(f, (0, 1))(3.0, 5.0) == (5.0, 3.0)
    defjvp_argnum(f, lambda argnum, t, ans, args, kwargs: t * args[1 - argnum])
    assert jvp(f)(3.0, 5.0, tangent=1.0)[1] == 5.0


def test_a_linear_function_is_its_own_tangent():
    double = primitive(lambda x: 2 * x)
    def_linear(double)
    assert jvp(double)(3.0, tangent=5.0)[1] == 10.0


def test_a_function_without_derivative_gives_plain_answers():
    largest = notrace_primitive(lambda x: int(plain.argmax(x)))
    assert largest(Node(X)) == 2


def test_a_share_of_a_broadcast_argument_is_summed():
    f = primitive(lambda x, y: x + y)
    defvjp(f, lambda ans, x, y: lambda g: g, lambda ans, x, y: lambda g: g)
    assert grad(lambda y: np.sum(f(X, y)))(1.0) == 3.0


def test_plain_calls_are_plain():
    assert stated()(plain.zeros(1)) == 0.0
    assert stated().__doc__ == "Log of the sum of exponentials."


def test_what_is_not_stated_is_refused_by_name():
    with pytest.raises(NotDifferentiable, match=r"function has no derivative yet. State one: defvjp\(function"):
        grad(logsumexp())(X)
    with pytest.raises(NotDifferentiable, match="function has no derivative by argument 1"):
        grad(stated(), 1)(X, 2.0)
    two = primitive(lambda x: (x, x))
    with pytest.raises(NotDifferentiable, match="must return one number or one array"):
        two(Node(1.0))
    with pytest.raises(WrongKind, match=r"defvjp states the derivative of a primitive, but got .* Mark it: @primitive"):
        defvjp(plain.sin, lambda ans, x: lambda g: g)
    with pytest.raises(WrongKind, match="primitive marks a function"):
        primitive(3)
    outside = Node(2.0)
    leaking = primitive(lambda x: x)
    defvjp(leaking, lambda ans, x: lambda g: g * outside)
    with pytest.raises(WrongKind, match="uses a Node from outside its arguments"):
        grad(leaking)(1.0)
