"""Rows for decompositions with several results: eigh, svd, qr.

One idea: the results of one matrix stand in one array, as blocks of rows one above the other. So such a row is a row
like any other, with one der; taking the blocks apart is indexing. A result that nothing used has a der of zeros,
which `contribute` keeps harmless where vectors have no derivative.
"""

from __future__ import annotations

from math import nan
from typing import Any

from backsweep.over_arrays import over_arrays
from backsweep.primitives.arithmetic import contribute
from backsweep.primitives.arrays.indexing import take_at
from backsweep.primitives.arrays.joining import concatenate
from backsweep.primitives.arrays.linear_algebra import solve
from backsweep.primitives.arrays.matrices import (
    as_row,
    below_diagonal,
    columns,
    diagonal_of,
    matrix_transpose,
    rows,
)
from backsweep.primitives.arrays.products import matmul
from backsweep.primitives.arrays.reductions import sum
from backsweep.primitives.arrays.shapes import reshape, shape
from backsweep.primitives.piecewise import where
from backsweep.values import numpy
from backsweep.vocabulary import about_shapes


@about_shapes
def least(lengths: tuple[int, ...]) -> int:
    """The smaller side of a matrix: how many singular values it has."""
    return min(lengths[-2:])


@about_shapes
def high(lengths: tuple[int, ...]) -> int:
    """How many rows a matrix has."""
    return lengths[-2]


@about_shapes
def wide(lengths: tuple[int, ...]) -> int:
    """How many columns a matrix has."""
    return lengths[-1]


@about_shapes
def last(lengths: tuple[int, ...]) -> tuple[int, ...]:
    """The last axis."""
    return (len(lengths) - 1,)


def _inverse_gaps(values: Any, sides: int) -> Any:
    """1 / (values[j] - values[i]) at [i, j]; 0 on the diagonal, nan between values that are equal to rounding."""
    gaps = values[..., None, :] - values[..., :, None]
    size = numpy().abs(values).max(axis=-1, initial=0.0)[..., None, None]
    # What comes out of a decomposition is known to this error only (Golub & Van Loan, 4th ed., section 8.1.4).
    equal = numpy().abs(gaps) <= sides * numpy().finfo(values.dtype).eps * size
    with numpy().errstate(divide="ignore", invalid="ignore"):
        found = numpy().where(equal, nan, 1 / gaps)
    return numpy().where(numpy().eye(values.shape[-1], dtype=bool), 0.0, found).astype(values.dtype)


def _not_zero(values: Any, sides: int) -> Any:
    """1 for a singular value, 0 for one that is 0 to rounding."""
    size = values.max(axis=-1, initial=0.0)[..., None]
    return (values > sides * numpy().finfo(values.dtype).eps * size).astype(values.dtype)


not_zero = over_arrays(
    "linalg.not_zero",
    about="1 for each singular value, and 0 for one that is 0 to rounding: there it has a kink, as |x| has at 0.",
    value=_not_zero,
    pulls={},
    source="definition",
)


def _by_gaps(g: Any, values: Any, sides: int, y: Any) -> Any:
    """From d(1 / gap) = -(1 / gap)^2 (d values[j] - d values[i])."""
    shares = contribute(g, -y * y)
    return sum(shares, first_of_two(shape(shares)), False) - sum(shares, last(shape(shares)), False)


inverse_gaps = over_arrays(
    "linalg.inverse_gaps",
    about="1 / (values[j] - values[i]) for all i and j: what the vectors of a decomposition change by.",
    value=_inverse_gaps,
    pulls={"values": _by_gaps},
    source="definition",
)


def _eigh(x: Any, triangle: str) -> Any:
    """The eigenvalues as first row, the eigenvectors' matrix below."""
    values, vectors = numpy().linalg.eigh(x, triangle)
    return numpy().concatenate([values[..., None, :], vectors], axis=-2)


def _by_eigen(g: Any, x: Any, triangle: str, y: Any) -> Any:
    """V (diag(g_w) + F * (V^T g_V)) V^T, its symmetric part; F holds 1 / (w[j] - w[i])."""
    vectors = take_at(y, rows(1, None))
    gaps = inverse_gaps(reshape(take_at(y, rows(0, 1)), vector(shape(y))), wide(shape(y)))
    turned = contribute(matmul(matrix_transpose(vectors), take_at(g, rows(1, None))), gaps)
    inner = turned + where(diagonal_of(shape(gaps)), take_at(g, rows(0, 1)), 0.0)
    whole = matmul(matmul(vectors, inner), matrix_transpose(vectors))
    return (whole + matrix_transpose(whole)) / 2


eigh = over_arrays(
    "linalg.eigh",
    about="The eigenvalues of a symmetric matrix, as first row, and its eigenvectors. "
    "Vectors of equal eigenvalues have no derivative: nan.",
    value=_eigh,
    pulls={"x": _by_eigen},
    source="Giles 2008, 3.1",
)


def _svd(x: Any) -> Any:
    """The singular values as first row, then the left vectors' matrix, then the right ones'."""
    left, values, right = numpy().linalg.svd(x, full_matrices=False)
    return numpy().concatenate([values[..., None, :], left, right.swapaxes(-1, -2)], axis=-2)


@about_shapes
def vector(lengths: tuple[int, ...]) -> tuple[int, ...]:
    """The shape of one row of a matrix, or of the diagonal that has its length."""
    return (*lengths[:-2], lengths[-1])


@about_shapes
def first_of_two(lengths: tuple[int, ...]) -> tuple[int, ...]:
    """The last axis but one."""
    return (len(lengths) - 2,)


def _by_singular(g: Any, x: Any, y: Any) -> Any:
    """What the parts receive in the basis of the vectors, and outside it where a side is longer than the other.

    A singular value of 0 is a kink, as |x| is at 0: its own der counts 0.
    """
    m, n, k = high(shape(x)), wide(shape(x)), least(shape(x))
    s, u, v = take_at(y, rows(0, 1)), take_at(y, rows(1, m + 1)), take_at(y, rows(m + 1, None))
    gs, gu, gv = take_at(g, rows(0, 1)), take_at(g, rows(1, m + 1)), take_at(g, rows(m + 1, None))
    ut, vt, column = matrix_transpose(u), matrix_transpose(v), matrix_transpose(s)
    on = diagonal_of((k, k))
    gaps = inverse_gaps(reshape(s, vector(shape(s))), m + n) / where(on, 1.0, s + column)
    by_u, by_v = matmul(ut, gu), matmul(vt, gv)
    inner = (
        contribute(by_u - matrix_transpose(by_u), gaps) * s
        + column * contribute(by_v - matrix_transpose(by_v), gaps)
        + where(on, contribute(gs, not_zero(s, m + n)), 0.0)
    )
    found = matmul(matmul(u, inner), vt)
    if m > k:
        found = found + matmul(contribute(gu - matmul(u, by_u), 1 / s), vt)
    if n > k:
        found = found + matmul(u, matrix_transpose(contribute(gv - matmul(v, by_v), 1 / s)))
    return found


svd = over_arrays(
    "linalg.svd",
    about="The singular values, as first row, and the singular vectors. "
    "Vectors of equal singular values have no derivative: nan.",
    value=_svd,
    pulls={"x": _by_singular},
    source="Townsend 2016, Differentiating the singular value decomposition; Giles 2008, 3.2",
)


def _by_values(g: Any, x: Any, y: Any) -> Any:
    """U diag(g) V^T; 0 through a singular value of 0, which is a kink."""
    parts = svd(x)
    m, n = high(shape(x)), wide(shape(x))
    u, v = take_at(parts, rows(1, m + 1)), take_at(parts, rows(m + 1, None))
    counted = reshape(contribute(g, not_zero(y, m + n)), as_row(shape(g)))
    return matmul(u * counted, matrix_transpose(v))


svdvals = over_arrays(
    "linalg.svdvals",
    about="The singular values, the largest first.",
    value=lambda x: numpy().linalg.svd(x, compute_uv=False),
    pulls={"x": _by_values},
    source="Giles 2008, 3.2",
)


def _eigvalsh(x: Any, triangle: str) -> Any:
    """The eigenvalues alone."""
    return numpy().linalg.eigvalsh(x, triangle)


def _by_eigenvalues(g: Any, x: Any, triangle: str, y: Any) -> Any:
    """V diag(g) V^T."""
    vectors = take_at(eigh(x, triangle), rows(1, None))
    return matmul(vectors * reshape(g, as_row(shape(g))), matrix_transpose(vectors))


eigvalsh = over_arrays(
    "linalg.eigvalsh",
    about="The eigenvalues of a symmetric matrix, the smallest first.",
    value=_eigvalsh,
    pulls={"x": _by_eigenvalues},
    source="Giles 2008, 3.1",
)


def _qr(x: Any) -> Any:
    """The orthonormal factor, and below it the triangular one, transposed."""
    q, r = numpy().linalg.qr(x)
    return numpy().concatenate([q, r.swapaxes(-1, -2)], axis=-2)


def _by_orthogonal(g: Any, x: Any, y: Any) -> Any:
    """(g_Q + Q sym(M)) R^-T with M = R g_R^T - g_Q^T Q, sym(M) its lower triangle mirrored.

    Of a matrix [X Y] with more columns than rows, R = [U V] with X = Q U and V = Q^T Y: Y receives Q g_V, and Q what
    V hands it besides.
    """
    m, k = high(shape(x)), least(shape(x))
    q, gq = take_at(y, rows(0, m)), take_at(g, rows(0, m))
    rt, grt = take_at(y, rows(m, m + k)), take_at(g, rows(m, m + k))
    gvt = take_at(g, rows(m + k, None))
    if wide(shape(x)) > k:
        gq = gq + matmul(take_at(x, columns(k, None)), gvt)
    inner = matmul(matrix_transpose(rt), grt) - matmul(matrix_transpose(gq), q)
    below = where(below_diagonal(shape(inner)), inner, 0.0)
    mirrored = below + matrix_transpose(below) + where(diagonal_of(shape(inner)), inner, 0.0)
    found = matrix_transpose(solve(matrix_transpose(rt), matrix_transpose(gq + matmul(q, mirrored))))
    if wide(shape(x)) > k:
        found = concatenate(len(shape(x)) - 1, found, matmul(q, matrix_transpose(gvt)))
    return found


qr = over_arrays(
    "linalg.qr",
    about="The reduced factors: orthonormal columns, and below them the triangle, transposed.",
    value=_qr,
    pulls={"x": _by_orthogonal},
    source="Walter & Lehmann 2012; Roberts & Roberts 2020, QR and LQ decomposition matrix backpropagation",
)
