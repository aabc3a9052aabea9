"""A function that raises is told of too: the line, what met there, where it came from, what helps."""

import math

import pytest

import backsweep as bs
from backsweep import diagnose


def the_error(f, *args):
    (finding,) = diagnose(f, *args).findings
    assert finding.kind == "error"
    assert finding.alarm
    return finding


def test_an_argument_outside_the_domain():
    def f(a, b):
        gap = a - b
        return bs.sqrt(gap) + a

    finding = the_error(f, 1.0, 3.0)
    assert finding.headline.startswith("DomainError: sqrt needs x >= 0, but got x = -2.0.")
    assert finding.place.text == "return bs.sqrt(gap) + a"
    assert finding.expression == "bs.sqrt(gap)"
    (given,) = finding.inputs
    assert (given.name, given.expression, given.value, given.place.text) == ("gap", "a - b", -2.0, "gap = a - b")
    assert "only where you have a - b >= 0" in finding.remedy


def test_a_division_by_zero_names_the_divisor():
    finding = the_error(lambda x, y: x / (y - 1), 2.0, 1.0)
    assert finding.headline.startswith("DivisionByZero: div needs y other than 0")
    assert "only where you have y - 1 other than 0" in finding.remedy
    assert [given.value for given in finding.inputs] == [2.0, 0.0]


def test_an_overflow_names_the_formulas_that_have_none():
    finding = the_error(lambda x: bs.log(1 + bs.exp(x)), 1000.0)
    assert finding.headline.startswith("TooLarge: exp at x = 1000.0")
    assert "softplus(x) for log(1 + exp(x))" in finding.remedy
    assert "logsumexp(x) for" in finding.remedy


def test_an_overflow_of_another_function_does_not_speak_of_exponentials():
    finding = the_error(lambda x: x**400, 1e10)
    assert "TooLarge" in finding.headline
    assert finding.remedy == "Keep what goes into power in range."


def test_a_derivative_that_would_be_lost():
    finding = the_error(lambda x: math.sin(x) * 2, 1.0)
    assert finding.headline.startswith("DerivativeLost: math.sin(x) would lose the derivative of x.")
    assert finding.place.file.endswith("test_failures.py")


def test_an_error_in_a_loop_of_a_helper_is_told_at_its_own_line():
    def step(x):
        return bs.log(x - 1)

    def f(x):
        for _ in range(5):
            x = step(x)
        return x

    finding = the_error(f, 3.0)
    assert finding.place.text == "return bs.log(x - 1)"


def test_plain_python_may_fail_as_well():
    finding = the_error(lambda x: x * (1.0 / 0.0), 1.0)
    assert finding.headline == "ZeroDivisionError: float division by zero"
    assert finding.inputs == ()
    finding = the_error(lambda x: x * int("seven"), 1.0)
    assert finding.headline.startswith("ValueError: invalid literal")


def test_a_plain_number_is_no_result():
    finding = the_error(lambda x: x.val * 2, 3.0)
    assert finding.headline == "The function returned 6.0, a plain number that remembers nothing."


@pytest.mark.parametrize("error", [KeyError, TypeError, RuntimeError, KeyboardInterrupt])
def test_other_errors_are_the_programs_own(error):
    def f(x):
        raise error("mine")

    with pytest.raises(error, match="mine"):
        diagnose(f, 1.0)


def test_an_argument_of_a_row_over_a_sequence():
    finding = the_error(lambda xs: bs.prod(xs) + bs.logsumexp([]), [1.0])
    assert "needs at least one number" in finding.headline


def test_the_watch_is_over_after_an_error():
    the_error(lambda x: bs.log(-x), 1.0)
    assert diagnose(lambda x: x * x, 2.0).ok


def test_a_limit_at_zero_has_a_formula_of_its_own():
    assert "xlogy(x, y) for x * log(y)" in the_error(lambda p: p * bs.log(p), 0.0).remedy
    assert "xlogy" not in the_error(lambda p: p * bs.log(p), -1.0).remedy


def test_an_argument_without_a_name_is_told_by_its_formula():
    (given,) = the_error(lambda x: bs.log(1 / (1 + bs.exp(-x))), -1000.0).inputs
    assert (given.name, given.expression, given.value) == ("-x", "", 1000.0)
