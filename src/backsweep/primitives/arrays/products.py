"""Products of matrices and vectors."""

from __future__ import annotations

from typing import Any

from backsweep.over_arrays import OverArrays, over_arrays
from backsweep.primitives.arrays.shapes import reshape, shape, sum_to, transpose
from backsweep.values import numpy
from backsweep.vocabulary import about_shapes


@about_shapes
def swapped(dimensions: int) -> tuple[int, ...]:
    """The axes in order, the last two swapped."""
    return (*range(dimensions - 2), dimensions - 1, dimensions - 2)


def _by_left(g: Any, x: Any, y: Any, z: Any) -> Any:
    """g y^T; a vector counts as a row on the left, as a column on the right."""
    if len(shape(y)) == 1:
        return sum_to(reshape(g, (*shape(g), 1)) * y, shape(x))
    if len(shape(x)) == 1:
        column = reshape(g, (*shape(g), 1))
        return sum_to(reshape(matmul(y, column), shape(y)[:-1]), shape(x))
    return sum_to(matmul(g, transpose(y, swapped(len(shape(y))))), shape(x))


def _by_right(g: Any, x: Any, y: Any, z: Any) -> Any:
    """x^T g."""
    if len(shape(x)) == 1:
        if len(shape(y)) == 1:
            return g * x
        return sum_to(reshape(x, (*shape(x), 1)) * reshape(g, (*shape(g)[:-1], 1, shape(g)[-1])), shape(y))
    if len(shape(x)) == 2 and len(shape(y)) == 1:
        return matmul(g, x)
    if len(shape(y)) == 1:
        columns = reshape(g, (*shape(g), 1))
        return sum_to(
            reshape(matmul(transpose(x, swapped(len(shape(x)))), columns), (*shape(x)[:-2], shape(x)[-1])), shape(y)
        )
    return sum_to(matmul(transpose(x, swapped(len(shape(x)))), g), shape(y))


matmul: OverArrays = over_arrays(
    "matmul",
    about="Matrix product over the last two axes, as @ has it; a vector is a row on the left, a column on the right.",
    value=lambda x, y: numpy().matmul(x, y),
    pulls={"x": _by_left, "y": _by_right},
    linear="each",
    source="product rule: d(xy) = dx y + x dy",
    symbol="@",
    latex=r"{x} \, {y}",
)
