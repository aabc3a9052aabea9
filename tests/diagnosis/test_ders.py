"""The first nan or infinity of the backward sweep is told where it arises, with what it came to further back."""

import math

import pytest

import backsweep as bs
from backsweep import checkpoint, custom_derivative, diagnose, trace


def told(f, *args):
    return [finding for finding in diagnose(f, *args).findings if finding.kind == "der"]


INFINITE = [
    (bs.sqrt, (0.0,)),
    (bs.cbrt, (0.0,)),
    (lambda x: x**0.5, (0.0,)),
    (lambda x: x ** (1 / 3), (0.0,)),
    (bs.asin, (1.0,)),
    (bs.acos, (-1.0,)),
    (bs.acosh, (1.0,)),
    (lambda x: bs.sqrt(x - 1) * 2, (1.0,)),
    (lambda x, y: x**y, (0.0, 0.5)),
]


@pytest.mark.parametrize(("f", "args"), INFINITE)
def test_an_infinite_slope_is_told(f, args):
    (finding,) = told(f, *args)
    assert finding.alarm
    assert "has an infinite slope at" in finding.headline
    assert math.isinf(trace(f, *args).gradient["x"])
    assert "inf" in finding.rule


def test_an_infinite_der_times_a_zero_slope_is_explained():
    (finding,) = told(lambda x: bs.sqrt(x * x), 0.0)
    assert "x.der is nan" in finding.headline
    assert "receives inf * 0.0 = nan: an infinite der times a slope of 0 has no answer" in finding.explanation


def test_a_slope_that_does_not_exist_is_told():
    (finding,) = told(bs.atan2, 0.0, 0.0)
    assert "has no slope at y = 0.0: y.der and x.der are nan." in finding.headline


def test_a_slope_that_is_too_large_is_no_infinite_one():
    (finding,) = told(lambda x, y: x / y, 1.0, 1e-300)
    assert finding.headline == "The slope of x / y overflows at y = 1e-300: y.der is -inf."


def test_a_der_that_overflows_is_told_at_its_step():
    def f(x):
        u = x * 1e200
        return u / 1e-200

    (finding,) = told(f, 1e-300)
    assert finding.headline.startswith("The der of x overflows")
    assert finding.place.text == "u = x * 1e200"
    assert "1e+200 * 1e+200 = inf" in finding.explanation


def test_a_sum_of_shares_may_overflow():
    (finding,) = told(lambda x: x * 1e308 + x * 1e308, 0.1)
    assert finding.headline == "The der of x overflows: x.der is inf."


def test_a_rule_of_the_users_own_is_told_as_one():
    wrong = custom_derivative(lambda x: x * x, partials=lambda x, y: math.nan)
    (finding,) = told(lambda x: wrong(x), 1.0)
    assert "The derivative rule of" in finding.headline
    (finding,) = told(lambda x: checkpoint(lambda v: bs.sqrt(v * 0))(x), 1.0)
    assert "diagnose that function by itself" in finding.remedy


@pytest.mark.parametrize(
    "f",
    [
        lambda x: bs.where(x.val > 0, bs.sqrt(x), 2.0 * x),
        lambda x: bs.stop_gradient(bs.sqrt(x)) + x,
        lambda x: bs.sqrt(x) if x > 0 else 2.0 * x,
    ],
)
def test_a_slope_that_reaches_no_input_is_not_worth_a_word(f):
    assert told(f, 0.0) == []


def test_what_follows_from_a_nan_among_the_values_is_not_told_again():
    assert told(lambda x: bs.sqrt(x * math.nan), 1.0) == []
    assert [finding.kind for finding in diagnose(lambda x: bs.sqrt(x * math.nan), 1.0).findings] == ["value"]


def test_the_line_is_found_in_a_deep_graph():
    def f(x):
        for _ in range(30_000):
            x = x * 0.5 + 1.0
        y = bs.sqrt(x - x)
        for _ in range(1000):
            y = y * 1.0
        return y

    (finding,) = told(f, 1.0)
    assert finding.place.text == "y = bs.sqrt(x - x)"
