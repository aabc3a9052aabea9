"""The backward sweep over an outline: ders of all inputs, appended to the forward sweep's statements.

One idea, as in sweeps/backward.py: newest first. A loop is swept backward by a loop that runs down: what it
needs of the forward turns is computed again where that is cheap, and otherwise was saved, turn by turn. Shares
are added in the one documented order: newest user first, within a user by argument position.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from backsweep.kinds import OverSequence, Structural
from backsweep.primitives import arithmetic
from backsweep.program.builder import PROGRAM, as_float, operand_of
from backsweep.program.forward import Forward, may_raise
from backsweep.program.outline import Argument, Ask, Carry, Constant, Element, Input, Last, Listed, Op, Repeat, Step
from backsweep.program.statements import Address, Array, Carried, Load, Loop, Operand, Static
from backsweep.worlds import contribute_numbers

Names = dict["Op | Carry", Operand]


class Reverse:
    """One backward sweep, from `result`, by the inputs of `wanted`; the ders of all inputs go to output[offset:].

    ders    of steps and of Lasts (by their carry), outside of loops, as far as they have been added up
    """

    def __init__(self, forward: Forward, result: Argument, wanted: Collection[int], output: Array, offset: int) -> None:
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
        self.builder.line = ""
        if self.is_active(result):
            self.add(result, 1.0)
        for step in reversed(forward.outline.steps):
            if isinstance(step, Repeat):
                _ReverseLoop(self, step).write()
            elif isinstance(step, Op) and step in self.active:
                der = self.der(step)
                if der is not None:
                    for arg, share in self.shares(step, der, self.forward.found, None):
                        self.add(arg, share)
        if not self.in_memory:
            for index in sorted(self.wanted):
                der = self.ders.get(index, 0.0)
                # 0.0 + der, as the first share is added to 0.0: -0.0 becomes 0.0.
                total = self.builder.instruction(arithmetic.add, (0.0, as_float(der)))
                self.builder.store(output, Address(offset + index), total)

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
        if isinstance(step, Op) and step not in self.active and any(map(self.is_active, step.args)):
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
        self.ders[key] = plus(self, self.ders[key], share) if key in self.ders else as_float(share)

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


def plus(sweep: Reverse, total: Operand, share: Operand) -> Operand:
    """total + share"""
    return sweep.builder.instruction(arithmetic.add, (as_float(total), as_float(share)))


class _ReverseLoop:
    """One loop, swept backward."""

    def __init__(self, sweep: Reverse, repeat: Repeat) -> None:
        self.sweep, self.repeat = sweep, repeat
        self.forward, self.builder = sweep.forward, sweep.builder
        self.turn = self.builder.scalar()
        self.names = _Recomputed(self)
        self.saved: dict[Op | Carry, Array] = {}
        self.ders: dict[Any, Operand] = {}
        self.outer: dict[Any, tuple[int, Argument, Operand]] = {}
        self.own: set[Any] = set(repeat.carries) | {step for step in repeat.body if isinstance(step, Op)}
        self.strided = {
            arg.of_input
            for step in repeat.body
            if isinstance(step, Op)
            for arg in step.args
            if isinstance(arg, Element)
        }

    def write(self) -> None:
        """Appends the loop, and gives what its carries started from their shares."""
        sweep, repeat, builder = self.sweep, self.repeat, self.builder
        carries = [carry for carry in repeat.carries if carry in sweep.active]
        if not carries and not any(step in sweep.active for step in repeat.body if isinstance(step, Op)):
            return
        incoming = {carry: (builder.scalar(), as_float(sweep.ders.pop(carry, 0.0))) for carry in carries}
        loop_statement = self.forward.loops[repeat]
        trips: Any = repeat.trips if repeat.until is None else Static(loop_statement.count)
        loop = Loop(self.turn, trips, [], down=True, line=loop_statement.line)
        with builder.body() as body:
            for carry, (target, _) in incoming.items():
                # What arrived for the value that was handed on to the next turn, or out of the loop.
                if carry.next in sweep.active:
                    self._add_own(carry.next, target)
            for step in repeat.body:
                if isinstance(step, Op) and step in sweep.active and step.kept is not None:
                    at = self.forward.address(step.kept, self.turn)
                    self._add_own(step, builder.load(sweep.kept_ders(), at), first=True)
            for step in reversed(repeat.body):
                if isinstance(step, Ask) or step not in sweep.active:
                    continue
                der = self.ders.pop(step, None)
                if der is not None:
                    for arg, share in sweep.shares(step, der, self.names, self.turn):
                        self._add(arg, share)
        loop.body = body
        for carry, (target, start) in incoming.items():
            last = builder.scalar()
            loop.carried.append(Carried(target, start, as_float(self.ders.get(carry, 0.0)), last))
            sweep.ders[("start", carry)] = last
        for key, (target, arg, start) in self.outer.items():
            last = builder.scalar()
            loop.carried.append(Carried(target, start, as_float(self.ders[key]), last))
            sweep.ders[("outer", key)] = last
        builder.statements.append(loop)
        for key, (_, arg, _) in self.outer.items():
            total = sweep.ders.pop(("outer", key))
            if isinstance(arg, Input):
                builder.store(sweep.output, Address(sweep.offset + arg.index), total)
            else:
                sweep.ders[key] = total
        for carry in carries:
            share = sweep.ders.pop(("start", carry))
            if sweep.is_active(carry.start):
                sweep.add(carry.start, share)

    def _add_own(self, name: Any, share: Operand, first: bool = False) -> None:
        """A share for a step or a carry of this loop, in this turn."""
        if name not in self.ders:
            self.ders[name] = as_float(share)
        elif first:
            self.ders[name] = plus(self.sweep, share, self.ders[name])
        else:
            self.ders[name] = plus(self.sweep, self.ders[name], share)

    def _add(self, arg: Argument, share: Operand) -> None:
        sweep, builder = self.sweep, self.builder
        if isinstance(arg, (Op, Carry)) and arg in self.own:
            self._add_own(arg, share)
        elif isinstance(arg, Element):
            builder.accumulate(*sweep.place(arg, self.turn), share)
        elif isinstance(arg, Op) and arg.kept is not None:
            builder.accumulate(sweep.kept_ders(), Address(arg.kept.base), share)
        elif isinstance(arg, Input) and True in self.strided:
            # The same place may be among those that this loop reaches by turn.
            builder.accumulate(sweep.output, Address(sweep.offset + arg.index), share)
        else:
            self._add_outer(arg, share)

    def _add_outer(self, arg: Argument, share: Operand) -> None:
        """A share for what is the same in every turn: added up in a scalar that the loop hands on."""
        sweep, builder = self.sweep, self.builder
        key: Any = arg.index if isinstance(arg, Input) else arg.carry if isinstance(arg, Last) else arg
        if key not in self.outer:
            target = builder.scalar()
            if isinstance(arg, Input):
                before = Load(builder.scalar(), sweep.output, Address(sweep.offset + arg.index))
                builder.enclosing[-1].append(before)
                start: Operand = before.target
            else:
                start = as_float(sweep.ders.pop(key, 0.0))
            self.outer[key] = target, arg, start
            self.ders[key] = target
        self.ders[key] = plus(sweep, self.ders[key], share)

    def value(self, name: Op | Carry) -> Operand:
        """A step or a carry of the forward turn, in the backward one: computed again, or loaded."""
        waiting = [name]
        while waiting:
            name = waiting[-1]
            if dict.__contains__(self.names, name):
                waiting.pop()
                continue
            cheap = isinstance(name, Op) and not may_raise(name.row) and not name.row.is_written_in_primitives
            if isinstance(name, Op) and cheap:
                missing: list[Any] = [
                    arg for arg in name.args if arg in self.names and not dict.__contains__(self.names, arg)
                ]
                if missing:
                    waiting += missing
                    continue
                self.builder.line = name.line
                args = [self.forward.operand(arg, self.names, self.turn) for arg in name.args]
                self.names[name] = self.builder.apply(name.row, args)
                continue
            self.saved[name] = self.forward.save(self.repeat, name)
            self.names[name] = self.builder.load(self.saved[name], Address(0, ((self.turn, 1),)))
        return self.names[name]


class _Recomputed(dict["Op | Carry", Operand]):
    """What the steps and carries of a loop are called in its backward turn; each is made when it is asked for."""

    def __init__(self, loop: _ReverseLoop) -> None:
        super().__init__()
        self.loop = loop

    def __contains__(self, name: object) -> bool:
        return isinstance(name, (Op, Carry)) and name in self.loop.own

    def __missing__(self, name: Op | Carry) -> Operand:
        return self.loop.value(name)
