"""Ranges of numbers of every kind."""

import math
from fractions import Fraction

import pytest

from backsweep.diagnosis.ranges import Range, range_of


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ([2.0], "2.0"),
        ([3, -1, 2], "-1 to 3"),
        ([Fraction(1, 3), 0.25, 1], "0.25 to 1"),
        ([1e308, -1e308], "-1e+308 to 1e+308"),
        ([1.0, math.inf], "1.0 to inf"),
        ([-math.inf, 2], "-inf to 2"),
        ([math.nan], "nan"),
        ([math.nan, math.nan], "2 nan"),
        ([1.0, math.nan, 2.0], "1.0 to 2.0 and 1 nan"),
        ([Fraction(1, 3), math.inf, math.nan], "1/3 to inf and 1 nan"),
        ([3 + 4j], "|5.0|"),
        ([3 + 4j, -1.0], "|1.0| to |5.0|"),
        ([1e308 * (1 + 1j)], "|1.41421e+308|"),
        ([complex(math.nan, 1), 1j], "|1.0| and 1 nan"),
        ([10**400, -(10**5000)], "-1e+5000 to 1e+400"),
    ],
)
def test_a_range_in_words(numbers, words):
    assert str(range_of(numbers)) == words


def test_of_nothing_there_is_no_range():
    assert range_of([]) is None


def test_a_range_is_finite_where_all_its_numbers_are():
    assert range_of([1, 2.0, Fraction(1, 2)]).is_finite
    for strange in (math.nan, math.inf, -math.inf, complex(0, math.inf)):
        assert not range_of([1.0, strange]).is_finite


def test_the_ends_are_the_numbers_themselves():
    assert range_of([Fraction(1, 3), 2]) == Range(Fraction(1, 3), 2)
