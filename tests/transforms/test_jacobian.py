"""jacobian and hessian: both modes, the plan, and what they refuse."""

import math

import numpy as np
import pytest

from backsweep import Node, StructureError, WrongKind, exp, grad, hessian, hvp, jacobian, sin, where
from backsweep.transforms.jacobian import plan


def polar(v):
    r, t = v
    return [r * sin(t), r * exp(t), 7.0]


@pytest.mark.parametrize("mode", ["auto", "forward", "reverse"])
def test_a_jacobian_agrees_with_the_closed_form(mode):
    found = jacobian(polar, mode=mode)([2.0, 0.5])
    expected = [[math.sin(0.5), 2 * math.cos(0.5)], [math.exp(0.5), 2 * math.exp(0.5)], [0.0, 0.0]]
    assert found == [pytest.approx(row, rel=1e-15) for row in expected]


@pytest.mark.parametrize("mode", ["forward", "reverse"])
def test_simple_outputs(mode):
    assert jacobian(lambda x: x, mode=mode)(2.0) == 1.0
    assert jacobian(lambda x: 5.0, mode=mode)(2.0) == 0.0
    assert jacobian(lambda x: [x, x, x * x], mode=mode)(2.0) == [1.0, 1.0, 4.0]
    assert jacobian(lambda x: x[0] * x[1], mode=mode)([2.0, 3.0]) == [3.0, 2.0]
    assert jacobian(lambda x: [x, "text", None, x > 1.0], mode=mode)(2.0) == [1.0, "text", None, True]


@pytest.mark.parametrize("mode", ["forward", "reverse"])
def test_a_tangent_that_vanishes_on_the_way_is_a_zero(mode):
    assert jacobian(lambda x: [abs(x[0]) ** 3 * x[1], x[1]], mode=mode)([0.0, 2.0]) == [[0.0, 0.0], [0.0, 1.0]]


@pytest.mark.parametrize("outer", ["forward", "reverse"])
@pytest.mark.parametrize("inner", ["forward", "reverse"])
def test_a_jacobian_of_a_jacobian_is_the_second_derivative(outer, inner):
    assert jacobian(jacobian(lambda x: (3 * x) ** 2, mode=inner), mode=outer)(0.0) == 18.0
    found = jacobian(jacobian(lambda v: v[0] ** 2 * v[1], mode=inner), mode=outer)([3.0, 5.0])
    assert found == [[10.0, 6.0], [6.0, 0.0]]


def test_a_third_derivative_as_the_jacobian_of_a_hessian():
    found = jacobian(hessian(lambda v: v[0] * v[1] * v[2]))([0.0, 0.0, 0.0])
    assert [found[i][j][k] for i, j, k in ((0, 1, 2), (2, 1, 0), (0, 0, 1), (1, 1, 1))] == [1.0, 1.0, 0.0, 0.0]


def test_modes_agree_on_a_complex_function_of_a_real_number():
    for mode in ("forward", "reverse"):
        assert jacobian(lambda x: (x + 1j) ** 2, mode=mode)(2.0) == 4.0 + 2j
        assert jacobian(lambda z: [z * z, z], mode=mode)(1 + 2j) == [2 + 4j, 1]


@pytest.mark.parametrize("mode", ["forward", "reverse"])
def test_a_jacobian_over_outer_nodes_stays_in_the_graph(mode):
    w = Node(5.0)
    ((by_x,),) = [jacobian(lambda v: [v[0] ** 2 * w], mode=mode)([3.0])[0]]
    by_x.backward()
    assert (by_x.val, w.der) == (30.0, 6.0)


@pytest.mark.parametrize(
    ("inputs", "outputs", "mode"), [(1, 1, "forward"), (1000, 1, "reverse"), (3, 3, "forward"), (1, 9, "forward")]
)
def test_the_plan_takes_the_cheaper_mode_and_says_why(inputs, outputs, mode):
    chosen = plan(inputs, outputs)
    assert chosen.mode == mode
    reason = "one tangent per input" if mode == "forward" else "one backward sweep per output"
    assert str(chosen).startswith(f"{mode} mode: {inputs} input")
    assert str(chosen).endswith(f"{mode} mode costs {reason}.")


def test_the_plan_of_a_call_counts_what_f_returns():
    assert str(jacobian(polar).plan([2.0, 0.5])).startswith("forward mode: 2 inputs, 3 outputs, and ")
    assert str(jacobian(polar, mode="reverse").plan([2.0, 0.5])) == "reverse mode, as asked (2 inputs, 3 outputs)."
    assert jacobian(lambda v: v[0] * v[1]).plan([1.0, 2.0]).mode == "reverse"


def test_a_hessian_is_symmetric_and_agrees_with_hvp():
    def f(v):
        return exp(v[0] * v[1]) * sin(v[2]) + v[0] ** 3

    x = [0.3, 0.7, 1.1]
    h = hessian(f)(x)
    for i in range(3):
        assert h[i] == pytest.approx([h[j][i] for j in range(3)], rel=1e-14)
        assert hvp(f)(x, tangent=[float(i == k) for k in range(3)]) == pytest.approx(h[i], rel=1e-14)


def test_a_hessian_by_several_arguments():
    assert hessian(lambda x, y: x * x * y, argnums=(0, 1))(2.0, 3.0) == ((6.0, 4.0), (4.0, 0.0))
    assert hessian(lambda x, y: x * x * y, argnums=1)(2.0, 3.0) == 0.0


def test_a_jacobian_of_grad_is_a_hessian():
    assert jacobian(grad(lambda v: v[0] ** 2 * v[1]))([3.0, 5.0]) == [[10.0, 6.0], [6.0, 0.0]]


@pytest.mark.parametrize("mode", ["fast", None, 1])
def test_an_unknown_mode_is_refused(mode):
    with pytest.raises(WrongKind, match=r'jacobian needs mode "auto", "forward" or "reverse", but got mode = '):
        jacobian(polar, mode=mode)


@pytest.mark.parametrize("output", [[], None, "text", {"a": ()}])
def test_f_must_return_numbers(output):
    with pytest.raises(StructureError, match="jacobian needs numbers from f, but f returned "):
        jacobian(lambda x: output)(2.0)


@pytest.mark.parametrize("mode", ["forward", "reverse"])
def test_a_branch_not_taken_has_an_exact_zero(mode):
    assert jacobian(lambda x: [where(True, 1.0, x[0]), x[0]], mode=mode)([2.0]) == [[0.0], [1.0]]


@pytest.mark.parametrize("mode", ["forward", "reverse"])
@pytest.mark.parametrize("still", [np.ones(3), np.arange(3), np.float64(2.0)])
def test_an_array_that_does_not_depend_on_the_input_has_zeros_of_both_shapes(mode, still):
    x = np.ones((2, 2))
    found = jacobian(lambda x: [x[0], still], mode=mode)(x)
    assert found[1].shape == (*np.shape(still), 2, 2)
    assert not found[1].any()
