"""How a trace shows itself in a notebook: as a picture, or in words where no picture can be drawn.

The names of these forms are those of IPython, which Jupyter, VS Code, Colab and marimo all follow.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

from backsweep.errors import ExtraMissing
from backsweep.show.picture import picture
from backsweep.show.svg import svg
from backsweep.show.wording import counted

if TYPE_CHECKING:
    from backsweep.traces.trace import Trace

# A graph of more nodes would keep a reader waiting.
MOST = 200_000

MISSING = "For a picture: pip install 'backsweep[pictures]'"


def trace_svg(trace: Trace) -> str | None:
    """The picture; None where the extra is missing or the graph is too large to be drawn at once."""
    if len(trace.order) > MOST:
        return None
    try:
        return svg(picture(trace))
    except ExtraMissing:
        return None


def trace_html(trace: Trace) -> str:
    """The picture, with a scroll bar where it is wide; or else the tables, and the reason why."""
    drawn = trace_svg(trace)
    return in_words(*_told(trace)) if drawn is None else scrolling(drawn)


def scrolling(drawn: str) -> str:
    """A picture that keeps its size in a narrow cell."""
    return f'<div style="overflow-x:auto">{drawn}</div>'


def in_words(*parts: str) -> str:
    """Text as HTML, just as it stands."""
    return "".join(f"<pre>{escape(part)}</pre>" for part in parts)


def _told(trace: Trace) -> tuple[str, str]:
    if len(trace.order) > MOST:
        return repr(trace), f"{counted(len(trace.order), 'node')} are too many to be drawn at once: print(trace)."
    return trace.text(), MISSING


def trace_bundle(trace: Trace, include: Iterable[str] | None, exclude: Iterable[str] | None) -> dict[str, str]:
    """All forms at once, the picture drawn once for both that show it."""
    drawn = trace_svg(trace)
    shown = in_words(*_told(trace)) if drawn is None else scrolling(drawn)
    return chosen({"text/plain": repr(trace), "text/html": shown, "image/svg+xml": drawn}, include, exclude)


def chosen(
    forms: dict[str, str | None], include: Iterable[str] | None, exclude: Iterable[str] | None
) -> dict[str, str]:
    """The forms that there are and that were asked for.

    >>> chosen({"text/plain": "4", "text/html": "<b>4</b>", "image/svg+xml": None}, None, ["text/html"])
    {'text/plain': '4'}
    """
    wanted = set(forms if include is None else include) - set(exclude or ())
    return {form: text for form, text in forms.items() if text is not None and form in wanted}
