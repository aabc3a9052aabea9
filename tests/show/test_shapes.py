"""Shapes: turns that compute alike are alike, and nothing else is."""

from drawn import decay

from backsweep import trace
from backsweep.show.folding import fold_tree
from backsweep.show.graph import Graph
from backsweep.show.shapes import Shapes


def test_the_turns_of_a_loop_are_alike():
    tree = fold_tree(decay(1000))
    tens = [fold for fold in tree.folds() if len(fold) == 40]
    assert len(tens) == 100
    assert len({fold.shape for fold in tens}) == 1


def test_a_graph_of_100_000_nodes_has_a_handful_of_shapes():
    assert len({fold.shape for fold in fold_tree(decay(25_000)).folds()}) < 10


def shapes(f, *stretches):
    graph = Graph(trace(f, 1.0, 2.0))
    found = Shapes(graph)
    return [found.of(number, stretch[0], stretch) for number, stretch in enumerate(stretches)]


def test_another_row_is_another_shape():
    one, other, again = shapes(lambda x, y: (x + y) * (x * y) * (x + y), [2], [3], [5])
    assert one == again != other


def test_another_order_of_arguments_is_another_shape():
    one, other = shapes(lambda x, y: (x - y) * (y - x) * (x - x), [2, 4], [3, 4])
    assert one != other
    same, twice = shapes(lambda x, y: (x - y) + (x - x), [2], [3])
    assert same != twice
