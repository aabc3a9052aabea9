"""Moments of the sweeps: what is known, and which node is visited, told by hand for (x + 2)**2."""

import pytest

from backsweep import StructureError, WrongKind, trace
from backsweep.show.graph import Graph
from backsweep.show.moments import Moment, last_step


def moments(told):
    graph = Graph(told)
    return [Moment(graph, step) for step in range(last_step(told) + 1)]


def test_both_sweeps_step_by_step():
    told = trace(lambda x: (x + 2) ** 2, 2)
    seen = [
        (m.visited, [m.computed(n) for n in range(3)].count(True), [m.der(n) for n in range(3)]) for m in moments(told)
    ]
    assert seen == [
        (None, 0, [None, None, None]),
        (0, 1, [None, None, None]),
        (1, 2, [None, None, None]),
        (2, 3, [None, None, None]),
        (2, 3, [None, None, 1]),  # the seed
        (2, 3, [None, 8, 1]),
        (1, 3, [8, 8, 1]),
        (0, 3, [8, 8, 1]),
    ]


def test_the_running_sum_of_a_node_used_twice_grows():
    told = trace(lambda x: x * x + x, 3.0)
    assert [m.der(0) for m in moments(told)] == [None, None, None, None, None, 1.0, 7.0, 7.0]


def test_a_node_without_a_der_gets_its_zero_when_it_is_visited():
    told = trace(lambda x, unused: x * x, 3.0, 1.0)
    assert [m.der(1) for m in moments(told)] == [None] * 6 + [0] * 2


def test_the_finished_picture_visits_nothing():
    told = trace(lambda x: x * x, 3.0)
    done = Moment(Graph(told))
    assert done.visited is None
    assert [done.der(n) for n in range(2)] == [6.0, 1.0]
    assert {done.state(n) for n in range(2)} == {"done"}


def test_states_tell_past_present_and_future():
    assert [Moment(Graph(trace(lambda x: x * x + x, 3.0)), 2).state(n) for n in range(3)] == [
        "done",
        "current",
        "waiting",
    ]


def test_forward_mode_has_one_step_for_each_node():
    told = trace(lambda x, y: x * y, 3.0, 4.0, mode="forward")
    assert last_step(told) == 3
    assert [m.der(2) for m in moments(told)] == [None, None, None, {"x": 4.0, "y": 3.0}]


@pytest.mark.parametrize("step", [-1, 6, 10**30])
def test_a_step_that_is_not_there_is_refused(step):
    with pytest.raises(StructureError, match="steps 0 to 5, but got step = "):
        trace(lambda x: x * x, 3.0).svg(step)


@pytest.mark.parametrize("step", [1.0, "1", True])
def test_a_step_that_is_no_int_is_refused(step):
    with pytest.raises(WrongKind, match="step is an int, but got step = "):
        trace(lambda x: x * x, 3.0).svg(step)
