"""The annotated source as a page: complete, closed to the outside, and escaped."""

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest

import backsweep as bs
from backsweep import annotate

VOID = {"meta", "br", "hr", "img", "input", "link"}


class Checker(HTMLParser):
    """Collects tags, and sees to it that they are closed in order."""

    def __init__(self):
        super().__init__()
        self.open, self.tags, self.texts = [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)


def read(html):
    checker = Checker()
    checker.feed(html)
    checker.close()
    assert checker.open == []
    return checker


def looped(x):
    total = 0.0
    for step in range(1_000):
        total = total + bs.sin(x) * step  # <script>alert("&")</script>
    return total


@pytest.fixture(scope="module")
def page():
    return annotate(looped, 2.0).html()


def test_the_page_is_complete_and_closed(page):
    assert page.startswith("<!doctype html>")
    tags = [tag for tag, _ in read(page).tags]
    assert tags.count("table") == tags.count("caption") == 1
    assert tags.count("h1") == tags.count("title") == tags.count("main") == 1


def test_nothing_is_loaded_and_nothing_runs(page):
    read_page = read(page)
    assert not {tag for tag, _ in read_page.tags} & {"script", "link", "img", "iframe"}
    assert not any(
        name.startswith("on") or name in ("style", "src", "href") for _, attrs in read_page.tags for name in attrs
    )
    assert "url(" not in page
    assert "@import" not in page


def test_the_policy_allows_the_style_by_its_hash_and_nothing_else(page):
    (style,) = re.findall("<style>(.*?)</style>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"content=\"default-src 'none'; style-src 'sha256-{digest}'\"" in page


def test_source_is_escaped(page):
    assert "<script>" not in page
    assert "# &lt;script&gt;alert(&quot;&amp;&quot;)&lt;/script&gt;" in page


def test_rows_and_columns_have_heads_and_what_scrolls_can_be_reached(page):
    tags = read(page).tags
    assert [attrs["scope"] for tag, attrs in tags if tag == "th"].count("col") == 6
    assert [attrs["scope"] for tag, attrs in tags if tag == "th"].count("row") == 5
    (region,) = [attrs for _, attrs in tags if attrs.get("role") == "region"]
    assert (region["tabindex"], region["aria-label"]) == ("0", "looped, in test_annotation_html.py")


def test_the_figures_are_there(page):
    assert "<td>3,000</td>" in page  # a sine, a product and a sum in each turn
    assert re.search("About 1[0-9] of the result&#x27;s 16 digits are good", page)
    assert re.search(r"total_1000.val = [\d.]+\nx.der = -[\d.]+</p>", page)


def test_names_with_markup_are_escaped():
    x = bs.Node(2.0, name="<script>'\"&")
    page = annotate(lambda x: x * 2, x).html()
    assert "<script>" not in page
    assert "&lt;script&gt;&#x27;&quot;&amp;.der = 2.0" in page


def test_infinite_and_nan_are_framed():
    def fourth_root(x):
        return bs.sqrt(bs.sqrt(x))

    assert ' class="strange">1.0 to inf</td>' in annotate(fourth_root, 0.0).html()
    assert ' class="strange"' not in annotate(fourth_root, 1.0).html()


def test_a_notebook_gets_the_tables_without_a_page():
    part = annotate(looped, 2.0)._repr_html_()
    assert "<html" not in part
    assert "<body" not in part
    # Every rule of the style is about the annotation alone.
    (style,) = re.findall("<style>(.*?)</style>", part, re.DOTALL)
    assert all(line.startswith((".backsweep-annotation", " ", "}")) for line in style.strip().splitlines())
    read(part)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1400, 360])
def test_axe_finds_no_fault_and_nothing_scrolls_sideways_but_the_tables(browser, axe, tmp_path, page, scheme, width):
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900})
    complaints, requests = [], []
    try:
        opened = context.new_page()
        opened.on("console", lambda message: complaints.append(message.text))
        context.on("request", lambda request: requests.append(request.url))
        opened.goto((tmp_path / "page.html").as_uri())
        assert opened.evaluate("document.documentElement.scrollWidth") <= width
        opened.evaluate(axe)
        assert opened.evaluate("axe.run().then((told) => told.violations)") == []
    finally:
        context.close()
    assert complaints == []
    assert requests == [(tmp_path / "page.html").as_uri()]
