"""Ders that fade or grow over many steps are told with their lines; what is small for another reason is not."""

import math

import pytest

import backsweep as bs
from backsweep import diagnose, trace


def told(f, *args):
    return [finding for finding in diagnose(f, *args).findings if finding.kind in ("vanishing", "exploding")]


def sigmoid_chain(x, w):
    h = x
    for _ in range(60):
        h = bs.sigmoid(w * h)
    return h


def recurrent(h, w):
    for _ in range(100):
        h = w * h
    return h


def two_lines(x):
    for _ in range(20):
        x = 0.1 * x
        x = bs.sin(x) * 0.5
    return x


def test_a_deep_chain_of_sigmoids_fades():
    (finding,) = told(sigmoid_chain, 0.5, 1.0)
    assert finding.kind == "vanishing"
    assert finding.alarm
    assert finding.headline == "The der of x fades from step to step: x.der is 1.33e-39."
    assert "in 60 steps of about *0.22 each, *1.3e-39 in all" in finding.explanation
    assert trace(sigmoid_chain, 0.5, 1.0).gradient["x"] == pytest.approx(1.33e-39, rel=0.01)


def test_a_recurrent_product_explodes():
    (finding,) = told(recurrent, 0.5, 1.5)
    assert finding.kind == "exploding"
    assert "h and w grows" in finding.headline
    assert "in 100 steps of about *1.5 each" in finding.explanation


def test_the_lines_are_told_apart():
    (finding,) = told(two_lines, 0.5)
    assert "in 20 steps of about *0.1 each" in finding.explanation
    assert "in 20 steps of about *0.5 each" in finding.explanation


@pytest.mark.parametrize(
    ("f", "x"), [(bs.tanh, 30.0), (bs.sigmoid, 60.0), (bs.erf, 9.0), (lambda x: bs.tanh(x) * 3 + 1, -40.0)]
)
def test_one_saturated_step_is_told_as_one(f, x):
    (finding,) = told(f, x)
    assert finding.kind == "vanishing"
    assert "is saturated at x" in finding.headline


HEALTHY = [
    (lambda x: 1e-15 * x, (2.0,)),
    (lambda x: 1e15 * x * x, (2.0,)),
    (lambda x: x + 1.0, (1e-30,)),
    (lambda x: 1e-30 * x + 1.0, (1.0,)),
    (lambda x: bs.normal_cdf(x), (-12.0,)),
    (lambda x: bs.exp(-x), (30.0,)),
    (lambda xs: bs.logsumexp(xs), ([0.0, 60.0],)),
    (lambda x: bs.sum([x / 3.0**k for k in range(40)]), (1.0,)),
]


@pytest.mark.parametrize(("f", "args"), HEALTHY)
def test_a_small_or_large_der_by_itself_is_no_fault(f, args):
    assert told(f, *args) == []


def test_an_inner_der_that_fades_to_an_honest_zero_is_no_fault():
    def newton(a, start):
        x = start
        for _ in range(30):
            x = x - (x * x - a) / (2 * x)
        return x

    found = diagnose(newton, 17.0, 4.0)
    assert found.ok, str(found)


def test_weights_that_are_used_at_every_step_are_alive():
    found = told(sigmoid_chain, 0.5, 1.0)
    assert all("w" not in finding.headline.split() for finding in found)


def test_a_chain_that_underflows_is_told_by_what_cuts_off():
    def f(x):
        for _ in range(400):
            x = 0.1 * x
        return x + 1.0

    found = diagnose(f, 1.0)
    assert not found.ok
    assert math.isclose(trace(f, 1.0).gradient["x"], 0.0)
