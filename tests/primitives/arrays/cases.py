"""Calls of NumPy's functions on arrays, for the laws: (name, function, arguments); some for each of them."""

import numpy as np
from cases_products import CLOSE, ENTRIES, PRODUCTS, SOFT
from cases_reductions import REDUCTIONS
from cases_shapes import SHAPES
from cases_statistics import CLOSE_STATISTICS, STATISTICS
from fourier_cases import FOURIER_CASES
from linear_algebra_cases import LINEAR_ALGEBRA_CASES

draw = np.random.default_rng(0).normal

CASES = [
    ("sum", np.sum, (draw(size=(3, 4)),)),
    ("sum of an axis", lambda x: np.sum(x, axis=1), (draw(size=(3, 4)),)),
    ("sum of two axes, kept", lambda x: np.sum(x, axis=(0, -1), keepdims=True), (draw(size=(2, 3, 4)),)),
    ("sum of nothing", lambda x: np.sum(x, axis=0), (np.zeros((0, 2)),)),
    ("mean", np.mean, (draw(size=(3, 4)),)),
    ("mean of an axis", lambda x: np.mean(x, axis=-1, keepdims=True), (draw(size=(3, 4)),)),
    ("max", np.max, (draw(size=(3, 4)),)),
    ("max of an axis", lambda x: np.max(x, axis=0), (draw(size=(3, 4)),)),
    ("min", lambda x: np.min(x, axis=(0, 2)), (draw(size=(2, 3, 2)),)),
    ("var", lambda x: np.var(x, axis=0, ddof=1), (draw(size=(5, 2)),)),
    ("reshape", lambda x: np.reshape(x, (2, -1)), (draw(size=(3, 4)),)),
    ("ravel", np.ravel, (draw(size=(3, 4)),)),
    ("transpose", np.transpose, (draw(size=(2, 3, 4)),)),
    ("transpose by axes", lambda x: np.transpose(x, (1, -1, 0)), (draw(size=(2, 3, 4)),)),
    ("broadcast_to", lambda x: np.broadcast_to(x, (5, 3, 4)), (draw(size=(3, 1)),)),
    ("expand_dims", lambda x: np.expand_dims(x, (0, 2)), (draw(size=(3, 4)),)),
    ("squeeze", lambda x: np.squeeze(x, 1), (draw(size=(3, 1, 4)),)),
    ("concatenate", lambda x, y: np.concatenate([x, y, x], axis=1), (draw(size=(2, 3)), draw(size=(2, 1)))),
    ("stack", lambda x, y: np.stack([x, y], axis=-1), (draw(size=(2, 3)), draw(size=(2, 3)))),
    ("where", lambda x, y: np.where(np.array([True, False, True]), x, y), (draw(size=(2, 3)), draw(size=(2, 1)))),
    ("entry", lambda x: x[1, 2], (draw(size=(3, 4)),)),
    ("slices", lambda x: x[::-2, None, 1:3], (draw(size=(5, 4)),)),
    ("an entry named twice", lambda x: x[np.array([0, 2, 2])], (draw(size=(3, 4)),)),
    ("a mask", lambda x: x[np.array([True, False, True])], (draw(size=3),)),
    ("two index arrays", lambda x: x[np.array([[0], [2]]), np.array([1, 1])], (draw(size=(3, 4)),)),
    ("matrix times matrix", np.matmul, (draw(size=(3, 4)), draw(size=(4, 2)))),
    ("matrix times vector", np.matmul, (draw(size=(3, 4)), draw(size=4))),
    ("vector times matrix", np.matmul, (draw(size=3), draw(size=(3, 4)))),
    ("vector times vector", np.matmul, (draw(size=3), draw(size=3))),
    ("batches of matrices", np.matmul, (draw(size=(5, 1, 3, 4)), draw(size=(2, 4, 3)))),
    ("batches times vector", np.matmul, (draw(size=(2, 3, 4)), draw(size=4))),
    ("vector times batches", np.matmul, (draw(size=3), draw(size=(2, 3, 4)))),
    ("a product, broadcast", lambda x, y: x * y, (draw(size=(3, 1)), draw(size=(2, 1, 4)))),
    ("a power", lambda x: x**3, (draw(size=(2, 3)),)),
    ("a chain of entries", lambda x: np.exp(np.sin(x)) / (1 + x * x), (draw(size=(2, 3)),)),
    *LINEAR_ALGEBRA_CASES,
    *FOURIER_CASES,
    *REDUCTIONS,
    *SHAPES,
    *PRODUCTS,
    *ENTRIES,
    *STATISTICS,
]

# For all laws but the first: the value is not NumPy's to the last bit, or NumPy has no such function.
BESIDE = [*CLOSE, *SOFT, *CLOSE_STATISTICS]
