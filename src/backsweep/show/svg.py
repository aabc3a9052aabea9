"""A picture as SVG: one text, self-contained and escaped, light and dark, ready for paper, a page or a notebook.

A page's script changes a box's colour by one attribute (data-level) and a text by its text. There are no ids, so any
number of pictures may stand in one page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING

from backsweep.show.legend import HEIGHT, SWATCH, legend
from backsweep.show.picture import LINE, Arrow, Box, Picture
from backsweep.show.style import STYLE
from backsweep.show.wording import FORMULA, VALUE

if TYPE_CHECKING:
    from backsweep.show.layout import Point
    from backsweep.show.typeset import Runs

MARGIN = 16.0
HEAD = 7.0  # the length of an arrow's head
LEGEND = 18.0  # from the picture down to its legend

# What no XML may hold, not even escaped.
FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def svg(picture: Picture, in_page: bool = False) -> str:
    """The picture as one SVG element.

    in_page: without the style sheet, which a page has once for all its pictures (style.STYLE), and open to assistive
    technology box by box, where a figure is one image with a description.

    >>> from backsweep import trace
    >>> from backsweep.show.picture import picture
    >>> svg(picture(trace(lambda x: x * x, 3.0))).partition(" ")[0]
    '<svg'
    """
    key = legend(picture)
    width = max(picture.width, key.width) + 2 * MARGIN
    height = picture.height + (LEGEND + key.height if key.entries else 0.0) + 2 * MARGIN
    left = (picture.width - width) / 2
    return "".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" class="backsweep" role="{"group" if in_page else "img"}" ',
            f'width="{n(width)}" height="{n(height)}" viewBox="{n(left)} {n(-MARGIN)} {n(width)} {n(height)}">',
            f"<title>{safe(picture.title)}</title><desc>{safe(picture.about)}</desc>",
            "" if in_page else f"<style>{STYLE}</style>",
            f'<rect class="paper" x="{n(left)}" y="{n(-MARGIN)}" width="{n(width)}" height="{n(height)}"/>',
            *map(_arrow, picture.arrows),
            *map(_box, picture.boxes),
            *_legend(picture, left + MARGIN),
            "</svg>",
        ]
    )


def n(number: float) -> str:
    """A coordinate in as few characters as a tenth of a pixel needs.

    >>> n(12.0), n(0.25), n(-0.01)
    ('12', '0.2', '0')
    """
    return (
        f"{number:.1f}".removesuffix(".0").replace("-0", "0")
        if abs(number) < 0.05
        else f"{number:.1f}".removesuffix(".0")
    )


def safe(text: str) -> str:
    """A text that stays text in SVG and in HTML, whatever it holds.

    >>> safe("<b>&\\0")
    '&lt;b&gt;&amp;\\ufffd'
    """
    return escape(FORBIDDEN.sub("\ufffd", text))


def _arrow(arrow: Arrow) -> str:
    ends = f' data-edge="{"-".join(map(str, arrow.edge))}"' if arrow.edge else ""
    kind = "edge" if arrow.edge else "edge many"
    x, y = arrow.route[-1]
    label = arrow.route[-2][0]
    return (
        f'<g class="{kind}"{ends} data-state="{arrow.state}"><title>{safe(arrow.about)}</title>'
        f'<path class="wire" d="{path(arrow.route)}"/>'
        f'<path class="head" d="M{n(x)} {n(y)}l{n(-HEAD)} {n(-HEAD / 2)}v{n(HEAD)}z"/>'
        f'<text class="partial" x="{n(label + 3)}" y="{n(y - 3.5)}">{safe(arrow.partial)}</text></g>'
    )


def path(route: tuple[Point, ...]) -> str:
    """A route as a line: level between points 1 and 2, a smooth rise or fall from 2 to 3, level to 4, and so on.

    >>> path(((0, 0), (10, 0), (30, 20), (40, 20)))
    'M0 0H10C20 0 20 20 30 20H33'
    """
    (x, y), *rest = route
    steps = [f"M{n(x)} {n(y)}"]
    for number, ((x0, y0), (x1, y1)) in enumerate(pairwise(route), start=1):
        end = x1 - HEAD if number == len(rest) else x1
        if y0 == y1:
            steps.append(f"H{n(end)}")
        else:
            middle = (x0 + x1) / 2
            steps.append(f"C{n(middle)} {n(y0)} {n(middle)} {n(y1)} {n(end)} {n(y1)}")
    return "".join(steps)


def _box(box: Box) -> str:
    (x, y), middle = box.place, box.place[0] + box.width / 2
    name = box.kind if box.kind in ("fold", "stub") else "node"
    classes = name if name == box.kind else f"{name} {box.kind}"
    radius = box.height / 2 if box.kind == "input" and len(box.lines) == 1 else 5
    number = f' data-{name}="{box.number}"' * (box.number >= 0)
    return "".join(
        [
            f'<g class="{classes}"{number} data-level="{box.level}" data-state="{box.state}">',
            f"<title>{safe(box.about)}</title>",
            *_stack(box),
            f'<rect class="box" x="{n(x)}" y="{n(y)}" {_measures(box)} rx="{n(radius)}"/>',
            *_lines(box, middle),
            f'<text class="value" x="{n(middle)}" y="{n(y - 5)}">{safe(box.value)}</text>',
            f'<text class="der" x="{n(middle)}" y="{n(y + box.height + 14)}">{safe(box.der)}</text>',
            "</g>",
        ]
    )


def _stack(box: Box) -> Iterator[str]:
    """Behind a fold, the corners of more boxes."""
    if box.kind == "fold":
        x, y = box.place
        for by in (6, 3):
            yield f'<rect class="box" x="{n(x + by)}" y="{n(y - by)}" {_measures(box)} rx="5"/>'


def _measures(box: Box) -> str:
    return f'width="{n(box.width)}" height="{n(box.height)}"'


def _lines(box: Box, middle: float) -> Iterator[str]:
    font = VALUE if box.kind == "fold" else FORMULA
    first = box.place[1] + box.height / 2 - LINE * (len(box.lines) - 1) / 2 + font * 0.33
    for number, runs in enumerate(box.lines):
        title = " title" if number == 0 else ""
        yield f'<text class="line{title}" x="{n(middle)}" y="{n(first + LINE * number)}">{_runs(runs, font)}</text>'


def _runs(runs: Runs, font: float) -> str:
    pieces = []
    risen = 0.0
    for run in runs:
        up, risen = run.rise - risen, run.rise
        attributes = ' class="i"' * run.italic
        attributes += f' dy="{n(-up * font)}"' * (up != 0)
        attributes += f' font-size="{n(run.size * font)}"' * (run.size != 1)
        pieces.append(f"<tspan{attributes}>{safe(run.text)}</tspan>" if attributes else safe(run.text))
    return "".join(pieces)


def _legend(picture: Picture, left: float) -> Iterator[str]:
    top = picture.height + LEGEND
    for entry in legend(picture).entries:
        x, y = n(left + entry.x), n(top + entry.y)
        if entry.level:
            yield (
                f'<g data-level="{entry.level}"><rect class="box" x="{x}" y="{y}" '
                f'width="{n(SWATCH)}" height="{n(HEIGHT)}"/></g>'
            )
        else:
            yield f'<text class="key" x="{x}" y="{y}">{safe(entry.text)}</text>'
