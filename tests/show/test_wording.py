"""The texts of a picture."""

import math
from fractions import Fraction

import pytest

import backsweep as bs
from backsweep import Node, trace
from backsweep.show import wording
from backsweep.show.graph import Graph
from backsweep.show.typeset import plain, wide


def lines(told, place=-1):
    graph = Graph(told)
    return [plain(line) for line in wording.node_lines(graph, place % len(graph.nodes))]


@pytest.mark.parametrize(
    ("val", "told"),
    [
        (16, "16"),
        (16.0, "16.0"),
        (-0.5, "−0.5"),
        (-1.5e-9, "−1.5e−09"),
        (math.nan, "nan"),
        (-math.inf, "−inf"),
        (1e308, "1e+308"),
        (Fraction(-1, 3), "−1/3"),
        (1 - 2j, "(1.0−2j)"),
        (10**400, "1e+400"),
        ((1.0, 2.0), "(1.0, 2.0)"),
    ],
)
def test_numbers_are_short_and_have_a_true_minus(val, told):
    assert wording.shown(val) == told


def test_a_tuple_of_many_numbers_is_cut():
    assert wording.shown(tuple(map(float, range(100)))).endswith("…")


def test_a_node_is_called_by_its_name_and_formula():
    assert lines(trace(lambda w1: w1**2, 3.0)) == ["y = w1^2"]
    assert lines(trace(lambda x: x, 3.0)) == ["x"]


def test_a_long_formula_stands_under_its_name():
    told = trace(lambda learning_rate, momentum_1: learning_rate * momentum_1, 1.0, 2.0)
    assert lines(told) == ["y =", "learning_rate · momentum1"]


def test_a_sum_of_many_says_how_many():
    assert lines(trace(lambda xs: bs.sum(xs), [1.0] * 1000)) == ["y =", "sum of 1,000 values"]


def test_a_name_of_10_000_characters_is_cut():
    x = Node(1.0, "x" * 10_000)
    told = trace(x * x)
    for place in (0, 1):
        for line in wording.node_lines(Graph(told), place):
            assert wide(line, wording.FORMULA) <= wording.WIDEST


def test_a_gradient_shows_its_first_entries():
    assert wording.gradient({"x": 2.0}, ["x"]) == "2.0"
    assert wording.gradient({}, ["x"]) == "0"
    assert wording.gradient({"b": -1.0}, ["a", "b"]) == "(0, −1.0)"
    assert wording.gradient({}, list("abcdef")) == "(0, 0, 0, 0, …)"


def test_a_node_is_told_in_one_sentence():
    told = trace(lambda x: (x + 2) ** 2, 2)
    about = wording.about_node(Graph(told), 2)
    assert about.startswith("y = v1 ** 2 = 4 ** 2 = 16 (test_wording.py, line ")


def test_an_edge_is_told_by_its_formula_and_value():
    told = trace(lambda x: x**2, 3.0)
    assert wording.about_edge(Graph(told), 1, 0) == "∂y/∂x = 2 * x = 6.0"


def test_many_things_are_counted():
    assert wording.listed(list("abcdefghij")) == "a, b, c, d, e, f, g, h, and 2 more"
