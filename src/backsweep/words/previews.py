"""Arrays in words: the small ones in full, of the others their shape, their range and their first entries.

One idea: whoever looks at a computation wants to know whether an array is what it should be: how large it is, from
where to where it goes, and whether a nan is in it. That is said first, and of a million entries nothing more is read.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from backsweep.values import numpy

FULL = 4  # an array of so many entries is written out
FIRST = 3  # entries of a larger one
DIGITS = 4  # of the entries and the range of a larger one

Write = Callable[[Any], str]


@dataclass(frozen=True, slots=True)
class Summary:
    """What there is to say of an array.

    shape      its shape
    low, high  its smallest and largest finite entries, of complex ones by modulus; None where there are none
    modulus    whether these are moduli
    odd        how many entries are nan, inf, -inf, by that name; of truth values how many are true, and no range
    """

    shape: tuple[int, ...]
    low: Any
    high: Any
    modulus: bool
    odd: dict[str, int]


def summary(array: Any) -> Summary:
    """The shape and the range of an array, with what is no finite number counted apart.

    >>> import numpy as np
    >>> summary(np.array([1.0, np.nan, -2.0]))
    Summary(shape=(3,), low=-2.0, high=1.0, modulus=False, odd={'nan': 1})
    """
    np = numpy()
    if array.dtype.kind == "b":
        return Summary(array.shape, None, None, False, {"true": int(np.count_nonzero(array))})
    modulus = array.dtype.kind == "c"
    sizes = np.abs(array) if modulus else array
    low, high = _ends(sizes)
    odd: dict[str, int] = {}
    if not np.isfinite([low or 0, high or 0]).all():
        counts = {"nan": np.isnan(sizes), "inf": sizes == np.inf, "-inf": sizes == -np.inf}
        odd = {name: int(np.count_nonzero(found)) for name, found in counts.items() if found.any()}
        low, high = _ends(sizes[np.isfinite(sizes)])
    return Summary(array.shape, low, high, modulus, odd)


def _ends(numbers: Any) -> tuple[Any, Any]:
    """The smallest and the largest entry, nan where one is; None where there are none."""
    return (numbers.min().item(), numbers.max().item()) if numbers.size else (None, None)


def size_told(shape: tuple[int, ...], times: str = "x") -> str:
    """A shape in words.

    >>> size_told((3, 2)), size_told((5,)), size_told(())
    ('3x2', '5 entries', 'a number')
    """
    if len(shape) == 1:
        return f"{shape[0]:,} {'entry' if shape[0] == 1 else 'entries'}"
    return times.join(map(str, shape)) or "a number"


def range_told(told: Summary, write: Write) -> str:
    """From where to where an array goes, and what else is in it: "-2.0 to 1.0, 1 nan"; "" where it is empty."""
    parts = []
    if told.low is not None:
        bars = "|{}|" if told.modulus else "{}"
        low, high = bars.format(write(told.low)), bars.format(write(told.high))
        parts.append(f"all {low}" if low == high and not told.odd else low if low == high else f"{low} to {high}")
    return ", ".join([*parts, *(f"{count:,} {name}" for name, count in told.odd.items())])


def preview(array: Any, write: Write, first: int = FIRST) -> str:
    """An array in words, in brackets: its entries where they are few, else its shape, its range and its first entries.

    >>> import numpy as np
    >>> preview(np.array([[1.0, 2.0]]), str), preview(np.arange(8.0).reshape(4, 2), str)
    ('[[1.0, 2.0]]', '[4x2, 0.0 to 7.0: 0.0, 1.0, 2.0, ...]')
    """
    if array.dtype.char in "gG":  # a long double, of which Python has no number
        array = array.astype(array.dtype.char.replace("g", "d").replace("G", "D"))
    if not array.ndim:
        return write(array.item())
    if 0 < array.size <= FULL:
        return nested(array.tolist(), write)
    told = summary(array)
    parts = ", ".join(part for part in (size_told(told.shape), range_told(told, write)) if part)
    if not first or told.low == told.high or not array.size:
        return f"[{parts}]"
    return f"[{parts}: {', '.join(map(write, array.flat[:first].tolist()))}, ...]"


def nested(entries: Any, write: Write) -> str:
    """Lists of lists of numbers, written out."""
    if isinstance(entries, list):
        return "[" + ", ".join(nested(entry, write) for entry in entries) + "]"
    return write(entries)


def largest_entry(array: Any) -> float:
    """The largest |entry| of an array; nan where one is, 0 where there are none.

    >>> import numpy as np
    >>> largest_entry(np.array([1.0, -3.0]))
    3.0
    """
    return float(numpy().max(numpy().abs(array), initial=0.0))


def norm(array: Any) -> float:
    """The Euclidean norm of all entries, also where their squares would overflow.

    >>> import numpy as np
    >>> norm(np.array([[3.0, 4.0]]))
    5.0
    """
    np = numpy()
    largest = largest_entry(array)
    if not largest or not np.isfinite(largest):
        return largest
    scale = 2.0 ** max(math.frexp(largest)[1] - 1, -1000)  # a power of two, so that nothing is rounded
    return scale * float(np.linalg.norm(np.abs(array).ravel().astype(float) / scale))
