"""A trace as LaTeX: balanced, rectangular, with every name escaped."""

import re

import pytest

import backsweep as bs
from backsweep import Node, trace
from backsweep.traces.as_latex import bar


def arrays(text):
    """Each array of a page: its column letters and its rows of cells."""
    for columns, body in re.findall(r"\\begin\{array\}\{([lr]+)\}\n(.*?)\n\\end\{array\}", text, re.DOTALL):
        body = re.sub(r"\\begin\{cases\}.*?\\end\{cases\}", "", body)
        yield columns, [re.split(r"(?<!\\)&", row) for row in body.split(" \\\\\n")]


def balanced(text):
    depth = 0
    for brace in re.findall(r"(?<!\\)[{}]", text):
        depth += 1 if brace == "{" else -1
        assert depth >= 0
    return depth == 0


def test_the_worked_formula():
    x = Node(2, name="x")
    text = trace((x + 2) ** 2).latex()
    assert r"y & = v_{1}^{2} & = 16 & \partial y / \partial v_{1} = 2 v_{1} = 8" in text
    assert r"\bar{v}_{1} & = 8 & \bar{x} \mathrel{+}= 8 \cdot 1 = 8" in text
    assert r"\partial y / \partial x & = 8" in text


@pytest.mark.parametrize("mode", ["reverse", "forward"])
@pytest.mark.parametrize(
    "f",
    [
        lambda x, y: x * x + bs.where(x > y, x, y) * bs.abs(y) - bs.clip(x, 0, 1),
        lambda x, y: bs.dot([x, y], [y, 2.0]) / bs.norm([x, y]),
        lambda x, y: bs.gelu(x) + bs.sinc(y) + bs.pow(x, y) + bs.logsumexp([x, y]),
        lambda x, y: x * bs.nan + bs.inf * y,
        lambda x, y: bs.sum([x] * 50) * y,
    ],
)
def test_every_table_is_rectangular_and_balanced(f, mode):
    text = trace(f, 3.0, 2.0, mode=mode).latex()
    assert balanced(text)
    for columns, rows in arrays(text):
        assert max(map(len, rows)) <= len(columns)


@pytest.mark.parametrize(
    "name", ["a_b_c", "50%", "$x$", "{", "}", "a & b", "#1", "\\input", "~^", "<b>", "größe", "x\ny"]
)
def test_no_name_becomes_a_command(name):
    x = Node(2.0, name=name)
    text = trace(x * x).latex()
    assert balanced(text)
    bare = re.sub(r"\\text(backslash|asciicircum|asciitilde|less|greater|bar)\{\}|\\[_#$%&{}]", "", text)
    for columns, rows in arrays(bare):
        assert max(map(len, rows)) <= len(columns)
    assert not re.search(r"[#$%~]|(?<!v_\{1\})\^|\\input", bare)


def test_the_bar_goes_over_the_letter():
    assert [bar(name) for name in ("x", "w1", "p['W'][0]", "beta", "loss")] == [
        r"\bar{x}",
        r"\bar{w}_{1}",
        r"\bar{p}_{W,0}",
        r"\bar{\beta}",
        r"\overline{\mathrm{loss}}",
    ]


def test_a_large_graph_is_cut():
    y = Node(1.0, name="x")
    for _ in range(1000):
        y = -y
    assert trace(y).latex().count(r"\vdots") == 2
