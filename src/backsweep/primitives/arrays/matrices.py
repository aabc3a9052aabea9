"""Words about matrices that the rules of linear algebra share: transposes, masks, blocks of rows.

Whatever stands in front of the last two axes counts matrices: a stack of them is treated one by one, as in NumPy.
"""

from __future__ import annotations

from typing import Any

from backsweep.over_arrays import OverArrays, over_arrays
from backsweep.values import numpy
from backsweep.vocabulary import about_shapes

matrix_transpose: OverArrays = over_arrays(
    "matrix_transpose",
    about="The array with its last two axes swapped.",
    value=lambda x: numpy().swapaxes(x, -1, -2),
    pulls={"x": lambda g, x, y: matrix_transpose(g)},
    linear="each",
    source="the transpose of a swap is the swap",
)


@about_shapes
def diagonal_of(lengths: tuple[int, ...]) -> Any:
    """True on the diagonal of a matrix of this shape, False elsewhere."""
    return numpy().eye(*lengths[-2:], dtype=bool)


@about_shapes
def below_diagonal(lengths: tuple[int, ...]) -> Any:
    """True below the diagonal of a matrix of this shape, False elsewhere."""
    return numpy().tri(*lengths[-2:], -1, dtype=bool)


@about_shapes
def above_diagonal(lengths: tuple[int, ...]) -> Any:
    """True above the diagonal of a matrix of this shape, False elsewhere."""
    return ~numpy().tri(*lengths[-2:], dtype=bool)


@about_shapes
def as_row(lengths: tuple[int, ...]) -> tuple[int, ...]:
    """The shape of vectors as matrices of one row."""
    return (*lengths[:-1], 1, lengths[-1])


@about_shapes
def as_column(lengths: tuple[int, ...]) -> tuple[int, ...]:
    """The shape of vectors as matrices of one column."""
    return (*lengths, 1)


@about_shapes
def rows(start: int, stop: int | None) -> tuple[Any, ...]:
    """The index of the rows from start to stop of every matrix."""
    return (..., slice(start, stop), slice(None))


@about_shapes
def columns(start: int, stop: int | None) -> tuple[Any, ...]:
    """The index of the columns from start to stop of every matrix."""
    return (..., slice(start, stop))
