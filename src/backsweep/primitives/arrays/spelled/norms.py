"""NumPy's spellings of norms: np.linalg.norm, vector_norm, matrix_norm."""

from __future__ import annotations

from math import inf
from typing import Any

from backsweep.errors import NotDifferentiable
from backsweep.node import short
from backsweep.primitives.arrays import reductions, shapes
from backsweep.primitives.arrays.complex_parts import modulus
from backsweep.primitives.arrays.linear_algebra_factors import svdvals
from backsweep.primitives.arrays.linear_algebra_norms import euclidean_norm, p_norm
from backsweep.primitives.arrays.spelled.linear_algebra import real_matrices
from backsweep.primitives.arrays.spelled.spelling import as_array, axes_of, spelled
from backsweep.primitives.piecewise import abs
from backsweep.values import numpy
from backsweep.worlds import value_of

Axis = int | tuple[int, ...] | None


def size(x: Any) -> Any:
    """The absolute value, or the modulus of complex numbers."""
    return modulus(x) if x.dtype.kind == "c" else abs(x)


@spelled("linalg.norm")
def norm(x: Any, ord: Any = None, axis: Axis = None, keepdims: bool = False) -> Any:
    """The norm of vectors or matrices, of any order that NumPy has.

    Raises:
        ValueError: there is no such norm for so many axes.
    """
    x = as_array(x)
    axes = axes_of(axis, x.ndim)
    if ord is None and (axis is None or len(axes) <= 2):
        return euclidean_norm(x, axes, bool(keepdims))
    if len(axes) == 1:
        return of_vectors(x, ord, axes, bool(keepdims))
    if len(axes) == 2:
        return of_matrices(x, ord, axes, bool(keepdims))
    raise ValueError(f"np.linalg.norm goes over one axis or two, but got axes {axes} of an array of shape {x.shape}.")


def of_vectors(x: Any, ord: Any, axes: tuple[int, ...], keepdims: bool) -> Any:
    """The norm along one axis; how many entries are not 0, for ord=0, is a plain number.

    Raises:
        ValueError: ord is none that vectors have.
    """
    if ord == inf:
        return reductions.max(size(x), axes, keepdims)
    if ord == -inf:
        return reductions.min(size(x), axes, keepdims)
    if ord == 0:
        return numpy().linalg.norm(value_of(x), 0, axes[0], keepdims)
    if ord == 1:
        return reductions.sum(size(x), axes, keepdims)
    if ord == 2:
        return euclidean_norm(x, axes, keepdims)
    if isinstance(ord, str):
        raise ValueError(f"A vector has no norm of order {ord!r}. Give a number, inf or -inf.")
    if not isinstance(ord, (int, float)):
        raise NotDifferentiable(f"np.linalg.norm of a Node takes a number as order, but got ord = {short(ord)}.")
    return p_norm(x, float(ord), axes, keepdims)


def of_matrices(x: Any, ord: Any, axes: tuple[int, ...], keepdims: bool) -> Any:
    """The norm over two axes, the first for rows and the second for columns.

    Raises:
        ValueError: ord is none that matrices have.
    """
    if ord == "fro":
        return euclidean_norm(x, axes, keepdims)
    if ord in (1, -1, inf, -inf):
        along, across = axes if ord in (1, -1) else reversed(axes)
        extreme = reductions.max if ord > 0 else reductions.min
        sums = reductions.sum(size(x), (along,), True)
        return without(extreme(sums, (across,), True), axes, keepdims)
    reduce = {2: reductions.max, -2: reductions.min, "nuc": reductions.sum}.get(ord)
    if reduce is None:
        raise ValueError(f"A matrix has no norm of order {ord!r}. Give 1, -1, 2, -2, inf, -inf, 'fro' or 'nuc'.")
    rest = tuple(axis for axis in range(x.ndim) if axis not in axes)
    values = svdvals(real_matrices(shapes.transpose(x, (*rest, *axes)), f"norm of order {ord!r}"))
    found = reduce(values, (values.ndim - 1,), False)
    return shapes.reshape(found, shapes.kept(x.shape, axes)) if keepdims else found


def without(x: Any, axes: tuple[int, ...], keepdims: bool) -> Any:
    """An array with axes of length 1, with them or without."""
    shape = tuple(length for axis, length in enumerate(x.shape) if axis not in axes)
    return x if keepdims else shapes.reshape(x, shape)


@spelled("linalg.vector_norm")
def vector_norm(x: Any, axis: Axis = None, keepdims: bool = False, ord: Any = 2) -> Any:
    """The norm of all entries along axes, as of one vector."""
    x = as_array(x)
    axes = axes_of(axis, x.ndim)
    rest = tuple(index for index in range(x.ndim) if index not in axes)
    row = shapes.reshape(shapes.transpose(x, (*axes, *rest)), (-1, *(x.shape[index] for index in rest)))
    found = of_vectors(row, ord, (0,), False)
    return shapes.reshape(found, shapes.kept(x.shape, axes)) if keepdims else found


@spelled("linalg.matrix_norm")
def matrix_norm(x: Any, keepdims: bool = False, ord: Any = "fro") -> Any:
    """The norm of matrices along the last two axes."""
    x = as_array(x)
    return of_matrices(x, ord, (x.ndim - 2, x.ndim - 1), bool(keepdims))
