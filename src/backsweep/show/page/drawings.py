"""The pictures of a page: the whole graph, and for its folds one picture for all that look alike.

One idea: turns of a loop are computed alike, so a page that has the first of them can draw all others: the numbers of
nodes and folds are moved, and names and numbers are filled in by the page.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from backsweep.show.folding import Fold, fold_tree
from backsweep.show.graph import Graph
from backsweep.show.picture import picture
from backsweep.show.svg import svg

if TYPE_CHECKING:
    from backsweep.traces.trace import Trace

# So many different pictures are drawn, the outer folds first. What is in the others the page has as a table.
DRAWN = 120


def drawings(trace: Trace) -> tuple[str, dict[str, Any]]:
    """The picture of the whole graph; and the scale of its colours, its folds, and the pictures of what is in them.

    Raises:
        ExtraMissing: fast-sugiyama is not installed.
    """
    graph = Graph(trace.in_mode("reverse"))
    whole = fold_tree(graph)
    drawn = picture(graph, within=whole)
    told: dict[str, Any] = {"scale": {"low": drawn.scale.low, "high": drawn.scale.high, "even": drawn.scale.even}}
    folds = list(whole.folds())
    return svg(drawn, in_page=True), told | (_folds(graph, folds) if len(folds) > 1 else {})


def _folds(graph: Graph, folds: list[Fold]) -> dict[str, Any]:
    """The folds as columns, by number, and the pictures; each fold with the picture that is drawn of it, or -1.

    starts   how far after the beginning of the fold before each begins
    sizes    how many nodes are in it
    parents  how many folds before it the one stands that it is in
    """
    parents = {item.number: fold.number for fold in folds for item in fold.items if isinstance(item, Fold)}
    starts = [0, *(after.start - before.start for before, after in pairwise(folds))]
    pictures, drawn = _pictures(graph, folds)
    return {
        "folds": {
            "titles": [fold.title for fold in folds],
            "starts": starts,
            "sizes": [len(fold) for fold in folds],
            "parents": [fold.number - parents.get(fold.number, 0) for fold in folds],
            "drawn": drawn,
        },
        "pictures": pictures,
    }


def _pictures(graph: Graph, folds: list[Fold]) -> tuple[list[dict[str, Any]], list[int]]:
    """The pictures, each with the fold it shows, and which of them each fold is drawn by."""
    alike: dict[tuple[int, ...], int] = {}
    pictures: list[dict[str, Any]] = []
    drawn = [-1] * len(folds)
    for fold in sorted(folds[1:], key=len, reverse=True):
        key = (fold.shape, *_outgoing(graph, fold))
        if key not in alike and len(alike) < DRAWN:
            alike[key] = len(pictures)
            pictures.append({"fold": fold.number, "svg": svg(picture(graph, within=fold), in_page=True)})
        drawn[fold.number] = alike.get(key, -1)
    return pictures, drawn


def _outgoing(graph: Graph, fold: Fold) -> list[int]:
    """The nodes of a fold that are used after it, counted from its beginning."""
    last_user = graph.last_user
    return [place - fold.start for place in range(fold.start, fold.stop) if last_user[place] >= fold.stop]
