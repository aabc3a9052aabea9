"""jvp and hvp: along a direction."""

import math

import numpy as np
import pytest

from backsweep import Node, StructureError, WrongKind, exp, grad, hvp, jvp, sin, vjp


def test_a_jvp_is_the_jacobian_times_the_tangent():
    value, along = jvp(lambda x, y: [x * y, sin(x)], argnums=(0, 1))(2.0, 3.0, tangent=(1.0, 10.0))
    assert value == [6.0, math.sin(2.0)]
    assert along == [23.0, math.cos(2.0)]


def test_a_jvp_nests_with_grad_in_any_order():
    def f(x):
        return exp(x) * x  # f'' = (x + 2) e^x

    second = pytest.approx(2.5 * math.exp(0.5), rel=1e-15)
    assert jvp(grad(f))(0.5, tangent=1.0)[1] == second
    assert grad(lambda x: jvp(f)(x, tangent=1.0)[1])(0.5) == second
    assert jvp(lambda x: jvp(f)(x, tangent=1.0)[1])(0.5, tangent=1.0)[1] == second


def test_the_tangent_may_be_differentiated_by():
    assert grad(lambda v: jvp(lambda x: x**3)(2.0, tangent=v)[1])(1.0) == 12.0


def test_a_tangent_of_zero_gives_zero_even_where_the_slope_is_infinite():
    assert jvp(lambda x: x**0.5)(0.0, tangent=0.0) == (0.0, 0.0)


def test_constants_and_text_in_the_output_have_no_tangent():
    assert jvp(lambda x: [3.0, x, "text", None])(2.0, tangent=5.0) == (
        [3.0, 2.0, "text", None],
        [0.0, 5.0, "text", None],
    )


def test_an_hvp_never_forms_the_hessian():
    def f(x):
        return sin(x[0] * x[1]) + x[0] ** 3

    x, y, v, w = 0.5, 0.7, 2.0, -1.0
    s, c = math.sin(x * y), math.cos(x * y)
    expected = [(6 * x - y * y * s) * v + (c - x * y * s) * w, (c - x * y * s) * v - x * x * s * w]
    assert hvp(f)([x, y], tangent=[v, w]) == pytest.approx(expected, rel=1e-14)


def test_an_hvp_over_outer_nodes_stays_in_the_graph():
    w = Node(2.0)
    product = hvp(lambda x: x**3 * w)(5.0, tangent=1.0)
    product.backward()
    assert (product.val, w.der) == (60.0, 30.0)


@pytest.mark.parametrize("transform", [jvp, hvp])
def test_a_missing_tangent_is_asked_for(transform):
    name = transform.__name__
    with pytest.raises(WrongKind, match=rf"{name}\(f\) needs the direction .*Write {name}\(f\)\(x, tangent=v\)\."):
        transform(sin)(2.0)


@pytest.mark.parametrize(
    ("tangent", "sentence"),
    [
        (1.0, r"tangent needs the structure of the argument: a number at tangent\[0\], but got 1\.0"),
        ([1.0], r"a number at tangent\[1\]"),
        ([1.0, 2.0, 3.0], r"tangent has a number at tangent\[2\], where the argument has none"),
        (["1", 2.0], r"a number at tangent\[0\]"),
    ],
)
@pytest.mark.parametrize("transform", [jvp, hvp])
def test_a_tangent_of_another_structure_is_refused(transform, tangent, sentence):
    with pytest.raises(StructureError, match=sentence):
        transform(lambda x: x[0] * x[1])([1.0, 2.0], tangent=tangent)


V = np.array([1.0, 2.0])


def test_a_list_is_no_tangent_of_an_array():
    with pytest.raises(StructureError, match=r"an array of shape \(2,\) at tangent, but got \[1\.0, 0\.0\]"):
        hvp(lambda x: np.sum(x**3))(V, tangent=[1.0, 0.0])


@pytest.mark.parametrize("given", [np.ones(3), np.ones((2, 1)), np.array(1.0), 1.0])
def test_a_tangent_or_a_seed_of_another_shape_is_refused(given):
    with pytest.raises(StructureError, match=r"tangent needs the shape of the argument, \(2,\), but got"):
        jvp(np.sin)(V, tangent=given)
    with pytest.raises(StructureError, match=r"seed needs the shape of f's value, \(2,\), but got"):
        vjp(np.sin)(V)[1](given)


def test_a_complex_tangent_or_seed_of_a_real_array_is_refused():
    for asked in (
        lambda: jvp(np.sin)(V, tangent=V * 1j),
        lambda: vjp(np.sin)(V)[1](V * 1j),
        lambda: np.sin(Node(V)).backward(V * 1j),
    ):
        with pytest.raises(WrongKind, match="real"):
            asked()


def test_tangents_of_ints_are_floats():
    assert jvp(lambda x: x * x)(np.array([1, 2]), tangent=np.array([0.5, 0.25]))[1].tolist() == [1.0, 1.0]
    assert jvp(lambda x: x * x)(V, tangent=np.array([1, 0]))[1].tolist() == [2.0, 0.0]


def test_an_output_that_stands_still_has_a_tangent_of_its_shape():
    assert jvp(lambda x: (x, np.ones((2, 2))))(V, tangent=V)[1][1].tolist() == [[0.0, 0.0], [0.0, 0.0]]


def test_zero_stands_for_an_array_of_zeros():
    assert vjp(lambda x: (x, np.sum(x)))(V)[1]((0, 1.0)).tolist() == [1.0, 1.0]
    assert jvp(lambda x, y: x + y, (0, 1))(V, V, tangent=(0, np.ones(2)))[1].tolist() == [1.0, 1.0]
