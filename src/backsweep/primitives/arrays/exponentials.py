"""Rows for sums of exponentials along axes, which never overflow: logsumexp, softmax, log_softmax."""

from __future__ import annotations

from typing import Any

from backsweep.arrays import has_nan
from backsweep.over_arrays import OverArrays, over_arrays
from backsweep.primitives.arrays.reductions import sum
from backsweep.primitives.arrays.shapes import kept, reshape, shape
from backsweep.values import numpy


def _shifted(x: Any, axis: tuple[int, ...]) -> tuple[Any, Any]:
    """The largest along axes, and each entry less that, where inf - inf counts as 0."""
    np = numpy()
    largest = np.max(x, axis=axis, keepdims=True, initial=-np.inf)
    with np.errstate(invalid="ignore"):
        shifted = x - largest
    # Only inf - inf gives a nan that was not there: a look costs a fiftieth of the pass.
    return largest, np.where((x == largest) & np.isinf(x), 0, shifted) if has_nan(shifted) else shifted


def _logsumexp(x: Any, axis: Any, keepdims: Any) -> Any:
    """One of the largest is the 1 of ln(1 + rest): the logarithm of the whole sum would lose a rest below 1e-16."""
    np = numpy()
    largest, shifted = _shifted(x, axis)
    smaller = x != largest
    number = np.sum(~smaller, axis=axis, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.exp(shifted)
        terms *= smaller
        rest = np.sum(terms, axis=axis, keepdims=True)
        answer = largest + (np.log(number) + np.log1p(rest / np.maximum(number, 1))).astype(shifted.dtype)
    return answer if keepdims else np.squeeze(answer, axis=axis)


def _softmax(x: Any, axis: Any) -> Any:
    np = numpy()
    largest, shifted = _shifted(x, axis)
    weights = np.exp(shifted)
    weights /= np.sum(weights, axis=axis, keepdims=True)
    return np.where(largest == -np.inf, np.zeros((), shifted.dtype), weights) if np.any(largest == -np.inf) else weights


logsumexp = over_arrays(
    "logsumexp",
    about="Logarithm of the sum of exponentials along axes, without overflow; -inf where all are -inf.",
    value=_logsumexp,
    pulls={"x": lambda g, x, axis, keepdims, y: reshape(g, kept(shape(x), axis)) * softmax(x, axis)},
    source="softmax",
)


def _less_the_mean(g: Any, x: Any, axis: Any, y: Any) -> Any:
    weighted = g * y
    return weighted - y * sum(weighted, axis, True)


softmax: OverArrays = over_arrays(
    "softmax",
    about="exp(x) over the sum of them along axes: the slopes of logsumexp; 0 for each where all are -inf.",
    value=_softmax,
    pulls={"x": _less_the_mean},
    source="d y_i/dx_j = y_i (delta_ij - y_j)",
)


def _log_softmax(x: Any, axis: Any) -> Any:
    np = numpy()
    _, shifted = _shifted(x, axis)
    with np.errstate(divide="ignore"):
        return shifted - np.log(np.sum(np.exp(shifted), axis=axis, keepdims=True))


log_softmax = over_arrays(
    "log_softmax",
    about="The logarithm of softmax along axes, to full accuracy where that is tiny.",
    value=_log_softmax,
    pulls={"x": lambda g, x, axis, y: g - softmax(x, axis) * sum(g, axis, True)},
    source="x - logsumexp(x)",
)
