"""Trees of folds: every node is in exactly one place, at any size and any depth of calls."""

import sys
import time

import pytest
from drawn import decay, network, runge_kutta

from backsweep import Node, trace
from backsweep.show.folding import Fold, fold_tree


def nodes_of(fold):
    return [item for each in fold.folds() for item in each.items if isinstance(item, int)]


@pytest.mark.parametrize("told", [network(), runge_kutta(60), decay(2000)], ids=["network", "runge_kutta", "decay"])
def test_every_node_has_one_place(told):
    assert sorted(nodes_of(fold_tree(told))) == list(range(len(told.order)))


def test_a_readable_graph_is_not_folded():
    assert len(fold_tree(runge_kutta(13)).items) > 200


def test_a_large_graph_is():
    tree = fold_tree(runge_kutta(60))
    assert [item.title for item in tree.items if isinstance(item, Fold)] == ["for _ in range(steps):"]


def test_folds_are_numbered_in_order_and_cover_their_items():
    for number, fold in enumerate(fold_tree(decay(2000)).folds()):
        assert fold.number == number
        starts = [item.start if isinstance(item, Fold) else item for item in fold.items]
        stops = [item.stop if isinstance(item, Fold) else item + 1 for item in fold.items]
        assert [fold.start, *stops] == [*starts, fold.stop]


def test_deep_recursion_in_the_users_code_is_no_trouble():
    def f(x, depth):
        return f(x * 0.999 + 0.1, depth - 1) if depth else x

    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(20_000)
    try:
        told = trace(lambda x: f(x, 3000), 1.0)
    finally:
        sys.setrecursionlimit(limit)
    tree = fold_tree(told)
    assert sorted(nodes_of(tree)) == list(range(6001))
    assert max(len(fold.items) for fold in tree.folds()) < 50


def test_a_graph_of_100_000_nodes_is_folded_in_seconds():
    told = decay(25_000)
    began = time.perf_counter()
    tree = fold_tree(told)
    assert time.perf_counter() - began < 10  # 0.5 s on a small machine
    assert len(tree) == 100_002


def test_an_input_alone_is_a_graph():
    assert fold_tree(trace(Node(2.0, "x"))).items == (0,)
