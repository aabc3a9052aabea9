"""A zero der passes nothing on through an infinite slope, entry by entry, in both modes and both orders."""

import numpy as np
import pytest

from backsweep import Node, grad, hessian, jacobian

AT = np.array([0.0, 4.0])


def rooted(x):
    return np.sum(np.where(x > 0, np.sqrt(x), x * x))


def test_the_branch_not_taken_passes_nothing_on():
    assert grad(lambda x: np.sum(np.where(x > 0, np.sqrt(x), 0.0)))(AT).tolist() == [0.0, 0.25]
    with np.errstate(divide="ignore"):  # NumPy's own, of log(0)
        slopes = grad(lambda x: np.sum(np.where(x > 0, np.log(x), 0.0) * x))(np.array([0.0, 1.0]))
    assert slopes.tolist() == [0.0, 1.0]


@pytest.mark.parametrize(
    "second",
    [
        lambda f: hessian(f),
        lambda f: jacobian(grad(f), mode="forward"),
        lambda f: jacobian(grad(f), mode="reverse"),
    ],
)
def test_nor_does_it_in_second_derivatives(second):
    assert second(rooted)(AT).tolist() == [[2.0, 0.0], [0.0, -1 / 32]]
    # The der that arrives is a Node here, and 0 at the first entry.
    weighted = second(lambda x: np.sum(np.where(x > 0, np.sqrt(x), x) * x))(AT)
    np.testing.assert_allclose(weighted, [[2.0, 0.0], [0.0, 0.375]], rtol=1e-15)


def test_a_der_of_zero_keeps_its_second_derivative():
    assert hessian(lambda x: np.sum((3 * x) ** 2))(np.zeros(2)).tolist() == [[18.0, 0.0], [0.0, 18.0]]
    assert grad(lambda x: np.sum(grad(lambda x: np.sum((3 * x) ** 2))(x)))(np.zeros(2)).tolist() == [18.0, 18.0]


def test_an_infinite_slope_meets_a_der_that_counts():
    x = Node(AT)
    with np.errstate(all="ignore"):
        np.sum(np.sqrt(x)).backward()
    assert x.der.tolist() == [np.inf, 0.25]


KINKS = [
    (np.abs, 0.0, 0.0),
    (lambda x: np.maximum(x, 0.0), 0.0, 0.5),
    (lambda x: np.minimum(x, 2.0), 2.0, 0.5),
    (lambda x: np.clip(x, 0.0, 1.0), 1.0, 0.5),
    (np.sign, 0.0, 0.0),
    (np.floor, 1.0, 0.0),
    (lambda x: np.hypot(x, x), 0.0, 0.0),
    (np.sinc, 0.0, 0.0),
    (np.sqrt, -0.0, np.inf),
    (np.cbrt, 0.0, np.inf),
    (np.log, 0.0, np.inf),
    (np.log1p, -1.0, np.inf),
    (np.arcsin, 1.0, np.inf),
    (np.arccos, -1.0, -np.inf),
    (lambda x: x**0, 0.0, 0.0),
    (lambda x: x**1, 0.0, 1.0),
    (lambda x: np.mod(x, 2.0), 4.0, 1.0),
]


@pytest.mark.parametrize(("f", "at", "slope"), KINKS)
def test_kinks_of_entries_are_those_of_conventions(f, at, slope):
    with np.errstate(all="ignore"):
        assert grad(lambda x: np.sum(f(x)))(np.array([[at], [at]])).tolist() == [[slope], [slope]]


def test_ties_share_alike():
    tied = np.array([[1.0, 3.0, 3.0], [3.0, 0.0, 1.0]])
    assert grad(np.max)(tied).tolist() == [[0.0, 1 / 3, 1 / 3], [1 / 3, 0.0, 0.0]]
    assert grad(lambda x: np.sum(np.max(x, axis=1)))(tied).tolist() == [[0.0, 0.5, 0.5], [1.0, 0.0, 0.0]]
    assert [g.tolist() for g in grad(lambda x, y: np.sum(np.maximum(x, y)), (0, 1))(tied, tied)] == [
        [[0.5] * 3] * 2,
        [[0.5] * 3] * 2,
    ]
    assert np.isnan(grad(np.max)(np.array([1.0, np.nan]))).all()
    assert grad(np.prod)(np.array([0.0, 2.0])).tolist() == [2.0, 0.0]
    assert grad(lambda x: np.linalg.norm(x))(np.zeros(2)).tolist() == [0.0, 0.0]
    assert grad(np.std)(np.ones(3)).tolist() == [0.0, 0.0, 0.0]
