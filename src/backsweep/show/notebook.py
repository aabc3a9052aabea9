"""How a Node shows itself in a notebook: by the picture of all that it was computed from.

The picture's ders are those of this very Node, d(node)/d(each), as `trace(node)` computes them. Showing writes nothing:
every `der` stays what the last `backward()` made it, and that is what the plain text tells.
"""

from __future__ import annotations

from collections.abc import Iterable

from backsweep.node import Node
from backsweep.show.display import as_html, chosen, drawn
from backsweep.traces.trace import Trace, trace
from backsweep.words.latex import latex, name, number

# Larger graphs are told in words. A trace of a function is drawn nearly whatever its size, for it knows how to fold.
MOST = 5_000
FEW = 10  # arguments that a formula has room for

TOO_MANY = f"No picture: more than {MOST:,} nodes. trace(f, ...) of the function folds them by call, loop and line."
AN_ARRAY = "No picture: an array has no der by itself. Show one of its entries, such as y[0], or their sum."


def node_svg(node: Node) -> str | None:
    """The picture; None where there is none."""
    return _drawn(node, _traced(node))[0]


def node_html(node: Node) -> str:
    """The picture, or else the Node in words and the reason why."""
    return as_html(*_drawn(node, _traced(node)), repr(node))


def node_latex(node: Node) -> str:
    r"""What it is called, how it was computed, and its value.

    >>> print(node_latex(Node(2.0, "x") + 2))
    $y = x + 2 = 4$
    """
    return _latex(node, _traced(node))


def node_bundle(node: Node, include: Iterable[str] | None, exclude: Iterable[str] | None) -> dict[str, str]:
    """All forms at once, the picture drawn once for both that show it."""
    traced = _traced(node)
    picture, reason = _drawn(node, traced)
    forms = {
        "text/plain": repr(node),
        "text/html": as_html(picture, reason, repr(node)),
        "text/latex": _latex(node, traced),
        "image/svg+xml": picture,
    }
    return chosen(forms, include, exclude)


def _traced(node: Node) -> Trace | None:
    """The trace of a Node; None for an array, and if its graph is large, which is found out without walking it all."""
    if node.shape:
        return None
    found, seen = [node], {node}
    for each in found:  # the list grows while it is walked
        fresh = [parent for parent in dict.fromkeys(each.parents) if parent not in seen]
        seen.update(fresh)
        found += fresh
        if len(found) > MOST:
            return None
    return trace(node)


def _drawn(node: Node, traced: Trace | None) -> tuple[str | None, str]:
    return (None, AN_ARRAY if node.shape else TOO_MANY) if traced is None else drawn(traced)


def _latex(node: Node, traced: Trace | None) -> str:
    label = node.name if traced is None else traced.labels[node]
    parts = [] if label is None else [name(label)]
    if traced is not None and node.primitive is not None and len(node.args) <= FEW:
        parts.append(latex(traced.expression(node)))
    return f"${' = '.join([*parts, number(node.val)])}$"
