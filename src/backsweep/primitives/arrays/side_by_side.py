"""How rows over whole arrays carry tangents in many directions side by side, in one array with an axis in front.

A Jacobian by 26 inputs takes 26 tangents through every row. One after the other, each costs a call of NumPy; side by
side a row is called once for all of them, which takes a tenth of the time (172 and 18 ms for 300 outputs of 1,141
nodes). For a linear row that is the row itself, with its axes counted one further. A reduction whose entries each have
a slope of their own multiplies by the slopes, which its pull gives, and adds up.

All of it is for real numbers. A row that is not among these takes its tangents one by one (sweeps/side_by_side.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from string import ascii_letters
from typing import Any

from backsweep.arrays import ARRAYS, added_up, contribute_arrays, summed_axes
from backsweep.over_arrays import OverArrays
from backsweep.primitives.arrays import (
    contributing,
    cumulative,
    einsums,
    exponentials,
    indexing,
    joining,
    linear_algebra_norms,
    matrices,
    products,
    reductions,
    shapes,
    sorting,
    spread,
)
from backsweep.values import numpy, shape_of

# From the tangents of the arguments by position, the arguments and the answer, the answer's tangents.
SideBySide = Callable[[Mapping[int, Any], Sequence[Any], Any], Any]


def aligned(tangents: Any, rank: int) -> Any:
    """Tangents with axes of length 1 behind the first, so that each broadcasts as an array of this rank."""
    lengths = tangents.shape
    return tangents.reshape(lengths[:1] + (1,) * (rank + 1 - len(lengths)) + lengths[1:])


def later(axes: tuple[int, ...]) -> tuple[int, ...]:
    """The same axes behind another one."""
    return tuple(axis + 1 for axis in axes)


def of_first(one: Callable[..., Any]) -> SideBySide:
    """A rule for a row that is linear in its first argument alone: `one` of its tangents and the others."""
    return lambda tangents, seen, answer: one(tangents[0], *seen[1:])


def of_each(one: Callable[[int, Any, Sequence[Any], Any], Any]) -> SideBySide:
    """A rule for a product: the sum of what `one` gives for each factor's tangents, with the other factors fixed."""

    def rule(tangents: Mapping[int, Any], seen: Sequence[Any], answer: Any) -> Any:
        first, *others = (one(position, tangent, seen, answer) for position, tangent in tangents.items())
        for share in others:
            first = first + share
        return first

    return rule


def summed(tangents: Any, into: tuple[int, ...]) -> Any:
    """Tangents of what sum_to gives."""
    axes = later(summed_axes(tangents.shape[1:], into))
    total = added_up(tangents, axes, True) if axes else tangents
    extra = max(total.ndim - 1 - len(into), 0)
    total = total.reshape(total.shape[:1] + total.shape[1 + extra :])
    return repeated(total, into)


def repeated(tangents: Any, into: tuple[int, ...]) -> Any:
    """Tangents of what broadcast_to gives."""
    return numpy().broadcast_to(aligned(tangents, len(into)), (len(tangents), *into))


def by_its_slopes(row: OverArrays) -> SideBySide:
    """A rule for a reduction of x whose each entry goes into one entry of the answer: slope times tangent, added up."""

    def rule(tangents: Mapping[int, Any], seen: Sequence[Any], answer: Any) -> Any:
        pull = row.rule(ARRAYS, seen, answer, 0)
        assert pull is not None
        axes = seen[row.args.index("axes" if "axes" in row.args else "axis")]
        slopes = pull(numpy().ones_like(answer))
        total = added_up(contribute_arrays(tangents[0], slopes), later(axes), True)
        return total.reshape(len(total), *shape_of(answer))

    return rule


# Products.


def contributed(position: int, tangent: Any, seen: Sequence[Any], answer: Any) -> Any:
    """Tangents of contribute(d, p)."""
    rank = len(shape_of(answer))
    if position == 0:
        return contribute_arrays(aligned(tangent, rank), seen[1])
    return contribute_arrays(seen[0], aligned(tangent, rank))


def multiplied(position: int, tangent: Any, seen: Sequence[Any], answer: Any) -> Any:
    """Tangents of a matrix product."""
    x, y = seen
    if position == 1 and y.ndim == 1 and x.ndim == 2:
        return tangent @ x.T
    rank = max(x.ndim, y.ndim, 2)
    left, right = (tangent, y) if position == 0 else (x, tangent)
    if x.ndim == 1:
        left = left[..., None, :]
    if y.ndim == 1:
        right = right[..., :, None]
    left, right = (aligned(left, rank), right) if position == 0 else (left, aligned(right, rank))
    return (left @ right).reshape(len(tangent), *shape_of(answer))


def einstein(position: int, tangent: Any, seen: Sequence[Any], answer: Any) -> Any:
    """Tangents of an Einstein sum: one more label, at the operand that moves and at the answer."""
    what, *arrays = seen
    operands = list(what.operands)
    label = next(letter for letter in ascii_letters if letter not in "".join(operands))
    operands[position - 1] = label + operands[position - 1]
    arrays[position - 1] = tangent
    optimize = what.optimize or len(arrays) > 2
    return numpy().einsum(f"{','.join(operands)}->{label}{what.answer}", *arrays, optimize=optimize)


# Indices.


def behind(index: Any) -> tuple[Any, ...]:
    """An index that leaves another axis in front as it is."""
    return (slice(None), *index) if isinstance(index, tuple) else (slice(None), index)


def stays_in_place(index: Any) -> bool:
    """Whether the axes that an index makes stay where they are behind another axis: no slice parts its arrays.

    NumPy puts them first where one does.
    """
    if indexing.is_basic(index) or not isinstance(index, tuple):
        return True
    places = [place for place, part in enumerate(index) if not (part is None or part is ... or isinstance(part, slice))]
    return places[-1] - places[0] == len(places) - 1


def taken(tangents: Any, index: Any) -> Any:
    """Tangents of the entries at an index."""
    if stays_in_place(index):
        return tangents[behind(index)]
    return numpy().stack([tangent[index] for tangent in tangents])


def put(tangents: Any, index: Any, into: tuple[int, ...]) -> Any:
    """Tangents of zeros to which an array is added at an index."""
    if indexing.is_basic(index):
        total = numpy().zeros((len(tangents), *into), tangents.dtype)
        place = behind(index)
        total[place] = aligned(tangents, total[place].ndim - 1)
        return total
    return numpy().stack([indexing.added_at(tangent, index, into) for tangent in tangents])


def replaced(tangents: Mapping[int, Any], seen: Sequence[Any], answer: Any) -> Any:
    """Tangents of an array with other values at an index."""
    *arrays, index = seen
    count = len(next(iter(tangents.values())))
    by_x, by_v = (
        tangents[position] if position in tangents else numpy().zeros((count, *shape_of(array)))
        for position, array in enumerate(arrays)
    )
    return numpy().stack([indexing.replaced(x, v, index) for x, v in zip(by_x, by_v, strict=True)])


def joined(row: OverArrays) -> SideBySide:
    """The rule of arrays put together: the row itself, along the next axis."""

    def rule(tangents: Mapping[int, Any], seen: Sequence[Any], answer: Any) -> Any:
        axis, *arrays = seen
        count = len(next(iter(tangents.values())))
        parts = [
            tangents[position] if position in tangents else numpy().zeros((count, *shape_of(array)))
            for position, array in enumerate(arrays, start=1)
        ]
        return row.value(axis + 1, *parts)

    return rule


def summed_along(row: OverArrays) -> SideBySide:
    """The rule of a sum or a mean: the row itself, along axes counted one further."""
    return of_first(lambda tangents, axis, keepdims: row.value(tangents, later(axis), keepdims))


RULES: Mapping[OverArrays, SideBySide] = {
    shapes.broadcast_to: of_first(repeated),
    shapes.sum_to: of_first(summed),
    shapes.reshape: of_first(lambda tangents, into: tangents.reshape(len(tangents), *into)),
    shapes.transpose: of_first(lambda tangents, axes: tangents.transpose(0, *later(axes))),
    shapes.cast: of_first(lambda tangents, dtype: tangents.astype(dtype)),
    contributing.contribute: of_each(contributed),
    indexing.take_at: of_first(taken),
    indexing.put_at: of_first(put),
    indexing.set_at: replaced,
    joining.concatenate: joined(joining.concatenate),
    joining.stack: joined(joining.stack),
    products.matmul: of_each(multiplied),
    einsums.einsum: of_each(einstein),
    reductions.sum: summed_along(reductions.sum),
    reductions.mean: summed_along(reductions.mean),
    cumulative.cumsum: of_first(lambda tangents, axis: cumulative.cumsum.value(tangents, axis + 1)),
    sorting.in_order: of_first(lambda tangents, order, axis: sorting.in_order.value(tangents, order[None], axis + 1)),
    matrices.matrix_transpose: of_first(matrices.matrix_transpose.value),
    **{
        row: by_its_slopes(row)
        for row in (
            reductions.max,
            reductions.min,
            exponentials.logsumexp,
            spread.var,
            spread.std,
            linear_algebra_norms.euclidean_norm,
        )
    },
}
