"""Carries a program out, statement by statement, on Python's floats.

It does what the statements say and nothing else: the oracle that every other executor is compared with, and
the first one that runs a program nothing else has been made of yet. The statements are put into flat steps
once, which takes about as long as two calls.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import nan
from typing import Any

from backsweep.program.statements import (
    Accumulate,
    Address,
    Array,
    Guard,
    Instruction,
    Load,
    Loop,
    Operand,
    Program,
    Seen,
    Statement,
    Static,
    Store,
)
from backsweep.row import Primitive

# Rows whose Python function gives an int, by their LLVM name. In a program every number is a float.
WHOLE = frozenset({"floor", "ceil", "trunc", "rint"})

# Kinds of step. Places that are known beforehand are told apart from those that move with a loop.
TWO, LOAD, ONE, STORE, ADD, LOAD_MOVING, STORE_MOVING, ADD_MOVING, ANY, GUARD, LOOP = range(11)

# (kind, target, function, a, b). For access to memory `a` is the array and, where the place moves, `function` its
# address and `b` whether the array grows; for a guard they are the line and what it asks for.
Step = tuple[int, int, Any, Any, Any]


class GuardMissed(Exception):  # it is no error: this call belongs to another program
    """A guard did not hold: the function takes another way at these inputs. `line` is where it branches."""

    def __init__(self, line: str = "") -> None:
        super().__init__(line)
        self.line = line


def value_of_row(row: Primitive) -> Callable[..., Any]:
    """The value of a row on the flat arguments of an instruction."""
    if row.kind == "sequence":
        return row.of_flat
    if row.kind == "comparison":
        return row.value
    plain = row.plain
    if row.native in WHOLE:
        return lambda x: float(plain(x))
    return plain


def replay(program: Program, x: Sequence[float]) -> list[float]:
    """The program's output at the inputs x.

    Raises:
        GuardMissed: the program is not for these inputs.
        ValueError, ArithmeticError: as Python's own functions do.
    """
    return Replay(program)(x)


class Replay:
    """A program made ready to be carried out on Python's floats: call it with the inputs, get the output.

    memory  scalars and constants; each has its slot
    arrays  the program's arrays; constants and indices hold their numbers already
    """

    def __init__(self, program: Program) -> None:
        self.program = program
        self.memory: list[Any] = []
        self.slots: dict[Any, int] = {}
        self.places = {array.name: place for place, array in enumerate(program.arrays)}
        self.input = self.places[program.inputs.name]
        self.output = self.places[program.output.name]
        self.steps = self.compiled(program.statements)

    def __call__(self, x: Sequence[float]) -> list[float]:
        arrays = [fresh(array) for array in self.program.arrays]
        arrays[self.input] = list(x)
        run(self.steps, self.memory.copy(), arrays)
        output: list[float] = arrays[self.output]
        return output

    # Statements into steps.

    def slot(self, operand: Operand) -> int:
        """Where an operand is kept; a constant is put there now."""
        # repr, because 0.0 and -0.0 are equal, and so are 1.0 and True.
        key = operand if operand.__class__ is int else repr(operand)
        slot = self.slots.get(key)
        if slot is None:
            slot = self.slots[key] = len(self.memory)
            self.memory.append(operand.value if isinstance(operand, Static) else operand)
        return slot

    def compiled(self, statements: list[Statement]) -> list[Step]:
        """One step for each statement."""
        return [self.step(statement) for statement in statements]

    def step(self, statement: Statement) -> Step:
        """The step of a statement."""
        if isinstance(statement, Instruction):
            args = [self.slot(arg) for arg in statement.args]
            target, function = self.slot(statement.target), value_of_row(statement.row)
            if len(args) == 2:
                return TWO, target, function, args[0], args[1]
            return (ONE, target, function, args[0], None) if len(args) == 1 else (ANY, target, function, args, None)
        if isinstance(statement, Load):
            return self.access(LOAD, LOAD_MOVING, self.slot(statement.target), statement.array, statement.at)
        if isinstance(statement, Store):
            return self.access(STORE, STORE_MOVING, self.slot(statement.value), statement.array, statement.at)
        if isinstance(statement, Accumulate):
            return self.access(ADD, ADD_MOVING, self.slot(statement.value), statement.array, statement.at)
        if isinstance(statement, Guard):
            return GUARD, self.slot(statement.condition), statement.line, statement.holds, None
        if isinstance(statement, Seen):
            return LOOP, 0, self.seen(statement), None, None
        return LOOP, 0, self.loop(statement), None, None

    def access(self, fixed: int, moving: int, scalar: int, array: Array, at: Address) -> Step:
        """A step that reads or writes an array."""
        number = self.places[array.name]
        if not at.steps and at.table is None and array.size is not None:
            if not 0 <= at.base < array.size:
                raise IndexError(f"{array.name} has {array.size} numbers, but the program asks for number {at.base}.")
            return fixed, scalar, None, number, at.base
        table = None if at.table is None else at.table.numbers
        steps = tuple((self.slot(index), step) for index, step in at.steps)
        return moving, scalar, (at.base, steps, table), number, array.size is None

    def seen(self, statement: Seen) -> Callable[[list[Any], list[list[Any]]], None]:
        """A look at how many turns a loop has made."""
        count, turns, line = self.slot(statement.count), statement.turns.numbers, statement.line

        def look(memory: list[Any], arrays: list[list[Any]]) -> None:
            if memory[count] > len(turns) or not turns[memory[count] - 1]:
                raise GuardMissed(line)

        return look

    def loop(self, loop: Loop) -> Callable[[list[Any], list[list[Any]]], None]:
        """A loop as a function of memory and arrays."""
        index, trips = self.slot(loop.index), loop.trips
        fixed = trips if isinstance(trips, int) else None
        counted = self.slot(trips.value) if isinstance(trips, Static) else None
        starts = [(self.slot(carried.target), self.slot(carried.start)) for carried in loop.carried]
        body = self.compiled(loop.body)
        hands = [(self.slot(carried.target), self.slot(carried.next)) for carried in loop.carried]
        lasts = [(self.slot(carried.last), self.slot(carried.target)) for carried in loop.carried]
        condition, holds = (self.slot(loop.until[0]), loop.until[1]) if loop.until is not None else (None, True)
        count = self.slot(loop.count) if loop.count is not None else None
        down = loop.down

        def turns(memory: list[Any], arrays: list[list[Any]]) -> None:
            for target, start in starts:
                memory[target] = memory[start]
            limit: Any = memory[counted] if counted is not None else fixed
            turn = 0
            while limit is None or turn < limit:
                memory[index] = limit - 1 - turn if down else turn
                run(body, memory, arrays)
                turn += 1
                ends = condition is not None and bool(memory[condition]) == holds
                handed = [memory[source] for _, source in hands]
                for (target, _), value in zip(hands, handed, strict=True):
                    memory[target] = value
                if ends:
                    break
            for last, target in lasts:
                memory[last] = memory[target]
            if count is not None:
                memory[count] = turn

        return turns


def fresh(array: Array) -> Any:
    """The array as it is before the first statement; what must not be read yet is nan."""
    if array.role in ("constants", "indices"):
        return array.numbers
    return [nan if array.role == "values" else 0.0] * (array.size or 0)


def run(steps: list[Step], memory: list[Any], arrays: list[list[Any]]) -> None:
    """Carries out steps in order. The kinds are asked for in the order of how many there are."""
    for kind, target, function, a, b in steps:
        if kind == TWO:
            memory[target] = function(memory[a], memory[b])
        elif kind == LOAD:
            memory[target] = arrays[a][b]
        elif kind == ONE:
            memory[target] = function(memory[a])
        elif kind == STORE:
            arrays[a][b] = memory[target]
        elif kind == ADD:
            arrays[a][b] = arrays[a][b] + memory[target]
        elif kind == LOAD_MOVING:
            memory[target] = arrays[a][place(memory, function)]
        elif kind == STORE_MOVING:
            array, at = arrays[a], place(memory, function)
            while b and len(array) <= at:
                array.append(nan)
            array[at] = memory[target]
        elif kind == ADD_MOVING:
            array, at = arrays[a], place(memory, function)
            array[at] = array[at] + memory[target]
        elif kind == ANY:
            memory[target] = function(*[memory[slot] for slot in a])
        elif kind == GUARD:
            if bool(memory[target]) != a:
                raise GuardMissed(function)
        else:
            function(memory, arrays)


def place(memory: list[Any], address: tuple[int, tuple[tuple[int, int], ...], Sequence[int] | None]) -> int:
    """The place an address stands for in this turn."""
    number, steps, table = address
    for index, step in steps:
        number += step * memory[index]
    found = number if table is None or number < 0 else table[number]
    if found < 0:
        raise IndexError(f"A program asked for the number before the first one of an array: {found}.")
    return found
