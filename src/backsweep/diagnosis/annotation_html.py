"""An annotated source as HTML: one table for each function, the share in the rounding error as a bar.

The page loads nothing and runs nothing: its policy allows its own style, by hash, and that is all. Colours are mixed
from the text's own colour, so they suit a light page, a dark one, and any notebook.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

from backsweep.diagnosis.annotation_text import NO_SOURCE, cells, notes, title
from backsweep.traces.tables import result_lines

if TYPE_CHECKING:
    from backsweep.diagnosis.annotate import Annotation, Function, Line

STEPS = 10  # of a bar

STYLE = """\
.backsweep-annotation { font-family: system-ui, sans-serif; line-height: 1.4; }
.backsweep-annotation .scroll { overflow-x: auto; }
.backsweep-annotation table { border-collapse: collapse; margin: 0 0 1.5em; }
.backsweep-annotation caption { text-align: left; font-weight: 600; padding: 0.4em 0.6em 0.4em 0; }
.backsweep-annotation th, .backsweep-annotation td {
  padding: 0.1em 0.7em; text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; border: 0;
}
.backsweep-annotation thead th { border-bottom: 1px solid color-mix(in srgb, currentColor 40%, transparent); }
.backsweep-annotation tbody th { font-weight: 400; opacity: 0.75; }
.backsweep-annotation .source { text-align: left; }
.backsweep-annotation code { white-space: pre; background: none; font: 0.93em ui-monospace, monospace; }
.backsweep-annotation tr.busy { background: color-mix(in srgb, currentColor 5%, transparent); }
.backsweep-annotation tr.busy code { font-weight: 600; }
.backsweep-annotation .strange { outline: 1.5px solid #d1495b; outline-offset: -2px; border-radius: 3px; }
.backsweep-annotation .results { white-space: pre-wrap; overflow-wrap: anywhere; }
""" + "".join(
    f".backsweep-annotation .bar{step} {{ background: linear-gradient("
    f"to left, color-mix(in srgb, #d17a00 45%, transparent) {100 * step // STEPS}%, transparent 0); }}\n"
    for step in range(1, STEPS + 1)
)

PAGE_STYLE = """\
:root { color-scheme: light dark; }
body { margin: 2rem auto; max-width: 90rem; padding: 0 1rem; font-family: system-ui, sans-serif; }
h1 { font-size: 1.5rem; }
"""


def page(told: Annotation) -> str:
    """A whole page, that opens from a file and fetches nothing."""
    style = PAGE_STYLE + STYLE
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    name = escape(heading(told))
    return f"""\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-{digest}'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{name}</title>
<style>{style}</style>
</head>
<body>
<main>
<h1>{name}</h1>
{_content(told)}
</main>
</body>
</html>
"""


def part(told: Annotation) -> str:
    """The same for a page that is there already, such as a notebook."""
    return f"<style>{STYLE}</style>\n{_content(told)}"


def heading(told: Annotation) -> str:
    """What the page is about: the first function, and what it was asked for."""
    first = next((function.name for function in told.functions if function.name), "")
    return f"{first or told.trace.labels[told.trace.output]}, line by line"


def _content(told: Annotation) -> str:
    tables = "\n".join(map(_table, told.functions))
    said = "\n".join(f"<p>{escape(note)}</p>" for note in notes(told))
    results = escape("\n".join(result_lines(told.trace)))
    return f'<div class="backsweep-annotation">\n{tables}\n{said}\n<p class="results">{results}</p>\n</div>'


def _table(function: Function) -> str:
    name = escape(title(function))
    rows = "\n".join(map(_row, function.lines))
    # A region that scrolls needs a name and the focus, or it cannot be scrolled with the keyboard.
    return f"""\
<div class="scroll" role="region" tabindex="0" aria-label="{name}">
<table>
<caption>{name}</caption>
<thead><tr><th scope="col">line</th><th scope="col">nodes</th><th scope="col">value</th><th scope="col">|der|</th>\
<th scope="col">error</th><th scope="col" class="source">source</th></tr></thead>
<tbody>
{rows}
</tbody>
</table>
</div>"""


def _row(line: Line) -> str:
    busy = ' class="busy"' if line.nodes else ""
    source = line.source or NO_SOURCE * bool(line.nodes)
    figures = "".join(_cells(line))
    return (
        f'<tr{busy}><th scope="row">{line.place.line}</th>{figures}'
        f'<td class="source"><code>{escape(source)}</code></td></tr>'
    )


def _cells(line: Line) -> Iterator[str]:
    """The figures; what is infinite or nan is framed, and a share has a bar."""
    nodes, values, ders, error = map(escape, cells(line))
    yield f"<td>{nodes}</td>"
    for text, found in ((values, line.values), (ders, line.ders)):
        strange = "" if found is None or found.is_finite else ' class="strange"'
        yield f"<td{strange}>{text}</td>"
    bar = round(STEPS * (line.share or 0))
    yield f'<td class="bar{bar}">{error}</td>' if bar else f"<td>{error}</td>"
