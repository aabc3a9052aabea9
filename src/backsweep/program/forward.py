"""From an outline to statements: the forward sweep, spelled out."""

from __future__ import annotations

from collections.abc import Sequence

from backsweep.program.builder import Builder, as_float, operand_of
from backsweep.program.outline import (
    Argument,
    Ask,
    Carry,
    Constant,
    Element,
    Input,
    Last,
    Listed,
    Op,
    Outline,
    Repeat,
)
from backsweep.program.statements import Address, Array, Carried, Loop, Operand, Seen, Store
from backsweep.row import Primitive

# These never raise in Python, so that they may be left out where nothing uses them.
HARMLESS = frozenset({"fadd", "fsub", "fmul", "fneg", "fabs", "select", "copysign"})


def may_raise(row: Primitive) -> bool:
    """Whether a row can raise an error on floats."""
    return row.kind != "comparison" and row.native not in HARMLESS


class Forward:
    """The forward sweep of an outline, as statements in a builder.

    found   the operand of each step outside of loops, and of each loop's `Last`
    loops   the Loop statement of each Repeat
    bodies  what each body's steps and carries are called inside their loop
    needed  scalars that may raise where Python would, used or not
    """

    def __init__(self, outline: Outline, name: str = "f") -> None:
        self.outline, self.builder, self.name = outline, Builder(), name
        self.inputs = Array("x", "input", outline.inputs)
        self.arrays: list[Array] = [self.inputs]
        self.kept = self.array("kept", "values", outline.kept) if outline.kept else None
        self.found: dict[Op | Carry, Operand] = {}
        self.loops: dict[Repeat, Loop] = {}
        self.bodies: dict[Repeat, dict[Op | Carry, Operand]] = {}
        self.needed: set[int] = set()
        self.tables: dict[tuple[str, tuple[str, ...]], Array] = {}
        for step in outline.steps:
            if isinstance(step, Repeat):
                self._repeat(step)
            else:
                self._step(step, self.found, None)

    def array(self, name: str, role: str, size: int | None, numbers: Sequence[float] = ()) -> Array:
        """One more array of the program."""
        taken = sum(array.name.rstrip("0123456789") == name for array in self.arrays)
        array = Array(f"{name}{taken or ''}", role, size, numbers)  # type: ignore[arg-type]  # one of the roles
        self.arrays.append(array)
        return array

    def table(self, role: str, numbers: Sequence[float]) -> Array:
        """An array of constants or of indices; equal ones are one."""
        key = (role, tuple(map(repr, numbers)))
        if key not in self.tables:
            self.tables[key] = self.array("table" if role == "constants" else "places", role, len(numbers), numbers)
        return self.tables[key]

    def address(self, element: Element, turn: int | None) -> Address:
        """Where an Element is, in the turn of a loop."""
        if element.places is not None:
            assert turn is not None
            return Address(0, ((turn, 1),), self.table("indices", element.places))
        return Address(element.base, ((turn, element.step),) if turn is not None and element.step else ())

    def memory(self, element: Element) -> Array:
        """The array an Element is in."""
        if element.of_input:
            return self.inputs
        assert self.kept is not None
        return self.kept

    def operand(self, arg: Argument, names: dict[Op | Carry, Operand], turn: int | None) -> Operand:
        """An argument as an operand, given what steps are called here."""
        if isinstance(arg, Constant):
            return operand_of(arg.value)
        if isinstance(arg, Input):
            return self.builder.load(self.inputs, Address(arg.index))
        if isinstance(arg, Element):
            return self.builder.load(self.memory(arg), self.address(arg, turn))
        if isinstance(arg, Listed):
            assert turn is not None
            table = self.table("constants", [float(value) for value in arg.values])
            return self.builder.load(table, Address(0, ((turn, 1),)))
        if isinstance(arg, Last):
            return self.found[arg.carry]
        return names[arg] if arg in names else self.found[arg]

    def _step(self, step: Op | Ask, names: dict[Op | Carry, Operand], turn: int | None) -> None:
        builder = self.builder
        builder.line = step.line
        if isinstance(step, Ask):
            builder.guard(self.operand(step.truth, names, turn), step.holds)
            return
        first = builder.scalars
        answer = builder.apply(step.row, [self.operand(arg, names, turn) for arg in step.args])
        names[step] = answer
        self.needed.update(
            target
            for target in range(first + 1, builder.scalars + 1)
            if target in builder.made and may_raise(builder.made[target].row)
        )
        if step.kept is not None:
            builder.store(self.memory(step.kept), self.address(step.kept, turn), answer)

    def _repeat(self, repeat: Repeat) -> None:
        builder = self.builder
        turn = builder.scalar()
        names = self.bodies[repeat] = {carry: builder.scalar() for carry in repeat.carries}
        starts = [as_float(self.operand(carry.start, self.found, None)) for carry in repeat.carries]
        loop = Loop(turn, None if repeat.until else repeat.trips, [], line=_line(repeat))
        with builder.body() as body:
            for step in repeat.body:
                self._step(step, names, turn)
            if repeat.until is not None:
                builder.line = repeat.until.line
                condition = self.operand(repeat.until.truth, names, turn)
                assert isinstance(condition, int)
                loop.until, loop.count = (condition, repeat.until.holds), builder.scalar()
        loop.body = body
        for carry, start in zip(repeat.carries, starts, strict=True):
            last = builder.scalar()
            assert carry.next is not None
            target = names[carry]
            assert isinstance(target, int)
            loop.carried.append(Carried(target, start, as_float(names[carry.next]), last))
            self.found[carry] = last
        self.loops[repeat] = loop
        builder.statements.append(loop)
        if loop.count is not None:
            assert repeat.seen is not None
            seen = self.array("seen", "indices", len(repeat.seen), repeat.seen)
            builder.statements.append(Seen(loop.count, seen, loop.line))

    def save(self, repeat: Repeat, name: Op | Carry) -> Array:
        """A column with the values of a step or a carry of a loop, turn by turn, for the backward sweep."""
        loop = self.loops[repeat]
        array = self.array("saved", "values", None if repeat.until else repeat.trips)
        loop.body.append(Store(array, Address(0, ((loop.index, 1),)), as_float(self.bodies[repeat][name])))
        return array


def _line(repeat: Repeat) -> str:
    return next((step.line for step in repeat.body if step.line), "")
