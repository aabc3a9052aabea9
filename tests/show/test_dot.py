"""Text for Graphviz: read back by a small reader of its grammar, so that no name can break out of its string."""

import math
import re

import pytest
from drawn import at_random, network

import backsweep as bs
from backsweep import Node, trace
from backsweep.show.dot import quoted

STRING = r'"(?:[^"\\]|\\.)*"'
STATEMENT = re.compile(rf"  (?:rankdir=LR|\w+(?: -> \w+)? \[(?:\w+=(?:{STRING}|\w+)(?:, )?)+\])")


def statements(written):
    first, *lines, last = written.splitlines()
    assert (first, last) == ("digraph backsweep {", "}")
    assert all(STATEMENT.fullmatch(line) for line in lines)
    return lines


def test_every_node_and_edge_is_there_once():
    told = network()
    lines = statements(told.dot())
    edges = sum(len(node.parents) for node in told.order)
    assert sum(bool(re.match(r"  n\d+ \[", line)) for line in lines) == len(told.order)
    assert sum(" -> " in line for line in lines) == edges


@pytest.mark.parametrize("seed", range(3))
def test_edges_lead_from_parents_to_children(seed):
    for source, target in re.findall(r"n(\d+) -> n(\d+)", at_random(seed).dot()):
        assert int(source) < int(target)


@pytest.mark.parametrize("name", ['"', "\\", '\\"', "a\nb", "\\N", "] ; n9", "<b>", "日本", "", "\0", "x" * 10_000])
def test_names_stay_text(name):
    x = Node(2.0, name)
    statements(trace(x * x).dot())


def test_what_graphviz_would_take_for_its_own_is_escaped():
    assert quoted('say "hi"\\N', "a & b\nc") == r'"say \"hi\"\\N\na &amp; b c"'


def test_ders_without_a_colour_have_a_form():
    written = trace(lambda x, y, z: bs.sqrt(x) + y * math.nan + z * 0.0, 0.0, 1.0, 2.0).dot()
    assert "dotted" in written
    assert "dashed" in written
    assert "penwidth" in written


def test_forward_mode_has_gradients():
    assert "gradient (3.0, 2.0)" in trace(lambda a, b: a * b, 2.0, 3.0, mode="forward").dot()
