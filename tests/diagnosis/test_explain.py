"""explain: all paths from x to y, their products and their sum."""

import math
import random
import re
from fractions import Fraction

import pytest
from graphs import doublings, random_graph, walk

from backsweep import Node, StructureError, WrongKind, checkpoint, explain, sin, sqrt, trace


def test_the_worked_example():
    x = Node(3.0, name="x")
    u = 2 * x
    found = explain(u * x + x, x)
    assert (found.output, found.input, found.count, found.total, found.der) == ("y", "x", 3, 13.0, 13.0)
    assert [path.product for path in found.paths] == [6.0, 6.0, 1.0]
    assert [(step.parent, step.node, step.partial) for step in found.paths[0].steps] == [
        ("x", "v1", 2),
        ("v1", "v2", 3.0),
        ("v2", "y", 1),
    ]
    assert (found.rest.count, found.rest.total) == (0, 0)


def test_the_two_places_of_a_square_are_two_paths():
    x = Node(5, name="x")
    found = explain(x * x, x)
    assert [(path.steps[0].place, path.product) for path in found.paths] == [("1st", 5), ("2nd", 5)]


@pytest.mark.parametrize("seed", range(60))
def test_the_sum_is_what_every_path_and_the_sweep_give(seed):
    y, x = random_graph(seed, exact=True)
    found, walked = explain(y, x), list(walk(y, x))
    assert (found.count, found.total) == (len(walked), sum(walked))
    assert found.rest.count == max(0, len(walked) - 10)
    assert found.rest.total == sum(walked) - sum(path.product for path in found.paths)
    y.backward()
    assert found.der == (x.der if walked else 0) == found.total


def test_the_rest_keeps_its_digits_beside_a_path_that_is_far_larger():
    x = Node(1.0)
    big = x * 1e200
    for _ in range(11):
        big = big + x
    found = explain(big, x)
    assert found.paths[0].product == 1e200
    assert (found.rest.count, found.rest.total) == (2, 2.0)


def test_two_to_the_thousand_paths_take_a_moment_and_add_up():
    x = Node(2.0)
    found = explain(doublings(x, 1_000), x)
    assert found.count == 2**1_000
    assert found.total == pytest.approx(1.1**1_000, rel=1e-12)
    assert len(found.paths) == 10


def test_a_chain_of_a_hundred_thousand_nodes():
    x = Node(2.0)
    y = x
    for _ in range(100_000):
        y = y + 1.0
    found = explain(y, x)
    assert (found.count, len(found.paths[0].steps), found.der) == (1, 100_000, 1.0)
    assert len(str(found)) < 500


def test_a_trace_gives_its_names():
    def f(x, w):
        u = x + 2
        return u * w

    found = trace(f, 2, 3)
    assert [step.parent for step in explain(found, "x").paths[0].steps] == ["x", "u"]
    assert explain(found, "u").der == 3
    assert explain(found, found.inputs[1]).input == "w"
    assert explain(trace(f, 2, 3, mode="forward"), "x") == explain(found, "x")


def test_nothing_is_written_into_the_nodes():
    x = Node(2.0)
    y = x * x
    explain(y, x)
    assert (x.der, y.der) == (0, 0)


def test_the_middle_of_a_graph_can_be_asked_about():
    x = Node(2.0, name="x")
    u = x * x
    u.name = "u"
    assert explain(sin(u), u).der == math.cos(4.0)
    assert explain(u, u).count == 1


def test_a_node_without_a_name_is_called_x_unless_another_is():
    x, w = Node(2.0), Node(3.0)
    assert explain(x * w, w).input == "x"
    assert explain(Node(1.0, name="x") * w, w).input == "c1"


def test_fractions_stay_exact():
    x = Node(Fraction(1, 3), name="x")
    assert explain(1 / x, x).paths[0].product == Fraction(-9)


def test_complex_numbers_have_complex_products_and_a_real_input_takes_the_real_part():
    z = Node(1 + 2j, name="z")
    assert explain(z * z, z).total == 2 + 4j
    a = Node(3.0, name="a")
    assert explain(a * (1 + 2j), a).paths[0].product == 1.0


@pytest.mark.parametrize(
    ("y", "x", "sentence"),
    [
        (3.0, "x", "explain needs a Node or a Trace, and one of its nodes, but got y = 3.0."),
        (abs, "x", 'but got y = <built-in function abs>. Write explain(trace(f, 2.0), "x").'),
        (Node(1.0), 3, "explain needs x as a Node or as the name of one, but got x = 3."),
    ],
)
def test_what_is_neither_node_nor_name_is_refused(y, x, sentence):
    with pytest.raises(WrongKind, match=re.escape(sentence)):
        explain(y, x)


def test_a_name_that_is_not_there_is_refused_with_those_that_are():
    weight = Node(1.0, name="weight")
    with pytest.raises(StructureError, match=r"explain found no node of the name 'wieght'\. Did you mean weight\?"):
        explain(weight * 2, "wieght")
    with pytest.raises(StructureError, match=r"no node of the name 'qq'\. There are weight, y\."):
        explain(weight * 2, "qq")


def test_explaining_again_says_the_same():
    chance = random.Random(1)
    xs = [Node(chance.gauss(0, 1)) for _ in range(40)]
    y = sum(a * b for a in xs for b in xs)
    assert str(explain(y, xs[0])) == str(explain(y, xs[0]))


def test_zero_times_infinity_is_told_as_the_sweep_has_it():
    x = Node(0.0)
    y = sqrt(x * x)
    y.backward()
    assert math.isnan(x.der)
    assert math.isnan(explain(y, x).total)
    assert explain(sqrt(x) * 0.0, x).der == 0


def test_an_argument_given_twice_to_one_call_is_one_path():
    x = Node(3.0, name="x")
    (path,) = explain(checkpoint(lambda u, v: u * v)(x, x), x).paths
    assert (path.steps[0].place, path.product) == ("", 6.0)
