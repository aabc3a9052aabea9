"""Ders of arrays: shares added in place harm nobody, and ders not asked for are forgotten on the way."""

import tracemalloc

import numpy as np

from backsweep import Node, grad


def test_a_node_used_often_receives_every_share_and_no_share_is_changed():
    x = Node(np.array([1.0, 2.0]))
    a, b, c, d = x * 1.0, x + 0.0, x * 3.0, x + 1.0
    seed = np.array([1.0, 1.0])
    y = a + b + c + d + x
    y.backward(seed)
    assert x.der.tolist() == [7.0, 7.0]
    assert seed.tolist() == [1.0, 1.0]
    assert all(node.der.tolist() == [1.0, 1.0] for node in (y, a, b, c, d))


def test_plain_arrays_among_the_arguments_are_never_written_to():
    c = np.array([3.0, 4.0])
    grad(lambda x: np.sum(x * c + c * x + c / x))(np.array([1.0, 2.0]))
    assert c.tolist() == [3.0, 4.0]


def test_a_zero_der_stays_zero_through_an_infinite_slope():
    assert grad(lambda x: np.sum(np.sqrt(x) * np.array([0.0, 1.0])))(np.array([0.0, 4.0])).tolist() == [0.0, 0.25]


def test_a_long_chain_keeps_its_values_and_two_ders_or_three():
    def chain(x):
        y = x
        for _ in range(100):
            y = np.sin(y)
        return np.sum(y)

    x = np.ones(10_000)
    gradient = grad(chain)
    gradient(x)
    tracemalloc.start()
    gradient(x)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < (100 + 8) * x.nbytes
