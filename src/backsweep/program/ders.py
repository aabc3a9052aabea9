"""The ders of one backward sweep over an outline: what takes part, what each step hands on, where shares add up."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from backsweep.kinds import OverSequence, Structural
from backsweep.primitives import arithmetic
from backsweep.program.builder import PROGRAM, Builder, as_float, operand_of
from backsweep.program.forward import Forward
from backsweep.program.outline import Argument, Carry, Constant, Element, Input, Last, Listed, Op, Repeat, Step
from backsweep.program.statements import Address, Array, Operand
from backsweep.worlds import contribute_numbers

Names = dict["Op | Carry", Operand]


class Ders:
    """The ders of one sweep, by the inputs of `wanted`; those of all inputs go to output[offset:].

    active   the steps and carries that depend on a wanted input
    ders     of steps, inputs and Lasts (by their carry), outside of loops, as far as they have been added up
    """

    def __init__(self, forward: Forward, wanted: Collection[int], output: Array, offset: int) -> None:
        self.forward, self.builder = forward, forward.builder
        self.wanted = frozenset(wanted)
        self.output, self.offset = output, offset
        self.active: set[Op | Carry] = set()
        self.active_places = False
        self.in_memory = any(isinstance(step, Repeat) for step in forward.outline.steps)
        self.ders: dict[Any, Operand] = {}
        self.kept = (
            forward.array("ders", "ders", forward.kept.size) if forward.kept is not None and self.in_memory else None
        )
        self._find_active(forward.outline.steps)

    # What depends on the inputs.

    def is_active(self, arg: Argument) -> bool:
        """Whether an argument depends on an input that is wanted."""
        if isinstance(arg, (Constant, Listed)):
            return False
        if isinstance(arg, Input):
            return arg.index in self.wanted
        if isinstance(arg, Element):
            if arg.of_input:
                return bool(self.wanted)
            # A few places too many do no harm: their ders are 0.
            return self.active_places
        return (arg.carry if isinstance(arg, Last) else arg) in self.active

    def _find_active(self, steps: list[Step]) -> None:
        for step in steps:
            if isinstance(step, Repeat):
                size = -1
                while size < len(self.active):  # until nothing more is found
                    size = len(self.active)
                    for inner in step.body:
                        self._find_one(inner)
                    for carry in step.carries:
                        if self.is_active(carry.start) or (carry.next in self.active):
                            self.active.add(carry)
            else:
                self._find_one(step)

    def _find_one(self, step: Any) -> None:
        # The outcome of a comparison has no derivative.
        numeric = isinstance(step, Op) and step.row.kind != "comparison" and step not in self.active
        if numeric and any(map(self.is_active, step.args)):
            self.active.add(step)
            self.active_places = self.active_places or step.kept is not None

    # Ders.

    def der(self, op: Op) -> Operand | None:
        """The der of a step outside of loops, all shares added up; None where none arrived."""
        if op.kept is not None:
            return self.builder.load(self.kept_ders(), Address(op.kept.base))
        return self.ders.pop(op, None)

    def kept_ders(self) -> Array:
        """The memory for ders of kept values."""
        assert self.kept is not None
        return self.kept

    def add(self, arg: Argument, share: Operand) -> None:
        """A share for an argument, outside of loops."""
        if isinstance(arg, Input):
            if self.in_memory:
                self.builder.accumulate(self.output, Address(self.offset + arg.index), share)
                return
            key: Any = arg.index
        elif isinstance(arg, Element):
            self.builder.accumulate(*self.place(arg, None), share)
            return
        elif isinstance(arg, Op) and arg.kept is not None:
            self.builder.accumulate(self.kept_ders(), Address(arg.kept.base), share)
            return
        else:
            key = arg.carry if isinstance(arg, Last) else arg
        self.ders[key] = plus(self.builder, self.ders[key], share) if key in self.ders else as_float(share)

    def place(self, element: Element, turn: int | None) -> tuple[Array, Address]:
        """Where the der of an Element is."""
        if not element.of_input:
            return self.kept_ders(), self.forward.address(element, turn)
        at = self.forward.address(element, turn)
        if at.table is not None:
            places = [place + self.offset for place in element.places or ()]
            return self.output, Address(0, at.steps, self.forward.table("indices", places))
        return self.output, Address(at.base + self.offset, at.steps)

    def shares(self, op: Op, der: Operand, names: Names, turn: int | None) -> Iterator[tuple[Argument, Operand]]:
        """What each argument of a step receives, in argument order: the row's rules, read on the program."""
        wanted = [position for position, arg in enumerate(op.args) if self.is_active(arg)]
        if not wanted:
            return
        value, row = self.builder.value, op.row
        seen = [value(self.forward.operand(arg, names, turn)) for arg in op.args]
        self.builder.line = op.line
        answer = value(names[op] if op in names else self.forward.found[op])
        sent = value(der)
        if isinstance(row, Structural):
            rules = row.rules(PROGRAM)
            for position in wanted:
                if rules[position] is not None:
                    yield op.args[position], operand_of(rules[position](sent, *seen, answer))
            return
        if isinstance(row, OverSequence):
            partials = row.rules(PROGRAM)(*row.split(seen), answer)
            flat = partials if len(row.args) == 1 else row.flat(partials)
        else:
            rules = row.rules(PROGRAM)
            flat = [
                rules[position](*seen, answer) if rules[position] and position in wanted else None
                for position in range(len(seen))
            ]
        for position in wanted:
            if flat[position] is not None:
                yield op.args[position], operand_of(times(sent, flat[position]))


def times(der: Any, partial: Any) -> Any:
    """der * partial."""
    if der.__class__ is float and not hasattr(partial, "operand"):
        return contribute_numbers(der, float(partial))
    return PROGRAM.contribute(der, partial)


def plus(builder: Builder, total: Operand, share: Operand) -> Operand:
    """total + share"""
    return builder.instruction(arithmetic.add, (as_float(total), as_float(share)))
