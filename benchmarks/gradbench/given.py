"""The input of a message, read with care: what is missing or of another shape is named, never guessed."""

from __future__ import annotations

import math
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class Unusable(Exception):
    """What is wrong with a message, in a full sentence."""


class Given:
    """An input: `whole` as it came, and its fields by name.

    >>> Given({"n": 4, "x": [1, 2.5]}).vector("x")
    array([1. , 2.5])
    """

    def __init__(self, whole: Any) -> None:
        self.whole = whole

    def count(self, name: str, least: int = 0) -> int:
        """A whole number from `least` on; 4.0 is one, as JSON knows no difference."""
        number = self._number(name)
        if number != math.floor(number) or number < least:
            raise Unusable(f"{name} is to be a whole number from {least} on, but got {number}.")
        return int(number)

    def number(self, name: str) -> float:
        """A real number."""
        return float(self._number(name))

    def vector(self, name: str, length: int | None = None) -> Array:
        """An array of one number or more; of a given length, if one is."""
        numbers = _array(self._field(name), name)
        if not len(numbers):
            raise Unusable(f"{name} is to hold one number or more, but is empty.")
        _fit(numbers, (length,), name)
        return numbers

    def table(self, name: str, rows: int | None = None, columns: int | None = None) -> Array:
        """An array of arrays of numbers, all of one length; of `rows` and `columns` if these are given."""
        given = self._field(name)
        if not isinstance(given, list) or not all(isinstance(row, list) for row in given):
            raise Unusable(f"{name} is to be an array of arrays of numbers, but got {_short(given)}.")
        lengths = {len(row) for row in given}
        if len(lengths) > 1:
            raise Unusable(f"{name} is to have rows of one length, but got rows of {_listed(lengths)} numbers.")
        numbers = _array(list(chain.from_iterable(given)), name).reshape(len(given), max(lengths, default=0))
        _fit(numbers, (rows, columns), name)
        return numbers

    def _number(self, name: str) -> float:
        number = self._field(name)
        if type(number) not in (int, float) or not math.isfinite(number):
            raise Unusable(f"{name} is to be a number, but got {_short(number)}.")
        return number

    def _field(self, name: str) -> Any:
        if not isinstance(self.whole, dict):
            raise Unusable(f"The input is to be an object with the field {name}, but got {_short(self.whole)}.")
        if name not in self.whole:
            raise Unusable(f"The input needs the field {name}, but has {', '.join(self.whole) or 'none'}.")
        return self.whole[name]


def _array(numbers: Any, name: str) -> Array:
    """NumPy would also take true and "1" for numbers."""
    if not isinstance(numbers, list) or not {int, float}.issuperset(map(type, numbers)):
        raise Unusable(f"{name} is to hold numbers, but got {_short(numbers)}.")
    return np.array(numbers, dtype=float)


def _fit(numbers: Array, wanted: tuple[int | None, ...], name: str) -> None:
    if any(want is not None and want != got for want, got in zip(wanted, numbers.shape, strict=True)):
        shapes = [
            " by ".join("any" if want is None else str(want) for want in shape) for shape in (wanted, numbers.shape)
        ]
        raise Unusable(f"{name} is to have {shapes[0]} numbers, but got {shapes[1]}.")


def _listed(lengths: set[int]) -> str:
    return " and ".join(map(str, sorted(lengths)[:3]))


def _short(given: Any) -> str:
    told = repr(given)
    return told if len(told) < 60 else f"{told[:57]}..."
