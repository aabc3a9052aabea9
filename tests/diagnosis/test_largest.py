"""The largest paths are those that a walk along all of them finds."""

import math

import pytest
from graphs import doublings, random_graph, walk

from backsweep import Node, sqrt, sum
from backsweep.diagnosis.largest import largest
from backsweep.diagnosis.paths import ways_between


def products(paths):
    return [math.prod(way.partial for way in path) for path in paths]


@pytest.mark.parametrize("seed", range(60))
@pytest.mark.parametrize("limit", [1, 4, 1_000_000])
def test_the_first_few_are_the_largest_of_all(seed, limit):
    y, x = random_graph(seed)
    found = largest(ways_between(y, x), y, x, limit)
    walked = sorted(map(abs, walk(y, x)), reverse=True)[:limit]
    assert list(map(abs, products(found))) == pytest.approx(walked, rel=1e-12, abs=1e-300)
    assert len(set(found)) == len(found)
    assert all(path[0].node is y and path[-1].parent is x for path in found if path)


def test_every_path_hangs_together():
    x = Node(1.0)
    y = doublings(x, 20)
    for path in largest(ways_between(y, x), y, x, 50):
        assert [way.parent for way in path[:-1]] == [way.node for way in path[1:]]


def test_of_two_to_the_thousand_the_largest_takes_the_larger_way_each_time():
    x = Node(1.0)
    y = doublings(x, 1_000)
    found = largest(ways_between(y, x), y, x, 10)
    assert products(found)[0] == pytest.approx(0.6**1_000)
    assert products(found)[1:] == pytest.approx([0.6**999 * 0.5] * 9)
    assert len(set(found)) == 10


def test_products_below_the_smallest_float_are_still_in_order():
    x = Node(1.0)
    small = large = x
    for _ in range(3):
        small, large = small * 1e-200, large * 2e-200
    y = small + large
    assert [path[0].position for path in largest(ways_between(y, x), y, x, 2)] == [1, 0]


def test_of_equal_paths_those_by_earlier_arguments_come_first():
    x = Node(1.0)
    y = sum([x, x, x, x])
    assert [path[0].position for path in largest(ways_between(y, x), y, x, 3)] == [0, 1, 2]


def test_a_path_through_an_infinite_derivative_comes_first_even_where_a_zero_follows():
    x = Node(0.0)
    y = x * 1e300 + sqrt(x * x) + x
    found = largest(ways_between(y, x), y, x, 10)
    assert len(found) == 4
    assert all(any(math.isinf(way.partial) for way in path) for path in found[:2])


def test_a_node_has_one_path_to_itself_and_none_to_a_stranger():
    x = Node(1.0)
    assert largest({}, x, x, 10) == [()]
    assert largest({}, x, Node(1.0), 10) == []
