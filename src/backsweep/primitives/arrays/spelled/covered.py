"""All of NumPy's spellings: importing this fills in SPELLED."""

from backsweep.primitives.arrays import contributing, halves, quicker, whole_sequences
from backsweep.primitives.arrays.spelled import (
    basics,
    complex,
    entries,
    exponentials,
    fourier,
    indexing,
    interp,
    joining,
    linear_algebra,
    norms,
    products,
    ranges,
    reductions,
    shapes,
    sorting,
    statistics,
)
from backsweep.primitives.arrays.spelled.spelling import SPELLED

# Other names that NumPy has for the same functions.
for alias, name in {"amax": "max", "amin": "min", "around": "round", "row_stack": "vstack"}.items():
    SPELLED[alias] = SPELLED[name]

__all__ = [
    "SPELLED",
    "basics",
    "complex",
    "contributing",
    "entries",
    "exponentials",
    "fourier",
    "halves",
    "indexing",
    "interp",
    "joining",
    "linear_algebra",
    "norms",
    "products",
    "quicker",
    "ranges",
    "reductions",
    "shapes",
    "sorting",
    "statistics",
    "whole_sequences",
]
