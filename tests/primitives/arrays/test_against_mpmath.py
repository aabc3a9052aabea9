"""Functions of whole arrays beside mpmath: values, forward and reverse, at sixty digits along a random direction.

What mpmath has no function for is written out here in its numbers, entry by entry, without any rule of ours.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import mpmath
import numpy as np
import pytest
from mpmath import mp, mpf

from backsweep import jvp, logsumexp, softmax, vjp
from backsweep.primitives.arrays.spelled.exponentials import log_softmax

STEP = mpf(10) ** -20
EPS = 2.0**-52
CHANCE = np.random.default_rng(5)


@dataclass(frozen=True)
class Case:
    """A function on arrays, the same on mpmath's numbers (flat lists in, a flat list out), and its arguments.

    bound  how many units in the last place, of the largest entry, may be off: the condition of the problem
    """

    name: str
    f: Callable[..., Any]
    exact: Callable[..., Sequence[Any]]
    args: tuple[np.ndarray, ...]
    bound: float = 64


def square(entries: Sequence[Any]) -> Any:
    n = round(len(entries) ** 0.5)
    return mpmath.matrix([[entries[n * row + column] for column in range(n)] for row in range(n)])


def flat(matrix: Any) -> list[Any]:
    return [matrix[row, column] for row in range(matrix.rows) for column in range(matrix.cols)]


def transform(xs: Sequence[Any]) -> list[Any]:
    n = len(xs)
    return [sum(x * mp.expjpi(mpf(-2 * k * j) / n) for j, x in enumerate(xs)) for k in range(n)]


def variance(xs: Sequence[Any]) -> Any:
    mean = sum(xs) / len(xs)
    return sum((x - mean) ** 2 for x in xs) / len(xs)


def running(xs: Sequence[Any], step: Callable[[Any, Any], Any]) -> list[Any]:
    found = [xs[0]]
    for x in xs[1:]:
        found.append(step(found[-1], x))
    return found


def log_of_sum(xs: Sequence[Any]) -> Any:
    return mp.log(sum(map(mp.exp, xs)))


def convolved(xs: Sequence[Any], ys: Sequence[Any]) -> list[Any]:
    return [
        sum(xs[i] * ys[k - i] for i in range(len(xs)) if 0 <= k - i < len(ys)) for k in range(len(xs) + len(ys) - 1)
    ]


def factors(entries: Sequence[Any]) -> list[Any]:
    """Q and R with NumPy's signs, which LAPACK leaves to its reflections: compared is Q R's product with signs out."""
    q, r = mp.qr(square(entries))
    return [abs(entry) for entry in flat(q)] + [abs(r[i, j]) for i in range(r.rows) for j in range(i, r.cols)]


def own_factors(x: Any) -> Any:
    q, r = np.linalg.qr(x)
    upper = np.triu_indices(x.shape[0])
    return np.concatenate([np.ravel(abs(q)), abs(r[upper])])


X = CHANCE.standard_normal(7)
POSITIVE = CHANCE.uniform(0.5, 2.0, 6)
MATRIX = CHANCE.standard_normal((4, 4)) + 3 * np.eye(4)
DEFINITE = MATRIX @ MATRIX.T
RIGHT = CHANCE.standard_normal(4)

CASES = [
    Case("sum", np.sum, lambda xs: [sum(xs)], (X,)),
    Case("mean", np.mean, lambda xs: [sum(xs) / len(xs)], (X,)),
    Case("prod", np.prod, lambda xs: [mp.fprod(xs)], (POSITIVE,)),
    Case("var", np.var, lambda xs: [variance(xs)], (X,)),
    Case("std", np.std, lambda xs: [mp.sqrt(variance(xs))], (X,)),
    Case("max", np.max, lambda xs: [max(xs)], (X,)),
    Case("sort", np.sort, sorted, (X,)),
    Case("cumsum", np.cumsum, lambda xs: running(xs, lambda total, x: total + x), (X,)),
    Case("cumprod", np.cumprod, lambda xs: running(xs, lambda total, x: total * x), (POSITIVE,)),
    Case("diff", np.diff, lambda xs: [b - a for a, b in pairwise(xs)], (X,)),
    Case("logsumexp", logsumexp, lambda xs: [log_of_sum(xs)], (X,)),
    Case("softmax", softmax, lambda xs: [mp.exp(x - log_of_sum(xs)) for x in xs], (X,)),
    Case("log_softmax", log_softmax, lambda xs: [x - log_of_sum(xs) for x in xs], (X,)),
    Case("convolve", np.convolve, convolved, (X, POSITIVE)),
    Case("outer", np.outer, lambda xs, ys: [x * y for x in xs for y in ys], (X, POSITIVE)),
    Case("kron", np.kron, lambda xs, ys: [x * y for x in xs for y in ys], (X, POSITIVE)),
    Case("matmul", np.matmul, lambda a, b: flat(square(a) * square(b)), (MATRIX, DEFINITE)),
    Case(
        "einsum",
        lambda a, b: np.einsum("ij,kj->ik", a, b),
        lambda a, b: flat(square(a) * square(b).T),
        (MATRIX, DEFINITE),
    ),
    Case("norm", np.linalg.norm, lambda xs: [mp.norm(mpmath.matrix(xs))], (X,)),
    Case("norm of order 3", lambda x: np.linalg.norm(x, 3), lambda xs: [mp.norm(mpmath.matrix(xs), 3)], (X,)),
    Case("inv", np.linalg.inv, lambda a: flat(mp.inverse(square(a))), (MATRIX,), 1e3),
    Case("solve", np.linalg.solve, lambda a, b: flat(mp.lu_solve(square(a), mpmath.matrix(b))), (MATRIX, RIGHT), 1e3),
    Case("det", np.linalg.det, lambda a: [mp.det(square(a))], (MATRIX,), 1e3),
    Case(
        "log of the determinant",
        lambda a: np.linalg.slogdet(a)[1],
        lambda a: [mp.log(mp.det(square(a)))],
        (MATRIX,),
        1e3,
    ),
    Case(
        "cholesky",
        lambda a: np.linalg.cholesky((a + a.T) / 2),
        lambda a: flat(mp.cholesky((square(a) + square(a).T) / 2)),
        (DEFINITE,),
        1e4,
    ),
    Case(
        "eigvalsh",
        lambda a: np.linalg.eigvalsh((a + a.T) / 2),
        lambda a: list(mp.eigsy((square(a) + square(a).T) / 2, eigvals_only=True)),
        (DEFINITE,),
        1e4,
    ),
    Case(
        "eigh",
        lambda a: np.linalg.eigh((a + a.T) / 2)[1] ** 2,
        lambda a: [entry**2 for entry in flat(mp.eigsy((square(a) + square(a).T) / 2)[1])],
        (DEFINITE,),
        1e4,
    ),
    Case(
        "singular values",
        lambda a: np.linalg.svd(a, compute_uv=False),
        lambda a: list(mp.svd_r(square(a), compute_uv=False)),
        (MATRIX,),
        1e4,
    ),
    Case("qr", own_factors, factors, (MATRIX,), 1e4),
    Case("pinv", np.linalg.pinv, lambda a: flat(mp.inverse(square(a))), (MATRIX,), 1e4),
    Case("matrix_power", lambda a: np.linalg.matrix_power(a, 3), lambda a: flat(square(a) ** 3), (MATRIX,), 1e3),
    Case("fft", lambda x: np.abs(np.fft.fft(x)) ** 2, lambda xs: [abs(z) ** 2 for z in transform(xs)], (X,), 1e3),
    Case("rfft", lambda x: np.real(np.fft.rfft(x)), lambda xs: [mp.re(z) for z in transform(xs)[:4]], (X,), 1e3),
]


def matching(entries: np.ndarray) -> list[Any]:
    return [mpf(float(entry)) for entry in entries.ravel()]


def along(case: Case, directions: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """The value, and its derivative along directions, by mpmath: a difference at a step of 1e-20."""
    with mp.workdps(60):
        at, by = [matching(arg) for arg in case.args], [matching(v) for v in directions]

        def moved(h: Any) -> list[Any]:
            args = [[x + h * v for x, v in zip(xs, vs, strict=True)] for xs, vs in zip(at, by, strict=True)]
            return list(case.exact(*args))

        before, here, after = moved(-STEP), moved(mpf(0)), moved(STEP)
        slopes = [(b - a) / (2 * STEP) for a, b in zip(before, after, strict=True)]
        return np.array(list(map(float, here))), np.array(list(map(float, slopes)))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_value_and_both_sweeps_are_those_of_sixty_digits(case: Case) -> None:
    chance = np.random.default_rng(9)
    directions = [chance.standard_normal(arg.shape) for arg in case.args]
    value, slope = along(case, directions)
    every = tuple(range(len(case.args)))

    found, tangent = jvp(case.f, argnums=every)(*case.args, tangent=tuple(directions))
    allowed = case.bound * EPS
    assert np.ravel(found) == pytest.approx(value, rel=0, abs=allowed * np.max(np.abs(value)))
    assert np.ravel(tangent) == pytest.approx(slope, rel=0, abs=allowed * np.max(np.abs(slope)))

    seed = chance.standard_normal(np.shape(found))
    _, pull = vjp(case.f, argnums=every)(*case.args)
    gradient = sum(np.vdot(share, v) for share, v in zip(pull(seed), directions, strict=True))
    terms = np.sum(np.abs(np.ravel(seed) * slope))
    assert gradient == pytest.approx(np.vdot(seed, slope), rel=0, abs=10 * allowed * max(terms, 1))


def test_the_cases_are_of_many_rows() -> None:
    assert len({case.name for case in CASES}) == len(CASES) > 30
