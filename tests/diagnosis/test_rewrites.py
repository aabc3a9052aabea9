"""The better formula is the same function, and is better where it counts."""

import math

import pytest
from mpmath import mp, mpf
from witness import WITNESSES

from backsweep.diagnosis.rewrites import REWRITES, SAMPLE
from backsweep.errors import BacksweepError
from backsweep.reading import read
from backsweep.vocabulary import parameters
from backsweep.worlds import World, value_of

MPMATH = World("mpmath", lambda row: WITNESSES[row.name].value, value_of, lambda der, partial: der * partial)
PAIRS = [each for each in REWRITES if each.better is not None]

# For each rewrite a point at which the naive formula loses digits or overflows.
HARD = [
    (-740.0, 0.0),
    (720.0, 720.0),
    (40.0,),
    (-40.0,),
    (40.0,),
    (35.0,),
    (30.0,),
    (15.0,),
    (30.0, -10.0),
    (-750.0, -751.0),
    (-750.0,),
    (710.0,),
    (1e-12,),
    (1e-12,),
    (1e8, 1.3),
    (-1e8, 1.3),
    (1e8, 1.3),
    (1e8, 1.3),
    (1e8, 1.3),
    (1e12, 1.0),
    (1e12 + 1, 1e12),
    (1 + 4503 * 2.0**-52,),
    (1 + 4503 * 2.0**-52,),
    (-1e6,),
    (1e-200, 1e-200),
    (1e-200,),
    (1e-200,),
    (1e-12,),
    (1e-12,),
    (1e-12,),
    (1e-12, 3.0),
    (1e-12, 3.0),
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
    (1.5707963,),
    (1e-7,),
    (1e-7,),
    (1e-7,),
    (1e-7,),
    (1.0, 1e-12),
    (1.0 + 1e-12, 1.0),
    (1.0, 1e-12),
    (1.0 + 1e-12, 1.0),
    (1e9, 1.0),
    (1e-12,),
    (6.0,),
    (-6.0,),
    (8.0,),
    (1e9, 1.0),
    (1e9, 1e9 + 1),
    (1.0 - 1.7e-8,),
    (1.0 + 1.7e-8,),
    (1.0, 1e-12),
    (1e9 + 1, 1e9),
    (180.0,),
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
    """The arguments as the better formula takes them: what stands in a sum is a list, and is the last of them."""
    return [*args[:-1], [args[-1]]] if "sum" in rule.__code__.co_names else args


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
