"""How a Node shows itself in a notebook: by the picture of all that it was computed from.

The picture's ders are those of this very Node, d(node)/d(each), as `trace(node)` computes them. Showing writes nothing:
every `der` stays what the last `backward()` made it, and that is what the plain text tells.
"""

from __future__ import annotations

from collections.abc import Iterable

from backsweep.node import Node
from backsweep.show.display import MISSING, chosen, in_words, scrolling, trace_svg
from backsweep.traces.trace import Trace, trace
from backsweep.words.latex import latex, name, number

# Larger graphs are told in words. The trace of a function is drawn whatever its size: it knows how to fold.
MOST = 5_000

TOO_MANY = (
    f"Computed from more than {MOST:,} nodes. To look into them: trace(f, ...), which folds them by function and loop."
)


def node_svg(node: Node) -> str | None:
    """The picture; None where the extra is missing or the graph is large."""
    traced = _traced(node)
    return None if traced is None else trace_svg(traced)


def node_html(node: Node) -> str:
    """The picture, or the Node in words with the reason why there is none."""
    traced = _traced(node)
    drawn = None if traced is None else trace_svg(traced)
    return _html(node, traced, drawn)


def _html(node: Node, traced: Trace | None, drawn: str | None) -> str:
    if drawn is not None:
        return scrolling(drawn)
    return in_words(repr(node), TOO_MANY if traced is None else MISSING)


def node_latex(node: Node) -> str:
    r"""What it was computed by, and its value.

    >>> print(node_latex(Node(2.0, "x") + 2))
    $y = x + 2 = 4$
    """
    return _latex(node, _traced(node))


def _latex(node: Node, traced: Trace | None) -> str:
    if traced is None:
        parts = [] if node.name is None else [name(node.name)]
    else:
        parts = [name(traced.labels[node])]
        parts += [latex(traced.expression(node))] * (node.primitive is not None and len(node.args) < 10)
    return f"${' = '.join([*parts, number(node.val)])}$"


def node_bundle(node: Node, include: Iterable[str] | None, exclude: Iterable[str] | None) -> dict[str, str]:
    """All forms at once, the picture drawn once for both that show it."""
    traced = _traced(node)
    drawn = None if traced is None else trace_svg(traced)
    forms = {
        "text/plain": repr(node),
        "text/html": _html(node, traced, drawn),
        "text/latex": _latex(node, traced),
        "image/svg+xml": drawn,
    }
    return chosen(forms, include, exclude)


def _traced(node: Node) -> Trace | None:
    """The trace of a Node; None if its graph is large, which is found out without walking all of it."""
    found, seen = [node], {node}
    for each in found:  # the list grows while it is walked
        fresh = [parent for parent in each.parents if parent not in seen]
        seen.update(fresh)
        found += dict.fromkeys(fresh)
        if len(found) > MOST:
            return None
    return trace(node)
