"""Indices: entries named again receive each share, and an index is kept as it was."""

import numpy as np
import pytest

from backsweep import DerivativeLost, Node, grad


def test_an_entry_named_again_receives_each_share():
    assert grad(lambda x: np.sum(x[[0, 2, 2]] * [1.0, 10.0, 100.0]))(np.zeros(3)).tolist() == [1.0, 0.0, 110.0]


def test_changing_an_index_array_afterwards_changes_nothing():
    x, index = Node(np.zeros(3)), np.array([0, 1])
    y = np.sum(x[index])
    index[:] = 2
    y.backward()
    assert x.der.tolist() == [1.0, 1.0, 0.0]


@pytest.mark.parametrize("index", [Node(1), Node(np.array([1.0])), (slice(None), Node(0)), [Node(1)]])
def test_a_node_as_index_is_refused_with_what_to_write(index):
    with pytest.raises(DerivativeLost, match=r"int\(x\.val\)|\.val"):
        Node(np.zeros((2, 2)))[index]


def test_an_index_beyond_the_end_is_numpys_error():
    with pytest.raises(IndexError, match="out of bounds"):
        Node(np.zeros(2))[2]


def test_a_loop_over_an_array_ends():
    assert [row.val.tolist() for row in Node(np.eye(2))] == [[1.0, 0.0], [0.0, 1.0]]
