"""Rows for inverses, systems of equations, triangular factors and least squares.

One idea: the der of a matrix is a matrix, and its rule is read off the differential of the defining equation. The
rules hold for complex matrices too where they are analytic: the transposes in them are plain ones.
"""

from __future__ import annotations

from importlib import import_module
from math import nan
from typing import Any

from backsweep.over_arrays import OverArrays, over_arrays
from backsweep.primitives.arrays.matrices import above_diagonal, below_diagonal, diagonal_of, matrix_transpose
from backsweep.primitives.arrays.products import matmul
from backsweep.primitives.arrays.shapes import shape, sum_to
from backsweep.primitives.piecewise import where
from backsweep.values import kind_of_ders, numpy


def _by_inverted(g: Any, x: Any, y: Any) -> Any:
    """-Y^T g Y^T, from dY = -Y dX Y."""
    return -matmul(matmul(matrix_transpose(y), g), matrix_transpose(y))


inv: OverArrays = over_arrays(
    "linalg.inv",
    about="The inverse of a matrix.",
    value=lambda x: numpy().linalg.inv(x),
    pulls={"x": _by_inverted},
    source="Giles 2008, Collected matrix derivative results, 2.2.3",
)


def _inverse_or_nan(x: Any) -> Any:
    """The inverses; where one matrix of a stack has none, nan for the stack's singular ones."""
    try:
        return numpy().linalg.inv(x)
    except numpy().linalg.LinAlgError:
        if x.ndim == 2:
            return numpy().full_like(x, nan)
        return numpy().stack([_inverse_or_nan(one) for one in x])


inverse_or_nan = over_arrays(
    "linalg.inverse_or_nan",
    about="The inverse of a matrix, for a derivative: nan where there is none.",
    value=_inverse_or_nan,
    pulls={"x": _by_inverted},
    source="as inv",
)

solve: OverArrays = over_arrays(
    "linalg.solve",
    about="The matrix z for which x z = y.",
    value=lambda x, y: numpy().linalg.solve(x, y),
    pulls={
        "x": lambda g, x, y, z: sum_to(-matmul(solve(matrix_transpose(x), g), matrix_transpose(z)), shape(x)),
        "y": lambda g, x, y, z: sum_to(solve(matrix_transpose(x), g), shape(y)),
    },
    source="Giles 2008, 2.3.1",
)


def _lower_solved(x: Any, y: Any, turned: bool) -> Any:
    """By SciPy, which needs half a product of matrices for it, where that is installed; a general solve takes five."""
    try:
        solve_triangular = import_module("scipy.linalg").solve_triangular
    except ImportError:
        return numpy().linalg.solve(numpy().swapaxes(x, -1, -2) if turned else x, y)
    return solve_triangular(x, y, trans=int(turned), lower=True, check_finite=False)


def _by_lower(g: Any, x: Any, y: Any, turned: bool, z: Any) -> Any:
    """-v z^T below and on the diagonal, where v is g pulled back to y; the transpose where x was turned."""
    v = solve_lower(x, g, not turned)
    outer = matmul(z, matrix_transpose(v)) if turned else matmul(v, matrix_transpose(z))
    return where(above_diagonal(shape(x)), 0.0, -outer)


solve_lower: OverArrays = over_arrays(
    "linalg.solve_lower",
    about="The matrix z for which x z = y, or x^T z = y, of a lower triangular x.",
    value=_lower_solved,
    pulls={"x": _by_lower, "y": lambda g, x, y, turned, z: solve_lower(x, g, not turned)},
    source="Giles 2008, 2.3.1, of which the entries above the diagonal are never read",
)


def _by_factored(g: Any, x: Any, y: Any) -> Any:
    """(S + S^T) / 2 with S = L^-T P(L^T g) L^-1; P keeps the lower triangle and half of the diagonal."""
    inner = matmul(matrix_transpose(y), g)
    kept = where(below_diagonal(shape(y)), inner, where(diagonal_of(shape(y)), inner / 2, 0.0))
    left = solve_lower(y, kept, True)
    whole = solve_lower(y, matrix_transpose(left), True)
    return (whole + matrix_transpose(whole)) / 2


cholesky = over_arrays(
    "linalg.cholesky",
    about="The lower triangular L with L L^T = x. The matrix counts as symmetric, and so its derivative is.",
    value=lambda x: numpy().linalg.cholesky(x),
    pulls={"x": _by_factored},
    source="Murray 2016, Differentiation of the Cholesky decomposition, equation 10",
)


def _nan_without_full_rank(x: Any, cutoff: float) -> Any:
    """1 for a matrix of full rank; nan for one whose rank a small change alters."""
    sizes = numpy().linalg.svd(x, compute_uv=False)
    if not sizes.shape[-1]:
        return numpy().ones((*x.shape[:-2], 1, 1), kind_of_ders(x.dtype))
    full = sizes[..., -1] > cutoff * sizes[..., 0]
    return numpy().where(full, 1.0, nan).astype(kind_of_ders(x.dtype))[..., None, None]


full_rank = over_arrays(
    "linalg.full_rank",
    about="1 for a matrix of full rank, nan for any other, next to which the rank jumps.",
    value=_nan_without_full_rank,
    pulls={},
    source="definition",
)


def _by_pseudo_inverted(g: Any, x: Any, cutoff: float, y: Any) -> Any:
    """The transpose of dY = -Y dX Y + Y Y^T dX^T (1 - X Y) + (1 - Y X) dX^T Y^T Y."""
    across, gt = matrix_transpose(y), matrix_transpose(g)
    gram, other = matmul(gt, matmul(y, across)), matmul(matmul(across, y), gt)
    found = gram - matmul(x, matmul(y, gram)) + other - matmul(matmul(other, y), x)
    return full_rank(x, cutoff) * (found - matmul(matmul(across, g), across))


pinv = over_arrays(
    "linalg.pinv",
    about="The pseudo-inverse. At a change of rank it jumps, and its derivative is nan.",
    value=lambda x, cutoff: numpy().linalg.pinv(x, rcond=cutoff),
    pulls={"x": _by_pseudo_inverted},
    source="Golub & Pereyra 1973, SIAM J. Numer. Anal. 10, equation 4.12",
)


def _by_fitted(g: Any, x: Any, y: Any, cutoff: float, z: Any) -> Any:
    """The transpose of dz = -P dX z + P P^T dX^T r + (1 - P X) dX^T P^T z, with P = pinv(X) and r = y - X z."""
    inverse = pinv(x, cutoff)
    across = matrix_transpose(inverse)
    pulled = matmul(across, g)
    through = matmul(inverse, pulled)
    rest = g - matmul(matrix_transpose(x), pulled)
    found = (
        matmul(y - matmul(x, z), matrix_transpose(through))
        + matmul(matmul(across, z), matrix_transpose(rest))
        - matmul(pulled, matrix_transpose(z))
    )
    return full_rank(x, cutoff) * found


fit_least_squares = over_arrays(
    "linalg.lstsq",
    about="The z of least size that makes |x z - y| smallest. At a change of rank its derivative is nan.",
    value=lambda x, y, cutoff: numpy().linalg.lstsq(x, y, rcond=cutoff)[0],
    pulls={
        "x": _by_fitted,
        "y": lambda g, x, y, cutoff, z: matmul(matrix_transpose(pinv(x, cutoff)), g),
    },
    source="Golub & Pereyra 1973: the differential of pinv(x) y",
)
