"""What a workload is, and what a peer does once it is ready. No peer and no timing here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Point = tuple[Any, ...]


class Skipped(Exception):
    """Why a peer does not take part."""


@dataclass
class Run:
    """A peer that is ready: what is timed, and how its answer is read.

    gradient      gives value and derivatives at a point; its time is what counts
    points        the arguments of one call each, in the peer's own types; they are called in turn
    read          the derivatives in an answer of `gradient`, as plain floats in the order of the reference
    value         gives the value alone; None where the peer has no such thing
    value_points  the arguments of `value`, where they are others
    each          how many evaluations one call makes
    memory        weighs what the workload says in its own field `memory`; called once, before anything is timed
    kept          what must live as long as the run, such as buffers behind addresses
    """

    gradient: Callable[..., Any]
    points: Sequence[Point]
    read: Callable[[Any], Sequence[float]]
    value: Callable[..., Any] | None = None
    value_points: Sequence[Point] | None = None
    each: int = 1
    memory: Callable[[], float] | None = None
    kept: Any = None


@dataclass
class Workload:
    """One table: a function, and the peers that differentiate it, each in its own idiom.

    about       what is computed, in a sentence
    target      what backsweep is to reach
    points      plain arguments, the same for every peer
    reference   the derivatives at a point, from a source of its own: by hand in long double, where there is one
    peers       by name: a function that makes the peer ready; what it raises is shown as the reason of a skip.
                The name begins with that of the library (running/libraries.py). Those with "threads" in their name
                are not kept to one processor
    hand        the rows by hand that are the limit: ratios are to the fastest of them
    why         by the beginning of a peer's name: why it is faster than backsweep. Printed where it is
    operations  how many elementary operations the function makes; then the time of one is shown too
    memory      what the figures of memory count, such as "bytes a node"
    collector   whether Python's collector of cycles runs while the clock does
    """

    name: str
    about: str
    target: str
    points: Callable[[], list[Point]]
    reference: Callable[..., Sequence[float]]
    peers: Mapping[str, Callable[[], Run]]
    hand: tuple[str, ...] = ("hand",)
    why: Mapping[str, str] = field(default_factory=dict)
    operations: int = 0
    memory: str = ""
    collector: bool = False
