"""Digits lost in computations with whole arrays: how many, which mpmath knows, and at which entry of which step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mpmath
import numpy as np
import pytest
from mpmath import mp, mpf

import backsweep as bs
from backsweep import annotate, diagnose, trace
from backsweep.diagnosis import rounding_of_arrays
from backsweep.diagnosis.findings import Finding
from backsweep.diagnosis.rounding import ALL_DIGITS, UNIT, estimated

FAR = np.random.default_rng(1).standard_normal(200) + 1e6
SCORES = np.random.default_rng(2).standard_normal(50)
HILBERT = 1 / (np.arange(8)[:, None] + np.arange(8) + 1.0)
TINY = np.array([0.5, 1e-12, 3.0])
SMALL = TINY * 1e-6


def numbers(array: Any) -> list[Any]:
    return [mpf(float(entry)) for entry in np.ravel(array)]


def matrix(array: Any) -> Any:
    return mpmath.matrix(array.tolist())


def variance(xs: list[Any]) -> Any:
    mean = sum(xs) / len(xs)
    return sum((x - mean) ** 2 for x in xs) / len(xs)


# A program on arrays, its arguments, and its true value by mpmath.
LOSING: dict[str, tuple[Callable[..., Any], list[Any], Callable[[], Any]]] = {
    "log of 1 + x": (
        lambda x: np.sum(np.log(1 + x)),
        [TINY * 1e-6],
        lambda: sum(mp.log(1 + x) for x in numbers(TINY * 1e-6)),
    ),
    "1 - cos": (
        lambda x: np.sum(1 - np.cos(x)),
        [TINY * 1e-6],
        lambda: sum(1 - mp.cos(x) for x in numbers(TINY * 1e-6)),
    ),
    "variance in one pass": (lambda x: np.mean(x**2) - np.mean(x) ** 2, [FAR], lambda: variance(numbers(FAR))),
    "a dot product": (
        lambda a, b: a @ b,
        [np.array([1e8, 1.0, -1e8]), np.array([1e8, 3.3, 1e8])],
        lambda: mpf(3.3),
    ),
    "a solve": (
        lambda a, b: np.linalg.solve(a, b)[2],
        [HILBERT, np.ones(8)],
        lambda: mp.lu_solve(matrix(HILBERT), mpmath.matrix([1] * 8))[2],
    ),
    "a determinant": (np.linalg.det, [HILBERT], lambda: mp.det(matrix(HILBERT))),
}
SOUND: dict[str, tuple[Callable[..., Any], list[Any]]] = {
    "the variance": (np.var, [FAR]),
    "log-sum-exp": (lambda x: np.log(np.sum(np.exp(x))), [SCORES]),
    "log1p": (lambda x: np.sum(np.log1p(x)), [TINY]),
    "a network": (lambda w, x: np.sum(np.tanh(w @ x) ** 2), [SCORES[:20].reshape(4, 5), SCORES[30:35]]),
    "a solve of a good matrix": (lambda a: np.sum(np.linalg.solve(a, np.ones(8))), [HILBERT + 3 * np.eye(8)]),
    "a convolution of the positive": (lambda x: np.sum(np.convolve(x, x) ** 2), [np.abs(SCORES)]),
    "a spectrum": (lambda x: np.sum(np.abs(np.fft.fft(x)) ** 2), [SCORES]),
    "rows moved about": (lambda x: np.sum(np.sort(x)[::-1].reshape(5, 10).T[2:4] ** 2), [SCORES]),
    "an error function": (lambda x: bs.sum(bs.erf(x) ** 2), [SCORES]),
}


def digits(f: Callable[..., Any], args: list[Any]) -> float:
    found = estimated(trace(f, *args))
    assert found is not None
    return found.digits


@pytest.mark.parametrize("name", LOSING)
def test_the_digits_are_those_that_mpmath_finds_good(name: str) -> None:
    f, args, exact = LOSING[name]
    with mp.workdps(60):
        good = -float(mp.log10(abs(mpf(float(f(*args))) / exact() - 1)))
    assert good < 13
    assert digits(f, args) == pytest.approx(good, abs=1)


@pytest.mark.parametrize("name", SOUND)
def test_sound_programs_are_good_to_nearly_all_digits_and_hear_nothing(name: str) -> None:
    f, args = SOUND[name]
    assert digits(f, args) > 14
    assert not [finding for finding in diagnose(f, *args).findings if finding.kind == "rounding"]


def test_what_is_only_moved_or_subtracted_exactly_has_no_error() -> None:
    x = np.linspace(1.0, 1.9, 12)
    assert digits(lambda x: np.max(np.roll(x.reshape(3, 4).T, 1) - 1.0) * 4.0, [x]) == ALL_DIGITS


@pytest.mark.parametrize("name", LOSING)
def test_without_a_longer_float_the_estimate_is_still_within_two_digits(name: str, monkeypatch: Any) -> None:
    monkeypatch.setattr(rounding_of_arrays, "has_long_doubles", lambda: False)
    f, args, exact = LOSING[name]
    with mp.workdps(60):
        good = -float(mp.log10(abs(mpf(float(f(*args))) / exact() - 1)))
    assert digits(f, args) == pytest.approx(good, abs=2)


def test_a_product_too_large_to_repeat_is_as_exact_as_its_arguments() -> None:
    a, b = np.ones((400, 400)) / 3, np.ones((400, 400)) / 7
    found = estimated(trace(lambda a, b: np.sum(a @ b), a, b))
    assert found is not None
    assert UNIT * found.value / 100 < found.error < UNIT * found.value * 100


def the_loss(f: Callable[..., Any], *args: Any) -> Finding:
    (finding,) = [finding for finding in diagnose(f, *args).findings if finding.kind == "rounding"]
    return finding


def mean_of_logs(x: Any) -> Any:
    near = 1 + x
    return np.sum(np.log(near) / x)


def test_the_entry_that_lost_the_digits_is_named_and_the_better_formula_is_one_of_arrays() -> None:
    finding = the_loss(mean_of_logs, TINY)
    assert finding.place is not None
    assert finding.place.text == "return np.sum(np.log(near) / x)"
    assert "log(near[1]) enlarges the relative error of near[1]" in finding.explanation
    assert finding.remedy == "Write log1p(x) in place of log(near)."


def test_a_formula_of_several_steps_is_known_again_among_arrays() -> None:
    finding = the_loss(lambda x: np.sum((1 - np.cos(x)) / x**2), np.array([[1.0], [1e-6]]))
    assert "1 - cos(x)[1, 0], numbers as large as 1 cancel" in finding.explanation
    assert finding.remedy == "Write 2 * sin(x / 2) ** 2 in place of 1 - cos(x)."


def test_entries_that_cancel_within_one_step_are_told_so() -> None:
    f, args, _ = LOSING["a dot product"]
    assert "The terms of a @ b are as large as 1e+16 and cancel to 4.0" in the_loss(f, *args).explanation


def test_a_sum_that_cancels_names_the_entry_whose_rounding_is_left() -> None:
    def f(x: Any) -> Any:
        squares = x * x
        return np.sum(squares) - 1e16

    assert "the rounding error of" in the_loss(f, np.array([1e8, 1.1, 1.3])).explanation


def test_a_matrix_that_is_nearly_singular_is_pointed_at() -> None:
    finding = the_loss(lambda a, b: np.sum(np.linalg.solve(a, b)), HILBERT, np.ones(8))
    assert "The rounding of its arguments, which no algorithm can avoid" in finding.explanation
    assert "Look at a" in finding.remedy
    assert "add a little to its diagonal" in finding.remedy


def test_annotate_shares_the_error_among_the_lines() -> None:
    lines = {line.place.text: line.share for line in annotate(mean_of_logs, TINY).lines if line.nodes}
    assert lines["near = 1 + x"] == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize("kind", [np.float32, np.longdouble])
def test_of_another_precision_no_digits_are_claimed(kind: Any) -> None:
    told = diagnose(lambda x: np.sum(x * 2), SCORES.astype(kind))
    assert told.digits is None
    assert "How many digits are good is estimated in double precision only" in str(told)


def test_a_result_through_complex_numbers_has_its_digits_too() -> None:
    assert digits(lambda x: np.sum(np.abs(np.fft.ifft(np.fft.fft(x) * 2)) ** 2), [SCORES]) > 14


def test_arrays_without_entries_and_without_dimensions_are_exact() -> None:
    assert digits(lambda x: np.sum(x) + 1.0, [np.ones((0, 3))]) == ALL_DIGITS
    assert digits(lambda x: x * 2.0, [np.array(0.1)]) == ALL_DIGITS
