"""The first nan or infinity of the forward sweep is told where it arises, and only where it does harm."""

import math

import pytest

import backsweep as bs
from backsweep import Node, custom_derivative, diagnose


def told(f, *args):
    return [finding for finding in diagnose(f, *args).findings if finding.kind == "value"]


def test_an_overflow_is_told_at_the_step_that_left_the_range():
    def f(x):
        u = x * x
        v = u * u
        return v + 1.0

    (finding,) = told(f, 1e100)
    assert finding.alarm
    assert (finding.node, finding.place.text) == ("v", "v = u * u")
    assert finding.filled_in == "1e+200 * 1e+200"
    assert "larger than the largest float" in finding.headline


def test_an_infinity_and_the_nan_made_of_it_are_two_findings():
    first, second = told(lambda x: x * 1e300 - x * 1e300, 1e10)
    assert "overflows" in first.headline
    assert second.filled_in == "inf - inf"


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_a_bad_input_is_told_as_one(bad):
    (finding,) = told(lambda x: x + 1.0, bad)
    assert finding.headline == f"The input x is {bad} to begin with."


def test_a_number_that_is_no_input_is_told_as_one():
    (finding,) = told(lambda x: x + math.nan, 1.0)
    assert "because nan goes into it" in finding.headline


def test_the_first_of_many_nans_is_told():
    def f(x):
        for _ in range(50_000):
            x = x * 0.99 + 0.1
        x = x + math.nan
        for _ in range(1000):
            x = x * 0.99
        return x

    (finding,) = told(f, 1.0)
    assert finding.place.text == "x = x + math.nan"


@pytest.mark.parametrize(
    ("f", "args"),
    [
        (lambda xs: bs.logsumexp([*xs, -math.inf]), ([1.0, 2.0],)),
        (lambda x: bs.minimum(x, math.inf), (1.0,)),
        (lambda x: bs.exp(x - math.inf) + x, (1.0,)),
        (lambda x: bs.where(x.val > 0, x, x * math.inf), (1.0,)),
    ],
)
def test_an_infinity_that_does_no_harm_is_not_worth_a_word(f, args):
    assert told(f, *args) == []
    assert diagnose(f, *args).ok


def test_an_overflow_that_does_no_harm_is_a_note():
    found = diagnose(lambda x: bs.minimum(x * 1e308, 5.0) + x, 10.0)
    assert found.ok
    assert "happens to do no harm" in found.findings[0].explanation


def test_a_function_in_one_step_is_told_as_one():
    broken = custom_derivative(lambda x: math.inf, partials=lambda x, y: 1.0)
    (finding,) = told(lambda x: broken(x), 1.0)
    assert "what happens inside is not recorded" in finding.explanation


def test_complex_numbers_overflow_too():
    (finding,) = told(lambda z: z * z, Node(1e200 + 1e200j).val)
    assert finding.alarm
