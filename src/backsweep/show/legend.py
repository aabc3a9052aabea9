"""The legend under a picture: what its colours and its texts say, the same in every frame of the sweeps."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from backsweep.show.measure import width
from backsweep.show.palette import LEVELS, Scale

if TYPE_CHECKING:
    from backsweep.show.picture import Picture

SWATCH, HEIGHT, ROW = 17.0, 11.0, 20.0
FONT = 11.5
GAP = 22.0
NARROWEST = 260.0
NODES = ("input", "step", "output")


@dataclass(frozen=True)
class Entry:
    """A piece of the legend at its place: a text, or a swatch of a level.

    The place of a text is where its baseline begins, that of a swatch its left upper corner.
    """

    x: float
    y: float
    text: str = ""
    level: str = ""


@dataclass(frozen=True)
class Legend:
    """The pieces of a legend, from its own left upper corner, and the room they take."""

    entries: tuple[Entry, ...]
    width: float
    height: float


def legend(picture: Picture) -> Legend:
    """The legend of a picture, in as many rows as its width asks for."""
    room = max(picture.width, NARROWEST)
    placed: list[Entry] = []
    widest = y = 0.0
    for groups in (list(_colours(picture)), list(map(_words, _texts(picture)))):
        x = 0.0
        for entries, wide in groups:
            if x and x + wide > room:
                x, y = 0.0, y + ROW
            placed += [Entry(x + entry.x, y + entry.y, entry.text, entry.level) for entry in entries]
            x += wide + GAP
            widest = max(widest, x - GAP)
        y += ROW * bool(groups)
    return Legend(tuple(placed), widest, y)


Group = tuple[list[Entry], float]


def _words(text: str, at: float = 0.0) -> Group:
    return [Entry(at, HEIGHT - 1, text)], width(text, FONT)


def _texts(picture: Picture) -> Iterator[str]:
    if any(box.kind in NODES for box in picture.boxes):
        yield "over a box: its value"
        yield "under it: its gradient" if picture.forward else "under it: its der"
    if any(box.kind == "fold" for box in picture.boxes):
        yield "under a fold: the largest |der| in it"
    if any(arrow.edge for arrow in picture.arrows):
        yield "on an arrow: local derivative" + ("; none on a linear map" if picture.arrays else "")
    if picture.arrays:
        yield "of an array: shape and range; its |der| is its largest |entry|"


def _colours(picture: Picture) -> Iterator[Group]:
    if picture.levels & set(map(str, range(LEVELS))):
        yield _ramp(picture.scale)
    for level, name in (("zero", "0"), ("nan", "nan"), ("inf", "±inf")):
        if level in picture.levels:
            yield [Entry(0.0, 0.0, level=level), Entry(SWATCH + 6, HEIGHT - 1, name)], SWATCH + 6 + width(name, FONT)


def _ramp(scale: Scale) -> Group:
    """|der| from small to large."""
    bounds = scale.bounds()
    begin, end = f"|der|  {power(bounds[0])}", power(bounds[-1])
    left = width(begin, FONT) + 6
    swatches = [Entry(left + SWATCH * level, 0.0, level=str(level)) for level in range(LEVELS)]
    right = left + SWATCH * LEVELS + 6
    return [Entry(0.0, HEIGHT - 1, begin), *swatches, Entry(right, HEIGHT - 1, end)], right + width(end, FONT)


def power(exponent: float) -> str:
    """10 to a power, in few digits.

    >>> power(2.0), power(4.0), power(-math.inf), power(-400.0)
    ('100', '1e4', '0', '1e−400')
    """
    if -300 < exponent < 300:
        return re.sub(r"e([+-])0*", r"e\1", f"{10**exponent:.3g}").replace("+", "").replace("-", "−")
    return "0" if exponent < 0 and math.isinf(exponent) else f"1e{exponent:.0f}".replace("-", "−")
