"""The row for norms of vectors; the norms of matrices are written in other rows."""

from __future__ import annotations

from typing import Any

from backsweep.over_arrays import over_arrays
from backsweep.primitives.arithmetic import contribute, power
from backsweep.primitives.arrays.complex_parts import conj, modulus
from backsweep.primitives.arrays.shapes import kept, reshape, shape
from backsweep.primitives.piecewise import where
from backsweep.values import numpy


def _norm(x: Any, axis: tuple[int, ...], keepdims: bool) -> Any:
    """NumPy's norm over one axis, two, or all in one row."""
    if len(axis) in (1, 2):
        return numpy().linalg.norm(x, axis=axis if len(axis) == 2 else axis[0], keepdims=keepdims)
    whole = numpy().linalg.norm(x)
    return numpy().reshape(whole, (1,) * x.ndim) if keepdims else whole


def _by_euclid(g: Any, x: Any, axis: tuple[int, ...], keepdims: bool, y: Any) -> Any:
    """g x / y; 0 where all of x is 0. Of complex numbers the conjugate, as dL/da - i dL/db is asked for."""
    size = reshape(y, kept(shape(x), axis))
    return reshape(g, kept(shape(x), axis)) * conj(x) / where(size == 0, 1.0, size)


euclidean_norm = over_arrays(
    "linalg.norm",
    about="The square root of the sum of squares along axes; its derivative at zeros is 0.",
    value=_norm,
    pulls={"x": _by_euclid},
    source="d|x|_2 = x / |x|_2; docs/why/kinks.md",
)


def _p_norm(x: Any, p: float, axis: tuple[int, ...], keepdims: bool) -> Any:
    """NumPy's p-norm of vectors."""
    return numpy().linalg.norm(x, p, axis[0], keepdims)


def _by_power(g: Any, x: Any, p: float, axis: tuple[int, ...], keepdims: bool, y: Any) -> Any:
    """g sign(x) (|x| / y)^(p - 1); 0 where x is 0, which is a kink for p <= 1 and smooth above."""
    size = reshape(y, kept(shape(x), axis))
    share = modulus(x) / where(size == 0, 1.0, size)
    slope = power(where(share == 0, 1.0, share), p - 1)
    way = conj(x) / where(share == 0, 1.0, modulus(x))
    return reshape(g, kept(shape(x), axis)) * contribute(way, slope)


p_norm = over_arrays(
    "linalg.p_norm",
    about="(sum of |x|^p)^(1/p) along an axis; where an entry is 0 its derivative is 0.",
    value=_p_norm,
    pulls={"x": _by_power},
    source="d|x|_p / dx = sign(x) (|x| / |x|_p)^(p - 1)",
)
