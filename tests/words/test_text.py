"""Formulas as Python: what is written, evaluated by Python itself, has the value of what was meant."""

import random
import re
from fractions import Fraction

import pytest

from backsweep.words.expression import Name
from backsweep.words.text import number, text

x, y = Name("x"), Name("y")

OPERATIONS = [
    lambda a, b: a + b,
    lambda a, b: a - b,
    lambda a, b: a * b,
    lambda a, b: a / b,
    lambda a, b: a // b,
    lambda a, b: a % b,
    lambda a, b: -a,
    lambda a, b: a**2,
]


@pytest.mark.parametrize("seed", range(200))
def test_python_reads_what_was_meant(seed):
    """Exact arithmetic, so that only a wrong bracket can make a difference."""
    chance = random.Random(seed)
    terms = [(x, Fraction(2)), (y, Fraction(3, 5)), (7, Fraction(7)), (-4, Fraction(-4))]
    for _ in range(6):
        operation = chance.choice(OPERATIONS)
        (a, value_a), (b, value_b) = chance.choice(terms), chance.choice(terms)
        if isinstance(a, int) and isinstance(b, int):
            continue
        if value_b == 0:
            continue
        terms.append((operation(a, b), operation(value_a, value_b)))
    term, value = terms[-1]
    # Ints of a formula are read as exact fractions, as in the computation.
    written = re.sub(r"\b(\d+)\b", r"F(\1)", text(term)) if not isinstance(term, int) else f"F({term})"
    assert eval(written, {"F": Fraction, "x": Fraction(2), "y": Fraction(3, 5)}) == value


@pytest.mark.parametrize(
    ("term", "written"),
    [
        (x ** (y**2), "x ** y ** 2"),
        ((x**2) ** y, "(x ** 2) ** y"),
        ((-x) ** 2, "(-x) ** 2"),
        (-(x**2), "-x ** 2"),
        (x - (y - 1), "x - (y - 1)"),
        (x - y - 1, "x - y - 1"),
        (x / (y * 2), "x / (y * 2)"),
        (x * -2, "x * -2"),
        (x**-1.5, "x ** -1.5"),
        (x * Fraction(1, 3), "x * (1/3)"),
        (3.141592653589793 * x, "pi * x"),
        (abs(x) + 1, "abs(x) + 1"),
    ],
)
def test_brackets_stand_where_they_are_needed(term, written):
    assert text(term) == written


@pytest.mark.parametrize(
    ("val", "written"),
    [
        (2, "2"),
        (2.0, "2.0"),
        (0.1 + 0.2, "0.3"),
        (1e300, "1e+300"),
        (-0.0, "-0.0"),
        (float("nan"), "nan"),
        (float("-inf"), "-inf"),
        (Fraction(-1, 3), "-1/3"),
        (Fraction(4), "4"),
        (1 - 2j, "(1.0-2j)"),
        (10**23, "100000000000000000000000"),
        (10**30, "1e+30"),
        ((1.0, 2), "(1.0, 2)"),
    ],
)
def test_numbers_are_short(val, written):
    assert number(val) == written


def test_an_int_beyond_what_python_writes_is_rounded():
    assert number(-(3 * 10**5000)) == "-3e+5000"


def test_values_in_place_of_names():
    a = Name("a", -3.0)
    assert text(a**2 + 1, with_values=True) == "(-3.0) ** 2 + 1"
