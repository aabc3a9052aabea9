"""What examiners ask of a computation: names, lines, shares, and views from other nodes."""

import backsweep as bs
from backsweep import trace
from backsweep.diagnosis.subject import LISTED, Subject, cut, finite, is_nan, listed, position_of, size
from backsweep.words.text import text


def f(x, y):
    u = x * y
    return bs.sin(u + 1) * u


def subject(*args):
    return Subject(trace(f, *(args or (2.0, 3.0))))


def test_names_in_sentences():
    found = subject()
    assert [found.called(node) for node in found.order] == ["x", "y", "u", "u + 1", "sin(u + 1)", "sin(u + 1) * u"]


def test_a_long_formula_is_called_by_its_label():
    def g(x):
        for _ in range(50):
            x = x + bs.sin(x) * 0.5 - bs.cos(x * 1.5)
        return bs.exp(x)

    found = Subject(trace(g, 0.1))
    assert all(len(found.called(node)) < 50 for node in found.order)
    assert all(len(text(found.term(node))) < 300 for node in found.order)


def test_shares_are_those_of_the_backward_sweep():
    found = subject()
    total = dict.fromkeys(found.order, 0.0)
    total[found.output] = 1.0
    for node in reversed(found.order):
        for share in found.shares(node):
            total[share.parent] += share.amount
    assert total == {node: found.der(node) for node in found.order}


def test_users_are_told_once():
    found = subject()
    x, _, u, *_ = found.order
    assert [found.called(user) for user in found.users[u]] == ["u + 1", "sin(u + 1) * u"]
    assert found.users[x] == [u]


def test_a_view_from_another_node_has_its_ders():
    found = subject()
    u = found.order[2]
    view = found.seen_from(u)
    assert [view.der(node) for node in found.inputs] == [3.0, 2.0]
    assert view.output is u
    assert found.der(u) != 1


def test_equal_values_are_different_nodes():
    found = subject(2.0, 2.0)
    x, y = found.inputs
    assert position_of(y, [x, y]) == 1


def test_lists_in_words():
    assert listed(["x"]) == "x"
    assert listed([str(n) for n in range(LISTED + 1)]) == "0, 1, 2, 3, 4, 5 and 6"
    assert listed([str(n) for n in range(1000)]) == "0, 1, 2, 3, 4, 5 and 994 more"


def test_small_questions():
    assert finite(1j)
    assert finite((1.0, 2))
    assert not finite((1.0, float("nan")))
    assert is_nan(complex("nan"))
    assert not is_nan(3)
    assert size(-(10**400)) == float("inf")
    assert cut("x" * 100, 10) == "xxxxxxx..."


def test_the_rule_of_a_square_counts_both_factors():
    found = trace(lambda x: x * x, 3.0)
    assert Subject(found).rule(found.output, found.inputs[0]) == "dy/dx = x + x = 6.0"
