"""NumPy's spellings of products of arrays: dot and its like, Einstein sums, convolutions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from backsweep.errors import NotDifferentiable, StructureError
from backsweep.node import short
from backsweep.primitives.arrays import convolution, einsums, products, reductions, shapes
from backsweep.primitives.arrays.complex_parts import conj
from backsweep.primitives.arrays.indexing import take_at
from backsweep.primitives.arrays.shapes import count, shape
from backsweep.primitives.arrays.spelled.basics import matmul, ravel, reshape, stack
from backsweep.primitives.arrays.spelled.shapes import flip, moveaxis
from backsweep.primitives.arrays.spelled.spelling import as_array, as_list, axes_of, spelled


@spelled("dot")
def dot(a: Any, b: Any) -> Any:
    """The matrix product; with a number the product; else summed over a's last and b's last but one axis."""
    a, b = as_array(a), as_array(b)
    if not a.ndim or not b.ndim:
        return a * b
    if a.ndim <= 2 and b.ndim <= 2:
        return products.matmul(a, b)
    return tensordot(a, b, (-1, -1 if b.ndim == 1 else -2))


@spelled("vdot")
def vdot(a: Any, b: Any) -> Any:
    """The inner product of all entries, those of a conjugated."""
    return products.matmul(conj(ravel(a)), ravel(b))


@spelled("inner")
def inner(a: Any, b: Any) -> Any:
    """Summed over the last axis of both."""
    a, b = as_array(a), as_array(b)
    return tensordot(a, b, (-1, -1)) if a.ndim and b.ndim else a * b


@spelled("outer")
def outer(a: Any, b: Any) -> Any:
    """Every entry of a times every entry of b."""
    return reshape(ravel(a), (-1, 1)) * ravel(b)


@spelled("linalg.outer")
def linalg_outer(x1: Any, x2: Any, /) -> Any:
    """Every entry of one vector times every entry of the other."""
    return outer(x1, x2)


@spelled("linalg.matmul")
def linalg_matmul(x1: Any, x2: Any, /) -> Any:
    """Matrix product over the last two axes, as @ has it."""
    return matmul(x1, x2)


@spelled("vecdot")
def vecdot(x1: Any, x2: Any, /, *, axis: int = -1) -> Any:
    """Inner products along an axis, those of the first conjugated."""
    product = conj(as_array(x1)) * as_array(x2)
    return reductions.sum(product, axes_of(axis, product.ndim), False)


@spelled("linalg.vecdot")
def linalg_vecdot(x1: Any, x2: Any, /, *, axis: int = -1) -> Any:
    """Inner products along an axis, those of the first conjugated."""
    return vecdot(x1, x2, axis=axis)


@spelled("matvec")
def matvec(x1: Any, x2: Any, /) -> Any:
    """Matrices times vectors, over the last axes."""
    return take_at(products.matmul(x1, reshape(x2, (*shape(x2), 1))), (..., 0))


@spelled("vecmat")
def vecmat(x1: Any, x2: Any, /) -> Any:
    """Vectors, conjugated, times matrices, over the last axes."""
    row = conj(as_array(x1))
    return take_at(products.matmul(reshape(row, (*shape(row)[:-1], 1, shape(row)[-1])), x2), (..., 0, slice(None)))


@spelled("tensordot")
def tensordot(a: Any, b: Any, axes: Any = 2) -> Any:
    """Summed over pairs of axes: the last of a and the first of b, or those that are named."""
    a, b = as_array(a), as_array(b)
    of_a, of_b = _pairs(axes, a.ndim, b.ndim)
    if [shape(a)[axis] for axis in of_a] != [shape(b)[axis] for axis in of_b]:
        raise StructureError(
            f"np.tensordot needs axes of the same lengths, but got shapes {shape(a)} and {shape(b)} "
            f"with axes {of_a} and {of_b}."
        )
    free_a = tuple(axis for axis in range(a.ndim) if axis not in of_a)
    free_b = tuple(axis for axis in range(b.ndim) if axis not in of_b)
    summed = count(shape(a), of_a)
    left = shapes.reshape(shapes.transpose(a, (*free_a, *of_a)), (count(shape(a), free_a), summed))
    right = shapes.reshape(shapes.transpose(b, (*of_b, *free_b)), (summed, count(shape(b), free_b)))
    lengths = (*(shape(a)[axis] for axis in free_a), *(shape(b)[axis] for axis in free_b))
    return shapes.reshape(products.matmul(left, right), lengths)


def _pairs(axes: Any, dimensions_a: int, dimensions_b: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The axes of a and of b that are summed over, as numbers from 0."""
    if isinstance(axes, int):
        return tuple(range(dimensions_a - axes, dimensions_a)), tuple(range(axes))
    of_a, of_b = axes
    return (
        axes_of(tuple(of_a) if isinstance(of_a, Sequence) else of_a, dimensions_a),
        axes_of(tuple(of_b) if isinstance(of_b, Sequence) else of_b, dimensions_b),
    )


@spelled("linalg.tensordot")
def linalg_tensordot(x1: Any, x2: Any, /, *, axes: Any = 2) -> Any:
    """Summed over pairs of axes."""
    return tensordot(x1, x2, axes)


@spelled("einsum")
def einsum(*operands: Any, optimize: Any = False) -> Any:
    """The products of the operands' entries, summed over the labels that the answer lacks."""
    if not isinstance(operands[0], str):
        raise NotDifferentiable(
            f"np.einsum of Nodes needs its subscripts as text, such as 'ij,jk->ik', but got {short(operands[0])}."
        )
    arrays = as_list(operands[1:])
    return einsums.einsum(einsums.understood(operands[0], [a.ndim for a in arrays], optimize), *arrays)


@spelled("kron")
def kron(a: Any, b: Any) -> Any:
    """Every entry of a times all of b, as one array."""
    a, b = as_array(a), as_array(b)
    rank = max(a.ndim, b.ndim)
    of_a, of_b = (1,) * (rank - a.ndim) + shape(a), (1,) * (rank - b.ndim) + shape(b)
    left = shapes.reshape(a, tuple(part for length in of_a for part in (length, 1)))
    right = shapes.reshape(b, tuple(part for length in of_b for part in (1, length)))
    return shapes.reshape(left * right, tuple(m * n for m, n in zip(of_a, of_b, strict=True)))


@spelled("cross")
def cross(a: Any, b: Any, axisa: int = -1, axisb: int = -1, axisc: int = -1, axis: int | None = None) -> Any:
    """The vector perpendicular to both, for vectors of three entries."""
    if axis is not None:
        axisa = axisb = axisc = axis
    a, b = moveaxis(a, axisa, -1), moveaxis(b, axisb, -1)
    if (shape(a)[-1], shape(b)[-1]) != (3, 3):
        raise StructureError(f"np.cross needs vectors of 3 entries, but got shapes {shape(a)} and {shape(b)}.")
    x, y = ([take_at(v, (..., index)) for index in range(3)] for v in (a, b))
    return stack([x[i - 2] * y[i - 1] - x[i - 1] * y[i - 2] for i in range(3)], axisc)


@spelled("linalg.cross")
def linalg_cross(x1: Any, x2: Any, /, *, axis: int = -1) -> Any:
    """The vector perpendicular to both, for vectors of three entries."""
    return cross(x1, x2, axis=axis)


@spelled("convolve")
def convolve(a: Any, v: Any, mode: str = "full") -> Any:
    """The products of two vectors' entries, summed along each diagonal."""
    return _convolved(ravel(a), ravel(v), mode, False)


def _convolved(a: Any, v: Any, mode: str, correlating: bool) -> Any:
    """The convolution. Of an even number of entries too many, "same" leaves out one more in front than behind.

    A correlation whose first vector is the shorter one is computed backwards by NumPy: there it is one more behind.
    """
    long, short_ = (a, v) if a.size >= v.size else (v, a)
    if mode == "valid":
        return convolution.convolve("valid", long, short_)
    if mode not in ("full", "same"):
        raise NotDifferentiable(f"np.convolve takes mode full, same or valid, but got {short(mode)}.")
    found = convolution.convolve("full", long, short_)
    start = (short_.size - (0 if correlating and short_ is a else 1)) // 2
    return found if mode == "full" else take_at(found, (slice(start, start + long.size),))


@spelled("correlate")
def correlate(a: Any, v: Any, mode: str = "valid") -> Any:
    """One vector slid along the other, conjugated; their inner product at each place."""
    return _convolved(ravel(a), flip(conj(ravel(v))), mode, True)
