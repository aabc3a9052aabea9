"""What a diagnosis finds, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from backsweep.place import Place

Kind = Literal["error", "value", "der", "cut off", "rounding", "exploding", "vanishing", "kink"]


@dataclass(frozen=True)
class Given:
    """A number that went into a step: what it is called, how it was computed ("" for an input), its value, its line."""

    name: str
    expression: str
    value: Any
    place: Place | None = None


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, or worth knowing, at one step of a computation.

    kind         "error"      the function raised, or gave a plain number
                 "value"      the first nan or infinity of the forward sweep
                 "der"        the first nan or infinity of the backward sweep
                 "cut off"    inputs whose der is an exact 0
                 "rounding"   digits of the result that are lost
                 "exploding"  ders that grow from step to step, "vanishing" ders that fade
                 "kink"       a point where calculus has no answer, and the one that was given
    alarm        whether it is a fault; otherwise it is a note
    headline     what was found, in one sentence
    explanation  how it comes about
    remedy       what to write instead; "" where nothing needs to be done
    node         the step's label, "" where there is none
    place        its line of source, where known
    expression   how it was computed, and filled_in the same with numbers
    inputs       what went into it
    rule         its local derivative: formula and number
    """

    kind: Kind
    alarm: bool
    headline: str
    explanation: str
    remedy: str = ""
    node: str = ""
    place: Place | None = None
    expression: str = ""
    filled_in: str = ""
    value: Any = None
    inputs: tuple[Given, ...] = ()
    rule: str = ""
