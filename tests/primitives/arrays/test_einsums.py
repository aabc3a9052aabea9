"""Einstein sums that are refused, and complex ones."""

import numpy as np
import pytest

from backsweep import Node, NotDifferentiable, StructureError, grad


def test_subscripts_that_do_not_fit_are_refused_with_both():
    with pytest.raises(StructureError, match=r"one operand for each part of 'ij,jk', but got 1 operands"):
        np.einsum("ij,jk", Node(np.eye(2)))
    with pytest.raises(StructureError, match=r"names 3 axes by 'ijk', but got an array with 2"):
        np.einsum("ijk", Node(np.eye(2)))


def test_subscripts_as_lists_are_refused():
    with pytest.raises(NotDifferentiable, match="subscripts as text"):
        np.einsum(Node(np.eye(2)), [0, 1])


def test_lengths_that_differ_name_the_shapes():
    with pytest.raises(StructureError, match=r"shape \(2, 3\) and .*shape \(4, 2\)"):
        np.einsum("ij,jk->ik", Node(np.ones((2, 3))), np.ones((4, 2)))


def test_complex_operands_are_not_conjugated():
    z = np.array([1 + 2j, 3 - 1j])
    np.testing.assert_allclose(grad(lambda z: np.real(np.einsum("i,i", z, z)))(z), 2 * z)


@pytest.mark.parametrize("subscripts", ["ij,jk->ik", "ij,kj->ik", "ij,ij->", "ij,jk->j", "ij,kl->il"])
def test_the_shares_of_large_operands_are_those_of_the_same_sum_in_pieces(subscripts):
    draw = np.random.default_rng(0).normal
    x, y = draw(size=(30, 30)), draw(size=(30, 30))
    w = draw(size=np.shape(np.einsum(subscripts, x, y)))
    found = grad(lambda x, y: np.sum(w * np.einsum(subscripts, x, y)), (0, 1))(x, y)
    given, (first, second), answer = (x, y), subscripts.split("->")[0].split(","), subscripts.split("->")[1]
    for share, operand, mine, other in zip(found, given[::-1], (first, second), (second, first), strict=True):
        ones = np.ones((30, 30))
        np.testing.assert_allclose(
            share, np.einsum(f"{answer},{other},{mine}->{mine}", w, operand, ones), rtol=1e-11, atol=1e-11
        )
