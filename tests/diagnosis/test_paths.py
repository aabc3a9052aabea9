"""Paths are counted and added up without being walked; walking them one by one is the witness."""

import pytest
from graphs import doublings, random_graph, walk

from backsweep import Node, checkpoint, custom_derivative, stop_gradient
from backsweep.diagnosis.paths import add_up, beside, count, ways_between

SEEDS = range(60)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_number_and_the_sum_are_those_of_a_walk_along_every_path(seed):
    y, x = random_graph(seed, exact=True)
    ways, walked = ways_between(y, x), list(walk(y, x))
    assert count(ways, y, x) == len(walked)
    assert add_up(ways, {y: 1}, x) == sum(walked)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_leaves_the_told_paths_is_all_the_rest(seed):
    y, x = random_graph(seed, exact=True)
    ways = ways_between(y, x)

    def paths(node):
        if node is x:
            yield ()
        for way in ways.get(node, ()):
            for path in paths(way.parent):
                yield (way, *path)

    every = list(paths(y))
    for told in (every[:1], every[::3], every):
        ones = dict.fromkeys(beside(ways, told, y, 1), 0)
        assert set(ones) <= {x, *ways}
        products = []
        for path in told:
            product = 1
            for way in path:
                product = way.hand_down(product)
            products.append(product)
        assert add_up(ways, beside(ways, told, y, 1), x) == add_up(ways, {y: 1}, x) - sum(products)


def test_two_to_the_thousand_paths_are_counted_exactly():
    x = Node(1.0)
    y = doublings(x, 1_000)
    assert count(ways_between(y, x), y, x) == 2**1_000


def test_a_square_has_two_ways_to_its_one_parent():
    x = Node(3.0)
    y = x * x
    assert [(way.parent, way.position, way.partial) for way in ways_between(y, x)[y]] == [(x, 0, 3.0), (x, 1, 3.0)]


def test_ways_that_lead_elsewhere_are_left_out():
    x, w = Node(2.0), Node(3.0)
    y = x * w + w
    assert count(ways_between(y, x), y, x) == 1
    assert ways_between(w * w, x) == {}


def test_a_structural_zero_is_a_way_on_which_nothing_comes():
    x = Node(2.0)
    y = stop_gradient(x)
    assert [way.partial for way in ways_between(y, x)[y]] == [0]


def test_several_results_of_one_call_lead_straight_to_its_arguments():
    both = custom_derivative(lambda a, b: (a * b, a + b), vjp=lambda s, a, b, y: (s[0] * b + s[1], s[0] * a + s[1]))
    a, b = Node(2.0), Node(5.0)
    product, total = both(a, b)
    y = product * total
    ways = ways_between(y, a)
    assert [way.partial for way in ways[product]] == [5.0]
    assert [way.partial for way in ways[total]] == [1.0]
    assert add_up(ways, {y: 1.0}, a) == 5.0 * 7.0 + 10.0


def test_a_call_has_one_way_to_each_argument():
    x = Node(3.0)
    y = checkpoint(lambda u, v: u * v)(x, x)
    (way,) = ways_between(y, x)[y]
    assert way.partial == 6.0
