"""The rows of the table, by subject. Importing this package fills backsweep.primitive.TABLE."""

from backsweep.primitives import (
    arithmetic,
    exponential,
    hyperbolic,
    piecewise,
    sequences,
    special,
    trigonometric,
)

__all__ = ["arithmetic", "exponential", "hyperbolic", "piecewise", "sequences", "special", "trigonometric"]
