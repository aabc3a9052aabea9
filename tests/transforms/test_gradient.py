"""grad, value_and_grad, derivative, vjp: values against closed forms, structures, nesting, and refusals."""

import cmath
import math
from fractions import Fraction

import mpmath
import numpy as np
import pytest

import backsweep
from backsweep import (
    Node,
    StructureError,
    WrongKind,
    check_grad,
    checkpoint,
    custom_derivative,
    derivative,
    exp,
    grad,
    hessian,
    jacobian,
    jvp,
    log,
    sin,
    stop_gradient,
    value_and_grad,
    vjp,
)


def test_grad_of_several_arguments():
    def f(x, y):
        return x * x * y

    assert grad(f)(3.0, 5.0) == 30.0
    assert grad(f, argnums=1)(3.0, 5.0) == 9.0
    assert grad(f, argnums=-1)(3.0, 5.0) == 9.0
    assert grad(f, argnums=(1, 0))(3.0, 5.0) == (9.0, 30.0)
    assert grad(f, argnums=(0,))(3.0, 5.0) == (30.0,)


def test_keyword_arguments_are_values_without_derivative():
    def f(x, *, power):
        return x**power

    assert grad(f)(2.0, power=3) == 12.0


def test_value_and_grad_runs_once():
    calls = []

    def f(x):
        calls.append(x)
        return x * x

    assert value_and_grad(f)(3.0) == (9.0, 6.0)
    assert len(calls) == 1


def test_auxiliary_outputs_come_back_as_plain_numbers():
    def f(x):
        return x * x, {"double": 2 * x, "text": "hi", "none": None}

    aux = {"double": 6.0, "text": "hi", "none": None}
    assert grad(f, has_aux=True)(3.0) == (6.0, aux)
    assert value_and_grad(f, has_aux=True)(3.0) == ((9.0, aux), 6.0)
    assert type(value_and_grad(f, has_aux=True)(3.0)[0][1]["double"]) is float


def test_auxiliary_outputs_keep_their_derivative_for_an_outer_transform():
    assert grad(lambda x: grad(lambda y: (y**3, y * x), has_aux=True)(x)[1])(2.0) == 4.0


@pytest.mark.parametrize(
    ("f", "answer"),
    [
        (lambda x: x, 1.0),
        (lambda x: 3.0, 0.0),
        (lambda x: 3, 0.0),
        (lambda x: x - x, 0.0),
        (lambda x: x + x, 2.0),
        (lambda x: stop_gradient(x), 0.0),
    ],
)
def test_simple_answers_at_every_order(f, answer):
    assert grad(f)(2.0) == answer
    assert grad(grad(f))(2.0) == 0.0
    assert hessian(f)(2.0) == 0.0
    assert grad(f)(Node(2.0)) == answer


@pytest.mark.parametrize("x", [3, Fraction(1, 3), 3.0, 1 + 2j])
def test_the_gradient_has_the_kind_of_the_numbers(x):
    assert grad(lambda x: x**3 - 2 * x)(x) == 3 * x**2 - 2
    assert type(grad(lambda x: x**3 - 2 * x)(x)) is type(x)
    assert grad(lambda x: 5)(Fraction(1, 3)) == 0


def test_an_int_may_have_a_float_gradient():
    assert grad(lambda x: x / 4)(3) == 0.25


# Order by order against closed forms: d^n/dx^n.
CLOSED = [
    (exp, 0.7, lambda n, x: mpmath.exp(x)),
    (sin, 0.7, lambda n, x: mpmath.sin(x + n * mpmath.pi / 2)),
    (log, 1.3, lambda n, x: mpmath.log(x) if n == 0 else (-1) ** (n - 1) * mpmath.factorial(n - 1) / x**n),
    (lambda x: x**5, 1.3, lambda n, x: mpmath.ff(5, n) * x ** (5 - n)),
    (lambda x: 1 / x, 1.3, lambda n, x: (-1) ** n * mpmath.factorial(n) / x ** (n + 1)),
    (lambda x: x**0.5, 1.3, lambda n, x: mpmath.ff(0.5, n) * x ** (0.5 - n)),
    (lambda x: x * x * x, 0.0, lambda n, x: 6 if n == 3 else 0),
]


@pytest.mark.parametrize(("f", "x", "closed"), CLOSED)
@pytest.mark.parametrize("order", range(7))
def test_derivatives_of_any_order_agree_with_closed_forms(f, x, closed, order):
    assert derivative(f, order=order)(x) == pytest.approx(float(closed(order, mpmath.mpf(x))), rel=1e-12, abs=1e-15)


def test_derivative_is_grad_nested():
    def f(x):
        return sin(x) * exp(x)

    assert derivative(f, order=3)(0.5) == pytest.approx(grad(grad(grad(f)))(0.5), rel=1e-15)


def test_a_complex_derivative_is_the_holomorphic_one():
    assert derivative(exp, order=3)(1 + 2j) == exp(1 + 2j)
    assert grad(lambda z: 1 / z)(2j) == pytest.approx(0.25)


@pytest.mark.parametrize("x", [0, 0.0, -0.0])
def test_3x_squared_has_second_derivative_18_at_0(x):
    def f(x):
        return (3 * x) ** 2

    assert grad(grad(f))(x) == derivative(f, order=2)(x) == hessian(f)(x) == 18
    assert jvp(grad(f))(x, tangent=1.0)[1] == grad(lambda x: jvp(f)(x, tangent=1.0)[1])(x) == 18
    assert jvp(lambda x: jvp(f)(x, tangent=1.0)[1])(x, tangent=1.0)[1] == 18


@pytest.mark.parametrize("n", range(1, 6))
def test_products_at_zero_keep_their_nth_derivative(n):
    assert derivative(lambda x: math.prod([x] * n), order=n)(0.0) == math.factorial(n)
    assert derivative(lambda x: backsweep.prod([x] * n), order=n)(0.0) == math.factorial(n)


# Siskind & Pearlmutter 2005, "Perturbation Confusion and Referential Transparency".


def test_an_inner_derivative_is_not_confused_with_an_outer_one():
    assert grad(lambda x: x * grad(lambda y: x + y)(1.0))(1.0) == 1.0
    assert jvp(lambda x: x * jvp(lambda y: x + y)(1.0, tangent=1.0)[1])(1.0, tangent=1.0)[1] == 1.0
    assert grad(lambda x: x * jvp(lambda y: x + y)(1.0, tangent=1.0)[1])(1.0) == 1.0
    assert jvp(lambda x: x * grad(lambda y: x + y)(1.0))(1.0, tangent=1.0)[1] == 1.0


def test_the_same_number_closed_over_and_passed_is_two_variables():
    assert grad(lambda x: grad(lambda y: x * y * y)(x))(3.0) == 12.0  # d/dx 2 x^2
    assert grad(lambda x: x * grad(lambda y: x * y)(x))(3.0) == 6.0
    assert jvp(lambda x: jvp(lambda y: x * y * y)(x, tangent=1.0)[1])(3.0, tangent=1.0)[1] == 12.0


def test_a_derivative_of_a_function_valued_function():
    # Manzyuk et al. 2019, "Perturbation confusion in forward automatic differentiation of higher-order functions".
    def shifted(u):
        return lambda f: lambda x: f(x + u)

    slope = jvp(lambda u: shifted(u)(grad(sin))(1.0))(0.0, tangent=1.0)[1]
    assert slope == pytest.approx(-math.sin(1.0), rel=1e-15)


def test_a_hessian_may_have_grad_inside():
    def f(v):
        return grad(lambda u: u**3 * v[1])(v[0])  # 3 v0^2 v1

    assert hessian(f)([2.0, 5.0]) == [[30.0, 12.0], [12.0, 0.0]]


def test_a_closure_over_an_outer_node_stays_in_the_graph():
    w = Node(3.0)
    slope = grad(lambda x: x * x * w)(2.0)
    assert slope.val == 12.0
    slope.backward()
    assert w.der == 4.0


def test_a_node_closed_over_and_passed():
    w = Node(3.0)
    slope = grad(lambda x: x * w * w)(w)
    slope.backward()
    assert (slope.val, w.der) == (9.0, 6.0)


def test_a_backward_sweep_inside_f_leaves_nothing_in_the_gradient():
    def f(x, y):
        (x * y).backward()
        return x * x

    assert grad(f, argnums=(0, 1))(3.0, 5.0) == (6.0, 0.0)


def test_no_der_of_an_outer_node_is_touched():
    w = Node(3.0)
    w.der = 7
    grad(lambda x: x * w)(2.0)
    grad(lambda x: x * x)(w)
    vjp(lambda x: x * w)(2.0)[1](1.0)
    assert w.der == 7


def test_stop_gradient_is_a_structural_zero_to_every_order():
    def f(x):
        return stop_gradient(x) * x * x

    assert grad(f)(3.0) == 18.0
    assert grad(grad(f))(3.0) == 6.0
    assert derivative(f, order=3)(3.0) == 0.0
    assert jvp(f)(3.0, tangent=1.0) == (27.0, 18.0)
    assert grad(lambda x: stop_gradient(x**0.5) * 2.0)(0.0) == 0.0
    assert stop_gradient(3) == 3


def test_vjp_pulls_as_often_as_one_likes():
    value, pull = vjp(lambda x: {"a": x[0] * x[1], "b": [x[0], 5.0]})([3.0, 7.0])
    assert value == {"a": 21.0, "b": [3.0, 5.0]}
    assert pull({"a": 1.0, "b": [0.0, 0.0]}) == [7.0, 3.0]
    assert pull({"a": 0.0, "b": [2.0, 9.0]}) == [2.0, 0.0]
    assert pull({"a": 1.0, "b": [0.0, 0.0]}) == [7.0, 3.0]


def test_vjp_of_one_output_given_twice_adds_the_seeds():
    assert vjp(lambda x: [x, x, x * x])(3.0)[1]([1.0, 10.0, 100.0]) == 611.0


@pytest.mark.parametrize(
    ("seed", "sentence"),
    [
        (1.0, r"seed needs the structure of f's value: a number at seed\[0\], but got 1\.0\."),
        ([1.0], r"a number at seed\[1\], but got \[1\.0\]"),
        ([1.0, 2.0, 3.0], r"seed has a number at seed\[2\], where f's value has none"),
        (["1", 2.0], r"a number at seed\[0\]"),
        ([True, 2.0], r"a number at seed\[0\]"),
    ],
)
def test_a_seed_of_another_structure_is_refused(seed, sentence):
    with pytest.raises(StructureError, match=sentence):
        vjp(lambda x: [x * x, sin(x)])(2.0)[1](seed)


@pytest.mark.parametrize("transform", [grad, value_and_grad, vjp, derivative, jvp, hessian, backsweep.hvp])
@pytest.mark.parametrize("thing", [3.0, None, "f", Node(1.0)])
def test_what_is_no_function_is_refused(transform, thing):
    name = transform.__name__
    with pytest.raises(WrongKind, match=rf"{name} needs a function, but got f = .*Write {name}\(f\), not {name}\(f\(x"):
        transform(thing)


@pytest.mark.parametrize("argnums", [[0, 1], "x", 1.0, True, (), (0, 0), None])
def test_argnums_is_a_position_or_a_tuple_of_positions(argnums):
    with pytest.raises(WrongKind, match=r"grad needs argnums, .*but got argnums = .*write argnums=\(0, 1\)"):
        grad(lambda x, y: x * y, argnums)


def test_argnums_must_name_arguments_and_each_once():
    with pytest.raises(StructureError, match=r"grad was asked for argument 1, but f got 1 argument by position"):
        grad(lambda x: x, argnums=1)(2.0)
    with pytest.raises(StructureError, match="grad was asked for argument 0, but f got 0 arguments by position"):
        grad(lambda x: x)(x=2.0)
    with pytest.raises(StructureError, match=r"asked twice for one argument: argnums = \(0, -2\), and f got 2"):
        grad(lambda x, y: x * y, argnums=(0, -2))(2.0, 3.0)


@pytest.mark.parametrize(
    ("x", "advice"),
    [("2", r"float\(x\)"), (True, r"Write 1\.0"), (None, "Pass numbers"), ([], "Pass numbers"), ({}, "Pass numbers")],
)
@pytest.mark.parametrize("transform", [grad, value_and_grad, vjp, backsweep.jacobian, hessian])
def test_an_argument_without_numbers_is_refused_in_the_transforms_own_name(transform, x, advice):
    with pytest.raises(WrongKind, match=rf"^{transform.__name__} found no number to differentiate by .*{advice}"):
        transform(lambda x: 1.0)(x)


@pytest.mark.parametrize("transform", [grad, value_and_grad, hessian, derivative])
def test_f_must_return_one_number(transform):
    name = transform.__name__
    with pytest.raises(StructureError, match=rf"^{name} needs one number from f, but f returned a list of 2\. Use jac"):
        transform(lambda x: [x, x])(2.0)
    with pytest.raises(StructureError, match=rf"^{name} needs one number from f, but f returned None \(NoneType\)"):
        transform(lambda x: None)(2.0)
    with pytest.raises(StructureError, match=r"f returned True \(bool\)"):
        transform(lambda x: x > 1)(2.0)


def test_has_aux_needs_a_pair():
    with pytest.raises(StructureError, match=r"With has_aux=True, grad needs a pair from f, .* but f returned 4\.0\."):
        grad(lambda x: x * x, has_aux=True)(2.0)


@pytest.mark.parametrize("order", [-1, 1.0, True, "2", None])
def test_an_order_is_a_whole_number(order):
    with pytest.raises(WrongKind, match=r"derivative needs an order of 0, 1, 2, \.\.\., but got order = "):
        derivative(sin, order)


@pytest.mark.parametrize("x", [[1.0], "1", None, True])
def test_derivative_is_for_one_number(x):
    with pytest.raises(WrongKind, match=r"derivative is for functions of one number, but got x = .* Use grad or jac"):
        derivative(sin)(x)


def test_a_transform_keeps_the_name_of_f_but_not_its_fields():
    def f(x):
        """The square."""
        return x * x

    f.primitive = "not mine"
    for transformed in (grad(f), jvp(f), vjp(f), derivative(f), backsweep.jacobian(f), backsweep.checkpoint(f)):
        assert (transformed.__name__, transformed.__doc__) == ("f", "The square.")
        assert not hasattr(transformed, "primitive")


def test_the_whole_derivative_of_a_complex_result_by_a_real_input_is_never_half_given():
    def f(x):
        return exp(1j * x)

    exact = pytest.approx(1j * cmath.exp(0.5j), rel=1e-14)
    assert derivative(f)(0.5) == exact
    assert jacobian(f, mode="reverse")(0.5) == exact
    assert jacobian(f, mode="forward")(0.5) == exact
    assert jvp(f)(0.5, tangent=1.0)[1] == exact
    assert check_grad(f, 0.5)
    with pytest.raises(StructureError, match=r"grad needs a real number from f.*Use jacobian\(f\) or derivative"):
        grad(f)(0.5)


def test_a_list_that_holds_itself_is_refused_in_a_sentence():
    loop = [1.0]
    loop.append(loop)
    with pytest.raises(StructureError, match="A structure holds itself"):
        grad(lambda x: x[0])(loop)


# Where a slope is infinite or nan, what comes after it is nan, never a silent 0.


@pytest.mark.parametrize(
    ("f", "x"),
    [
        (backsweep.sqrt, 0.0),
        (lambda x: backsweep.sqrt(x) + x * x, 0.0),
        (backsweep.cbrt, 0.0),
        (lambda x: x**0.5, 0.0),
        (backsweep.asin, 1.0),
        (lambda x: backsweep.maximum(x, math.nan), 1.0),
        (lambda x: backsweep.max([x, math.nan]), 1.0),
    ],
)
def test_the_derivative_of_an_infinite_or_missing_slope_is_nan(f, x):
    assert math.isnan(derivative(f, 2)(x))
    assert math.isnan(grad(grad(f))(x))
    assert math.isnan(jvp(grad(f))(x, tangent=1.0)[1])


@pytest.mark.parametrize(("x", "y"), [(2.0, 0.0), (2.0, 1.0), (2.0, 0.5), (0.3, 3.0), (1.0, 0.0)])
def test_mixed_second_derivatives_of_a_power_are_symmetric_and_right(x, y):
    (_, by_base), (by_exponent, _) = backsweep.hessian(lambda v: v[0] ** v[1])([x, y])
    exact = float(mpmath.mpf(x) ** (y - 1) * (1 + y * mpmath.log(x)))
    assert by_base == pytest.approx(exact, rel=1e-13)
    assert by_exponent == pytest.approx(exact, rel=1e-13)


def test_the_exponent_counts_also_where_it_passes_through_0():
    assert grad(lambda b: grad(lambda x: (x * x + 1) ** backsweep.sin(b))(1.0))(0.0) == pytest.approx(1.0, rel=1e-13)


def test_the_zero_by_an_exact_input_is_exact():
    assert str(grad(lambda x, n: x, argnums=1)(2.0, 3)) == "0"
    assert str(grad(lambda x, n: x, argnums=1)(2.0, Fraction(1, 3))) == "0"
    assert str(grad(lambda x, n: x, argnums=1)(2.0, 3.0)) == "0.0"


def test_the_second_derivative_of_a_complex_tanh():
    z = 1 + 1j
    exact = complex(mpmath.diff(mpmath.tanh, mpmath.mpc(z), 2))
    assert derivative(backsweep.tanh, 2)(z) == pytest.approx(exact, rel=1e-12)


@pytest.mark.parametrize("order", [0, 1, 2])
def test_the_derivative_by_a_float_is_a_float_where_arrays_lie_between(order):
    found = derivative(lambda t: np.sum(np.exp(t * np.array([1.0, 2.0]))), order=order)(0.5)
    assert found == pytest.approx(math.exp(0.5) + 2**order * math.exp(1.0), rel=1e-14)
    assert type(found) is float


@pytest.mark.parametrize("part", [np.real, np.imag, np.abs, np.angle], ids=lambda part: part.__name__)
def test_second_derivatives_of_a_real_part_by_a_float_are_real(part):
    """The first was once left complex on Nodes, where the input is a plain float, so that grad refused it."""

    def f(x):
        return part(backsweep.exp(x * (1 + 2j)) + 3.0)

    numbers = derivative(derivative(f))(0.5)
    arrays = hessian(lambda x: np.sum(f(x)))(np.array([0.5]))
    assert grad(grad(f))(0.5) == pytest.approx(float(arrays[0, 0]), rel=1e-12)
    assert numbers == pytest.approx(float(arrays[0, 0]), rel=1e-12)
    assert not isinstance(numbers, complex)


@pytest.mark.parametrize(
    "f",
    [
        lambda x: np.sin(x) * x,
        lambda x: np.sort(x) * np.max(x) + np.maximum(x, 1.5) + np.abs(x),
        lambda x: np.linalg.inv(np.outer(x, x) + np.eye(3))[0],
        lambda x: checkpoint(np.sin)(x) + custom_derivative(np.tanh, vjp=lambda g, y, t: (g * (1 - y * y),))(x),
    ],
)
@pytest.mark.parametrize("seed", [np.zeros(3), np.array([1.0, -2.0, 0.5])])
def test_a_pull_is_a_linear_function_of_its_seed_and_nothing_of_its_run_sticks_to_it(f, seed):
    x = np.array([1.0, 3.0, 2.0])
    found = jacobian(lambda seed: vjp(f)(x)[1](seed))(seed)
    assert type(found) is np.ndarray
    np.testing.assert_allclose(found, jacobian(f)(x).T, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("seed", [0.0, 2.0])
def test_a_pull_of_numbers_gives_numbers(seed):
    f = lambda x: sin(x) * exp(x)  # noqa: E731
    found = grad(lambda seed: vjp(f)(0.7)[1](seed))(seed)
    assert type(found) is float
    assert found == pytest.approx(grad(f)(0.7), rel=1e-15)
