"""An outline: a tape put in order, with its loops, before any of it is spelled out in statements.

    Op      one step: a row and where each argument comes from
    Repeat  a loop: a body of steps, how many turns, what is carried from turn to turn
    Ask     a guard

The backward sweep goes over outlines, because here a row is still one step with its own derivative rule.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from backsweep.program.statements import Turns
from backsweep.row import Primitive


@dataclass(frozen=True, slots=True)
class Constant:
    """A plain number, or another static argument."""

    value: Any


@dataclass(frozen=True, slots=True)
class Listed:
    """A plain number for each turn of a loop."""

    values: Sequence[float]


@dataclass(frozen=True, slots=True)
class Input:
    """Element `index` of the input array."""

    index: int


@dataclass(frozen=True, slots=True)
class Element:
    """A number in memory, by turn: of the input array, or of the kept values.

    base, step  its place is base + step * turn; or, if `places` is given, places[turn]
    """

    of_input: bool
    base: int
    step: int = 0
    places: tuple[int, ...] | None = None


@dataclass(eq=False, slots=True)
class Op:
    """One step. `kept`: its places in the kept values, as an Element, if others read it from there."""

    row: Primitive
    args: list[Argument]
    line: str = ""
    kept: Element | None = None


@dataclass(eq=False, slots=True)
class Ask:
    """A guard: whether `truth` holds."""

    truth: Argument
    holds: bool
    line: str = ""


@dataclass(eq=False, slots=True)
class Carry:
    """What a loop hands on: `start` in the first turn, then what `next` was the turn before.

    As an argument in the body it is the value in this turn; `Last` of it is the value after the loop.
    """

    start: Argument
    next: Op | Carry | None = None


@dataclass(frozen=True, slots=True)
class Last:
    """After a loop: what `carry.next` was in the last turn."""

    carry: Carry


@dataclass(eq=False, slots=True)
class Repeat:
    """A loop of `trips` turns; or, where `until` is given, until that guard answers `holds`.

    seen  how many turns a loop with `until` has been seen to make: only then is it known what comes after it
    """

    body: list[Op | Ask]
    trips: int
    carries: list[Carry] = field(default_factory=list)
    until: Ask | None = None
    seen: Turns | None = None


Argument: TypeAlias = "Constant | Listed | Input | Element | Op | Carry | Last"
Step: TypeAlias = "Op | Ask | Repeat"


@dataclass(slots=True)
class Outline:
    """steps in order; `results` are what the function returned; `kept` is how many values are kept in memory."""

    inputs: int
    steps: list[Step]
    results: list[Argument]
    kept: int = 0
