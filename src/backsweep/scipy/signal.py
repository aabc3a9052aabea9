"""scipy.signal for Nodes: convolve, in any number of dimensions."""

from __future__ import annotations

from typing import Any

import backsweep.numpy as np
from backsweep.errors import StructureError
from backsweep.extend import defvjp, primitive
from backsweep.scipy.needed import for_nodes, scipy

_plain = scipy("signal")


def __getattr__(name: str) -> Any:
    return getattr(_plain, name)


def _whole(x: Any, y: Any) -> Any:
    return _plain.convolve(x, y, mode="full")


_convolve = primitive(_whole)


def _valid(x: Any, y: Any) -> Any:
    """Of a convolution the part where y lies wholly within x."""
    inside = tuple(slice(short - 1, long) for long, short in zip(x.shape, y.shape, strict=True))
    return _convolve(x, y)[inside]


# Source: the transpose of a convolution is a correlation.
defvjp(
    _convolve,
    lambda ans, x, y: lambda g: _valid(g, np.flip(y)),
    lambda ans, x, y: lambda g: _valid(g, np.flip(x)),
)


@for_nodes(_plain.convolve)
def convolve(in1: Any, in2: Any, mode: str = "full") -> Any:
    """The convolution of two arrays of as many dimensions; mode is "full", "same" or "valid".

    Raises:
        StructureError: the dimensions or the mode are others, or for "valid" neither array contains the other.
    """
    x, y = np.asarray(in1), np.asarray(in2)
    if x.ndim != y.ndim or mode not in ("full", "same", "valid"):
        raise StructureError(
            'convolve needs two arrays of as many dimensions and mode "full", "same" or "valid", but got shapes '
            f"{x.shape} and {y.shape} and mode = {mode!r}."
        )
    if mode == "valid":
        larger = all(a >= b for a, b in zip(x.shape, y.shape, strict=True))
        if not larger and not all(a <= b for a, b in zip(x.shape, y.shape, strict=True)):
            raise StructureError(
                f'convolve with mode="valid" needs one array within the other, not {x.shape}, {y.shape}.'
            )
        return _valid(x, y) if larger else _valid(y, x)
    whole = _convolve(x, y)
    if mode == "full":
        return whole
    starts = [(full - kept) // 2 for full, kept in zip(whole.shape, x.shape, strict=True)]
    return whole[tuple(slice(start, start + kept) for start, kept in zip(starts, x.shape, strict=True))]
