"""Lost digits are told at the line that lost them, with a form that keeps them; sound programs hear nothing."""

import math
import re

import pytest
from textbook import KEEPING, LOSING

import backsweep as bs
from backsweep import diagnose, trace
from backsweep.diagnosis.losses import losses
from backsweep.diagnosis.rounding import estimated
from backsweep.diagnosis.subject import Subject


def told(f, *args):
    return [finding for finding in diagnose(f, *args).findings if finding.kind == "rounding"]


def the_loss(f, *args):
    (finding,) = told(f, *args)
    return finding


@pytest.mark.parametrize("case", KEEPING, ids=lambda case: case.name)
def test_sound_programs_hear_nothing(case):
    assert told(case.on_nodes, *case.args) == []


def three_lines(x):
    near = bs.cos(x)
    gap = 1.0 - near
    return gap * 3.0


def test_the_line_that_subtracts_is_to_blame_and_not_the_one_that_rounded():
    finding = the_loss(three_lines, 1e-5)
    assert finding.place.text == "gap = 1.0 - near"
    assert finding.headline.startswith("The result has about 6 good digits; 10 of 16 were lost at test_lost_digits.py:")
    assert "numbers as large as 1.0 cancel to 5e-11" in finding.explanation
    assert "the rounding error of near" in finding.explanation
    assert finding.remedy == "Write 2 * sin(x / 2) ** 2 in place of 1.0 - near."


def test_a_sum_in_one_step_is_told_as_one():
    finding = the_loss(lambda xs: bs.sum(xs), [1e16, 1.1, 1.3, -1e16])
    assert "The terms of" in finding.explanation


def test_an_argument_too_large_for_its_function():
    finding = the_loss(lambda x, y: bs.sin(x * y), 112345.67, 23456.789)
    assert "enlarges the relative error of x * y" in finding.explanation


def test_a_result_that_is_all_rounding_is_told_so():
    finding = the_loss(lambda x: (x + 1.0) - 1.0 - x, 0.1)
    assert finding.headline.startswith("No digit of the result is good")


def test_losses_on_several_lines_are_counted_by_line():
    def f(x):
        root = bs.sqrt(1.0 - x * x)
        gap = 1.0 - root
        return bs.sin(gap * 1e11)

    finding = the_loss(f, 1.1e-4)
    assert finding.place.text == "gap = 1.0 - root"
    assert re.search(
        r"8 of 16 were lost at test_lost_digits.py:\d+ \(\d+ at test_lost_digits.py:\d+\)", finding.headline
    )


@pytest.mark.parametrize("case", LOSING, ids=lambda case: case.name)
def test_the_digits_lost_on_the_way_add_up_to_those_that_are_missing(case):
    found = trace(case.on_nodes, *case.args)
    estimate = estimated(found)
    total = math.fsum(loss.digits for loss in losses(Subject(found), estimate))
    assert abs(total - (53 * math.log10(2) - estimate.digits)) < 1.0


REMEDIES = {
    "quadratic formula": "/ (b + sqrt(b ** 2 - 4 * a * c))",
    "1 - cos x": "2 * sin(x / 2) ** 2",
    "sqrt(x + 1) - sqrt x": "1 / (sqrt(x + 1) + sqrt(x))",
    "log(1 + x)": "log1p(x)",
    "variance as E[x^2] - E[x]^2": "the mean of (x - m) ** 2",
    "difference quotient": "2 * cos(x + h / 2) * sin(h / 2)",
    "tan x - sin x": "2 * tan(x) * sin(x / 2) ** 2",
    "log-sum-exp without a shift": "softplus(y - x)",
    "covariance in one pass": "the mean of (x - mx) * (y - my)",
    "sinh by exponentials": "2 * sinh(x)",
    "x^2 - y^2": "(x - y) * (x + y)",
}


@pytest.mark.parametrize("case", [case for case in LOSING if case.name in REMEDIES], ids=lambda case: case.name)
def test_what_to_write_instead(case):
    assert REMEDIES[case.name] in the_loss(case.on_nodes, *case.args).remedy


def roots_and_squares(x):
    for _ in range(40):
        x = bs.sqrt(x)
    for _ in range(40):
        x = x * x
    return x


def test_many_steps_that_lose_a_little_are_told_together():
    finding = the_loss(roots_and_squares, 1.2)
    assert "; 12 of 16 were lost at" in finding.headline
    assert finding.place.text == "x = x * x"
    assert (
        "2.0 times. So it is, more or less, at 39 more steps of this line: 12 digits together." in finding.explanation
    )
    assert "fewer steps" in finding.remedy


def test_only_a_result_that_is_small_may_be_meant_to_be_so():
    meant = "the numbers are meant to cancel"
    assert meant in the_loss(lambda x: bs.exp(x) - 1.00001, 1e-5).remedy
    assert meant not in the_loss(lambda x: (x - bs.sin(x)) / x**3, 1e-3).remedy


def test_fractions_are_advised_where_they_are_exact():
    exact = "compute with Fraction"
    assert exact in the_loss(lambda x: (x + 1.0) - 1.0 - x, 0.1).remedy
    assert exact not in the_loss(lambda x: bs.exp(x) - 1.00001, 1e-5).remedy
    assert exact not in the_loss(lambda x: bs.acos(bs.cos(x) ** 2), 1e-6).remedy


def test_a_function_that_is_inexact_by_itself_is_not_told_to_stop_subtracting():
    finding = the_loss(lambda x: bs.lgamma(1 + x) / x, 1e-6)
    assert finding.remedy == "Look for another way to compute it near 1 + x = 1.0, such as a series."


def test_numbers_that_cancel_are_shown_with_all_their_digits():
    assert the_loss(three_lines, 1e-5).filled_in == "1.0 - 0.99999999995"
    assert "near = cos(x) = 0.99999999995" in str(diagnose(three_lines, 1e-5))
    assert the_loss(lambda a, b: -a + bs.sqrt(a * a - b), 1e8, 4.0).filled_in == "-100000000.0 + 99999999.99999999"


def test_a_power_that_no_fraction_can_hold_is_not_tried_on_one():
    assert the_loss(lambda x: (1 + 1 / x) ** x, 1e10).kind == "rounding"
