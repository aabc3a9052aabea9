"""CONVENTIONS.md, line by line: what a derivative is where calculus does not say, on plain numbers, exactly.

Each line of AGREED is: a call, its arguments, its value, its derivative by each of them. It is tried by `backward()`
on Nodes, by `grad`, and by a forward sweep. None stands for an argument without a derivative: a plain number.
"""

import math
from fractions import Fraction
from math import inf, nan

import pytest

from backsweep import (
    Node,
    abs,
    acos,
    acosh,
    asin,
    atan2,
    atanh,
    cbrt,
    ceil,
    clip,
    copysign,
    erf,
    erfc,
    exp,
    floor,
    fmod,
    gamma,
    gelu,
    grad,
    hypot,
    jvp,
    lgamma,
    log,
    log1p,
    log2,
    log10,
    logaddexp,
    logsumexp,
    max,
    maximum,
    min,
    minimum,
    norm,
    pow,
    prod,
    relu,
    remainder,
    round,
    sigmoid,
    sign,
    silu,
    sinc,
    softplus,
    sqrt,
    tanh,
    trunc,
    where,
    xlogy,
)
from backsweep.errors import DivisionByZero, DomainError

LN2 = math.log(2)
THIRD = 1 / 3


def power(x, y):
    return x**y


def mod(x, y):
    return x % y


def floordiv(x, y):
    return x // y


def many(f):
    """A function of a sequence, called with its items one by one."""
    called = lambda *xs: f(xs)  # noqa: E731
    called.__name__ = f"{getattr(f, '__name__', None) or f.name} of many"
    return called


def to(exponent):
    """x to a plain-number exponent: no derivative by it."""
    called = lambda x: x**exponent  # noqa: E731
    called.__name__ = f"x**{exponent}"
    return called


def chosen(condition):
    called = lambda a, b: where(condition, a, b)  # noqa: E731
    called.__name__ = f"where({condition})"
    return called


AGREED = [
    # abs at 0
    (abs, [0.0], 0.0, [0]),
    (abs, [-0.0], 0.0, [0]),
    # relu at 0
    (relu, [0.0], 0, [0]),
    (relu, [-0.0], 0, [0]),
    # sign, floor, ceil, round, trunc: 0 everywhere
    *((f, [x], None, [0]) for f in (sign, floor, ceil, round, trunc) for x in (-2.0, -0.5, 0.0, -0.0, 0.3, 0.5, 1.0)),
    # maximum, minimum at a tie
    (maximum, [2.0, 2.0], 2.0, [0.5, 0.5]),
    (minimum, [2.0, 2.0], 2.0, [0.5, 0.5]),
    (maximum, [0.0, -0.0], 0.0, [0.5, 0.5]),
    (maximum, [inf, inf], inf, [0.5, 0.5]),
    (minimum, [-inf, -inf], -inf, [0.5, 0.5]),
    # max, min of many
    (many(max), [3.0, 1.0, 3.0, 3.0], 3.0, [THIRD, 0, THIRD, THIRD]),
    (many(min), [1.0, 3.0, 1.0], 1.0, [0.5, 0, 0.5]),
    (max, [3.0, 3.0], 3.0, [0.5, 0.5]),
    (min, [1.0, 3.0], 1.0, [1, 0]),
    (many(max), [5.0], 5.0, [1]),
    # clip at a bound
    (clip, [0.5, 0.0, 1.0], 0.5, [1, 0, 0]),
    (clip, [0.0, 0.0, 1.0], 0.0, [0.5, 0.5, 0]),
    (clip, [1.0, 0.0, 1.0], 1.0, [0.5, 0, 0.5]),
    (clip, [-3.0, 0.0, 1.0], 0.0, [0, 1, 0]),
    (clip, [3.0, 0.0, 1.0], 1.0, [0, 0, 1]),
    (clip, [1.0, 1.0, 1.0], 1.0, [0, 0.5, 0.5]),
    (clip, [0.0, 1.0, 1.0], 1.0, [0, 0.5, 0.5]),
    (clip, [2.0, 1.0, 1.0], 1.0, [0, 0, 1]),
    # maximum, minimum, max, min with a nan
    (maximum, [nan, 1.0], nan, [nan, nan]),
    (minimum, [1.0, nan], nan, [nan, nan]),
    (many(max), [1.0, nan, 2.0], nan, [nan, nan, nan]),
    (many(min), [nan, 1.0], nan, [nan, nan]),
    # silu, gelu at +-inf
    (silu, [inf], inf, [1]),
    (silu, [-inf], 0, [0]),
    (gelu, [inf], inf, [1]),
    (gelu, [-inf], 0, [0]),
    # sqrt at 0, cbrt at 0
    (sqrt, [0.0], 0.0, [inf]),
    (cbrt, [0.0], 0.0, [inf]),
    (cbrt, [-0.0], 0.0, [inf]),
    # hypot(0, 0), 2-norm of zeros
    (hypot, [0.0, 0.0], 0.0, [0, 0]),
    (hypot, [-0.0, 0.0], 0.0, [0, 0]),
    (hypot, [0.0, 0.0, 0.0], 0.0, [0, 0, 0]),
    (many(norm), [0.0, -0.0, 0.0], 0.0, [0, 0, 0]),
    # sqrt at -0.0: as at +0.0
    (sqrt, [-0.0], 0.0, [inf]),
    # asin at +-1, acos at +-1, acosh at 1
    (asin, [1.0], math.pi / 2, [inf]),
    (asin, [-1.0], -math.pi / 2, [inf]),
    (acos, [1.0], 0.0, [-inf]),
    (acos, [-1.0], math.pi, [-inf]),
    (acosh, [1.0], 0.0, [inf]),
    # atan2(0, 0)
    (atan2, [0.0, 0.0], 0.0, [nan, nan]),
    (atan2, [0.0, -0.0], math.pi, [nan, nan]),
    # x**c, constant c: 0 everywhere for c = 0, 1 everywhere for c = 1
    *((to(c), [x], 1.0, [0]) for c in (0, 0.0) for x in (0.0, -0.0, 2.0, -2.0, inf, nan)),
    *((to(c), [x], x, [1]) for c in (1, 1.0) for x in (0.0, -0.0, 2.0, -2.0, inf, nan)),
    (to(2), [0.0], 0.0, [0]),
    (to(3), [-2.0], -8.0, [12]),
    (to(-1), [2.0], 0.5, [-0.25]),
    (to(0.5), [0.0], 0.0, [inf]),
    (to(0.5), [-0.0], 0.0, [inf]),
    (to(1.5), [0.0], 0.0, [0]),
    # x**y at x = 0, y > 0
    (power, [0.0, 2.0], 0.0, [0, 0]),
    (power, [0.0, 1.0], 0.0, [1, 0]),
    (power, [0.0, 0.5], 0.0, [inf, 0]),
    (power, [-0.0, 0.5], 0.0, [inf, 0]),
    (pow, [0.0, 0.5], 0.0, [inf, 0]),
    # 0**0
    (power, [0.0, 0.0], 1.0, [0, 0]),
    (power, [-0.0, 0.0], 1.0, [0, 0]),
    # x**y, x < 0, integer y
    (power, [-2.0, 3.0], -8.0, [12, nan]),
    (power, [-2.0, 0.0], 1.0, [0, nan]),
    (to(3.0), [-2.0], -8.0, [12]),
    # mod
    (mod, [7.0, 3.0], 1.0, [1, -2]),
    (mod, [-7.0, 3.0], 2.0, [1, 3]),
    (mod, [7.0, -3.0], -2.0, [1, 3]),
    (mod, [1.0, 0.1], 1.0 % 0.1, [1, -9]),
    # fmod
    (fmod, [7.0, 3.0], 1.0, [1, -2]),
    (fmod, [-7.0, 3.0], -1.0, [1, 2]),
    (fmod, [1.0, 0.1], math.fmod(1.0, 0.1), [1, -9]),
    (remainder, [8.0, 3.0], -1.0, [1, -3]),
    (remainder, [1.7e308, 1e308], math.remainder(1.7e308, 1e308), [1, -2]),
    # floordiv
    (floordiv, [7.0, 3.0], 2.0, [0, 0]),
    (floordiv, [-7.0, 0.3], -24.0, [0, 0]),
    # where
    (chosen(True), [2.0, 3.0], 2.0, [1, 0]),
    (chosen(False), [2.0, 3.0], 3.0, [0, 1]),
    (lambda x: where(x > 0, x, sqrt(x * 0)), [4.0], 4.0, [1]),
    (lambda x: where(x > 1, sqrt(x), x), [0.0], 0.0, [1]),
    # sigmoid at +-1000
    (sigmoid, [1000.0], 1.0, [0]),
    (sigmoid, [-1000.0], 0.0, [0]),
    # softplus at -1000, 0, 1000
    (softplus, [-1000.0], 0.0, [0]),
    (softplus, [0.0], LN2, [0.5]),
    (softplus, [1000.0], 1000.0, [1]),
    # logsumexp of equal huge values; all -inf
    (many(logsumexp), [1e300, 1e300], 1e300, [0.5, 0.5]),
    (many(logsumexp), [1000.0] * 4, 1000 + math.log(4), [0.25] * 4),
    (many(logsumexp), [-inf, -inf], -inf, [0, 0]),
    (many(logsumexp), [-inf, 1.0], 1.0, [0, 1]),
    (logaddexp, [1e300, 1e300], 1e300, [0.5, 0.5]),
    (logaddexp, [-inf, -inf], -inf, [0, 0]),
    # prod with zeros
    (many(prod), [0.0, 2.0], 0.0, [2, 0]),
    (many(prod), [0.0, 0.0, 2.0], 0.0, [0, 0, 0]),
    (many(prod), [3.0, 0.0, 2.0], 0.0, [0, 6, 0]),
    # erf, tanh at +-inf
    *((f, [x], None, [0]) for f in (erf, erfc, tanh) for x in (inf, -inf)),
    # sinc at 0
    (sinc, [0.0], 1.0, [0]),
    (sinc, [-0.0], 1.0, [0]),
    # xlogy(0, 0)
    (xlogy, [0.0, 0.0], 0.0, [-inf, 0]),
    (xlogy, [-0.0, 0.0], 0.0, [-inf, 0]),
    # copysign: the slope is that of abs(x) times a sign
    (copysign, [0.0, -1.0], -0.0, [0, 0]),
]


def same(x, y):
    return x == y or (math.isnan(x) and math.isnan(y))


def named(line):
    f, args, *_ = line
    name = getattr(f, "__name__", None) or getattr(f, "name", "f")
    return f"{name} at {', '.join(map(repr, args))}"


every_line = pytest.mark.parametrize(("f", "args", "value", "ders"), AGREED, ids=map(named, AGREED))


@every_line
def test_backward_follows_the_page(f, args, value, ders):
    nodes = [Node(x) for x in args]
    y = f(*nodes)
    y.backward()
    assert value is None or same(y.val, value)
    assert all(map(same, [node.der for node in nodes], ders)), [node.der for node in nodes]


@every_line
def test_grad_follows_the_page(f, args, value, ders):
    found = grad(f, argnums=tuple(range(len(args))))(*args)
    assert all(map(same, found, ders)), found


@every_line
def test_a_forward_sweep_follows_the_page(f, args, value, ders):
    for position, der in enumerate(ders):
        one = tuple(float(i == position) for i in range(len(args)))
        assert same(jvp(f, argnums=tuple(range(len(args))))(*args, tangent=one)[1], der), f"by argument {position}"


REFUSED = [
    *((f, [x]) for f in (log, log2, log10) for x in (0.0, -0.0)),
    (log1p, [-1.0]),
    (atanh, [1.0]),
    (atanh, [-1.0]),
    *((f, [x]) for f in (gamma, lgamma) for x in (0.0, -0.0, -1.0, -2.0, -30.0)),
    (power, [-8.0, 0.5]),
    (to(THIRD), [-8.0]),
    (pow, [-8.0, -0.5]),
]


@pytest.mark.parametrize(("f", "args"), REFUSED, ids=map(named, REFUSED))
def test_where_there_is_no_value_a_plain_number_raises(f, args):
    with pytest.raises(DomainError):
        f(*map(Node, args))
    with pytest.raises(DomainError):
        grad(f)(*args)


@pytest.mark.parametrize("exponent", [-1, -1.0, -0.5])
def test_zero_to_a_negative_power_is_a_division_by_zero(exponent):
    with pytest.raises(DivisionByZero):
        Node(0.0) ** exponent


def test_a_clip_is_its_definition_but_for_x_where_the_bounds_meet():
    points = [(x, low, high) for x in (-1.0, 0.0, 1.0, 2.0) for low in (0.0, 1.0) for high in (0.0, 1.0)]
    for x, low, high in points:
        fused = grad(clip, (0, 1, 2))(x, low, high)
        composed = grad(lambda x, low, high: minimum(maximum(x, low), high), (0, 1, 2))(x, low, high)
        if x == low == high:
            assert (fused, composed) == ((0, 0.5, 0.5), (0.25, 0.25, 0.5))
        else:
            assert fused == composed, f"clip{x, low, high}"


def test_the_branch_not_taken_gets_an_exact_zero_whatever_its_partials():
    x, y = Node(0.0), Node(3.0)
    where(False, sqrt(x), y).backward()
    assert (x.der, y.der) == (0.0, 1.0)


def test_a_zero_der_passes_an_infinite_partial_as_zero():
    assert grad(lambda x: 0 * sqrt(x))(0.0) == 0.0
    assert grad(lambda x: sqrt(x) * sqrt(x) * 0.0)(0.0) == 0.0


# Digits that the obvious formula loses.


def test_the_stable_forms_keep_their_digits():
    assert grad(tanh)(40.0) == pytest.approx(4 * math.exp(-80), rel=1e-15)  # 1 - tanh^2 is 0
    x = 1 - 1e-12
    assert grad(asin)(x) == pytest.approx(1 / math.sqrt(1 - Fraction(x) ** 2), rel=1e-15)
    assert sinc(1e-9) == 1.0
    assert grad(sinc)(1e-9) == pytest.approx(-(math.pi**2) / 3 * 1e-9, rel=1e-15)
    assert grad(sigmoid)(-700.0) == pytest.approx(math.exp(-700.0), rel=1e-15)
    assert softplus(-700.0) == pytest.approx(math.exp(-700.0), rel=1e-15)
    assert grad(lambda x: exp(x) - 1)(0.0) == 1.0
    assert logsumexp([0.0, -40.0]) == pytest.approx(math.exp(-40.0), rel=1e-15)
    assert gelu(-6.0) == pytest.approx(-5.9195261918760306e-09, rel=1e-15)
