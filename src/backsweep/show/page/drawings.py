"""The pictures of a page: the whole graph, and what is inside of each fold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backsweep.show.picture import picture
from backsweep.show.svg import svg

if TYPE_CHECKING:
    from backsweep.traces.trace import Trace


def drawings(trace: Trace) -> tuple[str, dict[str, Any]]:
    """The picture of the whole graph, and the scale of its colours.

    Raises:
        ExtraMissing: fast-sugiyama is not installed.
    """
    drawn = picture(trace)
    scale = drawn.scale
    return svg(drawn, in_page=True), {"scale": {"low": scale.low, "high": scale.high, "even": scale.even}}
