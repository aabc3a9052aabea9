"""What a workload is, and what a peer does once it is ready. No peer and no timing here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
    kept          what must live as long as the run, such as buffers behind addresses
    """

    gradient: Callable[..., Any]
    points: Sequence[Point]
    read: Callable[[Any], Sequence[float]]
    value: Callable[..., Any] | None = None
    value_points: Sequence[Point] | None = None
    each: int = 1
    kept: Any = None


@dataclass
class Workload:
    """One table: a function written as plain scalar Python, and the peers that differentiate it.

    target     what backsweep is to reach, in the words of the plan
    points     plain arguments, the same for every peer
    reference  the derivatives at a point, by by_hand.c in long double
    peers      by name: a function that makes the peer ready; what it raises is shown as the reason of a skip.
               Those with "threads" in their name are not kept to one processor
    """

    name: str
    target: str
    points: Callable[[], list[Point]]
    reference: Callable[..., Sequence[float]]
    peers: dict[str, Callable[[], Run]] = field(default_factory=dict)
