"""How exact a row is, in units in the last place, and why where it is not the usual bound.

The usual bound is 8 ulp relative to the exact result, wherever that is in the normal range. The
tests hold every row to its bound; the reference page prints it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

USUAL = 8.0


@dataclass(frozen=True)
class Bound:
    """|computed - exact| <= ulps * 2^-52 * max(|exact|, terms), at each point.

    ulps    a number, or a function of the row's arguments; 0 where nothing is ever rounded off
    reason  why it is not the usual bound
    terms   the size of the largest term, as a function of the arguments, where terms cancel
    """

    ulps: float | Callable[..., float] = USUAL
    reason: str = ""
    terms: Callable[..., float] | None = None

    def at(self, point: tuple[float, ...]) -> float:
        """The number of ulp allowed at a point."""
        return self.ulps(*point) if callable(self.ulps) else self.ulps

    def scale(self, point: tuple[float, ...], exact: float) -> float:
        """What the error is measured against at a point."""
        return abs(exact) if self.terms is None else max(abs(exact), abs(self.terms(*point)))


@dataclass(frozen=True)
class Accuracy:
    """The bound of a row's value, and those of its partials by argument name; the usual one where not said."""

    value: Bound = Bound()
    partials: Mapping[str, Bound] = field(default_factory=dict)

    def of(self, arg: str) -> Bound:
        """The bound of the partial by `arg`."""
        return self.partials.get(arg, Bound())


EXACT = Accuracy(Bound(0, "nothing is ever rounded off"))
