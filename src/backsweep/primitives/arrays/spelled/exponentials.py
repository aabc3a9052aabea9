"""logsumexp, softmax and log_softmax of whole arrays, along axes: named as in SciPy."""

from __future__ import annotations

from typing import Any

from backsweep.primitives.arrays import exponentials
from backsweep.primitives.arrays.spelled.basics import Axis
from backsweep.primitives.arrays.spelled.spelling import as_array, axes_of, spelled
from backsweep.values import numpy


def floats(x: Any) -> Any:
    """An array of floats, from one that may be of ints."""
    x = as_array(x)
    return x if numpy().dtype(x.dtype).kind in "fc" else x.astype(float)


def logsumexp(x: Any, axis: Axis = None, *, keepdims: bool = False) -> Any:
    """Logarithm of the sum of exponentials along axes, without overflow."""
    x = floats(x)
    return exponentials.logsumexp(x, axes_of(axis, x.ndim), bool(keepdims))


def softmax(x: Any, axis: Axis = None) -> Any:
    """exp(x) over the sum of them along axes: the slopes of logsumexp; 0 for each where all are -inf.

    >>> from numpy import array
    >>> softmax(array([1000.0, 1000.0])).tolist()
    [0.5, 0.5]
    """
    x = floats(x)
    return exponentials.softmax(x, axes_of(axis, x.ndim))


def log_softmax(x: Any, axis: Axis = None) -> Any:
    """The logarithm of softmax along axes, to full accuracy where that is tiny.

    >>> from numpy import array
    >>> log_softmax(array([0.0, -1000.0])).tolist()
    [0.0, -1000.0]
    """
    x = floats(x)
    return exponentials.log_softmax(x, axes_of(axis, x.ndim))


@spelled("logaddexp.reduce")
def logaddexp_reduce(array: Any, axis: Axis = 0, *, keepdims: bool = False) -> Any:
    """Logarithm of the sum of exponentials along axes."""
    return logsumexp(array, axis, keepdims=keepdims)
