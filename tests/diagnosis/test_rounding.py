"""The estimated rounding error is the true one, which mpmath knows."""

import math
from fractions import Fraction

import mpmath
import pytest
from mpmath import mp, mpf
from textbook import KEEPING, LOSING, compensated_sum, naive_sum

import backsweep as bs
from backsweep import Node, trace
from backsweep.diagnosis.rounding import ALL_DIGITS, estimated, good_digits, rounding_errors

CASES = pytest.mark.parametrize("case", LOSING + KEEPING, ids=lambda case: case.name)


def digits(f, *args):
    found = estimated(trace(f, *args))
    assert found is not None
    return found.digits


@CASES
def test_the_digits_are_those_that_mpmath_finds_good(case):
    assert abs(digits(case.on_nodes, *case.args) - case.digits()) < 1


def test_the_textbook_has_twenty_of_each_kind_and_they_are_what_they_are_said_to_be():
    assert len(LOSING) >= 20
    assert len(KEEPING) >= 20
    assert all(case.digits() < 10 for case in LOSING)
    assert all(case.digits() > 14 for case in KEEPING)


def test_a_known_error_is_the_error_itself():
    def f(x, y):
        return (x + y) - x

    found = estimated(trace(f, 1.0, 1e-9))
    with mp.workdps(60):
        truth = abs(mpf((1.0 + 1e-9) - 1.0) - mpf(1e-9))
    assert found.error == pytest.approx(float(truth), rel=1e-9)


@pytest.mark.parametrize(
    "f",
    [
        lambda x, y: x - y,
        lambda x, y: x * 4.0,
        lambda x, y: -x,
        lambda x, y: bs.maximum(x, y),
        lambda x, y: bs.where(x > y, x, y),
        lambda x, y: abs(x),
        lambda x, y: bs.copysign(x, y),
        lambda x, y: bs.fmod(x, y),
        lambda x, y: bs.remainder(x, y),
        lambda x, y: bs.ldexp(x, 3),
        lambda x, y: bs.floor(x) + 0 * y,
        lambda x, y: bs.stop_gradient(x) + x - x,
        lambda x, y: bs.sum([x, x, -x]),
        lambda x, y: bs.clip(x, 0.0, 1.0),
    ],
)
def test_exact_operations_have_no_error(f):
    assert rounding_errors(trace(f, 0.7499999, 0.75)) == {}


def test_whole_numbers_and_fractions_are_exact():
    assert digits(lambda x: x**7 - 7 * x + 1, 3) == ALL_DIGITS
    assert digits(lambda x: x / 3 + x**2, Fraction(1, 7)) == ALL_DIGITS


def test_a_remainder_with_the_sign_of_the_divisor_is_not_taken_for_a_wrong_one():
    assert digits(lambda x: x % 3.0, -7.3) > 15
    assert digits(lambda x: x // 3.0 + x, -7.3) > 15


def test_a_sum_in_one_operation_has_the_error_of_all_its_steps():
    terms = (1e16, 1.1, 1.3, 1.7, -1e16, 0.3)
    one_by_one = digits(lambda *xs: naive_sum(bs, *xs), *terms)
    assert digits(lambda *xs: bs.sum(xs), *terms) == pytest.approx(one_by_one, abs=1e-6)


def test_compensation_brings_the_digits_back():
    terms = [1.0] + [1e-16] * 4000
    assert digits(lambda *xs: naive_sum(bs, *xs), *terms) < 13
    assert digits(lambda *xs: compensated_sum(bs, *xs), *terms) > 15.5


def test_a_row_with_a_zero_has_the_error_that_its_accuracy_states():
    x = 1 + 1e-7
    with mp.workdps(60):
        truth = -mp.log10(abs(mpf(math.lgamma(x)) / mpmath.loggamma(mpf(x)) - 1))
    assert abs(digits(bs.lgamma, x) - float(truth)) < 1.5


def test_complex_numbers_have_an_estimate():
    assert 14 < digits(lambda z: bs.exp(z) * z, 1.5 + 2j) < 16


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_there_is_no_estimate_where_a_value_is_no_number(bad):
    assert estimated(trace(lambda x: x + 1.0, bad)) is None
    assert rounding_errors(trace(lambda x: x + 1.0, bad)) == {}


def test_there_is_no_estimate_where_a_der_is_infinite():
    assert estimated(trace(bs.sqrt, 0.0)) is None


@pytest.mark.parametrize(
    ("value", "error", "found"),
    [(1.0, 0.0, ALL_DIGITS), (1e300, 1e-300, ALL_DIGITS), (0.0, 0.0, ALL_DIGITS), (0.0, 1e-9, 0), (1e-9, 1.0, 0)],
)
def test_digits_are_between_none_and_all(value, error, found):
    assert good_digits(value, error) == found


def test_errors_add_up_over_a_graph_of_a_hundred_thousand_nodes():
    def f(x):
        for _ in range(50_000):
            x = x * 0.9999 + 1e-5
        return x

    found = estimated(trace(f, Node(0.3).val))
    assert 12 < found.digits < 16


def test_a_power_or_a_product_of_any_size_is_read_in_no_time():
    assert digits(lambda x: x**1_000_000, 1.0000001) > 8
    assert digits(lambda *xs: bs.prod(xs), *[1.0001] * 5000) > 12


def test_roots_and_logarithms_are_known_to_the_digit():
    # Three thousand times as exact as the usual size of an error would say.
    assert digits(lambda x, y: bs.log(y) - bs.log(x), 3.0, 3.0000000007) == pytest.approx(9.9, abs=0.3)
    assert digits(lambda x, y: (bs.sqrt(x) - bs.sqrt(y)) / (x - y), 1.0 + 1e-9, 1.0) == pytest.approx(9.6, abs=0.3)


def by_the_bound(found):
    return math.fsum(abs(der * node.val) * 2**-53 for node, der in found.ders.items() if node.primitive)


def by_root_mean_square(found):
    return math.hypot(*(der * math.ulp(node.val) / math.sqrt(12) for node, der in found.ders.items() if node.primitive))


def test_the_page_tells_the_truth_about_three_estimates():
    # docs/why/rounding-estimate.md
    apart = {by_the_bound: [], by_root_mean_square: [], lambda found: estimated(found).error: []}
    for case in LOSING:
        found = trace(case.on_nodes, *case.args)
        for estimate, differences in apart.items():
            differences.append(abs(good_digits(found.output.val, estimate(found)) - case.digits()))
    # To a tenth of a digit and a half, since the last bits of sin and its like differ between systems.
    assert [max(each) for each in apart.values()] == pytest.approx([2.0, 1.4, 0.2], abs=0.15)
    assert [sum(each) / len(each) for each in apart.values()] == pytest.approx([0.7, 0.2, 0.0], abs=0.15)


def test_what_the_estimate_cannot_know():
    def muller(steps):
        def f(x, y):
            for _ in range(steps):
                x, y = y, 111 - (1130 - 3000 / x) / y
            return y

        return f

    assert digits(muller(10), 5.5, 61 / 11) < 4
    assert trace(muller(40), 5.5, 61 / 11).output.val == pytest.approx(100)  # the true limit is 6
    assert digits(muller(40), 5.5, 61 / 11) > 14
