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


def test_a_sigmoid_that_is_saturated_at_0_is_told_too():
    (finding,) = told(lambda w: (bs.sigmoid(w * 1.0) - 1.0) ** 2, -50.0)
    assert finding.headline.startswith("sigmoid(w * 1.0) is saturated at w * 1.0 = -50.0")
    assert "It is 1.92875e-22, which counts for nothing in the result" in finding.explanation


HEALTHY = [
    (lambda x: bs.sigmoid(x), (-60.0,)),
    (lambda x: bs.exp(x) + 1.0, (-60.0,)),
    (lambda x: bs.gaussian(x) + 1.0, (9.0,)),
    (lambda x: bs.softplus(x) + 1.0, (-60.0,)),
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


def recurrent_with_input(w):
    h = 0.1
    for _ in range(80):
        h = w * h + 0.01
    return h


def test_a_weight_that_is_used_at_every_step_explodes_too():
    (finding,) = told(recurrent_with_input, 1.5)
    assert finding.kind == "exploding"
    assert "w.der is 7.78e+14" in finding.headline
    assert "in 80 steps of about *1.5 each, *7.8e+14 in all" in finding.explanation


def logistic_map(r, x):
    for _ in range(60):
        x = r * x * (1 - x)
    return x


def test_the_changes_at_all_lines_together_lead_to_the_der():
    (finding,) = told(logistic_map, 3.9, 0.4)
    assert "r.der is 1.17e+14 and x.der is 3.99e+14" in finding.headline
    assert "*1.3e+14 in all" in finding.explanation  # the last step to r is too small to count


def test_a_converged_newton_iteration_is_healthy_however_many_steps_it_has():
    def rate(r, flow):
        flows = [-100.0, 30.0, 40.0, 50.0, 20.0]
        for _ in range(8):
            value = sum(each / (1 + r) ** year for year, each in enumerate(flows))
            slope = sum(-year * each / (1 + r) ** (year + 1) for year, each in enumerate(flows))
            r = r - value / slope
        return r + flow

    assert told(rate, 0.2, 0.05) == []
