"""Richardson-extrapolated differences, and what they say about their own error."""

import math

import mpmath
import pytest

from backsweep.transforms.differences import central_difference, kink_nearby, ladders


@pytest.mark.parametrize("name", ["sin", "exp", "log", "atan", "sqrt", "tanh"])
@pytest.mark.parametrize("x", [1e-6, 0.3, 1.0, 7.0, 200.0])
def test_the_stated_error_is_honest(name, x):
    estimate = central_difference(getattr(math, name), x)
    exact = float(mpmath.diff(getattr(mpmath, name), x))
    assert abs(estimate.value - exact) <= 10 * estimate.error
    assert estimate.error <= 1e-8 * abs(exact) + 1e-13


def test_steps_are_powers_of_two_and_tiny_x_has_tiny_steps():
    (steps,) = ladders(5.0)
    assert all(math.frexp(step)[0] == 0.5 for step in steps)
    _, tiny = ladders(1e-200)
    assert tiny[0] < 1e-200


def test_where_f_has_no_values_the_estimate_is_nan():
    assert math.isnan(central_difference(lambda x: math.nan, 1.0).value)
    assert math.isnan(central_difference(math.log, 0.0).value)
    assert math.isnan(central_difference(math.sin, math.inf).value)


@pytest.mark.parametrize("f", [abs, math.floor, lambda x: max(x, 0.0), lambda x: 1.0 if x >= 0 else 0.0])
def test_kinks_and_jumps_are_seen(f):
    assert kink_nearby(f, 0.0)


@pytest.mark.parametrize("f", [math.sin, lambda x: x * x, lambda x: abs(x) ** 3, lambda x: 2.0, lambda x: 1e9 + x])
def test_smooth_functions_have_none(f):
    assert not kink_nearby(f, 0.0)


def test_large_steps_over_a_flight_of_stairs_are_not_believed():
    stairs = central_difference(lambda x: x + 40 // x, 0.93)
    assert stairs.value == pytest.approx(1.0, abs=1e-9)
