"""Half the digits of an entry, in the precision that its array has.

A row's own text splits the 53 bits of a float. Of an array in single precision that would take off all digits, and the
bell curve, whose exponent is split so that its square is exact, would be the first terms of its series.
"""

from __future__ import annotations

from typing import Any

from backsweep.primitives.special import high_half
from backsweep.values import is_array, numpy


def rounded_to_half(x: Any) -> Any:
    """x rounded to half of the bits of its dtype; numbers too large to be split as they are."""
    if not is_array(x) or x.dtype.kind != "f":
        return high_half.plain(x)
    np, limits = numpy(), numpy().finfo(x.dtype)
    splitter = x.dtype.type(2 ** ((limits.nmant + 2) // 2) + 1)
    with np.errstate(over="ignore", invalid="ignore"):
        large = splitter * x
        half = large - (large - x)
    return np.where(np.abs(x) < limits.max / splitter, half, x)


high_half.on_arrays = high_half.in_rules_on_arrays = rounded_to_half
