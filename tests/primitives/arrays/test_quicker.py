"""The slopes that arrays take are those of the rules, also at kinks, at infinities and for nan."""

import numpy as np
import pytest

from backsweep import Node, grad, hvp
from backsweep.primitives.arithmetic import power
from backsweep.primitives.arrays.quicker import QUICKER
from backsweep.primitives.exponential import logaddexp, sigmoid
from backsweep.primitives.hyperbolic import tanh
from backsweep.primitives.piecewise import maximum, relu
from backsweep.worlds import FLOATS

SPECIAL = [0.0, -0.0, 1.0, -1.0, 0.5, -20.0, 30.0, 500.0, -500.0, 710.0, -800.0, np.inf, -np.inf, np.nan]
ROWS = [(row, name) for row, slopes in QUICKER.items() if row is not power for name in slopes]


@pytest.mark.parametrize(("row", "name"), ROWS, ids=str)
def test_a_quick_slope_is_that_of_the_rule(row, name):
    points = np.array(np.meshgrid(*[SPECIAL] * len(row.args))).reshape(len(row.args), -1)
    with np.errstate(all="ignore"):
        answer = row.on_arrays(*points)
        quick = row.array_partials[name](*points, answer)
        position = row.args.index(name)
        of_rule = [row.rules(FLOATS)[position](*map(float, point)) for point in zip(*points, answer, strict=True)]
    np.testing.assert_allclose(quick, of_rule, rtol=1e-15)


@pytest.mark.parametrize("row", [sigmoid, logaddexp], ids=str)
def test_a_quick_value_is_that_of_the_row_on_numbers(row):
    points = np.array(np.meshgrid(*[SPECIAL] * len(row.args))).reshape(len(row.args), -1)
    with np.errstate(all="ignore"):
        quick = row.on_arrays(*points)
    np.testing.assert_allclose(quick, [row(*map(float, point)) for point in zip(*points, strict=True)], rtol=1e-15)


@pytest.mark.parametrize("c", [1, 2, 3, 1.0, 1.5, 2.0, 0.5, 0, -1, -0.5])
def test_the_quick_slope_of_a_power_is_that_of_the_rule(c):
    base = np.array([x for x in SPECIAL if float(c).is_integer() or not x < 0])
    y = Node(base) ** c if c > 0 else None
    with np.errstate(all="ignore"):
        answer = base**c
        quick = power.array_partials["x"](base, c, answer)
    for x, z, slope in zip(base.tolist(), answer.tolist(), np.broadcast_to(quick, base.shape), strict=True):
        if x or c > 0:  # of numbers 0 to a negative power is an error
            assert slope == pytest.approx(power.rules(FLOATS)[0](x, c, z), rel=1e-15, nan_ok=True)
    assert y is None or y.shape == base.shape


def test_single_precision_stays_in_quick_slopes():
    x = np.array([0.5, 1.5], np.float32)
    for row, slopes in QUICKER.items():
        args = (x, 2) if row is power else (x,) * len(row.args)
        assert {slope(*args, row.on_arrays(*args)).dtype for slope in slopes.values()} == {np.dtype(np.float32)}


@pytest.mark.parametrize("row", QUICKER, ids=str)
@pytest.mark.parametrize("x", [0.7, -0.7, 0, 3, np.nan, -np.inf])
def test_a_quick_slope_takes_numbers_too(row, x):
    args = (x, 2) if row is power else (x, 0.5, 1.5)[: len(row.args)]
    with np.errstate(all="ignore"):
        answer = row(*args)
        for name, slope in row.array_partials.items():
            of_rule = row.rules(FLOATS)[row.args.index(name)](*args, answer)
            assert slope(*args, answer) == pytest.approx(of_rule, rel=1e-15, nan_ok=True)


@pytest.mark.parametrize("f", [relu, tanh, sigmoid, lambda a: maximum(a, 1.0), lambda a: logaddexp(a, 0.3)])
@pytest.mark.parametrize("x", [0.7, 3.0])
def test_a_parameter_that_is_a_float_scales_an_array(f, x):
    def scaled(a):
        return np.sum(f(a) * np.ones(3))

    assert grad(scaled)(x) == pytest.approx(3 * grad(f)(x), rel=1e-14)
    assert hvp(scaled)(x, tangent=1.0) == pytest.approx(3 * hvp(f)(x, tangent=1.0), rel=1e-14)
