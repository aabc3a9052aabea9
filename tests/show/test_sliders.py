"""Where sliders begin, end and stand."""

import math
import re
from fractions import Fraction

import pytest

from backsweep import WrongKind
from backsweep.show.sliders import Slider, round_down, slider


def test_a_number_stands_in_the_middle_of_its_slider():
    assert slider("x", 2.0) == Slider("x", 0.0, 4.0, 0.02, 2.0)
    assert slider("x", -50) == Slider("x", -100.0, 0.0, 0.5, -50.0)


def test_zero_gets_a_slider_from_minus_one_to_one():
    assert slider("x", 0.0) == Slider("x", -1.0, 1.0, 0.01, 0.0)


def test_numbers_of_other_libraries_are_numbers():
    numpy = pytest.importorskip("numpy", reason="NumPy is not installed: pip install numpy")
    assert (
        slider("x", numpy.float32(2.0)) == slider("x", numpy.int64(2)) == slider("x", Fraction(2)) == slider("x", 2.0)
    )


def test_a_pair_names_the_ends():
    assert slider("y", (0, 5)) == Slider("y", 0.0, 5.0, 0.02, 2.5)


def test_a_triple_names_the_step_too():
    assert slider("y", (0, 10, 4)) == Slider("y", 0.0, 10.0, 4.0, 4.0)


@pytest.mark.parametrize("given", [1e-300, 1e300, 0.1, 1 / 3, (-1e-5, 3e-5), (1.0, 2.0, 0.3), (0.0, 1.0, 1.0)])
def test_every_slider_stands_between_its_ends(given):
    made = slider("x", given)
    assert made.low <= made.value <= made.high
    assert made.low < made.high
    assert math.isfinite(made.high - made.low)
    assert made.step > 0


@pytest.mark.parametrize("size", [1e-300, 0.0099, 0.01, 0.3, 1.0, 1.99, 2.0, 4.9, 5.0, 9.99, 1e300])
def test_a_step_is_a_round_number_just_below(size):
    step = round_down(size)
    assert step <= size < 2.5 * step * (1 + 1e-15)
    assert f"{step:.15e}"[0] in "125"


@pytest.mark.parametrize("given", ["2", None, True, [0, 5], (1,), (1, 2, 3, 4), (0, "5"), 1j, {"low": 0}])
def test_what_is_no_number_and_no_range_is_refused_by_name(given):
    with pytest.raises(WrongKind, match=r"it needs a number, \(low, high\) or .* but got rate = .* fix it first"):
        slider("rate", given)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (math.nan, "explore needs finite numbers, but got x = nan."),
        (math.inf, "explore needs finite numbers, but got x = inf."),
        (1.7e308, "explore finds no room around x = 1.7e+308. Give the ends: x=(low, high)."),
        ((0, math.inf), "explore needs a finite range, but got x = (0.0, inf)."),
        ((-1e308, 1e308), "explore needs a finite range, but got x = (-1e+308, 1e+308)."),
        ((5, 0), "explore needs low < high, but got x = (5.0, 0.0)."),
        ((1, 1), "explore needs low < high, but got x = (1.0, 1.0)."),
        ((0, 1, 0), "a step of more than 0 that fits between low and high, but got x = (0.0, 1.0, 0.0)."),
        ((0, 1, 2), "a step of more than 0 that fits between low and high, but got x = (0.0, 1.0, 2.0)."),
        ((0, 1, math.nan), "explore needs a finite range, but got x = (0.0, 1.0, nan)."),
    ],
)
def test_a_range_without_room_is_refused(given, sentence):
    with pytest.raises(ValueError, match=re.escape(sentence)):
        slider("x", given)
