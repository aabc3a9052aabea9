"""Finds the loops again: stretches of a tape that repeat the same rows over and over.

Works on one string, a character per step (the step's row and which of its arguments are constants), so
that searching and comparing run at the speed of Python's string functions. Whether the arguments of a
stretch fit a loop too is the business of outlining.py.
"""

from __future__ import annotations

from dataclasses import dataclass

# Equal stretches are looked for by their first few characters. Shorter ones match by accident.
SEED = 10
# A loop is worth it if it saves so many steps; below that LLVM does better with straight code.
WORTH = 256
# Levels of nesting looked at: the innermost loop that repeats here, the one around it, ...
LEVELS = 4


@dataclass(frozen=True)
class Stretch:
    """Steps `start` to start + period * trips of a tape, the same rows in every period.

    until  whether it ends because a guard, its last step, answers otherwise in the last period
    reach  the first step after it that does not repeat any more
    """

    start: int
    period: int
    trips: int
    until: bool = False
    reach: int = 0

    @property
    def end(self) -> int:
        return self.start + self.period * self.trips


def stretches(tokens: str, guards: str, first: int = 0) -> list[Stretch]:
    """The stretches of a tape that repeat, from step `first` on, left to right, none overlapping.

    guards  two characters: those of a guard that holds and of one that fails
    """
    found: list[Stretch] = []
    following = next_equal(tokens)
    at, size = first, len(tokens)
    differs: dict[int, int] = {}
    while at < size:
        stretch = _best(tokens, guards, following, differs, at)
        if stretch is None:
            at += 1
        else:
            found.append(stretch)
            at = stretch.end
    return found


def next_equal(tokens: str) -> list[int]:
    """For each position the next one where the same SEED characters stand, or 0."""
    following = [0] * len(tokens)
    last: dict[str, int] = {}
    seen = last.get
    for at in range(len(tokens) - SEED, -1, -1):
        seed = tokens[at : at + SEED]
        following[at] = seen(seed, 0)
        last[seed] = at
    return following


def _best(tokens: str, guards: str, following: list[int], differs: dict[int, int], at: int) -> Stretch | None:
    """The stretch that starts at `at` and saves the most steps, if one is worth it.

    differs  for each period looked at the first character that is another one a period later: what has been compared
             once, for an earlier start, is not compared again
    """
    best, saved = None, 0
    look = at
    for _ in range(LEVELS):
        period = following[look] - look if look < len(following) else 0
        if period <= 0:
            break
        if differs.get(period, -1) < at:
            differs[period] = at + run(tokens, at, period)
        equal = differs[period] - at
        if equal < period:
            break
        trips = equal // period + 1
        end = at + equal + period  # the first step that differs from the one a period before
        stretch = _until(tokens, guards, at, period, end)
        if stretch is None and period * (trips - 1) >= WORTH and trips > 2:
            stretch = Stretch(at, period, trips, reach=end)
        # A loop within: what each turn of the outer one would still cost if only the inner one were found.
        if stretch is not None and (best is None or _outer_is_better(best, stretch)):
            best, saved = stretch, period * (trips - 1)
        look = end - SEED // 2
    return best if saved else None


def _outer_is_better(inner: Stretch, outer: Stretch) -> bool:
    """Whether one turn of the outer loop, written out, is less than what the inner loop leaves over all turns."""
    if inner.until:
        return False
    left = outer.period - inner.period * (inner.trips - 1)
    return outer.period < outer.trips * left


def _until(tokens: str, guards: str, at: int, period: int, end: int) -> Stretch | None:
    """The stretch that ends at a guard answering otherwise than in the period before; None if there is none."""
    if end >= len(tokens) or {tokens[end], tokens[end - period]} != set(guards):
        return None
    trips = (end + 1 - at) // period
    return Stretch(end + 1 - trips * period, period, trips, until=True) if trips > 1 else None


def run(tokens: str, at: int, period: int) -> int:
    """How many characters from `at` on equal those a period later."""
    size = len(tokens)
    equal, step = 0, 64
    while at + period + equal < size:
        left = tokens[at + equal : at + equal + step]
        right = tokens[at + period + equal : at + period + equal + step]
        if left == right:
            equal += len(right)
            step *= 2
        elif len(right) < len(left) and left.startswith(right):
            return equal + len(right)
        elif step > 1:
            step = max(1, min(step, len(right)) // 2)
            if len(right) <= 1:
                return equal
        else:
            return equal
    return equal
