"""The slopes of some rows once more, for arrays: with no branch for what is an error on numbers and none here.

A rule evaluates both sides of every `where`. On arrays each is a pass over memory, and np.where on mixed conditions
alone takes ten times as long as a product (0.49 against 0.014 ms on 100,000 entries; NumPy 2.4). So what runs most
often says directly what the rule comes to. tests/primitives/arrays/test_quicker.py holds each to the rule.

Each takes numbers too: a Node of one stands beside arrays where a parameter is a float.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from backsweep.arrays import ARRAYS, by_where, has_nan
from backsweep.kinds import Elementwise
from backsweep.primitives.arithmetic import power
from backsweep.primitives.exponential import logaddexp, sigmoid
from backsweep.primitives.hyperbolic import tanh
from backsweep.primitives.piecewise import clip, maximum, minimum, relu
from backsweep.primitives.trigonometric import atan2
from backsweep.reading import read
from backsweep.row import Primitive
from backsweep.values import is_array, kind_of_ders, numpy


def power_slope(x: Any, c: Any, y: Any) -> Any:
    """c x^(c-1): where c is one number of at least 1, no entry needs another form."""
    if is_array(c) or not c >= 1:
        return rule_of_power()(x, c, y)
    return c * x if c == 2 else c * x ** (c - 1)


@cache
def rule_of_power() -> Any:
    """The row's own rule, read on arrays at first use: who has no arrays has no NumPy."""
    assert isinstance(power, Elementwise)
    return read(power.partials["x"], ARRAYS)


def tanh_slope(x: Any, y: Any) -> Any:
    """1 / cosh^2: where that is too large for a float, this is below the smallest normal one, and 0 will do.

    All in one array: on 32,768 entries a second one costs eight times as much as the cosh (NumPy 2.4, glibc).
    """
    np = numpy()
    slope = np.cosh(x)
    slope *= slope
    return np.reciprocal(slope, out=slope if slope.__class__ is np.ndarray else None)


def greater(x: Any, y: Any, z: Any) -> Any:
    """1 where x is larger than y, 1/2 at a tie, nan where one of them is."""
    return of_the_answer(step(x, y), z)


def step(x: Any, y: Any) -> Any:
    """1 where x is larger than y, 1/2 at a tie, else 0."""
    slope = 0.5 * numpy().greater(x, y)
    slope += 0.5 * numpy().greater_equal(x, y)
    return slope


def clip_slope(x: Any, low: Any, high: Any, y: Any) -> Any:
    """1 between the bounds, 1/2 at either one, 0 outside; 0 where the bounds are equal."""
    slope = step(x, low) * step(high, x)
    equal = low == high
    return of_the_answer(slope * numpy().logical_not(equal) if numpy().any(equal) else slope, y)


def of_the_answer(slope: Any, answer: Any) -> Any:
    """The slope in the dtype of the answer, and nan where that is nan."""
    return with_nan(slope.astype(kind_of_ders(answer.dtype), copy=False) if is_array(answer) else slope, answer)


def with_nan(slope: Any, answer: Any) -> Any:
    """The slope, and nan where the answer is nan."""
    np = numpy()
    is_nan = answer != answer
    return np.where(is_nan, np.nan, slope) if np.count_nonzero(is_nan) else slope


def over_square(u: Any, y: Any, x: Any) -> Any:
    """u / (x^2 + y^2); where the squares leave the range of floats, divided by the distance twice."""
    np = numpy()
    square = np.asarray(x * x + y * y)
    limits = np.finfo(square.dtype)
    if square.size and np.min(square) > limits.tiny / limits.eps and np.max(square) < limits.max:
        return u / square
    distance = np.hypot(y, x)
    return u / distance / distance


def relu_slope(x: Any, y: Any) -> Any:
    """1 where x is positive, else 0; nan where it is nan."""
    return with_nan((x > 0).astype(y.dtype) if is_array(y) else float(x > 0), y)


def sigmoid_of(x: Any) -> Any:
    """1 / (1 + e^-x) for either sign through exp(-|x|), which is the larger term's 1 or the smaller one."""
    np = numpy()
    small = np.exp(-np.abs(x))
    below = small + 1
    found = np.maximum(small, x >= 0)
    found /= below
    return found


def sigmoid_slope(x: Any, y: Any) -> Any:
    """e / (1 + e)^2 with e = exp(-|x|): the same to the last bit for either sign."""
    np = numpy()
    slope = np.exp(-np.abs(x))
    below = slope + 1
    below *= below
    slope /= below
    return slope


def log_of_sum(x: Any, y: Any) -> Any:
    """ln(e^x + e^y) as max + ln(1 + e^-|x - y|): NumPy's own takes seven times as long (10,000 entries, NumPy 2.4)."""
    np = numpy()
    with np.errstate(invalid="ignore"):
        found = np.log1p(np.exp(-np.abs(x - y)))
        found += np.maximum(x, y)
    # An infinity less itself is nan, and has its logarithm all the same.
    return np.logaddexp(x, y) if has_nan(found) else found


def weight_of_first(x: Any, y: Any, z: Any) -> Any:
    """The share that e^x has in e^x + e^y; the edges, where both are infinite, are where x - y is nan."""
    weight = sigmoid_of(x - y)
    return at_edges(x, y, weight) if has_nan(weight) else weight


def at_edges(x: Any, y: Any, weight: Any) -> Any:
    """The weights, with those of logaddexp's edges; one and the same for either argument."""
    return by_where({point: slopes[0] for point, slopes in logaddexp.edges.items()}, lambda *_: weight)(x, y, None)


QUICKER: dict[Primitive, dict[str, Any]] = {
    power: {"x": power_slope},
    tanh: {"x": tanh_slope},
    relu: {"x": relu_slope},
    clip: {"x": clip_slope},
    atan2: {"y": lambda y, x, z: over_square(x, y, x), "x": lambda y, x, z: over_square(-y, y, x)},
    sigmoid: {"x": sigmoid_slope},
    logaddexp: {"x": weight_of_first, "y": lambda x, y, z: weight_of_first(y, x, z)},
    maximum: {"x": greater, "y": lambda x, y, z: greater(y, x, z)},
    minimum: {"x": lambda x, y, z: greater(y, x, z), "y": greater},
}
for row, slopes in QUICKER.items():
    assert isinstance(row, Elementwise)
    row.quicken(slopes)
sigmoid.on_arrays = sigmoid.in_rules_on_arrays = sigmoid_of
logaddexp.on_arrays = logaddexp.in_rules_on_arrays = log_of_sum
