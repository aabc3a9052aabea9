"""Folds in the making are easily taken in: never a crowd, and nothing out of order."""

from drawn import decay

import backsweep as bs
from backsweep import Node, trace
from backsweep.show.drafts import CROWD, drafted
from backsweep.show.graph import Graph


def titles(told):
    return [item if isinstance(item, int) else item.title for item in drafted(Graph(told)).items]


def test_a_loop_is_called_by_its_line():
    *_, loop = drafted(Graph(decay(1000))).items
    assert (loop.kind, loop.title, loop.turns) == ("loop", "for _ in range(turns):", 1000)


def test_turns_are_taken_by_tens_and_hundreds():
    *_, loop = drafted(Graph(decay(1000))).items
    assert [item.title for item in loop.items[:2]] == ["turns 1 to 100", "turns 101 to 200"]
    assert [item.title for item in loop.items[0].items[:2]] == ["turns 1 to 10", "turns 11 to 20"]


def test_calls_are_called_by_their_functions():
    def long(x):
        a = bs.sin(x) * bs.cos(x) + bs.exp(-x)
        for _ in range(50):
            a = bs.sin(a) + x
        return a

    def f(x):
        return long(x) * long(x + 1.0) * long(x + 2.0) * long(x + 3.0)

    assert [title for title in titles(trace(f, 1.0)) if isinstance(title, str)] == ["long()"] * 4


def test_nodes_of_one_line_stand_together():
    def f(xs):
        squares = list(map(bs.sin, xs))
        total = bs.sum(squares)
        return total + bs.prod(list(map(bs.exp, xs)))

    shown = titles(trace(f, [1.0] * 200))
    assert shown[0] == "inputs xs"
    assert len(shown) < 10


def test_a_finished_node_is_folded_by_the_order_of_its_making():
    x = Node(1.0, "x")
    y = x
    for _ in range(1000):
        y = y * 0.5
    assert titles(trace(y))[:3] == [0, "v1 to v100", "v101 to v200"]


def test_there_is_never_a_crowd():
    def f(rows):
        return bs.sum([bs.tanh(bs.sum([x * x for x in row])) for row in rows])

    whole = drafted(Graph(trace(f, [[0.1] * 60] * 70)))
    assert max(len(draft.items) for draft in whole.drafts()) <= CROWD


def test_a_generator_that_goes_on_begins_another_fold():
    def halves(x):
        for _ in range(200):
            x = x * 0.5 + 1.0
            yield x

    def f(x):
        total = x
        for half in halves(x):
            total = total + half * half
        return total

    whole = drafted(Graph(trace(f, 1.0)))
    places = [place for draft in whole.drafts() for place in draft.items if isinstance(place, int)]
    assert sorted(places) == list(range(whole.stop))
