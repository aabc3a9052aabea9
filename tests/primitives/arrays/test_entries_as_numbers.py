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
