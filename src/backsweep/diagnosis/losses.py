"""Where the digits of a result were lost.

One idea: the errors of all operations are carried forward along with the values. Looking back from the result along the
way on which most of its error came, the step at which the *relative* error grew is the one to blame: there large
numbers cancelled, or a function enlarged the error of its argument.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from backsweep.diagnosis.carried import Carried, Spot, carried
from backsweep.diagnosis.rounding import UNIT, Estimate, good_digits
from backsweep.diagnosis.subject import Subject, size


@dataclass(frozen=True, slots=True)
class Loss:
    """A step on the way of the error: the digits that were lost there, and the number that the error came from.

    cause is None where the step made the error by itself.
    """

    at: Spot
    cause: Spot | None
    digits: float


def losses(subject: Subject, estimate: Estimate) -> list[Loss]:
    """The steps on the way of most of the error, the result first, each with the digits it lost."""
    errors = carried(subject, estimate)
    found = []
    at: Spot | None = Spot(subject.output)
    while at is not None:
        cause = _cause(at, errors)
        before = _relative(cause, errors) if cause is not None else UNIT
        after = _relative(at, errors)
        found.append(Loss(at, cause, math.log10(max(after, UNIT) / max(before, UNIT))))
        at = cause
    return found


def _relative(spot: Spot, errors: Carried) -> float:
    """The relative error of a value: no more than 1, where nothing is left to lose."""
    return float(10 ** -good_digits(size(spot.val), errors.error(spot)))


def _cause(spot: Spot, errors: Carried) -> Spot | None:
    """Where most of a value's error came from; None where the operation itself made most of it."""
    most, cause = errors.own(spot), None
    for parent, handed in errors.handed(spot):
        if handed > most:
            most, cause = handed, parent
    return cause
