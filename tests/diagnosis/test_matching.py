"""A pattern is found in a graph, whatever its arguments stand for there."""

import backsweep as bs
from backsweep import Node
from backsweep.diagnosis.matching import match, match_step, same


def found(pattern, arguments, thing):
    return next(match(pattern, thing, frozenset(arguments)), None)


def test_an_argument_that_comes_twice_stands_for_what_was_computed_alike():
    a = Node(0.5)
    pattern = bs.exp(a) - bs.exp(-a)
    x, y = Node(1.0), Node(1.0)
    assert found(pattern, [a], bs.exp(x / 2) - bs.exp(-(x / 2))) is not None
    assert found(pattern, [a], bs.exp(x / 2) - bs.exp(-(y / 2))) is None


def test_what_was_computed_alike():
    x, y = Node(2.0), Node(2.0)
    assert same(x * 3 + 1, x * 3 + 1)
    assert not same(x * 3 + 1, x * 3 + 2)
    assert not same(x, y)
    assert not same(x, 2.0)
    assert same([x, 1], [x, 1])


def test_a_product_is_a_square_and_a_plain_exponent_an_exponent():
    a, n = Node(0.5), Node(0.25)
    x = Node(3.0)
    assert found(a**2, [a], bs.sin(x) * bs.sin(x)) is not None
    assert found(a**n, [a, n], x**7) == {a: x, n: 7}


def test_a_step_is_matched_by_its_arguments_alone():
    a = Node(0.5)
    x = Node(3.0)
    matches = list(match_step(1 + a, (x, 1), frozenset([a])))
    assert matches == [{a: x}]
