"""A browser for the tests of pages: one for all of them, or a reason why there is none."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# No sandbox, as root has none; and nothing that would look for a network.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = Path(__file__).parent / "browser" / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    found = next((path for path in map(shutil.which, CHROMIUM) if path), None)
    if found is None:
        pytest.skip(reason="There is no chromium to open pages with: apt-get install chromium.")
    sync_api = pytest.importorskip(
        "playwright.sync_api", reason="playwright drives the browser: make test installs it."
    )
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield opened
        opened.close()


class Tab:
    """A page opened in the browser, with what it complained of and what it asked for."""

    def __init__(self, browser: Any, folder: Path, **options: Any) -> None:
        self.folder = folder
        self.context = browser.new_context(**{"viewport": {"width": 1400, "height": 900}, **options})
        self.page = self.context.new_page()
        self.page.set_default_timeout(20_000)
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.context.on("request", lambda request: self.requests.append(request.url))

    def open(self, html: str) -> Any:
        """Opens a page from a file of its own, and waits until it is ready."""
        file = self.folder / "page.html"
        file.write_text(html, encoding="utf-8")
        self.page.goto(file.as_uri())
        self.page.evaluate("async () => { globalThis.it = await opened; }")
        return self.page

    def close(self) -> None:
        self.context.close()


@pytest.fixture
def tab(browser: Any, tmp_path: Path) -> Iterator[Any]:
    """A function that opens a page; every page must have opened without a complaint, and asked for nothing else."""
    with contextlib.ExitStack() as stack:
        tabs: list[Tab] = []

        def open_page(html: str, **options: Any) -> Any:
            tabs.append(Tab(browser, tmp_path, **options))
            stack.callback(tabs[-1].close)
            return tabs[-1].open(html)

        yield open_page
        for each in tabs:
            assert each.complaints == []
            assert each.requests == [(each.folder / "page.html").as_uri()]


@pytest.fixture(scope="session")
def axe() -> str:
    """The text of axe-core."""
    if not AXE.exists():
        pytest.skip(reason=f"axe-core is not installed: npm install --prefix {AXE.parents[2]}.")
    return AXE.read_text(encoding="utf-8")
