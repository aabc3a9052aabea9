"""Every row of one entry at a time gives on an array what it gives on each number: values and all partials.

At points from the whole domain, at edges, and at 0, -0, subnormal numbers, inf and nan.
"""

import math
from itertools import product

import numpy as np
import pytest
from sampling import DRAWN, EXTREME, sample

import backsweep
from backsweep import BacksweepError, Node, grad, hessian, jvp
from backsweep.row import TABLE

ROWS = [row for row in TABLE.values() if row.kind == "elementwise"]
# How far NumPy's and SciPy's own functions may be from Python's, relative; lgamma has none near its zeros.
CLOSE = 1e-12
ABSOLUTE = {"lgamma": 1e-14}


def tried(row):
    """Points for a row, by the values of its static arguments, which are no arrays."""
    few = [*EXTREME[:5], 1.0, -1.0, 0.5, -2.5, math.inf, -math.inf, math.nan]
    draws = [DRAWN.get((row.name, name)) is None for name in row.args]
    found = [*sample(row, 150), *row.edges]
    if all(draws):
        found += product(*[EXTREME if len(row.args) == 1 else few for _ in row.args])
    groups = {}
    for point in found:
        key = tuple(x if static else None for x, static in zip(point, row.static, strict=True))
        groups.setdefault(key, []).append(point)
    return groups.items()


def of_numbers(row, point, static):
    """The value and the partials at one point, by plain numbers; None where they raise."""
    nodes = [x if fixed else Node(float(x)) for x, fixed in zip(point, static, strict=True)]
    try:
        y = row(*nodes)
        return y.val, y.partials
    except BacksweepError:
        return None


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_an_array_is_treated_entry_by_entry(row):
    for key, group in tried(row):
        columns = [np.array(column, dtype=float) for column in zip(*group, strict=True)]
        nodes = [
            fixed if static else Node(column) for fixed, static, column in zip(key, row.static, columns, strict=True)
        ]
        with np.errstate(all="ignore"):
            y = row(*nodes)
            partials = [np.broadcast_to(partial, y.shape) for partial in y.partials]
        for index, point in enumerate(group):
            if row.name in ("power", "pow") and point[0] == -math.inf and point[1] % 1:
                continue  # the square root of -inf is nan in NumPy, as of any other negative number
            expected = of_numbers(row, point, row.static)
            if expected is None:
                assert not np.isfinite(y.val[index]), f"{row.name}{point} is {y.val[index]}, and raises on numbers"
                continue
            value, slopes = expected
            found = [y.val[index], *(partial[index] for partial in partials)]
            for what, one, other in zip(["value", *row.args], found, [value, *slopes], strict=False):
                assert one == pytest.approx(float(other), rel=CLOSE, abs=ABSOLUTE.get(row.name, 1e-300), nan_ok=True), (
                    f"{row.name}{point}, {what}: {one} on arrays, {other} on numbers"
                )


ON_NUMBERS = [
    ("softmax", backsweep.softmax),
    ("log_softmax", backsweep.log_softmax),
    ("logsumexp", lambda x: np.logaddexp.reduce(x, axis=None)),
    ("flip", np.flip),
    ("add at", lambda x: x.at[()].add(3.0)),
    ("set at", lambda x: x.at[...].set(x * x)),
]


@pytest.mark.parametrize("f", [f for _, f in ON_NUMBERS], ids=[name for name, _ in ON_NUMBERS])
@pytest.mark.parametrize("number", [0.7, 2])
def test_a_function_of_whole_arrays_takes_a_node_of_a_number(f, number):
    """Some once asked the number for its dtype or its entries, and raised a TypeError."""

    def g(x):
        return np.sum(f(x) * x)

    array = np.array(float(number))
    assert grad(g)(number) == grad(g)(array)
    assert hessian(g)(number) == hessian(g)(array)
    assert jvp(g)(number, tangent=1.0)[1] == jvp(g)(array, tangent=np.array(1.0))[1]


W = np.array([0.3, 0.25])
OF_INTS = {
    "times ints": lambda x: np.array([1, 2]) * x,
    "plus ints": lambda x: x + np.array([1, 2]),
    "tile": lambda x: np.tile(x, 2),
    "stack": lambda x: np.stack([x, x]),
    "a tie": lambda x: backsweep.maximum(x, np.array([1, 2])),
    "power": lambda x: x ** np.array([1, 2]),
    "relu": lambda x: backsweep.relu(x * np.array([1, 2])),
    "choice": lambda x: np.where(np.array([True, False]), x, 3),
    "dot": lambda x: np.dot(np.array([[1, 2], [0, 3]]), x * np.array([1, 2])),
    "nan_to_num": lambda x: np.nan_to_num(x) * np.array([1, 2]),
    "pinv": lambda x: np.linalg.pinv(np.array([[1, 2], [0, 3]]) * x)[0],
    "lstsq": lambda x: np.linalg.lstsq(np.array([[1, 2], [0, 3]]) * x, np.array([1, 2]))[0],
}


@pytest.mark.parametrize("name", OF_INTS)
def test_arrays_of_ints_made_from_a_node_of_an_int_have_ders_that_are_floats(name):
    """grad(f)(2) once was 0 in silence: the ders were cut to the ints of the array."""

    def f(x):
        return np.sum(OF_INTS[name](x) * W)

    assert grad(f)(2.0) != 0
    assert grad(f)(2) == pytest.approx(float(grad(f)(2.0)), rel=1e-14)
    assert hessian(f)(2) == pytest.approx(float(hessian(f)(2.0)), rel=1e-14)
    x = Node(2)
    f(x).backward()
    assert x.der == pytest.approx(float(grad(f)(2.0)), rel=1e-14)


def test_the_slope_of_a_matrix_of_ints_whose_rank_a_small_change_alters_is_nan():
    def f(x):
        return np.sum(np.linalg.pinv(np.array([[1, 2], [2, 4]]) * x))

    assert math.isnan(grad(f)(2))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_single_precision_is_right_to_single_precision(row):
    """The gaussian, and with it erf and gelu, once split 53 bits off numbers that have 24: slopes were wrong."""
    for point in sample(row, 100):
        if any(isinstance(x, float) and not 1e-3 < abs(x) < 30 for x in point):
            continue
        rounded = [float(np.float32(x)) if isinstance(x, float) else x for x in point]
        double = on_arrays(row, rounded, np.float64)
        single = on_arrays(row, rounded, np.float32)
        for one, other in zip(single, double, strict=True):
            if math.isfinite(other) and abs(other) < 1e30:
                assert one == pytest.approx(other, rel=2e-3, abs=1e-4 * max(1.0, abs(other))), f"{row.name} at {point}"


def on_arrays(row, point, dtype):
    """The value and the slopes of a row at an array of one entry."""
    nodes = [x if fixed else Node(np.array([x], dtype)) for x, fixed in zip(point, row.static, strict=True)]
    with np.errstate(all="ignore"):
        y = row(*nodes)
        return [float(y.val[0]), *(float(np.ravel(partial)[0]) for partial in y.partials)]
