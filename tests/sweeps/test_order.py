"""Topological order without recursion."""

import random

import pytest

from backsweep import Node, WrongKind, sum, topological_order
from backsweep.sweeps.order import newest_first


def test_inputs_come_first_and_each_node_once():
    x, y = Node(2.0), Node(3.0)
    u = x * y
    z = u + x
    assert topological_order(z) == [x, y, u, z]
    assert topological_order(z, u, z) == [x, y, u, z]


def test_parents_come_before_children_in_a_random_graph():
    rng = random.Random(1)
    nodes = [Node(1.0) for _ in range(10)]
    for _ in range(2000):
        nodes.append(sum(rng.sample(nodes[-50:], rng.randint(1, 5))) * 0.5)
    order = topological_order(*rng.sample(nodes, 20))
    place = {node: index for index, node in enumerate(order)}
    assert len(place) == len(order)
    assert all(place[parent] < place[node] for node in order for parent in node.parents)


def test_graphs_built_with_long_gaps_between_are_ordered_too():
    x = Node(1.0)
    y = x * 2.0
    for _ in range(20_000):
        Node(0.0)
    z = y + x
    for _ in range(200_000):
        Node(0.0)
    assert newest_first([z * y])[1:] == [z, y, x]


def test_only_nodes_of_the_given_age_are_visited():
    x = Node(1.0)
    y = x * 2.0
    z = y + 1.0
    assert newest_first([z], since=y.age) == [z, y]
    assert newest_first([z], since=z.age) == [z]


def test_nothing_has_no_order():
    assert topological_order() == []


@pytest.mark.parametrize("thing", [3, None, [Node(1.0)], "x"])
def test_what_is_no_node_is_refused(thing):
    with pytest.raises(WrongKind, match="topological_order needs Nodes, but got "):
        topological_order(thing)
