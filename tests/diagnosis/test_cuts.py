"""Inputs without influence are told with what cuts them off; a zero by right is a note."""

import math

import pytest

import backsweep as bs
from backsweep import diagnose, trace


def cuts(f, *args):
    return [finding for finding in diagnose(f, *args).findings if finding.kind == "cut off"]


def the_cut(f, *args):
    (finding,) = cuts(f, *args)
    return finding


FAULTS = [
    (lambda x, y: x * 2, (1.0, 2.0), "y is not used."),
    (lambda x: bs.relu(x - 3) + 1, (1.0,), "relu(x - 3) does not move with x - 3 at x - 3 = -2.0"),
    (lambda x: bs.relu(x), (0.0,), "by convention 0 was taken"),
    (lambda x, y: bs.where(x > 0, x, y), (1.0, 2.0), "a branch not taken receives an exact 0"),
    (lambda x: bs.floor(x) * 2.0, (1.5,), "floor(x) is constant between its jumps"),
    (lambda x: round(x) + 0.0, (1.4,), "round(x) is constant between its jumps"),
    (lambda x: bs.sign(x), (1.4,), "sign(x) is constant between its jumps"),
    (lambda x: bs.clip(x, 0.0, 1.0), (3.0,), "does not move with x at x = 3.0"),
    (lambda x: bs.stop_gradient(x) * 2, (3.0,), "stop_gradient cuts x off from stop_gradient(x) on purpose"),
    (lambda x, w: x * w + 1, (0.0, 0.0), "The slope of x * w by x is w, which is exactly 0."),
    (lambda x: x * 0.0 + 1, (3.0,), "In x * 0.0, x is multiplied by a number that is exactly 0."),
    (lambda x: bs.maximum(x, 0.0), (-3.0,), "its slope by x is 0 there"),
    (lambda x: bs.exp(x), (-1000.0,), "too small for a float"),
    (lambda x: bs.sigmoid(x), (800.0,), "too small for a float"),
    (lambda x, y: bs.maximum(x, y) * y, (1.0, 2.0), "its slope by x is 0 there"),
    (lambda xs: bs.max(xs), ([1.0, 2.0],), "its slope by xs[0] is 0 there"),
    (lambda xs: bs.max(xs) + bs.sum(xs[1:]), ([float(k) for k in range(20)],), "its slope by xs[0] is 0 there"),
    (lambda x: 1e-200 * (1e-200 * x), (1.0,), "becomes 0"),
]


@pytest.mark.parametrize(("f", "args", "words"), FAULTS)
def test_what_cuts_an_input_off_is_told(f, args, words):
    finding = the_cut(f, *args)
    assert finding.alarm
    assert words in f"{finding.headline} {finding.explanation}"


HONEST = [
    (lambda x: (x - 3) ** 2, (3.0,), "(x - 3) ** 2 is at rest at x - 3 = 0.0"),
    (lambda x: bs.cos(x), (0.0,), "cos(x) is at rest at x = 0.0"),
    (lambda x: x * x, (0.0,), "x * x is at rest at x = 0.0"),
    (lambda xs: bs.dot(xs, xs), ([0.0, 1.0, 2.0, 3.0, 4.0],), "is at rest at xs[0] = 0.0"),
    (lambda x: x**4, (0.0,), "x ** 4 is at rest at x = 0.0"),
    (lambda x: abs(x), (0.0,), "their mean, 0, was taken"),
    (lambda xs: bs.norm(xs), ([0.0, 0.0],), "their mean, 0, was taken"),
    (lambda x: (x - 1) ** 2 + (x + 1) ** 2, (0.0,), "cancel: they add up to exactly 0"),
    (lambda x, w: x * w + w, (3.0, 0.0), "The slope of x * w by x is w, which is exactly 0 at this point only."),
    (
        lambda xs, ys: bs.dot(xs, ys) + bs.sum(ys),
        ([float(k) for k in range(1, 9)], [0.0] + [1.0] * 7),
        "which is exactly 0 at this point only",
    ),
    (lambda y, x: bs.atan2(y, x), (-1.0, 0.0), "by y is x, which is exactly 0 at this point only"),
    (lambda x: 1 / x, (math.inf,), "no longer moves with x where that is infinite"),
]


@pytest.mark.parametrize(("f", "args", "words"), HONEST)
def test_a_zero_by_right_is_a_note(f, args, words):
    finding = the_cut(f, *args)
    assert not finding.alarm
    assert words in finding.explanation


def test_a_weight_that_counts_for_nothing_beside_others_is_not_worth_a_word():
    assert cuts(bs.logsumexp, [0.0, 800.0]) == []
    assert cuts(bs.logsumexp, [800.0, *(float(k) for k in range(20))]) == []
    assert cuts(lambda xs: bs.log(sum(bs.exp(x - 800.0) for x in xs)), [800.0, 0.0, 1.0]) == []


def test_behind_an_honest_zero_the_real_reason_is_found():
    def f(x, w):
        h = bs.relu(w * x - 5.0)
        return h * h + 1.0

    finding = the_cut(f, 1.0, 2.0)
    assert finding.alarm
    assert finding.place.text == "h = bs.relu(w * x - 5.0)"


def test_inputs_that_are_cut_off_alike_are_told_together():
    finding = the_cut(lambda xs: bs.sum([bs.relu(x - 1) for x in xs]), [-1.0, 0.5, -2.0, 3.0])
    assert finding.headline.startswith("xs[0], xs[1] and xs[2] have no influence here")


def test_two_equal_numbers_are_two_inputs():
    finding = the_cut(lambda x, y: bs.where(x > 0, x, y), 3.0, 3.0)
    assert finding.headline.startswith("y has no influence")
    assert finding.rule.endswith("/dy = 0")


def test_an_input_that_only_decides_is_told_so():
    def f(x, threshold):
        return x * 2 if x > threshold else x

    finding = the_cut(f, 2.0, 1.0)
    assert "threshold only decides a comparison" in finding.explanation
    assert "smooth choice" in finding.remedy


def test_a_line_through_points_about_its_mean_is_healthy():
    def slope(x, y):
        mx, my = sum(x) / len(x), sum(y) / len(y)
        rise = sum((a - mx) * (b - my) for a, b in zip(x, y, strict=True))
        return rise / sum((a - mx) ** 2 for a in x)

    assert diagnose(slope, [0.0, 1.0, 2.0], [1.0, 3.0, 5.0]).ok
    assert diagnose(slope, [0.0, 1.0, 2.0], [1.0, 2.0, 5.0]).ok


def test_a_unit_that_is_dead_does_not_come_to_life_by_itself():
    dead, weight = cuts(lambda w, v, x: bs.relu(w * x) * v + x, -1.0, 2.0, 3.0)
    assert dead.headline.startswith("w has no influence")
    assert weight.headline.startswith("v has no influence")
    assert weight.alarm


def test_a_network_that_starts_from_zeros_alone_is_stuck():
    def loss(w, v):
        return (bs.tanh(w * 2.0) * v - 1.0) ** 2

    assert the_cut(loss, 0.0, 0.0).alarm
    assert not the_cut(loss, 0.5, 0.0).alarm  # v moves, and then w


def test_of_very_many_inputs_some_are_looked_into_and_the_others_are_counted():
    found = cuts(lambda xs: bs.sum([bs.relu(x) for x in xs]), [-1.0] * 1000 + [1.0])
    assert "and 250 more have no influence" in found[0].headline
    assert found[1].headline == "744 more inputs have a der of exactly 0."


def test_a_node_that_is_its_own_result_is_alive():
    assert diagnose(lambda x: x, 2.0).ok


def test_the_zeros_told_of_are_the_zeros_of_the_gradient():
    def f(a, b, c, d):
        return bs.relu(a - 5) * b + bs.where(c.val > 0, c, d)

    args = (1.0, 2.0, 3.0, 4.0)
    zeros = {name for name, der in trace(f, *args).gradient.items() if der == 0}
    assert zeros == {"a", "b", "d"}
    told = {word.strip(",") for finding in cuts(f, *args) for word in finding.headline.split()}
    assert told & {"a", "b", "c", "d"} == zeros
