"""NumPy's spellings of what puts the same numbers into another shape, or the same rows into another order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from backsweep.errors import NotDifferentiable
from backsweep.node import short
from backsweep.primitives import piecewise
from backsweep.primitives.arrays import reductions, shapes
from backsweep.primitives.arrays.cumulative import along
from backsweep.primitives.arrays.indexing import put_at, take_at
from backsweep.primitives.arrays.shapes import shape
from backsweep.primitives.arrays.spelled.basics import concatenate, expand_dims, ravel, reshape
from backsweep.primitives.arrays.spelled.spelling import as_array, axes_of, axis_of, plainly, spelled
from backsweep.values import numpy
from backsweep.worlds import value_of


def reordered(a: Any, arranged: Callable[[Any], Any]) -> Any:
    """The array with its axes as `arranged` puts those of a plain array.

    NumPy itself says where each axis goes: in an empty array of lengths 0, 1, 2 ... each tells its number.
    """
    return shapes.transpose(a, arranged(numpy().empty(tuple(range(a.ndim)), dtype=bool)).shape)


@spelled("swapaxes")
def swapaxes(a: Any, axis1: int, axis2: int) -> Any:
    """The array with two axes exchanged."""
    return reordered(as_array(a), lambda model: numpy().swapaxes(model, axis1, axis2))


@spelled("moveaxis")
def moveaxis(a: Any, source: int | Sequence[int], destination: int | Sequence[int]) -> Any:
    """The array with axes moved to other places, the rest in order."""
    return reordered(as_array(a), lambda model: numpy().moveaxis(model, source, destination))


@spelled("rollaxis")
def rollaxis(a: Any, axis: int, start: int = 0) -> Any:
    """The array with one axis moved before another."""
    return reordered(as_array(a), lambda model: numpy().rollaxis(model, axis, start))


def _at_least(dimensions: int, arrays: tuple[Any, ...], place: Callable[[int], tuple[int, ...]]) -> Any:
    """The arrays with axes of length 1 added, until there are so many; `place` says where for each number of axes."""
    found = [
        a if a.ndim >= dimensions else expand_dims(a, place(a.ndim)) for a in [as_array(array) for array in arrays]
    ]
    return found[0] if len(found) == 1 else tuple(found)


@spelled("atleast_1d")
def atleast_1d(*arys: Any) -> Any:
    """A number as an array of one entry; arrays as they are."""
    return _at_least(1, arys, lambda ndim: (0,))


@spelled("atleast_2d")
def atleast_2d(*arys: Any) -> Any:
    """Arrays of fewer dimensions as a single row."""
    return _at_least(2, arys, lambda ndim: tuple(range(2 - ndim)))


@spelled("atleast_3d")
def atleast_3d(*arys: Any) -> Any:
    """Arrays of fewer dimensions with axes of length 1 added: a vector in the middle, a matrix in front."""
    return _at_least(3, arys, lambda ndim: {0: (0, 1, 2), 1: (0, 2), 2: (2,)}[ndim])


@spelled("broadcast_arrays")
def broadcast_arrays(*args: Any) -> Any:
    """The arrays repeated until all have one shape."""
    parts = [as_array(arg) for arg in args]
    together = numpy().broadcast_shapes(*map(shape, parts))
    return tuple(shapes.broadcast_to(part, together) for part in parts)


@spelled("meshgrid")
def meshgrid(*xi: Any, sparse: bool = False, indexing: str = "xy", copy: bool = True) -> Any:
    """The coordinates of a grid, one array for each axis."""
    vectors = [ravel(x) for x in xi]
    places = list(range(len(vectors)))
    if indexing == "xy" and len(vectors) > 1:
        places[:2] = [1, 0]
    rows = [
        shapes.reshape(x, tuple(x.size if axis == place else 1 for axis in range(len(vectors))))
        for x, place in zip(vectors, places, strict=True)
    ]
    return tuple(rows) if sparse else broadcast_arrays(*rows)


@spelled("flip")
def flip(m: Any, axis: int | tuple[int, ...] | None = None) -> Any:
    """The array backwards along axes."""
    m = as_array(m)
    axes = axes_of(axis, m.ndim)
    return take_at(m, tuple(slice(None, None, -1 if place in axes else None) for place in range(m.ndim)))


@spelled("flipud")
def flipud(m: Any) -> Any:
    """The array upside down."""
    return flip(m, 0)


@spelled("fliplr")
def fliplr(m: Any) -> Any:
    """The array with left and right exchanged."""
    return flip(m, 1)


@spelled("rot90")
def rot90(m: Any, k: int = 1, axes: tuple[int, int] = (0, 1)) -> Any:
    """The array turned by k right angles."""
    m = as_array(m)
    first, second = axes_of(axes, m.ndim)
    turned = {0: m, 2: flip(m, (first, second))}.get(k % 4)
    if turned is not None:
        return turned
    return swapaxes(flip(m, second), first, second) if k % 4 == 1 else flip(swapaxes(m, first, second), second)


@spelled("roll")
def roll(a: Any, shift: int | tuple[int, ...], axis: int | tuple[int, ...] | None = None) -> Any:
    """The entries moved along axes; those that leave at one end come in at the other."""
    a = as_array(a)
    if axis is None:
        return reshape(roll(ravel(a), sum(int(part) for part in numpy().ravel(plainly(shift))), 0), a.shape)
    pairs = numpy().broadcast(plainly(shift), axes_of(axis, a.ndim) if isinstance(axis, tuple) else axis)
    for distance, place in pairs:
        a = _rolled(a, int(distance), axis_of(int(place), a.ndim))
    return a


def _rolled(a: Any, distance: int, axis: int) -> Any:
    """The array rolled along one axis."""
    cut = -distance % a.shape[axis] if a.shape[axis] else 0
    return concatenate([take_at(a, along(axis, cut)), take_at(a, along(axis, 0, cut))], axis) if cut else a


@spelled("tile")
def tile(A: Any, reps: int | Sequence[int]) -> Any:
    """Copies of the array laid side by side along each axis."""
    a = as_array(A)
    times = (reps,) if isinstance(reps, int) else tuple(int(number) for number in plainly(reps))
    rank = max(a.ndim, len(times))
    lengths, times = (1,) * (rank - a.ndim) + a.shape, (1,) * (rank - len(times)) + times
    pairs = tuple(zip(times, lengths, strict=True))
    spread = shapes.reshape(a, tuple(part for _, length in pairs for part in (1, length)))
    copies = shapes.broadcast_to(spread, tuple(part for pair in pairs for part in pair))
    return shapes.reshape(copies, tuple(number * length for number, length in pairs))


@spelled("repeat")
def repeat(a: Any, repeats: Any, axis: int | None = None) -> Any:
    """Each entry along an axis so many times in a row."""
    a = ravel(as_array(a)) if axis is None else as_array(a)
    place = axis_of(axis or 0, a.ndim)
    length = a.shape[place]
    if numpy().ndim(plainly(repeats)):
        return take_at(a, (*[slice(None)] * place, numpy().repeat(numpy().arange(length), repeats)))
    before, behind = a.shape[: place + 1], a.shape[place + 1 :]
    copies = shapes.broadcast_to(shapes.reshape(a, (*before, 1, *behind)), (*before, int(repeats), *behind))
    return shapes.reshape(copies, (*before[:-1], length * int(repeats), *behind))


@spelled("pad")
def pad(
    array: Any, pad_width: Any, mode: str = "constant", *, constant_values: Any = 0, reflect_type: str = "even"
) -> Any:
    """The array with more entries around it: constants, or its own, by `mode` edge, reflect, symmetric or wrap."""
    a = as_array(array)
    widths = tuple((int(before), int(behind)) for before, behind in _pairs(pad_width, a.ndim))
    if mode == "constant":
        return _padded_by_constants(a, widths, constant_values)
    if mode not in ("edge", "reflect", "symmetric", "wrap") or reflect_type != "even":
        raise NotDifferentiable(
            f"np.pad of a Node takes mode constant, edge, reflect, symmetric or wrap, but got mode = {short(mode)}."
        )
    for axis, width in enumerate(widths):
        if width != (0, 0):
            places = numpy().pad(numpy().arange(a.shape[axis]), width, mode)
            a = take_at(a, (*[slice(None)] * axis, places))
    return a


def _pairs(given: Any, dimensions: int) -> Any:
    """One pair for each axis."""
    if isinstance(given, dict):
        given = [given.get(axis, given.get(axis - dimensions, 0)) for axis in range(dimensions)]
        given = [(width, width) if isinstance(width, int) else width for width in given]
    return numpy().broadcast_to(plainly(given), (dimensions, 2))


def _padded_by_constants(a: Any, widths: tuple[tuple[int, int], ...], constants: Any) -> Any:
    """Zeros around the array, and the constants where they stand."""
    lengths = tuple(before + length + behind for (before, behind), length in zip(widths, a.shape, strict=True))
    inside = tuple(slice(before, before + length) for (before, _), length in zip(widths, a.shape, strict=True))
    found = put_at(a, inside, lengths)
    if constants.__class__ is int and constants == 0:
        return found
    around = numpy().pad(numpy().zeros(a.shape), widths, constant_values=_pairs(constants, a.ndim))
    return found + around.astype(a.dtype)


def _where(mask: Any, a: Any) -> Any:
    """The entries where a mask of the last axes holds, 0 elsewhere."""
    return piecewise.where(numpy().broadcast_to(mask, shape(a)), a, 0)


@spelled("tril")
def tril(m: Any, k: int = 0) -> Any:
    """The lower triangle of the last two axes, 0 above it."""
    m = as_array(m)
    m = shapes.broadcast_to(m, m.shape * 2) if m.ndim == 1 else m
    return _where(numpy().tri(*m.shape[-2:], k=k, dtype=bool), m)


@spelled("triu")
def triu(m: Any, k: int = 0) -> Any:
    """The upper triangle of the last two axes, 0 below it."""
    m = as_array(m)
    m = shapes.broadcast_to(m, m.shape * 2) if m.ndim == 1 else m
    return _where(~numpy().tri(*m.shape[-2:], k=k - 1, dtype=bool), m)


def _on_the_diagonal(rows: int, columns: int, offset: int) -> tuple[Any, Any]:
    """The rows and the columns of the entries on a diagonal."""
    first = numpy().arange(max(min(rows + min(offset, 0), columns - max(offset, 0)), 0))
    return first - min(offset, 0), first + max(offset, 0)


@spelled("diagonal")
def diagonal(a: Any, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Any:
    """The entries on a diagonal of two axes, which becomes the last axis."""
    a = moveaxis(as_array(a), (axis1, axis2), (-2, -1))
    return take_at(a, (..., *_on_the_diagonal(a.shape[-2], a.shape[-1], offset)))


@spelled("linalg.diagonal")
def linalg_diagonal(x: Any, /, *, offset: int = 0) -> Any:
    """The entries on a diagonal of the last two axes."""
    return diagonal(x, offset, -2, -1)


@spelled("trace")
def trace(a: Any, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Any:
    """The sum of the entries on a diagonal."""
    entries = diagonal(a, offset, axis1, axis2)
    return reductions.sum(entries, (entries.ndim - 1,), False)


@spelled("linalg.trace")
def linalg_trace(x: Any, /, *, offset: int = 0) -> Any:
    """The sum of the entries on a diagonal of the last two axes."""
    return trace(x, offset, -2, -1)


@spelled("diag")
def diag(v: Any, k: int = 0) -> Any:
    """The diagonal of a matrix; of a vector the matrix that has it there, 0 elsewhere."""
    v = as_array(v)
    if v.ndim != 1:
        return diagonal(v, k)
    rank = v.size + abs(k)
    return put_at(v, _on_the_diagonal(rank, rank, k), (rank, rank))


@spelled("diagflat")
def diagflat(v: Any, k: int = 0) -> Any:
    """The matrix that has all these entries on a diagonal."""
    return diag(ravel(v), k)


@spelled("resize")
def resize(a: Any, new_shape: Any) -> Any:
    """The entries again and again, until a shape is filled."""
    row = ravel(a)
    places = numpy().resize(numpy().arange(row.size), new_shape)
    return take_at(row, (places,)) if row.size else numpy().resize(value_of(row), new_shape)


@spelled("copy")
def copy(a: Any) -> Any:
    """The array itself: a Node's value is never changed."""
    return as_array(a)
