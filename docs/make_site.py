"""What the site needs beyond Markdown: its navigation, and formulas that a browser shows by itself.

MkDocs calls the functions of this file by their names; mkdocs.yml names the file.

One idea: formulas become MathML while the site is built. Browsers render that natively, so a page
fetches no script and no font to show one.
"""

import html
import re
from pathlib import Path
from typing import Any

from latex2mathml.converter import convert

HERE = Path(__file__).parent

# The parts of the site, each a folder or a page.
PARTS = {
    "Course": "learn",
    "How to": "how-to",
    "Why": "why",
    "Reference": "reference.md",
    "Benchmarks": "benchmarks.md",
}

# How pymdownx.arithmatex leaves a formula: the TeX, escaped, between \( \) or \[ \].
FORMULA = re.compile(r'<(span|div) class="arithmatex">\\([(\[])(.*?)\\[)\]]</\1>', re.DOTALL)


def on_config(config: Any) -> Any:
    """The navigation: every page of every part, in the order of the files' names."""
    config["nav"] = [
        {"Start here": "README.md"},
        *({name: pages(part)} for name, part in PARTS.items() if (HERE / part).exists()),
    ]
    return config


def pages(part: str) -> str | list[str]:
    """A page as it is; the pages of a folder, in order."""
    path = HERE / part
    return part if path.is_file() else sorted(page.relative_to(HERE).as_posix() for page in path.rglob("*.md"))


def on_page_content(content: str, **unused: Any) -> str:
    """The page with its formulas in MathML."""
    return FORMULA.sub(lambda found: mathml(html.unescape(found[3]), alone=found[2] == "["), content)


def mathml(tex: str, alone: bool = False) -> str:
    r"""A formula in MathML, for a line of its own or within a sentence.

    Raises:
        ValueError: a command of the formula is not known.
    """
    made = convert(tex.strip(), display="block" if alone else "inline")
    if unknown := re.search(r"\\\w+", made):
        raise ValueError(f"MathML has no word for {unknown[0]} in the formula {tex}.")
    return f'<div class="formula">{made}</div>' if alone else made
