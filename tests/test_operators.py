"""Python's operators on Nodes, with numbers of every kind on either side."""

import math
import operator
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from backsweep import DivisionByZero, DomainError, Node, NotDifferentiable, TooLarge, WrongKind

BINARY = [
    operator.add,
    operator.sub,
    operator.mul,
    operator.truediv,
    operator.floordiv,
    operator.mod,
    operator.pow,
]
NUMBERS = [3, 2.5, Fraction(3, 2)]


@pytest.mark.parametrize("operation", BINARY)
@pytest.mark.parametrize("x", NUMBERS)
@pytest.mark.parametrize("y", NUMBERS)
def test_an_operator_gives_what_python_gives_whichever_side_is_a_node(operation, x, y):
    expected = operation(x, y)
    for result in (operation(Node(x), y), operation(x, Node(y)), operation(Node(x), Node(y))):
        assert result.__class__ is Node
        assert result.val == expected
        # Python 3.11's Fraction ** anything turns to float before it asks the Node.
        own = operation is operator.pow and type(x) is Fraction
        assert own or type(result.val) is type(expected)


@pytest.mark.parametrize(
    ("operation", "by_x", "by_y"),
    [
        (operator.add, 1, 1),
        (operator.sub, 1, -1),
        (operator.mul, 2.5, 7.5),
        (operator.truediv, 0.4, -1.2),
        (operator.floordiv, 0, 0),
        (operator.mod, 1, -3),
        (operator.pow, 2.5 * 7.5**1.5, 7.5**2.5 * math.log(7.5)),
    ],
)
def test_each_side_gets_its_derivative(operation, by_x, by_y):
    x, y = Node(7.5), Node(2.5)
    operation(x, y).backward()
    assert (x.der, y.der) == pytest.approx((by_x, by_y), rel=1e-15)
    left, right = Node(7.5), Node(2.5)
    operation(left, 2.5).backward()
    operation(7.5, right).backward()
    assert (left.der, right.der) == pytest.approx((by_x, by_y), rel=1e-15)


@pytest.mark.parametrize("scalar", [np.float64(2.0), np.float32(2.0), np.int64(2)])
@pytest.mark.parametrize("operation", BINARY)
def test_numpy_scalars_may_stand_on_either_side(operation, scalar):
    for result in (operation(Node(3.0), scalar), operation(scalar, Node(3.0))):
        assert result.__class__ is Node
        assert type(result.val) is float
    assert operation(scalar, Node(3.0)).val == operation(2.0, 3.0)
    assert operation(Node(3.0), scalar).val == operation(3.0, 2.0)


@pytest.mark.parametrize("compare", [operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne])
def test_numpy_scalars_compare_with_nodes_by_value(compare):
    assert bool(compare(np.float64(2.0), Node(3.0))) is compare(2.0, 3.0)
    assert bool(compare(Node(3.0), np.float64(2.0))) is compare(3.0, 2.0)


@pytest.mark.parametrize("array", [np.array([1.0, 2.0]), np.array([[1, 2]])])
@pytest.mark.parametrize("operation", BINARY)
def test_a_number_and_an_array_go_together_as_in_numpy(operation, array):
    for answer, plain in (
        (operation(Node(3.0), array), operation(3.0, array)),
        (operation(array, Node(3.0)), operation(array, 3.0)),
    ):
        assert answer.__class__ is Node
        assert np.array_equal(answer.val, plain)


@pytest.mark.parametrize("stranger", ["2", b"2", None, [2.0], (2.0,), {}, Decimal(2)])
def test_strangers_are_refused_from_either_side(stranger):
    for call in (lambda: Node(2.0) + stranger, lambda: stranger + Node(2.0), lambda: Node(2.0) - stranger):
        with pytest.raises(WrongKind, match=r"needs a number, but got .*\."):
            call()


def test_an_operand_that_knows_nodes_is_asked():
    class Money:
        def __radd__(self, other):
            return "paid"

    assert Node(2.0) + Money() == "paid"


def test_divmod_is_quotient_and_remainder():
    x = Node(7.5)
    quotient, remainder = divmod(x, 2)
    assert (quotient.val, remainder.val) == (3.0, 1.5)
    remainder.backward()
    assert x.der == 1
    assert [node.val for node in divmod(7, Node(3))] == [2, 1]
    assert [node.val for node in divmod(Node(7), Node(3))] == [2, 1]


def test_unary_operators_and_rounding():
    x = Node(-2.5)
    assert [node.val for node in (-x, +x, abs(x), round(x), math.floor(x), math.ceil(x), math.trunc(x))] == [
        2.5, -2.5, 2.5, -2, -3, -2, -2,
    ]  # fmt: skip
    assert round(Node(2.567), 2).val == 2.57
    assert +x is x


@pytest.mark.parametrize(
    "operation", [round, math.floor, math.ceil, math.trunc, lambda x: round(x, 1), lambda x: x // 2]
)
def test_rounding_gives_a_node_with_derivative_0(operation):
    x = Node(2.55)
    y = operation(x)
    assert y.__class__ is Node
    y.backward()
    assert x.der == 0


def test_a_constant_exponent_is_exact_where_a_variable_one_has_no_slope():
    x = Node(-2.0)
    y = x**3
    y.backward()
    assert (y.val, x.der) == (-8.0, 12.0)
    base, exponent = Node(-2.0), Node(3)
    (base**exponent).backward()
    assert base.der == 12.0
    assert math.isnan(exponent.der)


@pytest.mark.parametrize(("exponent", "der"), [(0, 0), (1, 1), (2, 0), (0.5, math.inf)])
def test_powers_at_zero_follow_the_conventions(exponent, der):
    x = Node(0.0)
    (x**exponent).backward()
    assert x.der == der


def test_pow_with_a_modulus_is_refused():
    with pytest.raises(NotDifferentiable, match=r"pow\(x, y, m\) is for integers"):
        pow(Node(3), 2, 5)


@pytest.mark.parametrize(
    "power",
    [
        lambda z: z**2,
        lambda z: z**-1.5,
        lambda z: 2**z,
        lambda z: z ** (1 + 1j),
        lambda z: z**z,
    ],
)
def test_powers_of_complex_numbers_have_their_complex_derivative(power):
    z, h = Node(1 + 2j), 1e-5
    power(z).backward()
    slope = (power(1 + 2j + h) - power(1 + 2j - h)) / (2 * h)
    assert abs(z.der - slope) < 1e-9 * abs(slope)  # a central difference is good to about h**2


@pytest.mark.parametrize("operation", [abs, round, math.floor, lambda z: z % 2, lambda z: z // 2])
def test_what_is_not_analytic_is_refused_for_complex_numbers(operation):
    with pytest.raises(NotDifferentiable, match="is not offered for complex numbers"):
        operation(Node(1 + 2j))


@pytest.mark.parametrize("operation", [operator.truediv, operator.floordiv, operator.mod, divmod])
@pytest.mark.parametrize("zero", [0, 0.0, -0.0, Fraction(0)])
def test_division_by_zero_names_the_divisor(operation, zero):
    for call in (lambda: operation(Node(2.0), zero), lambda: operation(2.0, Node(zero))):
        with pytest.raises(DivisionByZero, match="needs y other than 0, but got y = "):
            call()


def test_zero_to_a_negative_power_is_a_division_by_zero():
    with pytest.raises(ZeroDivisionError, match="x = 0"):
        Node(0.0) ** -1


def test_a_fractional_power_of_a_negative_number_is_refused_not_complex():
    for call in (lambda: Node(-8.0) ** (1 / 3), lambda: (-8.0) ** Node(1 / 3), lambda: Node(-8.0) ** Node(1 / 3)):
        with pytest.raises(DomainError, match=r"-8\.0"):
            call()


def test_products_overflow_to_inf_and_powers_raise_as_in_python():
    assert (Node(1e300) * 1e300).val == math.inf
    assert (Node(1e308) + 1e308).val == math.inf
    with pytest.raises(TooLarge, match="larger than the largest float"):
        Node(1e300) ** 2
    with pytest.raises(OverflowError):
        Node(10**400) * 1.0


@pytest.mark.parametrize("val", [math.nan, math.inf, -math.inf])
def test_nan_and_inf_flow_through(val):
    x = Node(val)
    y = x * 2.0 + 1.0
    y.backward()
    assert repr(y.val) == repr(val * 2.0 + 1.0)
    assert x.der == 2.0


def test_minus_zero_keeps_its_sign():
    assert math.copysign(1.0, (-Node(0.0)).val) == -1.0
    assert math.copysign(1.0, (Node(-0.0) * 1.0).val) == -1.0


def test_an_operand_used_twice_gets_both_shares():
    x = Node(3.0)
    (x * x).backward()
    assert x.der == 6.0
    (x / x).backward()
    assert x.der == 0.0
    (x - x).backward()
    assert x.der == 0.0


def test_augmented_assignment_makes_a_new_node():
    x = Node(3.0)
    y = x
    y *= 2.0
    y += x
    y.backward()
    assert (x.val, y.val, x.der) == (3.0, 9.0, 3.0)


@pytest.mark.parametrize("operation", BINARY)
def test_an_array_without_axes_beside_a_number_is_the_number_in_it(operation):
    x = Node(7.5)
    for beside in (np.array(2.0), np.array(2), np.array(True)):
        for found, expected in [
            (operation(x, beside), operation(x, beside.item() + 0)),
            (operation(beside, x), operation(beside.item() + 0, x)),
        ]:
            assert found.__class__ is Node
            assert (found.val, found.shape) == (expected.val, ())


def test_a_masked_number_is_no_number():
    with pytest.raises(WrongKind, match=r"Write numpy\.asarray\(other\)"):
        Node(7.5) * np.ma.masked


@pytest.mark.parametrize("x", [Node(2.5), Node(np.array([2.5]))[0]])
def test_a_number_takes_new_axes_and_has_no_entries(x):
    for index in (None, (None, None), (None, ...), (), ...):
        assert x[index].shape == np.float64(2.5)[index].shape
    x[None].backward(np.array([3.0]))
    assert x.der == 3.0
    for index in (0, slice(None), (None, 0)):
        with pytest.raises(WrongKind, match="has no length and no entries"):
            x[index]
