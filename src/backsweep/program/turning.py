"""A tape as text in which loops are looked for, and where a turn of a loop that was found begins."""

from __future__ import annotations

from itertools import accumulate
from typing import Any

from backsweep.program.rerolling import Stretch
from backsweep.program.tape import FAILS, HOLDS, Tape

TOKENS_OF_GUARDS = "\x00\x01"


def tokens(tape: Tape) -> str:
    """A character for each step: its row, and which arguments are constants."""
    rows, a, b = tape.finished
    known: dict[Any, str] = {(HOLDS, True, False): "\x00", (FAILS, True, False): "\x01"}
    text: list[str] = []
    for row, one, other in zip(rows, a, b, strict=True):
        if one.__class__ is tuple:
            key: Any = (row, tuple([at >= 0 for at in one]))
        else:
            key = (row, one is not None and one >= 0, other is not None and other >= 0)
        token = known.get(key)
        if token is None:
            token = known[key] = chr(2 + len(known))
        text.append(token)
    return "".join(text)


def turned(tape: Tape, stretch: Stretch, limit: int) -> Stretch:
    """The same loop, begun at the step of its period where the fewest values are handed on from turn to turn.

    A stretch begins wherever its rows begin to repeat, which may be in the middle of a turn of the user's loop.
    It ends before step `limit`, where the next one begins.
    """
    if stretch.until or stretch.trips < 3:
        return stretch
    start, period = stretch.start, stretch.period
    _, a, b = tape.finished
    # How many steps after it each step of the period is last used.
    waits = [0] * period
    for at in range(start + period, start + 2 * period):
        one, other = a[at], b[at]
        for place in one if one.__class__ is tuple else (one, other):
            if place is not None and place >= start:
                made = (place - start) % period
                waits[made] = max(waits[made], at - place)
    # changes[k]: how many more values are waiting at boundary k than at boundary k - 1.
    changes = [0] * (2 * period + 1)
    for made, wait in enumerate(waits):
        changes[made + 1] += 1
        changes[made + 1 + min(wait, period)] -= 1
    waiting = list(accumulate(changes))
    handed_on = [waiting[k] + waiting[k + period] for k in range(period)]
    shift = handed_on.index(min(handed_on))
    trips = (min(stretch.reach, limit) - start - shift) // period
    return Stretch(start + shift, period, trips, reach=stretch.reach) if trips > 2 else stretch
