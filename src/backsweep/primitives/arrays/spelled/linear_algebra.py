"""NumPy's spellings of linear algebra: np.linalg, and what it is built on."""

from __future__ import annotations

import builtins
from collections.abc import Sequence
from typing import Any

from backsweep.errors import NotDifferentiable
from backsweep.node import short
from backsweep.primitives.arrays import linear_algebra as rows
from backsweep.primitives.arrays import linear_algebra_determinants as determinants
from backsweep.primitives.arrays import linear_algebra_factors as factors
from backsweep.primitives.arrays import reductions, shapes
from backsweep.primitives.arrays.indexing import take_at
from backsweep.primitives.arrays.matrices import matrix_transpose as swapped
from backsweep.primitives.arrays.matrices import rows as rows_at
from backsweep.primitives.arrays.products import matmul
from backsweep.primitives.arrays.spelled.spelling import SPELLED, as_array, spelled
from backsweep.values import kind_of_ders, numpy
from backsweep.worlds import value_of


def matrices(a: Any, name: str, square: bool = False) -> Any:
    """The argument as an array of matrices.

    Raises:
        numpy.linalg.LinAlgError: it has fewer than two axes, or its matrices are not square; as NumPy raises it.
    """
    a = as_array(a)
    if a.ndim < 2 or (square and a.shape[-1] != a.shape[-2]):
        wanted = "square matrices" if square else "matrices"
        raise numpy().linalg.LinAlgError(
            f"np.linalg.{name} needs {wanted}, along the last two axes, but got an array of shape {a.shape}."
        )
    return a


def real_matrices(a: Any, name: str, square: bool = False) -> Any:
    """The same for a function that is not analytic.

    Raises:
        NotDifferentiable: the entries are complex.
    """
    a = matrices(a, name, square)
    if a.dtype.kind == "c":
        raise NotDifferentiable(
            f"np.linalg.{name} is not offered for complex numbers, but got {short(value_of(a))}: "
            "backsweep differentiates complex numbers only through analytic functions."
        )
    return a


def named_results(name: str, **results: Any) -> Any:
    """The namedtuple in which NumPy gives several results: EighResult, SVDResult, QRResult, SlogdetResult."""
    one = numpy().eye(1)
    kind = type(getattr(numpy().linalg, name)(one))
    return kind(**results)


@spelled("matrix_transpose")
def matrix_transpose(x: Any) -> Any:
    """The array with its last two axes swapped."""
    return swapped(as_array(x))


SPELLED["linalg.matrix_transpose"] = matrix_transpose


@spelled("linalg.inv")
def inv(a: Any) -> Any:
    """The inverse."""
    return rows.inv(matrices(a, "inv", square=True))


@spelled("linalg.solve")
def solve(a: Any, b: Any) -> Any:
    """The x with a x = b. As from NumPy 2 on, b is a vector only where it has one axis."""
    a, b = matrices(a, "solve", square=True), as_array(b)
    if b.ndim != 1:
        return rows.solve(a, b)
    found = rows.solve(a, shapes.reshape(b, (*b.shape, 1)))
    return shapes.reshape(found, found.shape[:-1])


@spelled("linalg.det")
def det(a: Any) -> Any:
    """The determinant."""
    return determinants.det(matrices(a, "det", square=True))


@spelled("linalg.slogdet")
def slogdet(a: Any) -> Any:
    """The sign of the determinant, a plain number, and the logarithm of its size."""
    a = real_matrices(a, "slogdet", square=True)
    sign = numpy().linalg.slogdet(value_of(a))[0]
    return named_results("slogdet", sign=sign, logabsdet=determinants.log_abs_det(a))


@spelled("linalg.cholesky")
def cholesky(a: Any, upper: bool = False) -> Any:
    """The lower triangular L with L L^T = a, or its transpose."""
    a = real_matrices(a, "cholesky", square=True)
    return swapped(rows.cholesky(swapped(a))) if upper else rows.cholesky(a)


@spelled("linalg.eigh")
def eigh(a: Any, UPLO: str = "L") -> Any:
    """The eigenvalues and eigenvectors of a symmetric matrix."""
    both = factors.eigh(real_matrices(a, "eigh", square=True), UPLO.upper())
    return named_results(
        "eigh", eigenvalues=take_at(both, (..., 0, slice(None))), eigenvectors=take_at(both, rows_at(1, None))
    )


@spelled("linalg.eigvalsh")
def eigvalsh(a: Any, UPLO: str = "L") -> Any:
    """The eigenvalues of a symmetric matrix."""
    return factors.eigvalsh(real_matrices(a, "eigvalsh", square=True), UPLO.upper())


@spelled("linalg.svd")
def svd(a: Any, full_matrices: bool = True, compute_uv: bool = True, hermitian: bool = False) -> Any:
    """The singular value decomposition.

    Raises:
        NotDifferentiable: full_matrices=True for a matrix that is not square: the further vectors are any basis.
    """
    a = real_matrices(a, "svd")
    if hermitian:
        raise NotDifferentiable("np.linalg.svd with hermitian=True is not offered for Nodes. Leave it out.")
    if not compute_uv:
        return factors.svdvals(a)
    m, n = a.shape[-2:]
    if full_matrices and m != n:
        raise NotDifferentiable(
            f"np.linalg.svd of a matrix of shape {(m, n)} with full_matrices=True adds vectors that may be any "
            "basis, and so have no derivative. Write full_matrices=False."
        )
    parts = factors.svd(a)
    return named_results(
        "svd",
        U=take_at(parts, rows_at(1, m + 1)),
        S=take_at(parts, (..., 0, slice(None))),
        Vh=swapped(take_at(parts, rows_at(m + 1, None))),
    )


@spelled("linalg.svdvals")
def svdvals(x: Any) -> Any:
    """The singular values, the largest first."""
    return factors.svdvals(real_matrices(x, "svdvals"))


@spelled("linalg.qr")
def qr(a: Any, mode: str = "reduced") -> Any:
    """The factors q and r, or with mode="r" the second alone.

    Raises:
        NotDifferentiable: another mode, whose further vectors may be any basis.
    """
    a = real_matrices(a, "qr")
    m, n = a.shape[-2:]
    if mode not in ("reduced", "r") and not (mode == "complete" and m <= n):
        raise NotDifferentiable(
            f'np.linalg.qr with mode="{mode}" is not offered for Nodes of matrices of shape {(m, n)}. '
            'Write mode="reduced" or mode="r".'
        )
    parts = factors.qr(a)
    r = swapped(take_at(parts, rows_at(m, None)))
    return r if mode == "r" else named_results("qr", Q=take_at(parts, rows_at(0, m)), R=r)


def cutoff_of(given: Any, a: Any, usual: float) -> float:
    """From which size on, relative to the largest, a singular value counts as one."""
    return usual * float(numpy().finfo(kind_of_ders(a.dtype)).eps) if given is None else float(given)


@spelled("linalg.pinv")
def pinv(a: Any, rcond: Any = None, hermitian: bool = False, *, rtol: float | None = None) -> Any:
    """The pseudo-inverse; that of a symmetric matrix is symmetric by itself.

    Raises:
        NotDifferentiable: rcond is not a number, or hermitian is asked for.
    """
    if hermitian or isinstance(rcond, str):
        raise NotDifferentiable(
            f"np.linalg.pinv of a Node takes a number rcond, but got {short(rcond)} and hermitian = {hermitian}."
        )
    a = real_matrices(a, "pinv")
    return rows.pinv(a, (1e-15 if rcond is None else float(rcond)) if rtol is None else float(rtol))


@spelled("linalg.lstsq")
def lstsq(a: Any, b: Any, rcond: float | None = None) -> Any:
    """The least-squares solution, the sums of squared residuals, the rank, the singular values."""
    a, b = real_matrices(a, "lstsq"), as_array(b)
    cutoff = cutoff_of(rcond, a, builtins.max(a.shape))
    columns = shapes.reshape(b, (b.shape[0], 1)) if b.ndim == 1 else b
    x = rows.fit_least_squares(a, columns, cutoff)
    rank = numpy().linalg.lstsq(value_of(a), value_of(columns), rcond=cutoff)[2]
    away = columns - matmul(a, x)
    full = a.shape[0] > a.shape[1] == rank
    residuals = reductions.sum(away * away, (0,), False) if full else numpy().empty(0, a.dtype)
    solution = shapes.reshape(x, x.shape[:1]) if b.ndim == 1 else x
    return solution, residuals, rank, factors.svdvals(a)


@spelled("linalg.matrix_power")
def matrix_power(a: Any, n: int) -> Any:
    """a times itself n times, in the order of NumPy; its inverse for n < 0, and a plain array for n = 0."""
    a = matrices(a, "matrix_power", square=True)
    if n == 0:
        return numpy().linalg.matrix_power(value_of(a), 0)
    if n < 0:
        a, n = rows.inv(a), -n
    if n == 3:
        return matmul(matmul(a, a), a)
    square, found = a, None
    while n:
        n, odd = divmod(n, 2)
        if odd:
            found = square if found is None else matmul(found, square)
        square = matmul(square, square) if n else square
    return found


@spelled("linalg.multi_dot")
def multi_dot(arrays: Sequence[Any]) -> Any:
    """A product of many matrices, in the order that costs least."""
    parts = [as_array(part) for part in arrays]
    first, final = parts[0].ndim, parts[-1].ndim
    parts[0] = shapes.reshape(parts[0], (1, *parts[0].shape)) if first == 1 else parts[0]
    parts[-1] = shapes.reshape(parts[-1], (*parts[-1].shape, 1)) if final == 1 else parts[-1]
    product = multiplied(parts, cheapest(parts), 0, len(parts) - 1)
    rows_kept, columns_kept = product.shape[: first - 1], product.shape[3 - final :]
    return shapes.reshape(product, rows_kept + columns_kept)


def cheapest(parts: Sequence[Any]) -> dict[tuple[int, int], int]:
    """Where to split the product of parts[i..j]: dynamic programming over the number of multiplications.

    Source: Cormen, Leiserson, Rivest & Stein, Introduction to Algorithms, section 15.2.
    """
    sides = [part.shape[0] for part in parts] + [parts[-1].shape[1]]
    cost = {(i, i): 0 for i in range(len(parts))}
    split: dict[tuple[int, int], int] = {}
    for length in range(1, len(parts)):
        for i in range(len(parts) - length):
            j = i + length
            costs = {
                k: cost[i, k] + cost[k + 1, j] + sides[i] * sides[k + 1] * sides[j + 1] for k in reversed(range(i, j))
            }
            split[i, j] = builtins.min(costs, key=costs.__getitem__)
            cost[i, j] = costs[split[i, j]]
    return split


def multiplied(parts: Sequence[Any], split: dict[tuple[int, int], int], i: int, j: int) -> Any:
    """The product of parts[i..j]."""
    if i == j:
        return parts[i]
    k = split[i, j]
    return matmul(multiplied(parts, split, i, k), multiplied(parts, split, k + 1, j))


@spelled("linalg.cond")
def cond(x: Any, p: Any = None) -> Any:
    """How much larger a relative error can become in a system with this matrix."""
    x = matrices(x, "cond", square=p not in (None, 2, -2))
    if p in (None, 2, -2):
        values = svdvals(x)
        largest, smallest = take_at(values, (..., 0)), take_at(values, (..., -1))
        return smallest / largest if p == -2 else largest / smallest
    norm = SPELLED["linalg.norm"]
    return norm(x, p, (-2, -1)) * norm(rows.inv(x), p, (-2, -1))
