"""Corners of functions of whole arrays: found where calculus has them, and nowhere else."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from backsweep import diagnose
from backsweep.diagnosis.findings import Finding

X = np.array([[1.0, 2.0], [2.0, 0.0]])
HILBERT = 1 / (np.arange(8)[:, None] + np.arange(8) + 1.0)


def corners(f: Any, *args: Any) -> list[Finding]:
    return [finding for finding in diagnose(f, *args).findings if finding.kind == "kink"]


def test_entries_that_tie_for_the_largest_are_a_corner_and_both_are_counted() -> None:
    (found,) = corners(lambda x: np.max(x), X)
    assert not found.alarm
    assert found.headline == "np.max(x) has a corner where x[0, 1] = 2.0."
    assert "x[0, 1] receives 0.5" in found.explanation
    assert "1.0 or 0.0" in found.explanation or "0.0 or 1.0" in found.explanation
    assert found.explanation.endswith("So it is for 1 more entry.")


@pytest.mark.parametrize(
    ("f", "x"),
    [
        (lambda x: np.sum(np.min(x, axis=1)), np.ones((2, 3))),
        (np.linalg.norm, np.zeros(3)),
        (np.std, np.ones(4)),
        (lambda x: np.linalg.norm(x, 2), np.eye(2)),
        (lambda x: np.linalg.eigvalsh(x)[0], np.eye(3)),
    ],
    ids=["the least along an axis", "a norm at 0", "a deviation at 0", "a spectral norm", "an eigenvalue met twice"],
)
def test_each_kind_of_corner_is_seen(f: Any, x: Any) -> None:
    assert len(corners(f, x)) == 1


@pytest.mark.parametrize(
    ("f", "x"),
    [
        (np.max, X + np.arange(4.0).reshape(2, 2)),
        (np.linalg.norm, np.full(3, 1e-200)),
        (np.std, np.array([1.0, 1.0, 1.0 + 1e-6])),
        (np.prod, X),
        (np.var, np.ones(3)),
        (np.linalg.det, np.ones((2, 2))),
        (lambda x: np.sum(np.linalg.solve(x, np.ones(8))), HILBERT),
        (lambda x: np.sum(np.linalg.eigvalsh(x) ** 2), HILBERT),
        (lambda x: np.max(np.zeros(3)) + np.sum(x), X),
        (lambda x: np.max(x) * 0.0 + np.sum(x), X),
        (lambda x: np.sum(np.abs(np.fft.fft(x)) ** 2), X),
    ],
)
def test_none_is_seen_where_the_function_is_smooth_or_nothing_comes_back(f: Any, x: Any) -> None:
    assert corners(f, x) == []


def test_single_precision_has_the_same_corners() -> None:
    assert len(corners(np.max, X.astype(np.float32))) == 1


def test_a_corner_met_on_every_turn_of_a_loop_is_told_once() -> None:
    def f(x: Any) -> Any:
        total = 0.0
        for _ in range(5):
            total = total + np.max(x)
        return total

    assert len(corners(f, X)) == 1
