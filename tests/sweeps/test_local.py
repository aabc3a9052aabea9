"""One node's share of a sweep."""

import math

import numpy as np
import pytest

from backsweep import Node, clip, exp, maximum, stop_gradient, where


def test_partials_are_taken_at_the_current_values():
    x = Node(2.0)
    y = exp(x)
    assert y.partials == (math.exp(2.0),)


def test_partials_of_a_choice_are_1_and_0():
    x, y = Node(2.0), Node(3.0)
    assert where(True, x, y).partials == (1, 0)
    assert maximum(x, x).partials == (0.5, 0.5)
    assert clip(x, 0.0, y).partials == (1, 0)
    assert stop_gradient(x).partials == (0,)


def test_partials_at_the_edge_are_infinite_not_an_error():
    assert (Node(0.0) ** 0.5).partials == (math.inf,)


def test_complex_partials_are_complex_and_a_real_parents_share_is_real():
    x = Node(2.0)
    y = x * 1j
    assert y.partials == (1j,)
    y.backprop(1.0)
    assert x.der == 0.0


def test_backprop_by_hand_over_all_nodes_is_the_backward_sweep():
    x = Node(0.5)
    u = x * x
    y = exp(u) * x
    for node in sorted({x, u, y, *y.parents}, key=lambda node: -node.age):
        node.backprop(1.0 if node is y else node.der)
    by_hand = x.der
    y.backward()
    assert by_hand == x.der


def test_backprop_pushes_an_array_to_the_parents():
    x = Node(np.array([1.0, 2.0]))
    (x * x).backprop(np.array([1.0, 10.0]))
    assert x.der.tolist() == [2.0, 40.0]
    with pytest.raises(ValueError, match="read-only"):
        x.der[0] = 1.0
