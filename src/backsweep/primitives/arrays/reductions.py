"""Rows that reduce an array along axes: sums, means, extremes. The axes are a tuple of numbers from 0."""

from __future__ import annotations

from math import nan
from typing import Any

from backsweep.arrays import added_up
from backsweep.over_arrays import over_arrays
from backsweep.primitives.arrays.shapes import broadcast_to, count, kept, reshape, shape
from backsweep.primitives.piecewise import where
from backsweep.values import numpy

sum = over_arrays(
    "sum",
    about="Sum along axes.",
    value=lambda x, axis, keepdims: added_up(numpy().asarray(x), axis, keepdims),
    pulls={"x": lambda g, x, axis, keepdims, y: broadcast_to(reshape(g, kept(shape(x), axis)), shape(x))},
    linear="each",
    source="definition",
)

mean = over_arrays(
    "mean",
    about="Arithmetic mean along axes.",
    value=lambda x, axis, keepdims: numpy().mean(x, axis=axis, keepdims=keepdims),
    pulls={
        "x": lambda g, x, axis, keepdims, y: broadcast_to(
            reshape(g, kept(shape(x), axis)) / count(shape(x), axis), shape(x)
        )
    },
    linear="each",
    source="definition",
)


def _to_those_that_tie(g: Any, x: Any, axis: Any, keepdims: Any, y: Any) -> Any:
    """g in equal shares to the entries that tie with the extreme; nan where that is nan."""
    extreme = reshape(y, kept(shape(x), axis))
    ties = where(x == extreme, 1.0, 0.0)
    shares = ties / where(extreme == extreme, sum(ties, axis, True), nan)
    return reshape(g, kept(shape(x), axis)) * shares


max = over_arrays(
    "max",
    about="The largest along axes; nan if one is nan. Those that tie share the derivative equally.",
    value=lambda x, axis, keepdims: numpy().max(x, axis=axis, keepdims=keepdims),
    pulls={"x": _to_those_that_tie},
    source="definition; ties: docs/why/kinks.md",
)

min = over_arrays(
    "min",
    about="The smallest along axes; nan if one is nan. Those that tie share the derivative equally.",
    value=lambda x, axis, keepdims: numpy().min(x, axis=axis, keepdims=keepdims),
    pulls={"x": _to_those_that_tie},
    source="definition; ties: docs/why/kinks.md",
)
