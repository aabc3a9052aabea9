"""Rows for discrete Fourier transforms.

One idea: a transform is a linear map with a symmetric matrix, so its pull is the transform itself, not the inverse.
With the der of a complex number as dL/da - i dL/db nothing is conjugated. The transforms of real numbers leave out
half of what is symmetric, and their pulls put it back.
"""

from __future__ import annotations

from typing import Any

from backsweep.over_arrays import OverArrays, over_arrays
from backsweep.primitives.arrays.complex_parts import conj, real
from backsweep.primitives.arrays.shapes import shape
from backsweep.values import numpy
from backsweep.vocabulary import about_shapes

# What the transpose of an inverse transform scales by: 1/n where the transform itself has none, and the reverse.
OPPOSITE = {"backward": "forward", "ortho": "ortho", "forward": "backward"}


@about_shapes
def opposite(norm: str) -> str:
    """The scaling of the transform in the other direction."""
    return OPPOSITE[norm]


@about_shapes
def length_along(lengths: tuple[int, ...], axis: int) -> int:
    """How long an axis is."""
    return lengths[axis]


@about_shapes
def occurrences(length: int, axis: int, dimensions: int) -> Any:
    """How often each entry of a half spectrum stands in the whole one: once at 0 and in the middle, else twice."""
    counts = numpy().full(length // 2 + 1, 2.0)
    counts[0] = 1.0
    if length % 2 == 0:
        counts[-1] = 1.0
    return counts.reshape([-1 if axis == place else 1 for place in range(dimensions)])


def _resized(x: Any, length: int, axis: int) -> Any:
    """x cut along an axis, or followed by zeros, to this length."""
    index: list[Any] = [slice(None)] * x.ndim
    if length <= x.shape[axis]:
        index[axis] = slice(length)
        return x[tuple(index)]
    found = numpy().zeros((*x.shape[:axis], length, *x.shape[axis + 1 :]), x.dtype)
    index[axis] = slice(x.shape[axis])
    found[tuple(index)] = x
    return found


resized: OverArrays = over_arrays(
    "resized",
    about="The array cut along an axis to a length, or followed by zeros.",
    value=_resized,
    pulls={"x": lambda g, x, length, axis, y: resized(g, length_along(shape(x), axis), axis)},
    linear="each",
    source="the transpose of cutting is adding zeros",
)

fftn: OverArrays = over_arrays(
    "fft.fftn",
    about="The discrete Fourier transform along axes.",
    value=lambda x, axes, norm: numpy().fft.fftn(x, axes=axes, norm=norm),
    pulls={"x": lambda g, x, axes, norm, y: fftn(g, axes, norm)},
    linear="each",
    source="its matrix exp(-2 pi i k l / n) is symmetric",
)

ifftn: OverArrays = over_arrays(
    "fft.ifftn",
    about="The inverse of the discrete Fourier transform along axes.",
    value=lambda x, axes, norm: numpy().fft.ifftn(x, axes=axes, norm=norm),
    pulls={"x": lambda g, x, axes, norm, y: ifftn(g, axes, norm)},
    linear="each",
    source="its matrix exp(2 pi i k l / n) / n is symmetric",
)

rfft: OverArrays = over_arrays(
    "fft.rfft",
    about="The first half of the discrete Fourier transform of real numbers.",
    value=lambda x, axis, norm: numpy().fft.rfft(x, axis=axis, norm=norm),
    pulls={"x": lambda g, x, axis, norm, y: real(fftn(resized(g, length_along(shape(x), axis), axis), (axis,), norm))},
    linear="each",
    source="a transform, of which the second half is cut off",
)


def _by_half(g: Any, x: Any, length: int, axis: int, norm: str, y: Any) -> Any:
    """The conjugate spectrum of g; twice for an entry whose mirror image was left out."""
    spectrum = rfft(g, axis, opposite(norm))
    return conj(spectrum) * occurrences(length, axis, len(shape(x)))


irfft: OverArrays = over_arrays(
    "fft.irfft",
    about="The real numbers of this length whose transform has x as its first half.",
    value=lambda x, length, axis, norm: numpy().fft.irfft(x, length, axis, norm),
    pulls={"x": _by_half},
    linear="each",
    source="y[n] = (1/N) sum of c[k] Re(x[k] exp(2 pi i k n / N)), c[k] = 1 at 0 and N/2, else 2",
)

fftshift: OverArrays = over_arrays(
    "fft.fftshift",
    about="The spectrum turned until frequency 0 stands in the middle.",
    value=lambda x, axes: numpy().fft.fftshift(x, axes),
    pulls={"x": lambda g, x, axes, y: ifftshift(g, axes)},
    linear="each",
    source="the transpose of a permutation is its inverse",
)

ifftshift: OverArrays = over_arrays(
    "fft.ifftshift",
    about="The spectrum turned back until frequency 0 stands first.",
    value=lambda x, axes: numpy().fft.ifftshift(x, axes),
    pulls={"x": lambda g, x, axes, y: fftshift(g, axes)},
    linear="each",
    source="the transpose of a permutation is its inverse",
)
