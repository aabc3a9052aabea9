"""custom_derivative: a whole function with one rule."""

import math

import mpmath
import numpy as np
import pytest

from backsweep import (
    DerivativeLost,
    Node,
    StructureError,
    WrongKind,
    check_grad,
    custom_derivative,
    derivative,
    exp,
    grad,
    hessian,
    jacobian,
    jvp,
    sin,
    vjp,
)

root = custom_derivative(math.sqrt, partials=lambda a, y: 0.5 / y)
mean = custom_derivative(lambda a, b: math.sqrt(a * b), partials=lambda a, b, y: (0.5 * y / a, 0.5 * y / b))
both = custom_derivative(
    lambda v: {"product": v[0] * v[1], "sum": v[0] + v[1]},
    vjp=lambda seed, v, y: [seed["product"] * v[1] + seed["sum"], seed["product"] * v[0] + seed["sum"]],
)


def test_it_is_one_node_and_runs_on_plain_numbers():
    x = Node(16.0)
    y = root(x)
    assert (y.val, y.parents, y.partials) == (4.0, (x,), (0.125,))
    y.backward()
    assert x.der == 0.125
    assert root(16.0) == 4.0


def test_its_rule_is_differentiated_for_higher_derivatives():
    assert grad(grad(root))(16.0) == -0.25 * 16**-1.5
    assert derivative(root, order=3)(16.0) == pytest.approx(0.375 * 16**-2.5, rel=1e-15)
    assert hessian(lambda v: root(v[0]) * v[1])([16.0, 3.0])[0] == [-0.75 * 16**-1.5, 0.125]


def test_it_goes_forward_too():
    assert jvp(root)(16.0, tangent=2.0) == (4.0, 0.25)
    assert jvp(grad(root))(16.0, tangent=1.0)[1] == -0.25 * 16**-1.5
    assert check_grad(root, 16.0)


def test_several_arguments_and_the_same_one_twice():
    assert grad(mean, argnums=(0, 1))(2.0, 8.0) == (1.0, 0.25)
    assert hessian(mean, argnums=(0, 1))(2.0, 8.0) == ((-0.25, 0.0625), (0.0625, -0.015625))
    assert grad(lambda a: mean(a, 8.0))(2.0) == 1.0
    assert grad(lambda a: mean(a, a))(4.0) == 1.0


@pytest.mark.parametrize("mode", ["forward", "reverse"])
def test_several_outputs_in_a_structure(mode):
    found = jacobian(both, mode=mode)([2.0, 3.0])
    assert found == {"product": [3.0, 2.0], "sum": [1.0, 1.0]}
    assert hessian(lambda v: both(v)["product"] * both(v)["sum"])([2.0, 3.0]) == [[6.0, 10.0], [10.0, 4.0]]


def test_an_output_that_nothing_uses_costs_nothing():
    v = [Node(2.0), Node(3.0)]
    both(v)["sum"].backward()
    assert [x.der for x in v] == [1.0, 1.0]


def test_a_nested_argument_has_a_nested_answer():
    f = custom_derivative(
        lambda p, how: p["a"] * p["b"][0], partials=lambda p, how, y: ({"a": p["b"][0], "b": [p["a"]]}, how)
    )
    assert grad(f)({"a": 2.0, "b": [3.0]}, "text") == {"a": 3.0, "b": [2.0]}


def test_an_argument_changed_later_does_not_matter():
    v = [Node(2.0), Node(3.0)]
    y, x = both(v)["product"], v[0]
    v.clear()
    y.backward()
    assert x.der == 3.0


@pytest.mark.parametrize("answer", [1.0, (1.0,), (1.0, 2.0, 3.0), ("1", 2.0), None])
def test_an_answer_of_another_structure_is_refused(answer):
    f = custom_derivative(lambda a, b: a * b, partials=lambda a, b, y: answer)
    with pytest.raises(StructureError, match="the rule's answer"):
        grad(f)(2.0, 3.0)


def test_a_wrong_rule_is_caught_by_check_grad():
    wrong = custom_derivative(math.sqrt, partials=lambda a, y: 0.4 / y)
    checked = check_grad(wrong, 4.0)
    assert not checked
    assert "reverse 0.2, forward 0.2, difference 0.25" in str(checked)


def test_a_node_from_outside_is_refused():
    w = Node(3.0)
    scaled = custom_derivative(lambda a: a * w, partials=lambda a, y: 3.0)
    with pytest.raises(WrongKind, match="uses a Node from outside its arguments, whose derivative the rule would lose"):
        scaled(Node(2.0))


def test_a_rule_that_cannot_be_differentiated_says_so_only_when_asked():
    plain = custom_derivative(math.sqrt, partials=lambda a, y: 0.5 / math.sqrt(a))
    assert grad(plain)(16.0) == 0.125
    with pytest.raises(DerivativeLost, match=r"math\.sqrt\(a\) would lose the derivative of a"):
        grad(grad(plain))(16.0)


def test_a_zero_der_contributes_nothing_through_an_infinite_partial():
    steep = custom_derivative(math.sqrt, partials=lambda a, y: math.inf)
    assert grad(lambda x: 0.0 * steep(x))(0.0) == 0.0


@pytest.mark.parametrize("rules", [{}, {"partials": lambda y, a: 1, "vjp": lambda s, y, a: 1}, {"partials": 3}])
def test_one_rule_is_needed(rules):
    with pytest.raises(WrongKind, match="custom_derivative needs a function and one rule for it"):
        custom_derivative(math.sqrt, **rules)


def test_partials_are_for_one_output():
    f = custom_derivative(lambda a: [a], partials=lambda a, y: 1.0)
    with pytest.raises(StructureError, match=r"partials is for a function that returns one number, .*Give vjp instead"):
        f(Node(2.0))


def test_arguments_go_by_position():
    with pytest.raises(WrongKind, match="but got a by name"):
        root(a=Node(2.0))


def product_of_two(x):
    """exp(x) exp(2x) = exp(3x), through a rule of two results that uses its answer."""
    two = custom_derivative(
        lambda x: [exp(x), exp(2 * x)], vjp=lambda seed, x, out: seed[0] * out[0] + seed[1] * 2 * out[1]
    )
    first, second = two(x)
    return first * second


@pytest.mark.parametrize("order", [1, 2, 3])
def test_a_rule_of_several_results_that_uses_its_answer_has_higher_derivatives(order):
    assert derivative(product_of_two, order)(0.1) == pytest.approx(3**order * math.exp(0.3), rel=1e-12)


def test_a_rule_that_answers_with_a_node_from_outside_is_refused():
    outside, x = Node(3.0), Node(2.0)
    y = custom_derivative(lambda x: 3 * x, partials=lambda x, y: outside)(x)
    with pytest.raises(WrongKind, match="uses a Node from outside its arguments"):
        y.backward()


def test_a_real_result_of_complex_steps_gives_real_inputs_real_ders():
    size = custom_derivative(lambda z: (z * z.conjugate()).real, vjp=lambda s, z, y: s * 2 * z.conjugate())
    x = Node(0.7)
    (size(sin(x * (1 + 2j))) * 1.0).backward()
    t = mpmath.mpf(0.7)
    exact = mpmath.diff(lambda t: abs(mpmath.sin(t * mpmath.mpc(1, 2))) ** 2, t)
    assert x.der == pytest.approx(float(exact), rel=1e-12)


def test_a_vjp_that_is_infinite_passes_nothing_on_for_a_zero_der():
    steep = custom_derivative(lambda x: [x, x], vjp=lambda seed, x, out: seed[0] * math.inf)
    x = Node(2.0)
    (steep(x)[0] * 0.0 + x).backward()
    assert x.der == 1.0


V, M = np.array([1.0, 2.0]), np.arange(4.0).reshape(2, 2)
of_entries = custom_derivative(lambda x: np.sin(x), partials=lambda x, y: np.cos(x))
of_arrays = custom_derivative(lambda x: np.sin(x), vjp=lambda g, x, y: g * np.cos(x))
product = custom_derivative(lambda a, b: a @ b, vjp=lambda g, a, b, y: (g @ b.T, a.T @ g))
several = custom_derivative(lambda a: (np.sum(a), a * 2.0), vjp=lambda g, a, y: g[0] * np.ones(2) + g[1] * 2.0)


@pytest.mark.parametrize("f", [of_entries, of_arrays])
@pytest.mark.parametrize("mode", ["forward", "reverse"])
def test_a_rule_for_arrays_serves_both_modes_and_second_derivatives(f, mode):
    np.testing.assert_array_equal(jacobian(f, mode=mode)(V), np.diag(np.cos(V)))
    np.testing.assert_array_equal(jvp(f)(V, tangent=np.ones(2))[1], np.cos(V))
    np.testing.assert_array_equal(hessian(lambda x: np.sum(f(x)))(V), np.diag(-np.sin(V)))
    assert vjp(f)(V)[1](np.zeros(2)).tolist() == [0.0, 0.0]


def test_a_rule_for_matrices_and_for_several_results():
    assert jvp(product, (0, 1))(M, M, tangent=(M, M))[1].tolist() == (2 * M @ M).tolist()
    left, right = grad(lambda a, b: np.sum(product(a, b)), (0, 1))(M, M)
    assert (left.tolist(), right.tolist()) == ([[1.0, 5.0], [1.0, 5.0]], [[2.0, 2.0], [4.0, 4.0]])
    total, doubled = jacobian(several)(V)
    assert (total.tolist(), doubled.tolist()) == ([1.0, 1.0], [[2.0, 0.0], [0.0, 2.0]])
    assert grad(lambda a: several(a)[0])(V).tolist() == [1.0, 1.0]
    assert check_grad(product, M, M)


def test_an_array_that_the_function_keeps_is_copied():
    kept = np.ones(2)

    def fills(x):
        kept[:] = x
        return kept

    x = Node(V)
    y = custom_derivative(fills, partials=lambda x, y: y)(x)
    kept[:] = 9.0
    np.sum(y).backward()
    assert (y.val.tolist(), x.der.tolist()) == ([1.0, 2.0], [1.0, 2.0])
