"""The widget of explore: its state by itself, and its JavaScript in a real browser, each answering the other."""

import os
from pathlib import Path

import pytest

from backsweep import exp, explore, log

pytest.importorskip("anywidget", reason="anywidget is not installed: pip install 'backsweep[notebook]'")

import traitlets  # reason: comes with anywidget

import backsweep.show.explorer as explorer

SHOW = Path(explorer.__file__).parent


def product(x, w):
    return (x + w) * x


def test_setting_a_value_gives_another_sight():
    shown = explore(product, x=3.0, w=2.0)
    assert shown.sight["result"] == "y = 15.0"
    before = shown.sight["picture"]
    shown.values = {"x": 4.0, "w": 2.0}
    assert shown.sight["result"] == "y = 24.0"
    assert [row["der"] for row in shown.sight["rows"]] == ["10.0", "4.0"]
    assert shown.sight["picture"] != before
    assert shown.trace.gradient == {"x": 10.0, "w": 4.0}


def test_an_error_comes_and_goes():
    shown = explore(lambda x: log(x), x=2.0)
    shown.values = {"x": -1.0}
    assert "log needs x > 0" in shown.sight["error"]
    assert shown.trace is None
    shown.values = {"x": 1.0}
    assert shown.sight["error"] == ""
    assert shown.sight["rows"][0]["der"] == "1.0"


def test_values_stay_in_the_order_of_the_sliders():
    shown = explore(product, x=3.0, w=2.0)
    shown.values = {"w": 1.0, "x": 2.0}
    assert list(shown.values) == ["x", "w"]
    assert shown.sight["result"] == "y = 6.0"


@pytest.mark.parametrize("values", [{"x": 1.0}, {"x": 1.0, "z": 2.0}, {}])
def test_values_for_other_names_are_refused(values):
    shown = explore(product, x=3.0, w=2.0)
    with pytest.raises(traitlets.TraitError, match=r"explore has sliders for x, w, but got"):
        shown.values = values
    assert shown.values == {"x": 3.0, "w": 2.0}


def test_a_value_that_is_no_number_is_refused():
    shown = explore(product, x=3.0, w=2.0)
    with pytest.raises(traitlets.TraitError):
        shown.values = {"x": "3", "w": 2.0}


def test_it_says_where_it_stands():
    assert repr(explore(product, x=3.0, w=2.0)) == "<explore: x = 3.0, w = 2.0>"


def test_the_script_and_the_style_go_with_it():
    shown = explore(product, x=3.0, w=2.0)
    assert "export default { render }" in shown._esm
    assert ".backsweep-explore" in shown._css


# In a browser. The page below does what a notebook does: it gives render() a model and an element. Behind the
# model stands the widget itself, reached through `ask`.
PAGE = """<!doctype html><html lang="en"><title>explore</title><style>%s</style><main></main>
<script type="module">
%s
const listeners = {};
const told = (name) => (listeners[name] ?? []).forEach((listener) => listener());
const model = {
  state: await window.state(),
  get: (name) => structuredClone(model.state[name]),
  set: (name, value) => { model.state[name] = value; },
  save_changes: async () => {
    model.state = await window.ask(model.state.values);
    told("change:sight");
  },
  on: (name, listener) => { (listeners[name] ??= []).push(listener); },
  off: (name, listener) => { listeners[name] = listeners[name].filter((each) => each !== listener); },
};
window.model = model;
window.told = told;
window.cleanup = module.render({ model, el: document.querySelector("main") });
</script></html>"""


class Shown:
    """A widget in a page, with all that went wrong in the page and all questions the page asked."""

    def __init__(self, browser, widget, **options):
        self.widget, self.wrong, self.asked = widget, [], []
        self.page = browser.new_page(**options)
        self.page.set_default_timeout(20_000)
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("console", lambda said: self.wrong.append(said.text) if said.type == "error" else None)
        self.page.on("request", lambda request: self.wrong.append(f"fetched {request.url}"))
        self.page.expose_function("state", self.state)
        self.page.expose_function("ask", self.ask)
        script = (SHOW / "explore.js").read_text(encoding="utf-8").replace("export default", "const module =")
        self.page.set_content(PAGE % ((SHOW / "explore.css").read_text(encoding="utf-8"), script))
        self.page.wait_for_function("Boolean(window.cleanup)")

    def state(self):
        return {"sliders": self.widget.sliders, "values": self.widget.values, "sight": self.widget.sight}

    def ask(self, values):
        self.asked.append(values)
        self.widget.values = values
        return self.state()

    def says(self, text):
        self.page.locator("output", has_text=text).wait_for()


@pytest.fixture
def show(browser):
    opened = []

    def open_page(widget, **options):
        opened.append(Shown(browser, widget, **options))
        return opened[-1]

    yield open_page
    for shown in opened:
        shown.page.close()
        assert shown.wrong == []


def test_moving_a_slider_shows_what_python_computes(show):
    shown = show(explore(product, x=3.0, w=(0, 4)))
    shown.says("y = 15.0")
    shown.page.get_by_role("slider", name="x").fill("4")
    shown.says("y = 24.0")
    assert shown.page.locator("tr").all_inner_texts() == ["input\tvalue\tder", "x\t4.0\t10.0", "w\t2.0\t4.0"]
    assert shown.page.locator("svg").count() == 1
    assert shown.widget.trace.gradient == {"x": 10.0, "w": 4.0}


def test_arrow_keys_move_a_slider_by_its_step(show):
    shown = show(explore(product, x=(0, 10, 1), w=(0, 4)))
    shown.page.get_by_role("slider", name="x").press("ArrowRight")
    shown.says("y = 48.0")  # x = 6, w = 2
    assert shown.widget.values == {"x": 6.0, "w": 2.0}


def test_a_number_can_be_typed(show):
    shown = show(explore(product, x=3.0, w=2.0))
    shown.page.get_by_label("x, as a number").fill("100.25")
    shown.says("y = 10250.6")
    assert shown.widget.values["x"] == 100.25
    shown.page.get_by_label("x, as a number").fill("")  # nothing typed is no number
    shown.page.get_by_label("w, as a number").fill("1")
    shown.says("y = 10150.3")


def test_an_error_is_an_alert_and_goes_again(show):
    shown = show(explore(lambda x: log(x), x=2.0))
    assert shown.page.get_by_role("alert").is_hidden()
    shown.page.get_by_label("x, as a number").fill("-1")
    shown.page.get_by_role("alert").filter(has_text="DomainError: log needs x > 0, but got x = -1.0.").wait_for()
    assert shown.page.locator("svg, table").count() == 0
    shown.page.get_by_label("x, as a number").fill("1")
    shown.says("y = 0.0")
    assert shown.page.get_by_role("alert").is_hidden()


def test_while_python_computes_no_second_question_is_asked(show):
    shown = show(explore(product, x=3.0, w=2.0))
    shown.page.evaluate("""() => {
        const slider = document.querySelector("input[type=range]");
        for (let k = 0; k <= 200; k++) { slider.value = 3 + k / 200; slider.dispatchEvent(new Event("input")); }
    }""")
    shown.says("y = 24.0")
    assert len(shown.asked) <= 2
    assert shown.asked[-1]["x"] == 4.0


def test_it_is_busy_until_python_has_answered(show):
    shown = show(explore(product, x=3.0, w=2.0))
    element = shown.page.locator("main")
    shown.page.evaluate("() => { model.answer = model.save_changes; model.save_changes = () => {}; }")
    shown.page.get_by_role("slider", name="x").fill("4")
    shown.page.wait_for_function("document.querySelector('main').ariaBusy === 'true'")
    shown.page.evaluate("model.answer()")
    shown.says("y = 24.0")
    assert element.get_attribute("aria-busy") == "false"


def test_values_set_in_python_move_the_sliders(show):
    shown = show(explore(product, x=3.0, w=2.0))
    shown.page.evaluate("""async () => {
        model.state = await window.ask({ x: 4, w: 1 });
        told("change:values");
        told("change:sight");
    }""")
    shown.says("y = 20.0")
    assert shown.page.get_by_role("slider", name="x").input_value() == "4"
    assert shown.page.get_by_label("w, as a number").input_value() == "1"


def test_after_a_view_is_removed_it_asks_no_more(show):
    shown = show(explore(product, x=3.0, w=2.0))
    shown.page.evaluate("() => window.cleanup()")
    shown.page.evaluate("""() => { model.state.sight.result = "changed"; told("change:sight"); }""")
    assert shown.page.locator("output").inner_text() == "y = 15.0"


def test_a_hostile_name_is_only_text(show):
    name = "</script><img src=x onerror=alert(1)>\"'&"
    shown = show(explore(lambda **named: named[name] * 2.0, **{name: 3.0}))
    shown.says("= 6.0")
    assert shown.page.locator("label").inner_text() == name
    assert shown.page.locator("img").count() == 0


@pytest.mark.parametrize("x", [3.0, -1.0], ids=["result", "error"])
def test_axe_finds_no_serious_fault(show, axe, x):
    shown = show(explore(lambda x, w: log(x) * w, x=x, w=(0, 4)))
    shown.page.evaluate(axe)
    found = shown.page.evaluate("axe.run().then((told) => told.violations)")
    assert [fault["id"] for fault in found if fault["impact"] in ("serious", "critical")] == []


def test_it_fits_a_phone(show):
    shown = show(explore(lambda x: exp(x), x=1.0), viewport={"width": 360, "height": 700})
    shown.says("y = 2.71828")
    assert shown.page.evaluate("document.documentElement.scrollWidth") <= 360
    if folder := os.environ.get("BACKSWEEP_PICTURES"):
        shown.page.screenshot(path=str(Path(folder) / "explore-phone.png"), full_page=True)
