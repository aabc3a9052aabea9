"""A graph by positions."""

from backsweep import trace
from backsweep.show.graph import Graph, numbers


def graph(f, *args, **options):
    return Graph(trace(f, *args, **options))


def test_a_parent_that_is_two_arguments_is_there_twice():
    assert graph(lambda x, y: x * x + y, 3.0, 1.0).parents == [(), (), (0, 0), (2, 1)]


def test_the_last_user_of_each_node():
    assert graph(lambda x, y, unused: x * y + x, 3.0, 1.0, 2.0).last_user == [4, 3, -1, 4, -1]


def test_the_ders_are_those_of_the_trace():
    assert graph(lambda x, unused: x * x, 3.0, 1.0).ders == [6.0, 0, 1.0]
    assert graph(lambda x, y: x * y, 3.0, 4.0, mode="forward").ders == [{"x": 1.0}, {"y": 1.0}, {"x": 4.0, "y": 3.0}]


def test_the_sums_on_the_way_are_known():
    assert graph(lambda x: x * x + x, 3.0).sums[0] == [7.0, 1.0, 4.0, 7.0]


def test_a_step_is_told_once():
    told = graph(lambda x: x * x, 3.0)
    assert told.step(1) is told.step(1)
    assert told.step(1).expression == "x * x"


def test_a_gradient_counts_as_its_entries():
    assert numbers({"x": 1.0, "y": 2.0}) == (1.0, 2.0)
    assert numbers({}) == 0
    assert numbers(3.0) == 3.0
