"""A better formula is found in the user's own graph, and told only where it helps."""

from typing import get_args

import pytest

import backsweep as bs
from backsweep import TABLE, diagnose, trace
from backsweep.diagnosis.rewrites import Cure
from backsweep.diagnosis.subject import Subject
from backsweep.diagnosis.suggestions import better_form, larger_forms, suggestion


def told(f, *args):
    found = trace(f, *args)
    view = Subject(found)
    return next(filter(None, (better_form(view, found.output, cure) for cure in get_args(Cure))), "")


@pytest.mark.parametrize(
    ("f", "args", "expected"),
    [
        (lambda x: bs.log(1 + x), (0.5,), "log1p(x)"),
        (lambda x: bs.log(x + 1.0), (0.5,), "log1p(x)"),
        (lambda rate: bs.log(1 + rate / 12), (0.5,), "log1p(rate / 12)"),
        (lambda x, y: bs.sqrt(x * x + y**2), (3.0, 4.0), "hypot(x, y)"),
        (lambda xs: bs.sqrt(bs.sum([x * x for x in xs])), ([3.0, 4.0],), "norm([xs[0], xs[1]])"),
        (lambda xs: bs.sqrt(sum(x * x for x in xs)), ([3.0, 4.0, 5.0],), "norm([xs[0], xs[1], xs[2]])"),
        (lambda xs: bs.log(sum(bs.exp(x) for x in xs)), ([3.0, 4.0, 5.0],), "logsumexp([xs[0], xs[1], xs[2]])"),
        (lambda x: bs.log(1 + bs.exp(x)), (3.0,), "softplus(x)"),
        (lambda x: 1 / (1 + bs.exp(-x)), (3.0,), "sigmoid(x)"),
        (lambda x: bs.sqrt(1 + x * x) - 1, (3.0,), "x * x / (sqrt(1 + x * x) + 1)"),
        (lambda a, b: a * a - b * b, (3.0, 2.0), "(a - b) * (a + b)"),
        (lambda a: a**2 - (a + 1) ** 2, (3.0,), "(a - (a + 1)) * (a + (a + 1))"),
        (lambda x: bs.sqrt(1 + x) - bs.sqrt(x), (3.0,), "1 / (sqrt(x + 1) + sqrt(x))"),
        (lambda x, step: bs.sin(x + step) - bs.sin(x), (3.0, 0.1), "2 * cos(x + step / 2) * sin(step / 2)"),
    ],
)
def test_a_better_formula_is_told_in_the_users_names(f, args, expected):
    assert told(f, *args).startswith(f"Write {expected} in place of ")


@pytest.mark.parametrize(
    ("f", "args"),
    [
        (lambda x: bs.log(2 + x), (0.5,)),
        (lambda x, y: bs.sqrt(x * x + x * y), (3.0, 4.0)),
        (lambda x, y: bs.exp(x) - y, (3.0, 4.0)),
        (lambda xs: bs.log(sum(bs.exp(x) for x in xs) * 2), ([3.0, 4.0],)),
        (lambda x: x, (3.0,)),
    ],
)
def test_what_only_looks_alike_is_left_alone(f, args):
    assert told(f, *args) == ""


def test_statistics_are_told_in_words():
    def variance(xs):
        return sum(x * x for x in xs) / len(xs) - (sum(xs) / len(xs)) ** 2

    def covariance(xs, ys):
        n = len(xs)
        return bs.sum([x * y for x, y in zip(xs, ys, strict=True)]) / n - (bs.sum(xs) / n) * (bs.sum(ys) / n)

    assert "the variance is the mean of (x - m) ** 2" in told(variance, [1.0, 2.0, 4.0])
    assert "the covariance is the mean of" in told(covariance, [1.0, 2.0], [3.0, 5.0])
    short = told(lambda xs: bs.mean([x * x for x in xs]) - bs.mean(xs) ** 2, [1.0, 2.0, 4.0])
    assert "the variance is the mean of (x - m) ** 2" in short


def test_a_long_list_is_told_by_its_first_members():
    expected = "Write norm([xs[0], xs[1], ...]) in place of "
    assert told(lambda xs: bs.sqrt(sum(x * x for x in xs)), [float(k) for k in range(1, 30)]).startswith(expected)


def test_a_suggestion_looks_at_what_is_made_of_a_node():
    found = trace(lambda x: bs.log(1 + x) * 3, 1e-12)
    (sum_,) = [node for node in found.order if node.primitive is bs.add]
    assert suggestion(Subject(found), sum_, "digits") == "Write log1p(x) in place of log(1 + x)."
    assert suggestion(Subject(found), found.inputs[0], "digits", levels=0) == ""


def test_a_formula_is_suggested_only_for_what_it_cures():
    found = trace(lambda x: bs.log(1 + bs.sqrt(x)), 1e-20)
    (root,) = [node for node in found.order if node.primitive is bs.sqrt]
    assert suggestion(Subject(found), root, "slope") == ""
    assert suggestion(Subject(found), root, "digits").startswith("Write log1p(sqrt(x))")


def test_larger_formulas_with_a_row():
    assert "softplus(x) for log(1 + exp(x))" in larger_forms(bs.exp, (1000.0,), "range")
    assert larger_forms(TABLE["log"], (0.0,), "domain") == ["xlogy(x, y) for x * log(y)"]
    assert larger_forms(bs.sin, (1.0,), "range") == []
    assert larger_forms(TABLE["power"], (1e10, 300), "range") == []


def remedies(f, *args):
    return " ".join(finding.remedy for finding in diagnose(f, *args).findings)


# The digits are lost in the arguments, where the other formula cannot bring them back.
LOST_BEFORE = [
    (lambda a, b: bs.log(1 + (a**3 - b**3)), (1.0 + 1e-10, 1.0)),
    (lambda x, y: bs.log(y * (1 + x)) - bs.log(y), (1e-9, 3.7)),
    (lambda b, c: (-b + bs.sqrt(b * b - c)) / 2 + 1, (2.00000001, 4.0)),
    (lambda x, y: bs.exp(x * 1.37) - bs.exp(y * 1.37), (1.1234567, 1.1234567001)),
    (lambda x, y: (x * 1.3) ** 2 - (y * 1.3) ** 2, (1.1, 1.1000000001)),
    (lambda x, y: bs.sin(x * 1000.1) - bs.sin(y * 1000.1), (0.7, 0.70000001)),
]


@pytest.mark.parametrize(("f", "args"), LOST_BEFORE)
def test_a_formula_that_would_not_help_here_is_not_suggested(f, args):
    assert not diagnose(f, *args).ok
    assert "Write" not in remedies(f, *args)


@pytest.mark.parametrize(
    ("f", "args", "expected"),
    [
        (lambda x: 1 - bs.cos(x) * bs.cos(x), (1e-6,), "sin(x) ** 2 in place of 1 - cos(x) * cos(x)"),
        (lambda x, h: (x + h) ** 2 - x**2, (2.0, 1e-9), "h * (2 * x + h) in place of"),
        (lambda p: bs.log(1 - p), (1e-9,), "log1p(-p) in place of log(1 - p)"),
        (lambda x: (1 + x) ** 3 - 1, (1e-9,), "expm1(3 * log1p(x)) in place of"),
        (lambda p, q: -p / 2 + bs.sqrt((p / 2) ** 2 - q), (1e6, 1.0), ""),
        (lambda p, q: -(p / 2) + bs.sqrt((p / 2) ** 2 - q), (1e6, 1.0), "-q / (p / 2 + sqrt((p / 2) ** 2 - q))"),
    ],
)
def test_the_formula_that_does_help_is_suggested(f, args, expected):
    assert expected in remedies(f, *args)


@pytest.mark.parametrize(
    ("f", "args", "expected"),
    [
        (
            lambda zs: bs.log(sum(bs.exp(z) for z in zs)),
            ([-1000.0, -1001.0],),
            "Write logsumexp([zs[0], zs[1]]) in place of log(0 + exp(zs[0]) + exp(zs[1])).",
        ),
        (lambda x: bs.log(bs.sigmoid(x)), (-800.0,), "Write -softplus(-x) in place of log(sigmoid(x))."),
        (lambda x: 1 / (x - 1), (1.0,), "Ask for it only where you have x - 1 other than 0: test it first, "),
    ],
)
def test_a_step_that_failed_is_told_its_better_form(f, args, expected):
    assert remedies(f, *args).startswith(expected)
    assert "for " not in remedies(f, *args).removeprefix("Ask for")  # and no list of what it might be a part of
