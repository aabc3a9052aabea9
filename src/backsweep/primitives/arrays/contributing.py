"""What a der passes on through a partial, on Nodes of arrays: the row behind second derivatives."""

from __future__ import annotations

from backsweep.arrays import contribute_arrays
from backsweep.over_arrays import OverArrays, over_arrays
from backsweep.primitives.arrays.shapes import shape, sum_to

# Linear in each argument, so that a partial's own infinite tangent passes nothing on either where d is 0: the
# product rule alone would multiply it with that 0, and give nan.
contribute: OverArrays = over_arrays(
    "contribute",
    about="What a der d passes on through a partial p, entry by entry: d times p, and nothing where d is 0.",
    value=lambda d, p: contribute_arrays(d, p),
    pulls={
        "d": lambda g, d, p, y: sum_to(contribute(g, p), shape(d)),
        "p": lambda g, d, p, y: sum_to(contribute(g, d), shape(p)),
    },
    linear="each",
    latex=r"{d} \cdot {p}",
    source="chain rule; docs/why/zero-ders.md",
)
