"""All of NumPy's spellings: importing this fills in SPELLED."""

from backsweep.primitives.arrays import (
    contributing,
    quicker,
    spelled_basics,
    spelled_complex,
    spelled_entries,
    spelled_exponentials,
    spelled_fourier,
    spelled_indexing,
    spelled_interp,
    spelled_joining,
    spelled_linear_algebra,
    spelled_norms,
    spelled_products,
    spelled_reductions,
    spelled_shapes,
    spelled_sorting,
    whole_sequences,
)
from backsweep.primitives.arrays.spelled import SPELLED

# Other names that NumPy has for the same functions.
for alias, name in {"amax": "max", "amin": "min", "around": "round", "row_stack": "vstack"}.items():
    SPELLED[alias] = SPELLED[name]

__all__ = [
    "SPELLED",
    "contributing",
    "quicker",
    "spelled_basics",
    "spelled_complex",
    "spelled_entries",
    "spelled_exponentials",
    "spelled_fourier",
    "spelled_indexing",
    "spelled_interp",
    "spelled_joining",
    "spelled_linear_algebra",
    "spelled_norms",
    "spelled_products",
    "spelled_reductions",
    "spelled_shapes",
    "spelled_sorting",
    "whole_sequences",
]
