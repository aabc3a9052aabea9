"""The forward sweep: one tangent, several, or the full gradient at every node."""

import math

from backsweep import Node, logsumexp, sin, stop_gradient, topological_order, where
from backsweep.sweeps.forward import Tangents, sweep_forward
from backsweep.worlds import FLOATS, NODES


def test_one_tangent_is_carried_to_the_output():
    x, w = Node(3.0), Node(5.0)
    y = sin(x * w)
    found = sweep_forward(topological_order(y), {x: 1.0}, FLOATS)
    assert found[y] == 5.0 * math.cos(15.0)
    assert w not in found


def test_the_full_gradient_is_carried_to_every_node():
    xs = [Node(val) for val in (2.0, 3.0, 5.0)]
    product = xs[0] * xs[1]
    y = product + xs[2]
    found = sweep_forward(topological_order(y), {x: Tangents({i: 1.0}) for i, x in enumerate(xs)}, FLOATS)
    assert found[product].entries == {0: 3.0, 1: 2.0}
    assert found[y].entries == {0: 3.0, 1: 2.0, 2: 1.0}


def test_a_direction_that_never_arrives_is_a_structural_zero():
    x, w = Node(2.0), Node(3.0)
    y = where(True, x, w) + stop_gradient(w)
    found = sweep_forward(topological_order(y), {w: Tangents({1: 1.0}), x: Tangents({0: 1.0})}, FLOATS)
    assert found[y].entries[0] == 1.0
    assert not found[y].entries.get(1)


def test_tangents_that_are_all_zero_stay_tangents():
    x = Node(0.0)
    y = abs(x) ** 3
    assert sweep_forward(topological_order(y), {x: Tangents({0: 1.0})}, FLOATS)[y].entries == {0: 0.0}


def test_a_zero_tangent_contributes_nothing_through_an_infinite_partial():
    x = Node(0.0)
    y = x**0.5
    assert sweep_forward(topological_order(y), {x: 0.0}, FLOATS)[y] == 0.0


def test_tangents_on_nodes_can_be_differentiated_again():
    x = Node(3.0)
    y = x**3
    tangent = sweep_forward(topological_order(y), {x: 1.0}, NODES)[y]
    tangent.backward()
    assert (tangent.val, x.der) == (27.0, 18.0)


def test_no_field_of_a_node_is_written():
    x = Node(3.0)
    y = x * x
    sweep_forward(topological_order(y), {x: 1.0}, FLOATS)
    assert x.der == y.der == 0


def test_through_floats_it_gives_the_bits_of_the_general_sweep():
    x, w, still = Node(0.3), Node(-1.7), Node(2.0)
    y = logsumexp([sin(x * w) / (x - 2), 3 - w * w, still * x, where(x > 0, x, w), 2.0 ** (x + 1)])
    order = topological_order(y)
    along = {x: 0.7, w: -1.3}
    several = {node: Tangents({0: tangent}) for node, tangent in along.items()}
    general = sweep_forward(order, several, FLOATS)
    assert sweep_forward(order, along, FLOATS) == {node: tangents.entries[0] for node, tangents in general.items()}
