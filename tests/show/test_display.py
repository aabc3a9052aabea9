"""Traces in notebooks: through IPython's own formatter, with and without the extra."""

import sys

import pytest
from drawn import decay, squares
from IPython.core.formatters import DisplayFormatter

from backsweep import Node, log, trace
from backsweep.show import display
from backsweep.show.picture import _laid_out

FORMS = ["text/plain", "text/html", "image/svg+xml", "text/latex"]


@pytest.fixture
def formatter():
    made = DisplayFormatter()
    made.active_types = FORMS
    return made


def test_ipython_gets_the_picture(formatter):
    forms, _ = formatter.format(squares())
    assert forms.keys() == set(FORMS)
    assert forms["text/latex"] == squares().latex()
    assert forms["image/svg+xml"] == squares().svg()
    assert forms["text/html"] == f'<div style="overflow-x:auto">{squares().svg()}</div>'
    assert forms["text/plain"] == "<trace of y = 25.0: 5 nodes, reverse mode>"


@pytest.mark.parametrize("form", FORMS)
def test_ipython_may_ask_for_one_form_or_all_but_one(formatter, form):
    assert formatter.format(squares(), include=[form])[0].keys() == {form}
    assert form not in formatter.format(squares(), exclude=[form])[0]


def test_each_form_can_be_asked_for_alone():
    told = squares()
    assert told._repr_svg_() == told.svg()
    assert told.svg() in told._repr_html_()
    assert told._repr_latex_() == told.latex()


def test_without_the_extra_the_tables_are_shown_and_what_to_install(formatter, monkeypatch):
    monkeypatch.setitem(sys.modules, "fast_sugiyama", None)
    _laid_out.cache_clear()  # or the layout of an earlier test would do
    forms, _ = formatter.format(squares())
    assert forms.keys() == {"text/plain", "text/html", "text/latex"}
    assert "forward sweep" in forms["text/html"]
    assert "pip install &#x27;backsweep[pictures]&#x27;" in forms["text/html"]
    assert squares()._repr_svg_() is None


def test_a_large_graph_is_shown_folded(formatter):
    forms, _ = formatter.format(decay(5000))
    assert len(forms["image/svg+xml"]) < 20_000
    assert "text/latex" not in forms


def test_a_graph_that_is_too_large_is_told_in_words(formatter, monkeypatch):
    monkeypatch.setattr(display, "MOST", 4)
    forms, _ = formatter.format(squares())
    assert forms.keys() == {"text/plain", "text/html", "text/latex"}
    assert "No picture: 5 nodes are too many to be drawn at once." in forms["text/html"]


def test_a_trace_whose_derivatives_have_gone_says_so():
    x = Node(2.0, "x")
    told = trace(log(x))
    x.val = 0.0
    assert display.drawn(told) == (None, "No picture: its derivatives cannot be computed: float division by zero.")


def test_words_are_escaped():
    assert display.as_html(None, "a < b", "<script>") == "<pre>&lt;script&gt;</pre><pre>a &lt; b</pre>"
