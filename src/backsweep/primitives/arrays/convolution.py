"""The convolution of two vectors, in its two lengths; correlations are convolutions with one of them reversed."""

from __future__ import annotations

from typing import Any

from backsweep.over_arrays import OverArrays, over_arrays
from backsweep.primitives.arrays.indexing import take_at
from backsweep.values import numpy
from backsweep.vocabulary import about_shapes


@about_shapes
def backwards() -> slice:
    """The index that reverses a vector."""
    return slice(None, None, -1)


def _by_each(g: Any, position: Any, args: Any, y: Any) -> Any:
    """Of full, each receives g against the other, reversed. Of valid, the longer (the first) receives g spread out."""
    mode, long, short = args
    if mode == "full":
        return convolve("valid", g, take_at(short if position == 1 else long, backwards()))
    if position == 1:
        return convolve("full", g, take_at(short, backwards()))
    return take_at(convolve("valid", long, take_at(g, backwards())), backwards())


convolve: OverArrays = over_arrays(
    "convolve",
    about="The products of two vectors' entries, summed along each diagonal: all, or where the shorter lies in full.",
    value=lambda mode, x, y: numpy().convolve(x, y, mode),
    pulls=_by_each,
    linear="each",
    source="transpose of a Toeplitz matrix",
    static="mode",
)
