"""The better formula is the same function, is better where it counts, and is found in the user's own graph."""

import math
from typing import get_args

import pytest
from mpmath import mp, mpf
from witness import WITNESSES

import backsweep as bs
from backsweep import TABLE, trace
from backsweep.diagnosis.rewrites import REWRITES, SAMPLE, Cure, better_form, larger_forms, suggestion
from backsweep.diagnosis.subject import Subject
from backsweep.errors import BacksweepError
from backsweep.reading import read
from backsweep.vocabulary import parameters
from backsweep.worlds import World, value_of

MPMATH = World("mpmath", lambda row: WITNESSES[row.name].value, value_of, lambda der, partial: der * partial)
PAIRS = [each for each in REWRITES if each.better is not None]

# For each rewrite a point at which the naive formula loses digits or overflows.
HARD = [
    (-40.0,),
    (40.0,),
    (30.0, -10.0),
    (-750.0, -751.0),
    (-750.0,),
    (710.0,),
    (1e-12,),
    (1e-12,),
    (1e8, 1.3),
    (-1e8, 1.3),
    (1e12, 1.0),
    (1e12 + 1, 1e12),
    (1e-200, 1e-200),
    (1e-200,),
    (1e-200,),
    (1e-12,),
    (1e-12, 1e12),
    (1e-12,),
    (1.0, 1e-12),
    (1.0 + 1e-12, 1.0),
    (1e-12,),
    (1e-12,),
    (1.0, 1e-12),
    (123456.7 * (1 + 1e-12), 123456.7),
    (1e-7,),
    (1e-7,),
    (1e-7,),
    (1.0, 1e-12),
    (1.0 + 1e-12, 1.0),
    (1.0, 1e-12),
    (1.0 + 1e-12, 1.0),
    (6.0,),
    (1e9, 1.0),
    (1e9, 1e9 + 1),
    (1.0 - 1.7e-8,),
    (1e9 + 1, 1e9),
    (0.0, 0.0),
    (0.0,),
]


def evaluated(rule, args):
    """A rule on floats; nan where it has no value."""
    try:
        return float(rule(*args))
    except (BacksweepError, ArithmeticError):
        return math.nan


def error(computed, exact):
    return math.inf if math.isnan(computed) else float(abs(mpf(computed) - exact) / abs(exact)) if exact else computed


def listed(rule, args):
    """The arguments as the better formula takes them: a row over a sequence takes a list."""
    return [[arg] for arg in args] if "sum" in rule.__code__.co_names else args


@pytest.mark.parametrize("each", PAIRS, ids=range(len(PAIRS)))
def test_both_formulas_are_the_same_function(each):
    for naive in each.naive:
        count = len(parameters(naive))
        for factor in (1, 0.3):
            point = [mpf(value) * factor for value in SAMPLE[:count]]
            expected = read(naive, MPMATH)(*point)
            assert (
                abs(read(each.better, MPMATH)(*listed(naive, point)) - expected) < 1e-15
            )  # pi is a float in one of them


@pytest.mark.parametrize(("each", "point"), list(zip(PAIRS, HARD, strict=True)), ids=range(len(PAIRS)))
def test_the_better_formula_is_better_where_it_counts(each, point):
    naive = each.naive[0]
    with mp.workdps(400):
        exact = read(each.better, MPMATH)(*listed(naive, list(map(mpf, point))))
    before, after = error(evaluated(naive, point), exact), error(evaluated(each.better, listed(naive, point)), exact)
    assert after < 1e-13
    assert before > 1e-10


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
    found = trace(lambda x: bs.log(1 + x) * 3, 0.5)
    (sum_,) = [node for node in found.order if node.primitive is bs.add]
    assert suggestion(Subject(found), sum_, "digits") == "Write log1p(x) in place of log(1 + x)."
    assert suggestion(Subject(found), found.inputs[0], "digits", levels=0) == ""


def test_a_formula_is_suggested_only_for_what_it_cures():
    found = trace(lambda x: bs.log(1 + bs.sqrt(x)), 0.0)
    (root,) = [node for node in found.order if node.primitive is bs.sqrt]
    assert suggestion(Subject(found), root, "slope") == ""
    assert suggestion(Subject(found), root, "digits").startswith("Write log1p(sqrt(x))")


def test_larger_formulas_with_a_row():
    assert "softplus(x) for log(1 + exp(x))" in larger_forms(bs.exp, (1000.0,), "range")
    assert larger_forms(TABLE["log"], (0.0,), "domain") == ["xlogy(x, y) for x * log(y)"]
    assert larger_forms(bs.sin, (1.0,), "range") == []
    assert larger_forms(TABLE["power"], (1e10, 300), "range") == []
