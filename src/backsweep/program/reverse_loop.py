"""The backward sweep through one loop of an outline.

Usually by a loop that runs down. A loop that only adds up what its turns compute, such as a sum of squares, needs
none: there each turn can be swept as soon as it has been computed, so that nothing has to be kept.
"""

from __future__ import annotations

from typing import Any

from backsweep.primitives import arithmetic
from backsweep.program.builder import as_float
from backsweep.program.ders import Ders, plus
from backsweep.program.forward import may_raise
from backsweep.program.outline import Argument, Ask, Carry, Element, Input, Last, Op, Repeat
from backsweep.program.statements import Address, Array, Carried, Load, Loop, Operand, Static
from backsweep.row import Primitive


class ReverseLoop:
    """One loop, swept backward."""

    def __init__(self, sweep: Ders, repeat: Repeat) -> None:
        self.sweep, self.repeat = sweep, repeat
        self.forward, self.builder = sweep.forward, sweep.builder
        self.turn = self.builder.scalar()
        self.within = False
        self.meeting: dict[tuple[Array, Address], Operand] = {}
        self.by_row: dict[Primitive, list[Op]] = {}
        for step in repeat.body:
            if isinstance(step, Op) and may_raise(step.row):
                self.by_row.setdefault(step.row, []).append(step)
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
        if self._adds_up(carries):
            self._write_within(carries)
            return
        incoming = {carry: (builder.scalar(), as_float(sweep.ders.pop(carry, 0.0))) for carry in carries}
        loop_statement = self.forward.loops[repeat]
        trips: Any = repeat.trips if repeat.until is None else Static(loop_statement.count)
        loop = Loop(self.turn, trips, [], down=True, line=loop_statement.line)
        builder.elsewhere = self.made_forward
        with builder.body() as body:
            for carry, (target, _) in incoming.items():
                # What arrived for the value that was handed on to the next turn, or out of the loop.
                if carry.next in sweep.active:
                    self._add_own(carry.next, target)
            for step in repeat.body:
                if isinstance(step, Op) and step in sweep.active and step.kept is not None:
                    at = self.forward.address(step.kept, self.turn)
                    self._add_own(step, builder.load(sweep.kept_ders(), at), first=True)
            self._sweep_turn(self.names)
        builder.elsewhere = None
        loop.body = body
        for carry, (target, start) in incoming.items():
            last = builder.scalar()
            loop.carried.append(Carried(target, start, as_float(self.ders.get(carry, 0.0)), last))
            sweep.ders[("start", carry)] = last
        for key, (target, _, start) in self.outer.items():
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

    # A loop that only adds up.

    def _adds_up(self, carries: list[Carry]) -> bool:
        """Whether each turn's ders are known before the loop: all that is carried are sums, with known ders.

        What a turn hands on to memory would get its der after the loop.
        """
        steps = [step for step in self.repeat.body if isinstance(step, Op)]
        if self.repeat.until is not None or any(step.kept is not None and step in self.sweep.active for step in steps):
            return False
        known = all(as_float(self.sweep.ders.get(carry, 0.0)).__class__ is float for carry in carries)
        return known and all(is_sum(carry, self.repeat) for carry in carries)

    def _write_within(self, carries: list[Carry]) -> None:
        """Sweeps each turn at its end, in the forward loop itself."""
        sweep, repeat, builder = self.sweep, self.repeat, self.builder
        loop = self.forward.loops[repeat]
        self.turn, self.within = loop.index, True
        # What was made after the loop is not known in it.
        known, builder.known = builder.known, [{}]
        statements, builder.statements = builder.statements, loop.body
        for carry in carries:
            der = as_float(sweep.ders.pop(carry, 0.0))
            if carry.next in sweep.active:
                self._add_own(carry.next, der)
        self._sweep_turn(self.forward.bodies[repeat])
        for (array, at), total in self.meeting.items():
            builder.accumulate(array, at, total)
        builder.known, builder.statements = known, statements
        for carry in carries:
            # The last turn's der is the first's: a sum hands it on as it is.
            if sweep.is_active(carry.start) and carry in self.ders:
                sweep.add(carry.start, self.ders[carry])
        for key, (target, arg, start) in self.outer.items():
            last = builder.scalar()
            loop.carried.append(Carried(target, start, as_float(self.ders[key]), last, ordered=False))
            sweep.add(arg, last)

    def _sweep_turn(self, names: dict[Op | Carry, Operand]) -> None:
        """The body's steps, newest first."""
        for step in reversed(self.repeat.body):
            if isinstance(step, Ask) or step not in self.sweep.active:
                continue
            der = self.ders.pop(step, None)
            if der is not None:
                for arg, share in self.sweep.shares(step, der, names, self.turn):
                    self._add(arg, share)

    # Shares.

    def _add_own(self, name: Any, share: Operand, first: bool = False) -> None:
        """A share for a step or a carry of this loop, in this turn."""
        if name not in self.ders:
            self.ders[name] = as_float(share)
        elif first:
            self.ders[name] = plus(self.builder, share, self.ders[name])
        else:
            self.ders[name] = plus(self.builder, self.ders[name], share)

    def _add(self, arg: Argument, share: Operand) -> None:
        sweep, builder = self.sweep, self.builder
        if isinstance(arg, (Op, Carry)) and arg in self.own:
            self._add_own(arg, share)
        elif isinstance(arg, Element) and self.within:
            # Shares for one place meet in a scalar: in memory each would wait for the one before.
            place = sweep.place(arg, self.turn)
            self.meeting[place] = plus(builder, self.meeting[place], share) if place in self.meeting else share
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
            if self.within:
                start: Operand = 0.0
            elif isinstance(arg, Input):
                before = Load(builder.scalar(), sweep.output, Address(sweep.offset + arg.index))
                builder.enclosing[-1].append(before)
                start = before.target
            else:
                start = as_float(sweep.ders.pop(key, 0.0))
            self.outer[key] = target, arg, start
            self.ders[key] = target
        self.ders[key] = plus(self.builder, self.ders[key], share)

    def made_forward(self, row: Primitive, args: tuple[Operand, ...]) -> Operand | None:
        """What a forward step has made of the same arguments, such as the cosine beside a sine; None if none has."""
        for step in self.by_row.get(row, ()):
            if len(step.args) == len(args) and all(map(self._is_known_as, step.args, args)):
                return self.value(step)
        return None

    def _is_known_as(self, arg: Argument, operand: Operand) -> bool:
        """Whether an argument of a forward step is called `operand` in this turn."""
        return isinstance(arg, (Op, Carry)) and operand.__class__ is int and dict.get(self.names, arg) == operand

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

    def __init__(self, loop: ReverseLoop) -> None:
        super().__init__()
        self.loop = loop

    def __contains__(self, name: object) -> bool:
        return isinstance(name, (Op, Carry)) and name in self.loop.own

    def __missing__(self, name: Op | Carry) -> Operand:
        return self.loop.value(name)


def is_sum(carry: Carry, repeat: Repeat) -> bool:
    """Whether a carry only ever has something added to it, and is used for nothing else in the loop."""
    users: dict[Op | Carry, int] = {}
    for step in repeat.body:
        for arg in step.args if isinstance(step, Op) else [step.truth]:
            if isinstance(arg, (Op, Carry)):
                users[arg] = users.get(arg, 0) + 1
    for other in repeat.carries:
        if isinstance(other.next, (Op, Carry)) and other is not carry:
            users[other.next] = users.get(other.next, 0) + 1
    total: Any = carry.next
    while total is not carry:
        if not isinstance(total, Op) or users.get(total, 0) != (total is not carry.next):
            return False
        summands = [arg for arg in total.args if leads_to(arg, carry)]
        if total.row is arithmetic.sub:
            summands = [total.args[0]] if leads_to(total.args[0], carry) and not leads_to(total.args[1], carry) else []
        elif total.row is not arithmetic.add:
            return False
        if len(summands) != 1:
            return False
        total = summands[0]
    return users.get(carry, 0) == 1


def leads_to(arg: Argument, carry: Carry) -> bool:
    """Whether an argument is the carry, or a sum that begins with it."""
    while isinstance(arg, Op) and arg.row in (arithmetic.add, arithmetic.sub):
        if arg.args[0] is carry or (arg.row is arithmetic.add and arg.args[1] is carry):
            return True
        if not isinstance(arg.args[0], Op):
            break
        arg = arg.args[0]
    return arg is carry
