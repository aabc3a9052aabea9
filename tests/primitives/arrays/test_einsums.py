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
