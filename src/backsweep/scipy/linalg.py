"""scipy.linalg for Nodes: systems with a structure, expm, sqrtm, and what NumPy has under the same name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import backsweep.numpy as np
from backsweep.errors import NotDifferentiable
from backsweep.extend import defjvp, defvjp, primitive
from backsweep.scipy.needed import for_nodes, scipy

_plain = scipy("linalg")


def __getattr__(name: str) -> Any:
    return getattr(_plain, name)


def _same(name: str) -> Callable[..., Any]:
    """A function that NumPy has too, for Nodes without SciPy's further arguments."""

    @for_nodes(getattr(_plain, name))
    def function(*args: Any, **kwargs: Any) -> Any:
        return getattr(np.linalg, name)(*args, **kwargs)

    return function


inv, det, norm, pinv = _same("inv"), _same("det"), _same("norm"), _same("pinv")
svdvals = _same("svdvals")


@for_nodes(_plain.solve)
def solve(a: Any, b: Any) -> Any:
    """The x with a x = b."""
    return np.linalg.solve(a, b)


@for_nodes(_plain.cholesky)
def cholesky(a: Any, lower: bool = False) -> Any:
    """The triangular factor: the upper one, unless lower=True."""
    return np.linalg.cholesky(a, upper=not lower)


def _triangle(a: Any, b: Any, trans: int, lower: bool) -> Any:
    return _plain.solve_triangular(a, b, trans=trans, lower=lower)


_solve_triangle = primitive(_triangle)


def _by_triangle(ans: Any, a: Any, b: Any, trans: int, lower: bool) -> Callable[[Any], Any]:
    """-v x^T, of which the triangle counts; transposed where a was."""

    def pull(g: Any) -> Any:
        v = _solve_triangle(a, g, 1 - trans, lower)
        outer = np.matmul(_columns(v), np.transpose(_columns(ans)))
        return -(np.tril if lower else np.triu)(np.transpose(outer) if trans else outer)

    return pull


def _columns(x: Any) -> Any:
    """A vector as a matrix of one column."""
    return np.reshape(x, (-1, 1)) if x.ndim == 1 else x


# Source: Giles 2008, 2.3.1, of which the entries outside the triangle are never read.
defvjp(
    _solve_triangle,
    _by_triangle,
    lambda ans, a, b, trans, lower: lambda g: _solve_triangle(a, g, 1 - trans, lower),
)


def _along_triangle(t: Any, ans: Any, a: Any, b: Any, trans: int, lower: bool) -> Any:
    """From a dx = -da x.

    Stated, since transposing the pull takes 2.2 to 3.9 times as long (2 to 200 rows, 60 columns, one BLAS thread).
    """
    change = (np.tril if lower else np.triu)(t)
    moved = np.matmul(np.transpose(change) if trans else change, ans)
    return -_solve_triangle(a, moved, trans, lower)


defjvp(
    _solve_triangle,
    _along_triangle,
    lambda t, ans, a, b, trans, lower: _solve_triangle(a, t, trans, lower),
)


@for_nodes(_plain.solve_triangular)
def solve_triangular(a: Any, b: Any, trans: int | str = 0, lower: bool = False, unit_diagonal: bool = False) -> Any:
    """The x with a x = b (or a^T x = b, with trans=1), of a only one triangle being read.

    Raises:
        NotDifferentiable: unit_diagonal=True.
    """
    if unit_diagonal:
        raise NotDifferentiable("solve_triangular with unit_diagonal=True is not offered for Nodes. Leave it out.")
    turned = trans in (1, "T", 2, "C")
    return _solve_triangle(np.asarray(a), np.asarray(b), int(turned), bool(lower))


expm = primitive(_plain.expm)


def _by_exponential(ans: Any, a: Any) -> Callable[[Any], Any]:
    """The derivative of expm at a^T along g stands in the corner of expm([[a^T, g], [0, a^T]])."""

    def pull(g: Any) -> Any:
        n, turned = a.shape[-1], np.transpose(a)
        above = np.concatenate([turned, g], axis=1)
        below = np.concatenate([np.zeros((n, n)), turned], axis=1)
        return expm(np.concatenate([above, below], axis=0))[:n, n:]

    return pull


# Source: Mathias 1996, SIAM J. Matrix Anal. Appl. 17, theorem 2.1.
defvjp(expm, _by_exponential)

solve_sylvester = primitive(_plain.solve_sylvester)


def _sylvester(ans: Any, a: Any, b: Any, q: Any) -> Callable[[Any], Any]:
    return lambda g: solve_sylvester(np.transpose(a), np.transpose(b), g)


# Source: the differential of a x + x b = q.
defvjp(
    solve_sylvester,
    lambda ans, a, b, q: lambda g: -np.matmul(_sylvester(ans, a, b, q)(g), np.transpose(ans)),
    lambda ans, a, b, q: lambda g: -np.matmul(np.transpose(ans), _sylvester(ans, a, b, q)(g)),
    _sylvester,
)


def _bands(low: int, high: int, ab: Any, b: Any) -> Any:
    return _plain.solve_banded((low, high), ab, b)


_solve_bands = primitive(_bands)


def _turned(low: int, high: int, ab: Any) -> Any:
    """The bands of the transpose: that of offset k, moved by k columns, becomes the band of offset -k."""
    rows, columns = np.arange(low + high, -1, -1)[:, None], np.arange(ab.shape[1])
    moved = columns + (np.arange(low + high + 1)[:, None] - low)
    return np.where((moved >= 0) & (moved < ab.shape[1]), ab[rows, moved % ab.shape[1]], 0.0)


def _by_bands(ans: Any, low: int, high: int, ab: Any, b: Any) -> Callable[[Any], Any]:
    """-v x^T, of which the bands count."""

    def pull(g: Any) -> Any:
        v, x = _columns(_solve_bands(high, low, _turned(low, high, ab), g)), _columns(ans)
        rows = np.arange(low + high + 1)[:, None] - high + np.arange(ab.shape[1])
        inside = (rows >= 0) & (rows < ab.shape[1])
        return np.where(inside, -np.sum(v[rows % ab.shape[1]] * x, axis=-1), 0.0)

    return pull


# Source: the differential of a x = b.
defvjp(
    _solve_bands,
    None,
    None,
    _by_bands,
    lambda ans, low, high, ab, b: lambda g: _solve_bands(high, low, _turned(low, high, ab), g),
)


@for_nodes(_plain.solve_banded)
def solve_banded(l_and_u: tuple[int, int], ab: Any, b: Any) -> Any:
    """The x with a x = b, for a matrix a of few diagonals, given as the rows of ab."""
    low, high = l_and_u
    return _solve_bands(int(low), int(high), np.asarray(ab), np.asarray(b))


sqrtm = primitive(_plain.sqrtm)
# Source: the differential of s s = a is a Sylvester equation.
defvjp(sqrtm, lambda ans, a: lambda g: solve_sylvester(np.transpose(ans), np.transpose(ans), g))
