"""NumPy's spellings of choosing entries: take, compress, choose, select and their like."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from backsweep.node import Node
from backsweep.primitives import piecewise
from backsweep.primitives.arrays import shapes
from backsweep.primitives.arrays.indexing import put_at, take_at
from backsweep.primitives.arrays.shapes import shape
from backsweep.primitives.arrays.spelled.basics import ravel
from backsweep.primitives.arrays.spelled.spelling import as_array, axis_of, plainly, spelled
from backsweep.values import is_array, numpy
from backsweep.worlds import value_of


@spelled("take")
def take(a: Any, indices: Any, axis: int | None = None, *, mode: str = "raise") -> Any:
    """The entries at these places along an axis."""
    a = ravel(a) if axis is None else as_array(a)
    place = axis_of(axis or 0, a.ndim)
    places = numpy().arange(a.shape[place]).take(plainly(indices), mode=mode)
    return take_at(a, (*[slice(None)] * place, places))


@spelled("take_along_axis")
def take_along_axis(arr: Any, indices: Any, axis: int | None = -1) -> Any:
    """For each row along an axis the entries at that row's own places."""
    a = ravel(arr) if axis is None else as_array(arr)
    place = axis_of(-1 if axis is None else axis, a.ndim)
    return take_at(a, _own_places(numpy().array(plainly(indices)), a.shape, place))


def _own_places(indices: Any, lengths: tuple[int, ...], axis: int) -> tuple[Any, ...]:
    """The index for taking along an axis: that axis by `indices`, every other by its own numbers."""
    np = numpy()
    rank = len(lengths)
    return tuple(
        indices
        if place == axis
        else np.arange(length).reshape(tuple(length if other == place else 1 for other in range(rank)))
        for place, length in enumerate(lengths)
    )


@spelled("compress")
def compress(condition: Any, a: Any, axis: int | None = None) -> Any:
    """The entries along an axis where the condition holds."""
    return take(a, numpy().flatnonzero(value_of(condition)), axis if axis is None else int(axis))


@spelled("extract")
def extract(condition: Any, arr: Any) -> Any:
    """The entries where the condition holds, in one row."""
    return take(arr, numpy().flatnonzero(value_of(condition)))


@spelled("choose")
def choose(a: Any, choices: Sequence[Any]) -> Any:
    """For each entry of a, which is a number from 0, the entry of that choice."""
    number = numpy().asarray(plainly(a))
    return select([number == index for index in range(len(choices))], choices)


@spelled("select")
def select(condlist: Sequence[Any], choicelist: Sequence[Any], default: Any = 0) -> Any:
    """For each entry that of the first choice whose condition holds, else the default."""
    found = default
    for condition, choice in reversed(list(zip(condlist, choicelist, strict=True))):
        found = piecewise.where(numpy().asarray(value_of(condition), dtype=bool), as_array(choice), found)
    return found


@spelled("piecewise")
def piecewise_(x: Any, condlist: Sequence[Any], funclist: Sequence[Callable[..., Any] | float]) -> Any:
    """For each entry the function whose condition holds; the last one that does, or one more where none does."""
    x = as_array(x)
    conditions = [numpy().broadcast_to(value_of(condition), shape(x)).astype(bool) for condition in _listed(condlist)]
    if len(funclist) == len(conditions) + 1:
        conditions.append(~numpy().any(conditions, axis=0))
    found: Any = numpy().zeros(shape(x), dtype=x.dtype)
    free = numpy().ones(shape(x), dtype=bool)
    for condition, function in reversed(list(zip(conditions, funclist, strict=True))):
        chosen, free = condition & free, free & ~condition
        if chosen.any():
            part = function(take_at(x, chosen)) if callable(function) else numpy().asarray(function, dtype=x.dtype)
            found = found + put_at(shapes.broadcast_to(part, (int(chosen.sum()),)), chosen, shape(x))
    return found if found.__class__ is Node else 0 * x + found


def _listed(conditions: Any) -> list[Any]:
    """A list of conditions; one alone counts as a list of it."""
    alone = isinstance(conditions, bool) or (is_array(conditions) and conditions.ndim == 1)
    return [conditions] if alone else list(conditions)
