"""Structures as rows of numbers, and back, also inside what is differentiated."""

import numpy as np
import pytest

from backsweep import Node, StructureError, grad
from backsweep.misc import flatten

TREE = {"w": [np.arange(6.0).reshape(2, 3), 7.0], "b": (np.array(8.0), np.zeros((0, 2)))}


def test_there_and_back():
    row, unflatten = flatten(TREE)
    np.testing.assert_array_equal(row, [8, 0, 1, 2, 3, 4, 5, 7])
    again = unflatten(row * 2)
    np.testing.assert_array_equal(again["w"][0], 2 * TREE["w"][0])
    assert again["w"][1] == 14.0
    assert again["b"][0].shape == ()
    assert again["b"][1].shape == (0, 2)


def test_both_ways_keep_derivatives():
    def loss(tree):
        row, unflatten = flatten(tree)
        back = unflatten(row * row)
        return np.sum(back["w"][0]) + 3 * back["w"][1] + back["b"][0]

    found = grad(loss)(TREE)
    np.testing.assert_array_equal(found["w"][0], 2 * TREE["w"][0])
    assert found["w"][1] == 42.0
    assert found["b"][0] == 16.0


def test_the_keys_of_a_dict_are_sorted_where_they_can_be_and_come_back_as_they_were():
    row, unflatten = flatten({"b": 1.0, "a": 2.0})
    np.testing.assert_array_equal(row, [2.0, 1.0])
    assert list(unflatten(row)) == ["b", "a"]
    np.testing.assert_array_equal(flatten({"b": 1.0, 3: 2.0})[0], [1.0, 2.0])


def test_nothing_is_an_empty_row():
    row, unflatten = flatten([])
    assert row.shape == (0,)
    assert unflatten(row) == []


def test_a_number_alone_is_a_row_of_one():
    row, unflatten = flatten(3.0)
    assert unflatten(row) == 3.0
    assert flatten(Node(3.0))[0].shape == (1,)


def test_a_row_of_another_length_is_refused():
    _, unflatten = flatten([1.0, 2.0])
    with pytest.raises(StructureError, match=r"needs a row of 2 numbers, but got an array of shape \(3,\)"):
        unflatten(np.ones(3))
