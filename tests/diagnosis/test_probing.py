"""A row asked again beside the point."""

import math

import backsweep as bs
from backsweep import Node, custom_derivative
from backsweep.diagnosis.probing import next_to, sides, slope_with


def test_the_slope_where_one_argument_has_another_value():
    x, y = Node(3.0), Node(0.0)
    assert slope_with(x * y, x, y, 5.0) == 5.0
    assert slope_with(x * y, y, y, 5.0) == 3.0


def test_there_is_none_outside_the_domain_or_without_a_row():
    x = Node(1.0)
    assert slope_with(bs.log(x), x, x, -1.0) is None
    assert slope_with(x, x, x, 2.0) is None
    assert slope_with(custom_derivative(lambda v: v, partials=lambda v, y: 1.0)(x), x, x, 2.0) is None


def test_slopes_to_either_side():
    zero, tie = Node(0.0), Node(2.0)
    assert sides(bs.relu(zero), zero) == (0, 1)
    assert sides(bs.maximum(tie, Node(2.0)), tie) == (0, 1)
    norm = bs.norm([zero, Node(0.0)])
    assert sides(norm, zero) == (-1, 1)


def test_the_next_number():
    assert next_to(1.0) == math.ulp(1.0)
    assert 0 < next_to(0.0) < 1e-150
