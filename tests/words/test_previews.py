"""Arrays in words: shape, range, and what is no number."""

from __future__ import annotations

import math
import time

import numpy as np
import pytest

from backsweep.words.latex import number as in_latex
from backsweep.words.previews import norm, summary
from backsweep.words.text import array, number


def test_a_small_array_is_written_out() -> None:
    assert number(np.array([[1.0, 2.0], [1 / 3, 4.0]])) == "[[1.0, 2.0], [0.333333, 4.0]]"


def test_of_a_larger_array_shape_range_and_first_entries_are_told() -> None:
    assert number(np.arange(6.0).reshape(3, 2) / 10) == "[3x2, 0.0 to 0.5: 0.0, 0.1, 0.2, ...]"
    assert array(np.arange(6.0).reshape(3, 2) / 10, first=0) == "[3x2, 0.0 to 0.5]"


def test_nan_and_infinities_are_counted_and_not_part_of_the_range() -> None:
    val = np.array([1.0, math.nan, math.inf, -math.inf, math.nan, -2.0])
    assert number(val) == "[6 entries, -2.0 to 1.0, 2 nan, 1 inf, 1 -inf: 1.0, nan, inf, ...]"


def test_an_array_of_nothing_but_nan_says_so() -> None:
    assert array(np.full((2, 5), math.nan), first=0) == "[2x5, 10 nan]"


def test_an_array_of_equal_entries_names_the_one() -> None:
    assert number(np.ones((30, 20))) == "[30x20, all 1.0]"


@pytest.mark.parametrize("shape", [(0,), (3, 0), (0, 0, 2)])
def test_an_empty_array_has_its_shape_alone(shape: tuple[int, ...]) -> None:
    sizes = "0 entries" if len(shape) == 1 else "x".join(map(str, shape))
    assert number(np.ones(shape)) == f"[{sizes}]"


def test_an_array_without_axes_and_a_number_of_numpy_are_numbers() -> None:
    assert number(np.array(2.5)) == number(np.float32(2.5)) == number(np.float64(2.5)) == "2.5"


def test_complex_entries_are_compared_by_their_modulus() -> None:
    assert array(np.array([3 + 4j, 0, 1j, 1, 1]), first=0) == "[5 entries, |0.0| to |5.0|]"


def test_of_truth_values_the_true_ones_are_counted() -> None:
    assert array(np.arange(6) > 1, first=0) == "[6 entries, 4 true]"


def test_ints_stay_ints() -> None:
    assert number(np.array([0, 0, 2])) == "[0, 0, 2]"


def test_ends_of_the_range_of_float_are_told_without_a_warning() -> None:
    assert array(np.array([-1.7e308, 1.7e308, 0.0, 0.0, 0.0]), first=0) == "[5 entries, -1.7e+308 to 1.7e+308]"


def test_a_million_entries_take_no_longer_than_an_eye() -> None:
    entries = np.linspace(0.0, 1.0, 1_000_000)
    began = time.perf_counter()
    assert number(entries) == "[1,000,000 entries, 0.0 to 1.0: 0.0, 1e-06, 2e-06, ...]"
    assert time.perf_counter() - began < 0.5


def test_a_summary_is_plain_data() -> None:
    told = summary(np.array([1.0, math.inf]))
    assert (told.shape, told.low, told.high, told.odd) == ((2,), 1.0, 1.0, {"inf": 1})


def test_in_latex_the_shape_is_set_with_a_times_sign() -> None:
    assert in_latex(np.linspace(0.0, 1.0, 40).reshape(10, 4)) == r"\left[10 \times 4\text{: }{0} \,\ldots\, {1}\right]"


@pytest.mark.parametrize(("entries", "size"), [([3.0, 4.0], 5.0), ([3e200, 4e200], 5e200), ([3e-200, 4e-200], 5e-200)])
def test_a_norm_neither_overflows_nor_underflows(entries: list[float], size: float) -> None:
    assert norm(np.array(entries)) == pytest.approx(size, rel=1e-15)


def test_the_norm_of_nothing_is_0_and_of_nan_nan() -> None:
    assert norm(np.ones((0, 3))) == 0.0
    assert math.isnan(norm(np.array([1.0, math.nan])))


def test_long_doubles_of_which_python_has_no_number_are_written_like_floats():
    assert number(np.longdouble(0.5)) == "0.5"
    assert number(np.array([0.25, 2], dtype=np.clongdouble)) == "[(0.25+0j), (2.0+0j)]"
