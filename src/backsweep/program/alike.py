"""Whether two outlines are the same but for how many turns their open loop made."""

from __future__ import annotations

from typing import Any

from backsweep.program.outline import Argument, Ask, Carry, Constant, Element, Input, Last, Listed, Outline, Repeat
from backsweep.transforms.structures import branches, is_leaf


def alike(one: Outline, other: Outline) -> bool:
    """Whether every step of the two is the same, but for the turns of a loop that is left open."""
    if one.inputs != other.inputs or len(one.steps) != len(other.steps) or one.kept != other.kept:
        return False
    pairs = _Pairs()
    return (
        all(pairs.step(a, b) for a, b in zip(one.steps, other.steps, strict=True))
        and len(one.results) == len(other.results)
        and all(pairs.argument(a, b) for a, b in zip(one.results, other.results, strict=True))
    )


def alike_answers(one: Any, other: Any) -> bool:
    """Whether two answers of a function are the same but for their numbers, of which the outlines know."""
    if one.__class__ is not other.__class__:
        return False
    if is_leaf(one) or one is other:
        return True
    if isinstance(one, (str, bytes, bool)):
        return bool(one == other)
    here, there = list(branches(one)), list(branches(other))
    return (
        (bool(here) or isinstance(one, (list, tuple, dict)))
        and [name for name, _ in here] == [name for name, _ in there]
        and all(alike_answers(a, b) for (_, a), (_, b) in zip(here, there, strict=True))
    )


def open_loop(outline: Outline) -> Repeat | None:
    """The loop whose number of turns is open."""
    return next((step for step in outline.steps if isinstance(step, Repeat) and step.until is not None), None)


class _Pairs:
    """Which step of the one outline stands for which of the other."""

    def __init__(self) -> None:
        self.partner: dict[Any, Any] = {}

    def step(self, a: Any, b: Any) -> bool:
        """Whether two steps are the same; from now on they stand for each other."""
        if a.__class__ is not b.__class__:
            return False
        if isinstance(a, Repeat):
            return self.repeat(a, b)
        if isinstance(a, Ask):
            return a.holds == b.holds and self.argument(a.truth, b.truth)
        self.partner[a] = b
        return a.row is b.row and a.kept == b.kept and self.arguments(a.args, b.args)

    def repeat(self, a: Repeat, b: Repeat) -> bool:
        """Whether two loops are the same; a number of turns counts only where it is not open."""
        if (a.until is None) != (b.until is None) or (a.until is None and a.trips != b.trips):
            return False
        if len(a.body) != len(b.body) or len(a.carries) != len(b.carries):
            return False
        self.partner.update(zip(a.carries, b.carries, strict=True))
        return (
            all(self.step(x, y) for x, y in zip(a.body, b.body, strict=True))
            and all(self.carry(x, y) for x, y in zip(a.carries, b.carries, strict=True))
            and (a.until is None or self.step(a.until, b.until))
        )

    def carry(self, a: Carry, b: Carry) -> bool:
        return self.argument(a.start, b.start) and self.partner.get(a.next) is b.next

    def arguments(self, a: list[Argument], b: list[Argument]) -> bool:
        """Whether two steps have the same arguments."""
        return len(a) == len(b) and all(self.argument(x, y) for x, y in zip(a, b, strict=True))

    def argument(self, a: Argument, b: Argument) -> bool:
        """Whether two arguments are the same; constants by their text, which tells 0.0 from -0.0 and knows nan."""
        if a.__class__ is not b.__class__:
            return False
        if isinstance(a, Constant) and isinstance(b, Constant):
            return a.value.__class__ is b.value.__class__ and repr(a.value) == repr(b.value)
        if isinstance(a, Listed) and isinstance(b, Listed):
            return list(map(repr, a.values)) == list(map(repr, b.values))
        if isinstance(a, (Input, Element)):
            return a == b
        if isinstance(a, Last) and isinstance(b, Last):
            return self.partner.get(a.carry) is b.carry
        return self.partner.get(a) is b
