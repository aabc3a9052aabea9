"""A trace as a page one can step through: one file that asks for nothing, and works wherever a browser opens it.

One idea: the page is a template with four things in it, each of which can be checked by itself: the picture, the data
as JSON, the style sheet and the script. A content-security policy lets this style and this script in, by their hashes,
and nothing else: no request, no other script, whatever a name or a line of source may hold.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zlib
from functools import cache
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING

from backsweep.errors import ExtraMissing
from backsweep.show.page.contents import Json, contents
from backsweep.show.page.drawings import drawings
from backsweep.show.style import DARK, LIGHT, STYLE
from backsweep.show.svg import safe

if TYPE_CHECKING:
    from backsweep.traces.trace import Trace

STYLES = tuple(f"style/{name}.css" for name in ("frame", "things", "story", "media"))
# In the order in which they build on each other.
SCRIPTS = tuple(
    f"script/{name}.js"
    for name in (
        *("numbers", "words", "dom", "machine", "program", "run", "gradient", "moment", "guards"),
        *("table", "player", "tabs", "listing", "sliders", "folds", "typeset", "picture", "crumbs"),
        *("steps", "sweeps", "forward", "theme", "main"),
    )
)

# The whole page has the pictures' colours. On paper they are light; on a screen, what the reader has chosen.
COLOURS = (
    f":root,:root[data-theme=light] .backsweep{{{LIGHT}}}"
    f"@media screen{{:root[data-theme=dark],:root[data-theme=dark] .backsweep{{{DARK}}}}}"
)

LISTED = 5  # inputs that a title names
LONGEST_TITLE = 160

# Data of more characters than this is packed; a smaller page can be read in an editor.
PACKED = 200_000


def page(trace: Trace, formula: str | None = None) -> str:
    """The page as HTML. `formula` is the source, where it is no Python file.

    >>> from backsweep.traces.trace import trace
    >>> page(trace(lambda x: x * x, 3.0))[:15]
    '<!doctype html>'
    """
    told = contents(trace, formula)
    picture, folded = _drawn(trace)
    kind, data = packed(told | folded)
    style = "\n".join([STYLE, COLOURS, *map(part, STYLES)])
    script = "\n".join(map(part, SCRIPTS))
    parts = {
        "policy": policy(style, script),
        "title": safe(title(trace, formula)),
        "style": style,
        "picture": picture,
        "kind": kind,
        "data": data,
        "script": script,
    }
    return re.sub(r"{{(\w+)}}", lambda found: parts[found[1]], part("page.html"))


def title(trace: Trace, formula: str | None = None) -> str:
    """What the page is about: y = the formula, or the function of its inputs.

    >>> from backsweep.traces.trace import trace
    >>> def area(width, height):
    ...     return width * height
    >>> title(trace(area, 2.0, 3.0))
    'y = area(width, height)'
    """
    inputs = [trace.labels[node] for node in trace.inputs]
    listed = ", ".join(inputs if len(inputs) <= LISTED else [*inputs[: LISTED - 1], "…"])
    name, output = _function(trace), trace.labels[trace.output]
    told = f"{output} = {formula or f'{name}({listed})'}" if formula or name else f"{output}({listed})"
    return told if len(told) <= LONGEST_TITLE else told[: LONGEST_TITLE - 1] + "…"


def _function(trace: Trace) -> str:
    """The name of the function that was traced; "" where it has none, or nothing is known of it."""
    origin = trace.origin(trace.output)
    scope = origin.scope if origin else None
    while scope is not None and scope.outer is not None:
        scope = scope.outer
    return scope.name if scope is not None and scope.name.isidentifier() else ""


def policy(style: str, script: str) -> str:
    """The content-security policy that lets in this style, this script, and nothing else.

    >>> policy("a", "b")[:48]
    "default-src 'none'; script-src 'sha256-PiPoFgA5W"
    """
    return (
        f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def packed(told: Json) -> tuple[str, str]:
    """The data as a block that is no script, with its type: JSON, or where that is long, packed.

    In JSON a < can stand in texts only, where its escape says the same and ends no element. (Line separators are
    escaped by json itself.)
    """
    text = json.dumps(told, separators=(",", ":"), allow_nan=False)
    if len(text) > PACKED:
        return "text/plain", base64.b64encode(zlib.compress(text.encode(), 9)).decode()
    return "application/json", text.replace("<", r"\u003c")


def _drawn(trace: Trace) -> tuple[str, Json]:
    """The picture, and what is needed to open its folds; without the extra a sentence in its place."""
    try:
        return drawings(trace)
    except ExtraMissing as missing:
        return f'<p class="note">{escape(str(missing))}</p>', {"scale": None}


@cache
def part(name: str) -> str:
    """A file of the page. No line of it may hold a CR, which browsers drop before they hash."""
    return files(__name__).joinpath(name).read_text(encoding="utf-8").replace("\r\n", "\n")
