"""Nodes in notebooks: whatever they hold they are shown, at once, and nothing is written."""

import math
import sys
import time
from fractions import Fraction

import pytest
from IPython.core.formatters import DisplayFormatter

from backsweep import Node, log
from backsweep.show.picture import _laid_out


@pytest.fixture
def formatter():
    made = DisplayFormatter()
    made.active_types = ["text/plain", "text/html", "image/svg+xml", "text/latex"]
    return made


def test_ipython_gets_the_picture_and_the_formula(formatter):
    x = Node(2.0, "x")
    forms, _ = formatter.format((x + 2) ** 2)
    assert forms.keys() == {"text/plain", "text/html", "image/svg+xml", "text/latex"}
    assert forms["text/plain"] == "Node(16.0, by power, der=0)"
    assert forms["text/latex"] == "$y = v_{1}^{2} = 16$"
    assert forms["image/svg+xml"].startswith("<svg ")
    assert forms["image/svg+xml"] in forms["text/html"]


def test_each_form_can_be_asked_for_alone():
    y = Node(2.0, "x") * 3
    assert y._repr_svg_() in y._repr_html_()
    assert y._repr_latex_() == r"$y = x \cdot 3 = 6$"


def test_the_picture_has_this_nodes_ders_and_writes_none():
    x = Node(3.0, "x")
    y = x * x
    z = y * 10.0
    z.backward()
    assert ">6.0<" in y._repr_svg_()
    assert (x.der, y.der, z.der) == (60.0, 10.0, 1)
    assert "der=10.0" in repr(y)


@pytest.mark.parametrize(
    "node",
    [
        Node(math.nan),
        Node(1e308) * 10,
        Node(1 + 2j) * 1j,
        Node(Fraction(1, 3)) ** 2,
        Node(10**400) * 2,
        Node(2, "<script>") + 1,
        Node(2, "x" * 10_000) + 1,
        Node(2),
    ],
    ids=["nan", "inf", "complex", "Fraction", "huge int", "script", "long name", "input alone"],
)
def test_awkward_nodes_are_shown(formatter, node):
    forms, _ = formatter.format(node)
    assert forms.keys() == {"text/plain", "text/html", "image/svg+xml", "text/latex"}
    assert "<script" not in forms["text/html"]


def test_a_node_of_a_million_nodes_is_shown_at_once(formatter):
    y = Node(1.0, "x")
    for _ in range(1_000_000):
        y = y * 1.0
    began = time.perf_counter()
    forms, _ = formatter.format(y)
    assert time.perf_counter() - began < 1  # 0.02 s on a small machine
    assert forms.keys() == {"text/plain", "text/html", "text/latex"}
    assert "No picture: more than 5,000 nodes. trace(f, ...)" in forms["text/html"]


def test_without_the_extra_the_node_is_told_in_words(formatter, monkeypatch):
    monkeypatch.setitem(sys.modules, "fast_sugiyama", None)
    _laid_out.cache_clear()  # or the layout of an earlier test would do
    forms, _ = formatter.format(Node(2.0, "x"))
    assert forms.keys() == {"text/plain", "text/html", "text/latex"}
    assert "Node(2.0, name=&#x27;x&#x27;, der=0)" in forms["text/html"]
    assert "pip install" in forms["text/html"]


def test_a_node_whose_input_was_moved_to_where_it_has_no_derivative_is_told_in_words():
    x = Node(2.0, "x")
    y = log(x)
    x.val = 0.0
    assert "No picture" in y._repr_html_()
    assert y._repr_svg_() is None
    assert y._repr_latex_() == r"$y = \ln x = 0.693147$"
