"""np.interp on Nodes: a broken line through points, by its place x, its heights fp and its corners xp."""

from __future__ import annotations

from typing import Any

from backsweep.errors import NotDifferentiable
from backsweep.primitives.arrays.indexing import take_at
from backsweep.primitives.arrays.spelled.spelling import as_array, spelled
from backsweep.primitives.piecewise import where
from backsweep.values import numpy
from backsweep.worlds import value_of


@spelled("interp")
def interp(x: Any, xp: Any, fp: Any, left: Any = None, right: Any = None, period: Any = None) -> Any:
    """The height at x of the broken line through (xp, fp); at a corner its slope is the mean of both sides'.

    Raises:
        NotDifferentiable: a period was given.
    """
    if period is not None:
        raise NotDifferentiable("np.interp of Nodes takes no period. Write np.interp(x % period, ...).")
    line = (as_array(x), as_array(xp), as_array(fp), left, right)
    return (_seen_from("left", *line) + _seen_from("right", *line)) / 2


def _seen_from(side: str, x: Any, xp: Any, fp: Any, left: Any, right: Any) -> Any:
    """The same, with a corner counted to the piece on one side of it."""
    at, corners = value_of(x), value_of(xp)
    behind = numpy().searchsorted(corners, at, side=side)
    piece = numpy().clip(behind - 1, 0, max(len(corners) - 2, 0))
    end = numpy().minimum(piece + 1, len(corners) - 1)
    run = take_at(xp, (end,)) - take_at(xp, (piece,))
    slope = (take_at(fp, (end,)) - take_at(fp, (piece,))) / where(value_of(run) == 0, 1.0, run)
    found = slope * (x - take_at(xp, (piece,))) + take_at(fp, (piece,))
    found = where(behind == 0, _beyond(fp, 0, at < corners[0], left), found)
    found = where(behind == len(corners), _beyond(fp, -1, at > corners[-1], right), found)
    return where(numpy().isnan(at), x, found)


def _beyond(fp: Any, place: int, is_beyond: Any, given: Any) -> Any:
    """The height beyond an end of the line: that of the end, or what was given for it."""
    end = take_at(fp, (place,))
    return end if given is None else where(is_beyond, given, end)
