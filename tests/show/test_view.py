"""Views: each edge of the graph is in exactly one tie, or inside one of the items."""

import pytest
from drawn import decay, network, runge_kutta, squares

import backsweep as bs
from backsweep import trace
from backsweep.show.folding import Fold, fold_tree
from backsweep.show.graph import Graph
from backsweep.show.view import STUBS, Stub, view


def test_a_small_graph_is_all_nodes_and_edges():
    graph = Graph(squares())
    seen = view(graph, fold_tree(graph))
    assert seen.shown == (0, 1, 2, 3, 4)
    assert [tie.edge for tie in seen.ties] == [(0, 2, 0), (1, 3, 0), (2, 4, 0), (3, 4, 1)]


def inside(fold, place):
    return fold.start <= place < fold.stop


@pytest.mark.parametrize("told", [network(), runge_kutta(60), decay(2000)], ids=["network", "runge_kutta", "decay"])
def test_every_edge_into_a_fold_or_within_it_is_drawn_once(told):
    graph = Graph(told)
    for fold in list(fold_tree(graph).folds())[:60]:
        seen = view(graph, fold)
        drawn = sum(tie.count for tie in seen.ties if not isinstance(seen.shown[tie.target], Stub))
        within = [item for item in fold.items if isinstance(item, Fold)]
        edges = [(parent, child) for child in range(fold.start, fold.stop) for parent in graph.parents[child]]
        hidden = [edge for edge in edges if any(inside(item, edge[0]) and inside(item, edge[1]) for item in within)]
        assert drawn == len(edges) - len(hidden)


def test_ties_lead_to_the_right():
    graph = Graph(decay(2000))
    for fold in list(fold_tree(graph).folds())[:60]:
        assert all(tie.source < tie.target for tie in view(graph, fold).ties)


def test_what_comes_in_and_goes_out_is_named():
    graph = Graph(decay(100))
    fold = next(fold for fold in fold_tree(graph).folds() if fold.title == "turns 11 to 20")
    stubs = [thing for thing in view(graph, fold).shown if isinstance(thing, Stub)]
    assert [(stub.way, [graph.label(place) for place in stub.places]) for stub in stubs] == [
        ("in", ["k"]),
        ("in", ["x_11"]),
        ("out", ["x_21"]),
    ]


def test_many_values_that_come_in_share_a_stub():
    graph = Graph(network())
    whole = fold_tree(graph)
    fold = Fold("run", "all but the inputs", 1, len(graph.inputs), whole.stop, whole.items[len(graph.inputs) :], 1, 0)
    first, *rest = view(graph, fold).shown
    assert isinstance(first, Stub)
    assert len(first.places) == len(graph.inputs) > STUBS
    assert not any(isinstance(thing, Stub) for thing in rest)


def test_a_node_with_arguments_from_a_fold_shows_each_of_them():
    graph = Graph(trace(lambda x: halved(x, 400) * halved(x, 400), 1.0))
    seen = view(graph, fold_tree(graph))
    output = seen.shown.index(graph.output)
    assert sorted(tie.edge for tie in seen.ties if tie.target == output) == [
        (parent, graph.output, position) for position, parent in enumerate(graph.parents[graph.output])
    ]


def test_a_sum_over_a_fold_is_one_arrow():
    graph = Graph(trace(lambda xs: bs.sum([x * x for x in xs]), [0.1] * 500))
    seen = view(graph, fold_tree(graph))
    assert [tie.count for tie in seen.ties if tie.target == seen.shown.index(graph.output)] == [500]


def halved(x, times):
    for _ in range(times):
        x = x * 0.999
    return x
