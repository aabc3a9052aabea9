"""check_grad: agrees where a rule is right, catches it where it is wrong, and knows what it cannot say."""

import math
from fractions import Fraction

import pytest

import backsweep
from backsweep import Node, StructureError, WrongKind, check_grad, custom_derivative, exp, log, sin, sqrt


def wrong(f, by):
    """f with a partial that is off by a factor."""
    return custom_derivative(f, partials=lambda x, y: by * backsweep.grad(f)(x))


@pytest.mark.parametrize(
    ("f", "x"),
    [
        (sin, 1.0),
        (exp, 700.0),
        (lambda x: exp(-x), 700.0),
        (log, 1e-300),
        (log, 1e300),
        (sqrt, 1e-12),
        (backsweep.asin, 1 - 1e-12),
        (backsweep.gamma, 5.5),
        (lambda x: x * x, 1e150),
        (lambda x: x * x, 0.0),
        (lambda x: x * x, 5e-324),
        (lambda x: 3 * x, 1e300),
        (lambda x: exp(x), 1e-20),
        (lambda x: 1e-30 * x, 1.0),
        (lambda x: 1e10 * sin(1e3 * x), 1.0),
        (lambda x: sin(1e6 * x), 1.0),
        (lambda x: sin(2048 * math.pi * x), 0.3),
        (lambda x: x * x - 2 * x + 1, 1.0),
        (lambda x: 1e8 + 1e-3 * x, 1.0),
        (lambda x: 3.0, 1.0),
        (lambda x: x**3, 3),
        (lambda x: x**3, Fraction(1, 3)),
        (lambda z: z**3 + exp(z), 1 + 2j),
        (lambda x: (x + 1j) ** 2, 2.0),
        (backsweep.floor, 0.5),
    ],
)
def test_right_rules_agree(f, x):
    checked = check_grad(f, x)
    assert checked, str(checked)
    assert "reverse, forward and differences agree" in str(checked)
    assert "kink" not in str(checked)


def test_a_slope_next_to_a_pole_agrees():
    assert check_grad(lambda x: 1 / x, 1e-100)


@pytest.mark.parametrize("by", [2.0, -1.0, 0.0, 1 + 1e-4, 1 - 1e-4])
@pytest.mark.parametrize(
    ("f", "x"),
    [
        (sin, 1.0),
        (exp, 20.0),
        (lambda x: 1e-30 * x, 1.0),
        (lambda x: 1e12 * x, 1.0),
        (lambda x: x * x, 1e-8),
        (log, 1e-8),
    ],
)
def test_wrong_rules_are_caught_at_every_scale(f, x, by):
    checked = check_grad(wrong(f, by), x)
    assert not checked
    assert str(checked).startswith("check_grad: 1 of 1 derivative disagrees.")
    assert "apart" in str(checked)


def test_only_the_wrong_entry_is_told():
    f = custom_derivative(lambda v: [v[0] * v[1], v[0]], vjp=lambda s, v, y: [s[0] * v[1], s[0] * v[0]])
    checked = check_grad(f, [2.0, 3.0])
    (entry,) = [entry for entry in checked.entries if not entry.agrees]
    assert (entry.name, entry.reverse, entry.forward, entry.difference) == ("d f[1] / d v[0]", 0, 0, 1.0)
    assert "1 of 4 derivatives disagrees" in str(checked)
    assert checked.largest is entry


@pytest.mark.parametrize(
    ("f", "x"), [(backsweep.relu, 0.0), (backsweep.floor, 1.0), (lambda x: x * 1.0 if x > 2 else x * 3.0, 2.0)]
)
def test_a_kink_or_a_jump_is_said_to_lie_nearby(f, x):
    checked = check_grad(f, x)
    assert not checked
    assert str(checked).endswith("; a kink lies nearby.")


@pytest.mark.parametrize("x", [0.0, 1e-9])
def test_a_kink_is_told_even_where_all_agree(x):
    checked = check_grad(backsweep.abs, x)
    assert checked
    assert str(checked).endswith("; a kink lies nearby.")


@pytest.mark.parametrize(
    ("f", "x"), [(sqrt, 0.0), (backsweep.asin, 1.0), (lambda x: x * x, math.nan), (exp, -math.inf)]
)
def test_where_no_difference_can_be_taken_it_says_so(f, x):
    checked = check_grad(f, x)
    assert not checked
    assert "no difference could be taken, as f has no finite values on both sides" in str(checked)


def test_entries_are_named_as_f_names_them():
    def loss(weights, *points, scale=1.0):
        return {"total": weights["w"][0] * points[0] * points[1]}

    names = [entry.name for entry in check_grad(loss, {"w": [2.0]}, 3.0, 4.0).entries]
    assert names == ["d f['total'] / d weights['w'][0]", "d f['total'] / d points[0]", "d f['total'] / d points[1]"]
    assert [entry.name for entry in check_grad(lambda a, b: a * b, 2.0, 3.0, argnums=-1).entries] == ["d f / d b"]


def test_arguments_without_numbers_are_left_as_they_are():
    assert check_grad(lambda x, flag, how: x if flag and how == "plain" else -x, 2.0, True, "plain")
    assert check_grad(lambda x: x * x, Node(2.0))


def test_it_needs_a_function_numbers_and_good_argnums():
    with pytest.raises(WrongKind, match=r"check_grad needs a function, but got f = 3\."):
        check_grad(3, 2.0)
    with pytest.raises(WrongKind, match="check_grad needs at least one argument with a number in it"):
        check_grad(sin, "text")
    with pytest.raises(StructureError, match=r"check_grad needs numbers from f, but f returned None\."):
        check_grad(lambda x: None, 2.0)
    with pytest.raises(StructureError, match="check_grad was asked for argument 3"):
        check_grad(sin, 2.0, argnums=3)
    for argnums in ("x", (), True):
        with pytest.raises(WrongKind, match="check_grad needs argnums"):
            check_grad(sin, 2.0, argnums=argnums)
