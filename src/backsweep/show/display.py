"""How a trace shows itself in a notebook: as a picture, or in words where no picture can be drawn.

The names of these forms are those of IPython, which Jupyter, VS Code, Colab and marimo all follow.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

from backsweep.errors import ExtraMissing
from backsweep.show.graph import READABLE
from backsweep.show.picture import picture
from backsweep.show.svg import svg

if TYPE_CHECKING:
    from backsweep.traces.trace import Trace

# The picture of a larger graph would keep its reader waiting.
MOST = 200_000


def drawn(trace: Trace) -> tuple[str | None, str]:
    """The picture as SVG and no reason, or no picture and the reason why."""
    if len(trace.order) > MOST:
        return None, f"No picture: {len(trace.order):,} nodes are too many to be drawn at once."
    try:
        return svg(picture(trace)), ""
    except ExtraMissing as missing:
        return None, str(missing)
    except (ArithmeticError, ValueError) as error:  # an input's val was changed to where no derivative is
        return None, f"No picture: its derivatives cannot be computed: {str(error).rstrip('.')}."


def trace_svg(trace: Trace) -> str | None:
    """The picture; None where there is none."""
    return drawn(trace)[0]


def trace_html(trace: Trace) -> str:
    """The picture, or else the trace in words and the reason why."""
    return as_html(*drawn(trace), _in_words(trace))


def trace_latex(trace: Trace) -> str | None:
    """The tables in LaTeX; None where nobody would read so many rows."""
    return trace.latex() if len(trace.order) <= READABLE else None


def _in_words(trace: Trace) -> str:
    """The tables, unless they would keep the reader waiting too."""
    return trace.text() if len(trace.order) <= MOST else repr(trace)


def trace_bundle(trace: Trace, include: Iterable[str] | None, exclude: Iterable[str] | None) -> dict[str, str]:
    """All forms at once, the picture drawn once for both that show it."""
    picture, reason = drawn(trace)
    told = as_html(picture, reason, "" if picture else _in_words(trace))
    forms = {
        "text/plain": repr(trace),
        "text/html": told,
        "text/latex": trace_latex(trace),
        "image/svg+xml": picture,
    }
    return chosen(forms, include, exclude)


def as_html(picture: str | None, reason: str, words: str) -> str:
    """A picture that keeps its size in a narrow cell; or else words and the reason, just as they stand.

    >>> as_html(None, "No picture.", "Node(2.0, name='<b>')")
    '<pre>Node(2.0, name=&#x27;&lt;b&gt;&#x27;)</pre><pre>No picture.</pre>'
    """
    if picture is not None:
        return f'<div style="overflow-x:auto">{picture}</div>'
    return f"<pre>{escape(words)}</pre><pre>{escape(reason)}</pre>"


def chosen(
    forms: dict[str, str | None], include: Iterable[str] | None, exclude: Iterable[str] | None
) -> dict[str, str]:
    """The forms that there are and that were asked for.

    >>> chosen({"text/plain": "4", "text/html": "<b>4</b>", "image/svg+xml": None}, None, ["text/html"])
    {'text/plain': '4'}
    """
    wanted = set(forms if include is None else include) - set(exclude or ())
    return {form: text for form, text in forms.items() if text is not None and form in wanted}
