"""NumPy's spellings of Fourier transforms: np.fft."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from backsweep.over_arrays import OverArrays
from backsweep.primitives.arrays import fourier
from backsweep.primitives.arrays.complex_parts import conj
from backsweep.primitives.arrays.spelled.spelling import as_array, axes_of, axis_of, spelled

Axes = Sequence[int] | int | None


def norm_of(norm: str | None) -> str:
    """The scaling by its name.

    Raises:
        ValueError: there is none of that name.
    """
    found = norm or "backward"
    if found not in fourier.OPPOSITE:
        raise ValueError(f'A Fourier transform takes norm="backward", "ortho" or "forward", but got norm = {norm!r}.')
    return found


def prepared(a: Any, s: Sequence[int | None] | None, axes: Axes, real: bool = False) -> tuple[Any, tuple[int, ...]]:
    """The array with the lengths asked for along the axes of a transform, and those axes.

    Raises:
        ValueError: a length is no positive number, or their number is not that of the axes.
        TypeError: the numbers are complex where real ones are needed.
    """
    a = as_array(a)
    if real and a.dtype.kind == "c":
        raise TypeError(f"A transform of real numbers got an array of dtype {a.dtype}. Use the complex transform.")
    if axes is None:
        axes = range(a.ndim) if s is None else range(a.ndim - len(s), a.ndim)
    places = tuple(axis_of(axis, a.ndim) for axis in ([axes] if isinstance(axes, int) else axes))
    lengths = [None] * len(places) if s is None else [None if n in (None, -1) else n for n in s]
    if len(lengths) != len(places):
        raise ValueError(f"A transform along {len(places)} axes needs as many lengths, but got s = {s}.")
    for length, place in zip(lengths, places, strict=True):
        a = lengthened(a, a.shape[place] if length is None else length, place)
    return a, places


def lengthened(a: Any, length: int, axis: int) -> Any:
    """The array with this length along an axis.

    Raises:
        ValueError: the length is no positive number.
    """
    if length < 1:
        raise ValueError(f"A Fourier transform needs at least one point, but got n = {length}.")
    return a if a.shape[axis] == length else fourier.resized(a, int(length), axis)


def one_axis(name: str, row: OverArrays) -> Callable[..., Any]:
    """A complex transform along one axis."""

    @spelled(f"fft.{name}")
    def transform(a: Any, n: int | None = None, axis: int = -1, norm: str | None = None) -> Any:
        a, axes = prepared(a, [n], [axis])
        return row(a, axes, norm_of(norm))

    return transform


def many_axes(name: str, row: OverArrays, usual: Axes) -> Callable[..., Any]:
    """A complex transform along several axes."""

    @spelled(f"fft.{name}")
    def transform(a: Any, s: Sequence[int] | None = None, axes: Axes = usual, norm: str | None = None) -> Any:
        a, places = prepared(a, s, axes)
        return row(a, places, norm_of(norm))

    return transform


fft, ifft = one_axis("fft", fourier.fftn), one_axis("ifft", fourier.ifftn)
fft2, ifft2 = many_axes("fft2", fourier.fftn, (-2, -1)), many_axes("ifft2", fourier.ifftn, (-2, -1))
fftn, ifftn = many_axes("fftn", fourier.fftn, None), many_axes("ifftn", fourier.ifftn, None)


@spelled("fft.rfft")
def rfft(a: Any, n: int | None = None, axis: int = -1, norm: str | None = None) -> Any:
    """The first half of the spectrum of real numbers."""
    a, (place,) = prepared(a, [n], [axis], real=True)
    return fourier.rfft(a, place, norm_of(norm))


@spelled("fft.irfft")
def irfft(a: Any, n: int | None = None, axis: int = -1, norm: str | None = None) -> Any:
    """The real numbers that have this half spectrum; 2 (m - 1) of them where n is not given."""
    a = as_array(a)
    place = axis_of(axis, a.ndim)
    n = 2 * (a.shape[place] - 1) if n is None else n
    if n < 1:
        raise ValueError(f"A Fourier transform needs at least one point, but got n = {n}.")
    return fourier.irfft(lengthened(a, n // 2 + 1, place), n, place, norm_of(norm))


@spelled("fft.hfft")
def hfft(a: Any, n: int | None = None, axis: int = -1, norm: str | None = None) -> Any:
    """The spectrum, which is real, of a signal that is its own mirrored conjugate."""
    return irfft(conj(as_array(a)), n, axis, fourier.OPPOSITE[norm_of(norm)])


@spelled("fft.ihfft")
def ihfft(a: Any, n: int | None = None, axis: int = -1, norm: str | None = None) -> Any:
    """The inverse of hfft."""
    return conj(rfft(a, n, axis, fourier.OPPOSITE[norm_of(norm)]))


def real_axes(name: str, usual: Axes) -> Callable[..., Any]:
    """A transform of real numbers along several axes: the last one first, then the others as complex numbers."""

    @spelled(f"fft.{name}")
    def transform(a: Any, s: Sequence[int] | None = None, axes: Axes = usual, norm: str | None = None) -> Any:
        a, places = prepared(a, s, axes, real=True)
        half = fourier.rfft(a, places[-1], norm_of(norm))
        return fourier.fftn(half, places[:-1], norm_of(norm)) if places[:-1] else half

    return transform


def inverse_real_axes(name: str, usual: Axes) -> Callable[..., Any]:
    """The inverse of that: the last axis last."""

    @spelled(f"fft.{name}")
    def transform(a: Any, s: Sequence[int] | None = None, axes: Axes = usual, norm: str | None = None) -> Any:
        a = as_array(a)
        lengths = None if s is None else [*s[:-1], None]
        if axes is None and s is not None:
            axes = tuple(range(a.ndim - len(s), a.ndim))
        a, places = prepared(a, lengths, axes)
        rest = fourier.ifftn(a, places[:-1], norm_of(norm)) if places[:-1] else a
        return irfft(rest, None if s is None or s[-1] == -1 else s[-1], places[-1], norm)

    return transform


rfft2, rfftn = real_axes("rfft2", (-2, -1)), real_axes("rfftn", None)
irfft2, irfftn = inverse_real_axes("irfft2", (-2, -1)), inverse_real_axes("irfftn", None)


@spelled("fft.fftshift")
def fftshift(x: Any, axes: Axes = None) -> Any:
    """The spectrum with frequency 0 in the middle."""
    x = as_array(x)
    return fourier.fftshift(x, axes_of(axes, x.ndim))


@spelled("fft.ifftshift")
def ifftshift(x: Any, axes: Axes = None) -> Any:
    """The spectrum with frequency 0 first."""
    x = as_array(x)
    return fourier.ifftshift(x, axes_of(axes, x.ndim))
