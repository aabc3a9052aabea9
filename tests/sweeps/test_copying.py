"""copy and deepcopy of a graph; pickle is in test_node."""

import copy
import sys

import pytest

from backsweep import BacksweepError, Node, checkpoint, custom_derivative, norm, topological_order


def chain(length):
    x = y = Node(1.0)
    for _ in range(length):
        y = y + 1e-6
    return x, y


def test_a_million_deep_graph_is_deepcopied_without_recursion():
    limit = sys.getrecursionlimit()
    x, y = chain(1_000_000)
    z = copy.deepcopy(y)
    assert len(topological_order(z)) == 1_000_001
    assert topological_order(z)[0] is not x
    assert sys.getrecursionlimit() == limit


def test_a_deepcopy_has_the_same_shape():
    x, w = Node(3.0), Node(4.0)
    y = norm([x, w, x * w, 12.0]) * x
    z = copy.deepcopy(y)
    for a, b in zip(topological_order(y), topological_order(z), strict=True):
        assert a is not b
        assert (a.val, a.primitive, len(a.parents)) == (b.val, b.primitive, len(b.parents))
    y.backward()
    z.backward()
    assert [node.der for node in topological_order(y)] == [node.der for node in topological_order(z)]


def test_copies_are_younger_than_their_parents():
    y = copy.deepcopy(Node(1.0) * 2.0 + 1.0)
    assert all(parent.age < node.age for node in topological_order(y) for parent in node.parents)


def test_a_call_with_a_rule_of_its_own_is_copied_with_its_rule():
    square = custom_derivative(lambda a: a * a, partials=lambda a, y: 2 * a)
    (z,) = copy.deepcopy([square(Node(3.0))])
    z.backward()
    assert z.parents[0].der == 6.0


def test_a_checkpoint_says_why_it_cannot_be_deepcopied():
    y = checkpoint(lambda a: a * a + a)(Node(3.0))
    with pytest.raises(BacksweepError, match=r"cannot be deepcopied: .*Copy the inputs and compute again\."):
        copy.deepcopy(y)
    assert copy.copy(y).parents == y.parents
