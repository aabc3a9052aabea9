"""backsweep.sum, mean, prod, max, min, norm, logsumexp and dot on arrays: what their rows over sequences become there.

An array is taken as a whole, or along `axis`, as by NumPy's function of that name. A list or tuple with arrays in it
is taken part by part, entry by entry: sum([x, y]) is x + y.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from backsweep.errors import StructureError
from backsweep.kinds import OverSequence
from backsweep.over_arrays import over_arrays
from backsweep.primitives import sequences
from backsweep.primitives.arrays.complex_parts import conj
from backsweep.primitives.arrays.shapes import kept, reshape, shape
from backsweep.primitives.arrays.spelled import basics, exponentials, products, reductions
from backsweep.primitives.arrays.spelled.basics import Axis
from backsweep.primitives.arrays.spelled.shapes import broadcast_arrays
from backsweep.primitives.arrays.spelled.spelling import as_array, axes_of
from backsweep.primitives.piecewise import where
from backsweep.values import numpy


def _length(x: Any, axis: tuple[int, ...], keepdims: bool) -> Any:
    """The root of the sum of squares, scaled where the squares would leave the range of floats."""
    np = numpy()
    size = np.abs(x)
    largest = np.max(size, axis=axis, keepdims=True, initial=0)
    scale = np.where((largest > 0) & np.isfinite(largest), largest, 1).astype(size.dtype)
    return np.sqrt(np.sum((size / scale) ** 2, axis=axis, keepdims=keepdims)) * (
        scale if keepdims else np.squeeze(scale, axis=axis)
    )


def _towards(g: Any, x: Any, axis: Any, keepdims: Any, y: Any) -> Any:
    """x / |x|; 0 at 0."""
    length = reshape(y, kept(shape(x), axis))
    return reshape(g, kept(shape(x), axis)) / where(length == 0, 1.0, length) * conj(x)


length = over_arrays(
    "length",
    about="Euclidean length along axes, without overflow; its derivative at zeros is 0.",
    value=_length,
    pulls={"x": _towards},
    source="differentiate y^2 = sum of |x|^2; 0 at the tip of the cone",
)


def norm(x: Any, axis: Axis = None, *, keepdims: bool = False) -> Any:
    """Euclidean length of all entries, or along axes."""
    x = exponentials.floats(x)
    return length(x, axes_of(axis, x.ndim), bool(keepdims))


def dot(xs: Any, ys: Any) -> Any:
    """Sum of the products of two sequences of arrays and numbers, or numpy.dot of two arrays.

    Raises:
        StructureError: the sequences are not equally long.
    """
    if isinstance(xs, (list, tuple)) and isinstance(ys, (list, tuple)):
        if len(xs) != len(ys):
            raise StructureError(
                f"dot needs sequences of equal length, but got len(xs) = {len(xs)}, len(ys) = {len(ys)}."
            )
        return basics.sum(put_together([x * y for x, y in zip(xs, ys, strict=True)]), 0)
    return products.dot(as_array(xs), as_array(ys))


def put_together(xs: Any) -> Any:
    """A list's parts in one shape, along a new first axis."""
    return basics.stack(broadcast_arrays(*xs))


def whole(function: Callable[..., Any]) -> Callable[..., Any]:
    """A reduction on an array as a whole, and on a list of arrays part by part."""

    def over(xs: Any, **named: Any) -> Any:
        if isinstance(xs, (list, tuple)):
            return function(put_together(xs), **{"axis": 0, **named})
        return function(xs, **named)

    return over


OVER_ARRAYS = {
    sequences.sum: whole(basics.sum),
    sequences.mean: whole(basics.mean),
    sequences.prod: whole(reductions.prod),
    sequences.max: whole(basics.max),
    sequences.min: whole(basics.min),
    sequences.norm: whole(norm),
    sequences.logsumexp: whole(exponentials.logsumexp),
    sequences.dot: dot,
}
for row, function in OVER_ARRAYS.items():
    assert isinstance(row, OverSequence)
    row.over_arrays = function
