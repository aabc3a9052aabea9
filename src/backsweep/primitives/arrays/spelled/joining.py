"""NumPy's spellings of what puts arrays together and takes them apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

from backsweep.errors import NotDifferentiable
from backsweep.primitives.arrays.cumulative import along
from backsweep.primitives.arrays.indexing import take_at
from backsweep.primitives.arrays.spelled.basics import concatenate, ravel, reshape, stack
from backsweep.primitives.arrays.spelled.shapes import atleast_1d, atleast_2d, atleast_3d, moveaxis
from backsweep.primitives.arrays.spelled.spelling import as_array, as_list, axis_of, plainly, spelled
from backsweep.values import numpy
from backsweep.worlds import value_of


@spelled("vstack")
def vstack(tup: Sequence[Any]) -> Any:
    """Arrays below each other; a vector is a row."""
    return concatenate([atleast_2d(part) for part in as_list(tup)], 0)


@spelled("hstack")
def hstack(tup: Sequence[Any]) -> Any:
    """Arrays side by side."""
    parts = [atleast_1d(part) for part in as_list(tup)]
    return concatenate(parts, 0 if parts[0].ndim == 1 else 1)


@spelled("dstack")
def dstack(tup: Sequence[Any]) -> Any:
    """Arrays behind each other, along the third axis."""
    return concatenate([atleast_3d(part) for part in as_list(tup)], 2)


@spelled("column_stack")
def column_stack(tup: Sequence[Any]) -> Any:
    """Vectors as columns side by side, matrices as they are."""
    return concatenate([part if part.ndim > 1 else reshape(part, (-1, 1)) for part in as_list(tup)], 1)


@spelled("append")
def append(arr: Any, values: Any, axis: int | None = None) -> Any:
    """One array behind another."""
    return concatenate([arr, values], axis)


@spelled("block")
def block(arrays: Any) -> Any:
    """An array from nested lists of blocks: the innermost lists are joined along the last axis."""
    depth = _depth(arrays)
    rank = max(depth, _rank(arrays))
    return _joined(arrays, rank, rank - depth)


def _depth(arrays: Any) -> int:
    """How deep the lists are nested."""
    return 1 + _depth(arrays[0]) if isinstance(arrays, list) else 0


def _rank(arrays: Any) -> int:
    """The largest number of dimensions among the blocks."""
    return max(map(_rank, arrays)) if isinstance(arrays, list) else len(numpy().shape(value_of(arrays)))


def _joined(arrays: Any, rank: int, axis: int) -> Any:
    """The blocks of a list joined along an axis, those of the lists within it along the next ones."""
    if isinstance(arrays, list):
        return concatenate([_joined(part, rank, axis + 1) for part in arrays], axis)
    part = as_array(arrays)
    return reshape(part, (1,) * (rank - part.ndim) + part.shape)


@spelled("array_split")
def array_split(ary: Any, indices_or_sections: Any, axis: int = 0) -> list[Any]:
    """The array cut along an axis, into parts as equal as can be, or at these places."""
    a = as_array(ary)
    place = axis_of(axis, a.ndim)
    pieces = numpy().array_split(numpy().arange(a.shape[place]), plainly(indices_or_sections))
    starts = numpy().cumsum([0, *map(len, pieces)]).tolist()
    if numpy().ndim(indices_or_sections):
        length = a.shape[place]
        cuts = [slice(*cut).indices(length)[:2] for cut in _between(indices_or_sections)]
        return [take_at(a, along(place, first, max(first, last))) for first, last in cuts]
    return [take_at(a, along(place, first, last)) for first, last in pairwise(starts)]


def _between(cuts: Any) -> list[tuple[int | None, int | None]]:
    """(start, stop) for each part between places to cut at."""
    places = [int(cut) for cut in cuts]
    return list(zip([None, *places], [*places, None], strict=True))


@spelled("split")
def split(ary: Any, indices_or_sections: Any, axis: int = 0) -> Any:
    """The array cut along an axis, into equal parts, or at these places.

    Raises:
        ValueError: the parts would not be equal.
    """
    a = as_array(ary)
    if not numpy().ndim(plainly(indices_or_sections)):
        numpy().split(numpy().empty(a.shape, dtype=bool), indices_or_sections, axis)  # raises where NumPy does
    return array_split(a, indices_or_sections, axis)


@spelled("hsplit")
def hsplit(ary: Any, indices_or_sections: Any) -> Any:
    """The array cut from left to right."""
    a = as_array(ary)
    return split(a, indices_or_sections, 0 if a.ndim == 1 else 1)


@spelled("vsplit")
def vsplit(ary: Any, indices_or_sections: Any) -> Any:
    """The array cut from top to bottom."""
    return split(ary, indices_or_sections, 0)


@spelled("dsplit")
def dsplit(ary: Any, indices_or_sections: Any) -> Any:
    """The array cut along the third axis."""
    return split(ary, indices_or_sections, 2)


@spelled("unstack")
def unstack(x: Any, /, *, axis: int = 0) -> tuple[Any, ...]:
    """The arrays that lie side by side along an axis."""
    a = as_array(x)
    place = axis_of(axis, a.ndim)
    return tuple(take_at(a, (*[slice(None)] * place, index)) for index in range(a.shape[place]))


@spelled("delete")
def delete(arr: Any, obj: Any, axis: int | None = None) -> Any:
    """The array without the entries at an index."""
    a = ravel(arr) if axis is None else as_array(arr)
    place = axis_of(axis or 0, a.ndim)
    left = numpy().delete(numpy().arange(a.shape[place]), plainly(obj))
    return take_at(a, (*[slice(None)] * place, left))


@spelled("insert")
def insert(arr: Any, obj: Any, values: Any, axis: int | None = None) -> Any:
    """The array with values put before those at an index.

    Raises:
        NotDifferentiable: an axis of several is given.
    """
    a, values = ravel(arr) if axis is None else as_array(arr), ravel(values)
    if a.ndim != 1:
        raise NotDifferentiable("np.insert of Nodes is for one row. Write numpy.concatenate([x[:i], v, x[i:]]).")
    length, several = a.shape[0], numpy().ndim(plainly(obj)) or isinstance(obj, slice)
    count = len(range(length)[obj]) if isinstance(obj, slice) else numpy().size(obj) if several else values.size
    from_behind = length + (numpy().arange(count) if values.size > 1 else numpy().zeros(count, dtype=int))
    return take_at(concatenate([a, values], 0), (numpy().insert(numpy().arange(length), obj, from_behind),))


@spelled("apply_along_axis")
def apply_along_axis(func1d: Callable[..., Any], axis: int, arr: Any, *args: Any, **kwargs: Any) -> Any:
    """What a function gives for each row along an axis, its answer in the place of that axis."""
    a = as_array(arr)
    place = axis_of(axis, a.ndim)
    rows = moveaxis(a, place, -1)
    others = rows.shape[:-1]
    found = stack([func1d(rows[index], *args, **kwargs) for index in numpy().ndindex(*others)])
    lengths = found.shape[1:]
    found = reshape(found, others + lengths)
    behind = range(len(others), len(others) + len(lengths))
    return moveaxis(found, tuple(behind), tuple(range(place, place + len(lengths))))
