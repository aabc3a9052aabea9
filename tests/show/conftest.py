"""Pages opened in a browser, each with what it complained of and what it asked for."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest


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
