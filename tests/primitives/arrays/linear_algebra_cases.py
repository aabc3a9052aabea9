"""Calls of np.linalg for the laws, on matrices that are well conditioned: a stack of two, a tall one, a wide one."""

from math import inf

import numpy as np

draw = np.random.default_rng(5).normal
SQUARE = draw(size=(3, 3)) + 3 * np.eye(3)
STACK = draw(size=(2, 3, 3)) + 3 * np.eye(3)
TALL, WIDE = draw(size=(4, 2)), draw(size=(2, 4))


def symmetric(x):
    return x + np.matrix_transpose(x)


def positive(x):
    return np.matmul(x, np.matrix_transpose(x)) + np.eye(x.shape[-1], dtype=x.dtype)


def unsigned(q):
    """What of a vector does not depend on its sign, which an algorithm may choose as it likes."""
    return q * q


LINEAR_ALGEBRA_CASES = [
    ("matrix_transpose", np.matrix_transpose, (STACK,)),
    ("inv", np.linalg.inv, (SQUARE,)),
    ("inv of a stack", np.linalg.inv, (STACK,)),
    ("solve for a vector", np.linalg.solve, (SQUARE, draw(size=3))),
    ("solve for a matrix", np.linalg.solve, (SQUARE, draw(size=(3, 2)))),
    ("solve, a stack for one vector", np.linalg.solve, (STACK, draw(size=3))),
    ("solve, one matrix for a stack", np.linalg.solve, (SQUARE, draw(size=(2, 3, 4)))),
    ("solve, two stacks broadcast", np.linalg.solve, (STACK[:, None], draw(size=(5, 3, 1)))),
    ("det", np.linalg.det, (SQUARE,)),
    ("det of a stack", np.linalg.det, (STACK,)),
    ("det of one entry", np.linalg.det, (np.array([[2.5]]),)),
    ("slogdet", lambda x: np.linalg.slogdet(x).logabsdet, (STACK,)),
    ("cholesky", lambda x: np.linalg.cholesky(positive(x)), (STACK,)),
    ("cholesky, upper", lambda x: np.linalg.cholesky(positive(x), upper=True), (SQUARE,)),
    ("eigvalsh", lambda x: np.linalg.eigvalsh(symmetric(x)), (STACK,)),
    ("eigvalsh, upper triangle", lambda x: np.linalg.eigvalsh(symmetric(x), UPLO="U"), (SQUARE,)),
    ("eigh, values", lambda x: np.linalg.eigh(symmetric(x)).eigenvalues, (STACK,)),
    ("eigh, vectors", lambda x: unsigned(np.linalg.eigh(symmetric(x)).eigenvectors), (STACK,)),
    ("svdvals", np.linalg.svdvals, (STACK,)),
    ("svd, values", lambda x: np.linalg.svd(x, compute_uv=False), (TALL,)),
    ("svd, left vectors", lambda x: unsigned(np.linalg.svd(x).U), (STACK,)),
    ("svd of a tall matrix", lambda x: unsigned(np.linalg.svd(x, full_matrices=False).U), (TALL,)),
    ("svd of a tall matrix, right", lambda x: unsigned(np.linalg.svd(x, full_matrices=False).Vh), (TALL,)),
    ("svd of a wide matrix", lambda x: unsigned(np.linalg.svd(x, full_matrices=False)[2]), (WIDE,)),
    ("svd of a wide matrix, left", lambda x: unsigned(np.linalg.svd(x, full_matrices=False)[0]), (WIDE,)),
    ("qr, q", lambda x: np.linalg.qr(x).Q, (STACK,)),
    ("qr, r", lambda x: np.linalg.qr(x, mode="r"), (STACK,)),
    ("qr of a tall matrix, q", lambda x: np.linalg.qr(x)[0], (TALL,)),
    ("qr of a tall matrix, r", lambda x: np.linalg.qr(x)[1], (TALL,)),
    ("qr of a wide matrix, q", lambda x: np.linalg.qr(x)[0], (WIDE,)),
    ("qr of a wide matrix, r", lambda x: np.linalg.qr(x)[1], (WIDE,)),
    ("pinv of a tall matrix", np.linalg.pinv, (TALL,)),
    ("pinv of a wide matrix", np.linalg.pinv, (WIDE,)),
    ("pinv of a stack", np.linalg.pinv, (STACK,)),
    ("lstsq, tall", lambda x, y: np.linalg.lstsq(x, y)[0], (TALL, draw(size=(4, 3)))),
    ("lstsq, wide", lambda x, y: np.linalg.lstsq(x, y)[0], (WIDE, draw(size=2))),
    ("matrix_power", lambda x: np.linalg.matrix_power(x, 5), (SQUARE,)),
    ("matrix_power 3", lambda x: np.linalg.matrix_power(x, 3), (STACK,)),
    ("matrix_power -2", lambda x: np.linalg.matrix_power(x, -2), (SQUARE,)),
    ("multi_dot", lambda x, y, z: np.linalg.multi_dot([x, y, z, x]), (TALL, draw(size=(2, 3)), draw(size=(3, 4)))),
    ("multi_dot of vectors", lambda x, y, z: np.linalg.multi_dot([x, y, z]), (TALL[:, 0], TALL, draw(size=2))),
    ("cond", np.linalg.cond, (SQUARE,)),
    ("cond by another norm", lambda x: np.linalg.cond(x, "fro"), (STACK,)),
    ("norm of a vector", np.linalg.norm, (draw(size=4),)),
    ("norm of a matrix", np.linalg.norm, (TALL,)),
    ("norm along an axis", lambda x: np.linalg.norm(x, axis=1, keepdims=True), (TALL,)),
    ("norm of all of a stack", np.linalg.norm, (STACK,)),
    ("norm, nuclear", lambda x: np.linalg.norm(x, "nuc"), (TALL,)),
    ("norm 2 of a stack", lambda x: np.linalg.norm(x, 2, axis=(0, 2), keepdims=True), (STACK,)),
    ("norm -2 of a matrix", lambda x: np.linalg.norm(x, -2), (WIDE,)),
    *(
        (f"norm {order} of a matrix", lambda x, order=order: np.linalg.norm(x, order, axis=(2, 0)), (STACK,))
        for order in (1, -1, inf, -inf, "fro")
    ),
    *(
        (f"norm {order} of vectors", lambda x, order=order: np.linalg.norm(x, order, axis=0), (TALL,))
        for order in (1, 2, 3, 1.5, -1, inf, -inf)
    ),
    ("norm 0.5 of vectors", lambda x: np.linalg.norm(x, 0.5, axis=1), (np.array([[1.0, -2.0], [0.7, 3.0]]),)),
    ("vector_norm", lambda x: np.linalg.vector_norm(x, axis=(0, 2), ord=3), (STACK,)),
    ("matrix_norm", lambda x: np.linalg.matrix_norm(x, keepdims=True, ord="nuc"), (STACK,)),
]
