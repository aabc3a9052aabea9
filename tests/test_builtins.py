"""isinstance and type look at a Node's value; list, tuple and dict are Python's."""

import builtins

import numpy as np

from backsweep import Node
from backsweep import builtins as ours


def test_a_node_counts_as_what_it_holds():
    x = Node(np.ones(2))
    assert ours.isinstance(x, np.ndarray)
    assert ours.isinstance(x, Node)
    assert not ours.isinstance(x, float)
    assert ours.type(x) is np.ndarray
    assert ours.type([x]) is list


def test_the_rest_is_pythons():
    assert (ours.list, ours.tuple, ours.dict) == (builtins.list, builtins.tuple, builtins.dict)
