"""Where a primitive has a value: sets of numbers that can test a value and say themselves in words.

A row's `domain` maps an argument's name to one of these. They are consulted only once something
has gone wrong, to build the sentence, and by the tests and the reference page.
"""

from dataclasses import dataclass
from math import inf, isfinite
from typing import Protocol


class Domain(Protocol):
    """A set of numbers an argument may come from."""

    def __contains__(self, value: object) -> bool: ...

    def words(self, name: str) -> str:
        """The set as a condition on `name`: "x > 0"."""

    def latex(self, name: str) -> str:
        """The same in LaTeX."""


@dataclass(frozen=True)
class Interval:
    """All numbers between low and high; `ends` says which end belongs to it: "[]", "[)", "(]" or "()".

    An infinite end is open unless `ends` closes it: Interval(0, inf, "(]") is x > 0 with inf allowed.
    """

    low: float = -inf
    high: float = inf
    ends: str = "[]"

    def __contains__(self, value: object) -> bool:
        if not isinstance(value, (int, float)):
            return True
        above = self.low <= value if self.ends[0] == "[" else self.low < value
        below = value <= self.high if self.ends[1] == "]" else value < self.high
        return value != value or (above and below)

    def words(self, name: str) -> str:
        return self._condition(name, "<", "<=", ">", ">=", f"a finite {name}")

    def latex(self, name: str) -> str:
        return self._condition(name, "<", r"\le", ">", r"\ge", rf"|{name}| < \infty")

    def _condition(self, name: str, less: str, at_most: str, more: str, at_least: str, finite: str) -> str:
        left = at_most if self.ends[0] == "[" else less
        right = at_most if self.ends[1] == "]" else less
        if isfinite(self.low) and isfinite(self.high):
            return f"{self.low:g} {left} {name} {right} {self.high:g}"
        if isfinite(self.low):
            return f"{name} {at_least if left == at_most else more} {self.low:g}"
        if isfinite(self.high):
            return f"{name} {right} {self.high:g}"
        return finite if self.ends == "()" else f"any {name}"


@dataclass(frozen=True)
class Without:
    """Every number but one: Without(0) is "x other than 0"."""

    value: float

    def __contains__(self, value: object) -> bool:
        return value != self.value

    def words(self, name: str) -> str:
        return f"{name} other than {self.value:g}"

    def latex(self, name: str) -> str:
        return rf"{name} \ne {self.value:g}"


@dataclass(frozen=True)
class NotAPole:
    """Every number above -inf but 0, -1, -2, ..., the poles of the gamma function."""

    def __contains__(self, value: object) -> bool:
        if not isinstance(value, (int, float)):
            return True
        return not (value == -inf or (value <= 0 and value == value // 1))

    def words(self, name: str) -> str:
        return f"{name} other than 0, -1, -2, ... and -inf"

    def latex(self, name: str) -> str:
        return rf"{name} \notin \{{0, -1, -2, \ldots\}}"


FINITE = Interval(-inf, inf, "()")
POSITIVE = Interval(0, inf, "(]")
NOT_NEGATIVE = Interval(0, inf, "[]")
NOT_ZERO = Without(0)
