"""Pictures and pages of computations with whole arrays."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from backsweep import Node, trace
from backsweep.show.graph import numbers
from backsweep.show.measure import width
from backsweep.show.page import page
from backsweep.show.page.contents import contents
from backsweep.show.picture import Picture, picture
from backsweep.show.sliders import slider
from backsweep.show.wording import VALUE
from backsweep.traces.trace import Trace

pytest.importorskip("fast_sugiyama")


def network(w: Any, b: Any) -> Any:
    h = np.tanh(np.ones((4, 2)) @ w + b)
    return np.sum(h)


@pytest.fixture
def told() -> Trace:
    return trace(network, np.arange(6.0).reshape(2, 3) / 10, np.zeros(3))


def box_of(drawn: Picture, of: Trace, label: str) -> Any:
    return next(box for box in drawn.boxes if of.labels[of.order[box.number]] == label)


def test_a_box_has_the_shape_and_the_range_of_its_array(told: Trace) -> None:
    box = box_of(picture(told), told, "w")
    assert box.value == "[2x3, 0.0 to 0.5]"
    assert box.der.startswith("[2x3, ")


def test_texts_of_arrays_stay_within_the_room_of_their_box() -> None:
    ugly = np.linspace(-1.23456e-5, 9.87654e300, 1000)
    ugly[:5] = [math.nan, math.inf, -math.inf, math.nan, 1.0]
    of = trace(lambda a_rather_long_name: np.sum(a_rather_long_name * 2), ugly.reshape(10, 10, 10))
    drawn = picture(of)
    for box in drawn.boxes:
        for words in (box.value, box.der):
            assert width(words, VALUE) <= 300
            middle = box.place[0] + box.width / 2
            assert middle - width(words, VALUE) / 2 >= 0
            assert middle + width(words, VALUE) / 2 <= drawn.width


def test_an_arrow_of_a_linear_map_has_no_number_and_says_what_it_is(told: Trace) -> None:
    arrow = next(arrow for arrow in picture(told).arrows if "linear map" in arrow.about)
    assert arrow.partial == ""
    assert arrow.about == "∂v1/∂w = a linear map of 2x3 to 4x3"


def test_the_colour_of_an_array_is_that_of_its_largest_entry() -> None:
    assert numbers(np.array([1.0, -3.0])) == 3.0
    assert math.isnan(numbers(np.array([1.0, math.nan])))
    assert numbers({"x": np.array([[2.0]]), "y": 1.0}) == (2.0, 1.0)
    assert numbers(np.ones((0, 2))) == 0.0


def test_the_legend_says_how_arrays_are_shown_and_only_where_there_are_any(told: Trace) -> None:
    assert "its |der| is its largest |entry|" in told.svg()
    numbers_alone = Node(2.0) * 3.0
    assert "largest |entry|" not in trace(numbers_alone).svg()


def test_every_step_and_both_modes_can_be_drawn(told: Trace) -> None:
    for step in range(2 * len(told.order) + 2):
        assert told.svg(step).startswith("<svg")
    forward = told.in_mode("forward")
    assert "4×3×2×3" in forward.svg()


def test_the_graph_for_graphviz_has_arrays_too(told: Trace) -> None:
    assert 'label=""' in told.dot()
    assert "[2x3, 0.0 to 0.5]" in told.dot()


def test_the_page_says_why_its_sliders_do_not_move(told: Trace) -> None:
    assert contents(told)["reason"] == "w is an array of shape (2, 3); a page computes with single numbers only."
    constant = trace(lambda x: np.sum(x * np.ones(5)), 2.0)
    assert "array of shape (5,); a page computes with single numbers only." in contents(constant)["reason"]


def test_the_page_has_of_arrays_what_the_picture_shows_and_the_first_entries(told: Trace) -> None:
    kept = contents(told)["told"]
    assert kept["val"][0] == "[2x3, 0.0 to 0.5]"
    assert kept["entries"]["0"] == "[2x3, 0.0 to 0.5: 0.0, 0.1, 0.2, ...]"
    assert kept["linear"] == [2, 5]


def test_the_formulas_of_the_page_are_those_of_the_trace(told: Trace) -> None:
    texts = [form[2] for form in contents(told)["forms"]]
    assert any(re.fullmatch(r"np\.sum\(\x020\x03\)", text) for text in texts)
    assert any("@ " in text for text in texts)


def test_a_page_of_a_million_entries_stays_small() -> None:
    assert len(page(trace(lambda x: np.sum(np.sin(x) * x), np.linspace(0.0, 1.0, 1_000_000)))) < 300_000


def test_what_a_page_keeps_is_json() -> None:
    of = trace(lambda x: np.sum(np.sqrt(x[::2])), np.array([0.0, 1.0, 4.0, math.inf]))
    json.dumps(contents(of), allow_nan=False)


def test_two_large_constants_that_look_alike_are_told_apart() -> None:
    first, second = np.zeros(5000), np.zeros(5000)
    second[2500] = 7.0
    texts = [form[2] for form in contents(trace(lambda x: np.sum(x * first + x * second), 2.0))["forms"]]
    assert any("all 0.0" in text for text in texts)
    assert any("0.0 to 7.0" in text for text in texts)


def test_an_array_in_a_notebook_is_told_in_words_with_the_reason() -> None:
    y = Node(np.ones(3), "x") * 2
    assert y._repr_svg_() is None
    assert "Show one of its entries" in y._repr_html_()
    assert "svg" in (y[0])._repr_html_()
    assert y._repr_latex_().startswith("$")


def test_explore_refuses_an_array_and_says_what_it_needs() -> None:
    with pytest.raises(TypeError, match=r"it needs a number, \(low, high\) or \(low, high, step\), but got x = array"):
        slider("x", np.ones(3))


def test_a_contribution_that_was_summed_to_fit_says_so_on_the_page(told: Trace) -> None:
    shares = [share for visit in contents(told)["told"]["contributions"] for share in visit]
    assert [share[1] for share in shares if share[0] == 1] == ["1, summed"]


def test_every_step_of_the_page_can_be_taken_in_a_browser(told: Trace, browser: Any, tmp_path: Path) -> None:
    told.html(tmp_path / "arrays.html")
    opened, errors = browser.new_page(), []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.goto((tmp_path / "arrays.html").as_uri())
    opened.keyboard.press("Home")
    seen = []
    for _ in range(2 * len(told.order) + 1):
        opened.keyboard.press("ArrowRight")
        seen.append(opened.inner_text("body"))
    assert not errors
    assert any("a linear map" in text for text in seen)
    assert "undefined" not in "".join(seen)
    assert "Of arrays this page keeps shape, range and first entries" in seen[0]
    assert opened.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    opened.close()
