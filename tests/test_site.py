"""The site that `make docs` builds: strictly, with every link leading somewhere, and nothing fetched from outside."""

import importlib.util
import os
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

ROOT = Path(__file__).parents[1]

# What a browser fetches by itself, without a click.
FETCHED = {"script": "src", "img": "src", "source": "src", "iframe": "src", "object": "data", "use": "href"}


class Page(HTMLParser):
    """A built page: what it links to, what it fetches, and the places one can link to."""

    def __init__(self, path):
        super().__init__()
        self.links, self.fetched, self.places, self.tags = set(), set(), set(), set()
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.tags.add(tag)
        if "id" in found:
            self.places.add(found["id"])
        if tag == "a" and "href" in found:
            self.links.add(found["href"])
        if tag in FETCHED and FETCHED[tag] in found:
            self.fetched.add(found[FETCHED[tag]])
        if tag == "link" and found.get("rel") in ("stylesheet", "icon", "preload", "preconnect"):
            self.fetched.add(found["href"])


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Where the site was built, and what was said meanwhile."""
    if not importlib.util.find_spec("mkdocs"):
        pytest.skip(reason="MkDocs is not installed: pip install 'backsweep[docs]'")
    folder = tmp_path_factory.mktemp("site")
    build = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]
    quiet = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(build, cwd=ROOT, env=quiet, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr, done.stderr
    return folder


@pytest.fixture(scope="module")
def pages(site):
    return {path: Page(path) for path in sorted(site.rglob("*.html")) if path.name != "404.html"}


def test_every_page_of_docs_is_built(site, pages):
    written = {path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.md")}
    built = {path.relative_to(site).as_posix() for path in pages}
    assert {name.removesuffix(".md") + ".html" for name in written} - {"README.html"} <= built
    assert "index.html" in built


def test_every_page_is_reached_from_the_start(site, pages):
    start = pages[site / "index.html"]
    reached = {(site / unquote(urlsplit(link).path)).resolve() for link in start.links if not urlsplit(link).scheme}
    assert set(pages) <= {*reached, site / "index.html"}


def test_every_link_and_anchor_leads_somewhere(pages):
    for path, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            target = target / "index.html" if target.is_dir() else target
            assert target.exists(), f"{path.name} links to {link}"
            if parts.fragment and target in pages:
                assert unquote(parts.fragment) in pages[target].places, f"{path.name} links to {link}"


def test_a_page_fetches_nothing_from_outside(pages):
    for path, page in pages.items():
        assert not [each for each in page.fetched if urlsplit(each).netloc], path.name


def test_formulas_are_mathml(site, pages):
    assert "math" in pages[site / "reference.html"].tags
    for path in pages:
        assert 'class="arithmatex"' not in path.read_text(encoding="utf-8"), path.name


def test_a_formula_that_mathml_has_no_word_for_is_refused():
    pytest.importorskip("latex2mathml", reason="latex2mathml is not installed: pip install 'backsweep[docs]'")
    import runpy

    mathml = runpy.run_path(str(ROOT / "docs" / "make_site.py"))["mathml"]
    assert mathml("x^2").startswith("<math")
    assert mathml("x^2", alone=True).startswith('<div class="formula"><math')
    with pytest.raises(ValueError, match=r"MathML has no word for \\frobnicate in the formula x \\frobnicate y\."):
        mathml(r"x \frobnicate y")
