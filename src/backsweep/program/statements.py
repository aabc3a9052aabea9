"""What a program is made of: a short list of kinds of statement over scalars and arrays.

A scalar is named by an int and set once (in a loop: once per turn). An operand is such an int, or a
float for a constant, or a `Static` for an argument that is no float. Arrays are the program's memory:
its inputs, its outputs, tables of constants, values kept for the backward sweep, and ders. Statements
are carried out in order; within loops, turn by turn.

Everything that runs or prints a program reads these and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from backsweep.row import Primitive

Role: TypeAlias = Literal["input", "output", "constants", "indices", "values", "ders"]


@dataclass(frozen=True, slots=True)
class Static:
    """An argument of a row that is no float, such as the order of a polygamma: part of the instruction."""

    value: Any


Operand: TypeAlias = "int | float | Static"


@dataclass(eq=False, slots=True)
class Array:
    """Memory of a program.

    name     how printed programs call it; different for each array of a program
    role     input (read only), output (set to 0.0 before the first statement), constants (read only floats),
             indices (read only ints), values (written before they are read), ders (start as 0.0)
    size     how many numbers; None for a `values` array that grows with a loop whose number of turns is open
    numbers  the contents of constants and indices
    """

    name: str
    role: Role
    size: int | None
    numbers: Sequence[Any] = ()


@dataclass(frozen=True, slots=True)
class Address:
    """A place in an array: `base`, plus `step` times the turn of each loop of `steps`; through `table` where given.

    steps   (index of the loop, step) pairs: the number is base + sum of step * index
    table   an array of indices: the place is table[number] instead of the number itself
    """

    base: int
    steps: tuple[tuple[int, int], ...] = ()
    table: Array | None = None


@dataclass(slots=True)
class Instruction:
    """target = row(*args). `line` is the user's line it comes from, where known ("model.py:12")."""

    target: int
    row: Primitive
    args: tuple[Operand, ...]
    line: str = ""
    shape: tuple[int, ...] = ()


@dataclass(slots=True)
class Load:
    """target = array[at]"""

    target: int
    array: Array
    at: Address


@dataclass(slots=True)
class Store:
    """array[at] = value"""

    array: Array
    at: Address
    value: Operand


@dataclass(slots=True)
class Accumulate:
    """array[at] = array[at] + value"""

    array: Array
    at: Address
    value: Operand


@dataclass(slots=True)
class Guard:
    """The program goes on only if `condition`, a truth value, is `holds`; otherwise this call is not for it."""

    condition: Operand
    holds: bool
    line: str = ""


class Turns(list[int]):
    """How many turns a loop has been seen to make: item n is 1 if n + 1 is one of them. It grows by `add`."""

    MOST = 4096

    def __init__(self, counts: Iterable[int]) -> None:
        super().__init__([0] * self.MOST)
        for count in counts:
            self.add(count)

    def add(self, count: int) -> None:
        """This count has been seen, too."""
        self[count - 1] = 1

    def __contains__(self, count: object) -> bool:
        return isinstance(count, int) and 0 < count <= len(self) and self[count - 1] == 1

    @property
    def counts(self) -> list[int]:
        """Those that have been seen."""
        return [number + 1 for number, seen in enumerate(self) if seen]


@dataclass(slots=True)
class Seen:
    """The program goes on only if a loop has made a number of turns that it has been seen to make.

    Otherwise nobody knows what the function would do then: it may count its turns and stop at a hundred.

    count  the loop's count
    turns  an array of indices whose numbers are Turns
    """

    count: int
    turns: Array
    line: str = ""


@dataclass(slots=True)
class Carried:
    """A scalar that a loop hands from turn to turn.

    target  its value during a turn
    start   its value in the first turn
    next    its value for the next turn
    last    what `next` was in the last turn, for use after the loop
    ordered whether a sum is to be added up in the order of turns; ders that meet in a loop need not be
    """

    target: int
    start: Operand
    next: Operand
    last: int
    ordered: bool = True


@dataclass(slots=True)
class Loop:
    """The body, turn by turn.

    index    the number of the turn: 0, 1, ..., trips - 1, or that backwards if `down`
    trips    how many turns, at least 1: an int; or `Static(scalar)`, the `count` of an earlier loop;
             None where `until` ends the loop
    until    (condition, holds): asked at the end of each turn; the loop ends once the condition is `holds`
    count    for a loop with `until`: a scalar, an integer, the number of turns it made
    """

    index: int
    trips: int | Static | None
    body: list[Statement]
    carried: list[Carried] = field(default_factory=list)
    down: bool = False
    until: tuple[int, bool] | None = None
    count: int | None = None
    line: str = ""


Statement: TypeAlias = "Instruction | Load | Store | Accumulate | Guard | Seen | Loop"


@dataclass(slots=True, repr=False)
class Program:
    """A function of `inputs` floats that fills its `output` array; statements in order.

    Every scalar is a float, but those of a comparison (truth values), a loop's index and its count (integers).
    """

    name: str
    inputs: Array
    output: Array
    arrays: list[Array]
    statements: list[Statement]

    def walk(self) -> Iterator[Statement]:
        """Every statement once, loops before their bodies."""
        stack: list[Iterator[Statement]] = [iter(self.statements)]
        while stack:
            for statement in stack[-1]:
                yield statement
                if isinstance(statement, Loop):
                    stack.append(iter(statement.body))
                    break
            else:
                stack.pop()

    def __len__(self) -> int:
        """How many statements it has."""
        return sum(1 for _ in self.walk())

    def __repr__(self) -> str:
        return f"<program {self.name}: {self.inputs.size} inputs, {self.output.size} outputs, {len(self)} statements>"

    def __str__(self) -> str:
        return "\n".join([repr(self), *lines_of(self.statements)])


def lines_of(statements: Sequence[Statement], indent: str = "  ") -> Iterator[str]:
    """Statements as one reads them, a line each."""
    for statement in statements:
        if isinstance(statement, Instruction):
            args = ", ".join(map(_told, statement.args))
            yield f"{indent}v{statement.target} = {statement.row.name}({args})" + (
                f"  # {statement.line}" if statement.line else ""
            )
        elif isinstance(statement, Load):
            yield f"{indent}v{statement.target} = {_place(statement.array, statement.at)}"
        elif isinstance(statement, (Store, Accumulate)):
            sign = "=" if isinstance(statement, Store) else "+="
            yield f"{indent}{_place(statement.array, statement.at)} {sign} {_told(statement.value)}"
        elif isinstance(statement, Guard):
            yield f"{indent}guard {_told(statement.condition)} is {statement.holds}  # {statement.line}"
        elif isinstance(statement, Seen):
            yield f"{indent}guard v{statement.count} in {statement.turns.name}  # {statement.line}"
        else:
            yield from _lines_of_loop(statement, indent)


def _lines_of_loop(loop: Loop, indent: str) -> Iterator[str]:
    for carried in loop.carried:
        yield f"{indent}v{carried.target} = {_told(carried.start)}"
    trips = (
        "open"
        if loop.trips is None
        else f"{loop.trips if isinstance(loop.trips, int) else f'v{loop.trips.value}'} turns"
    )
    yield f"{indent}loop v{loop.index}{' down' if loop.down else ''}, {trips}:  # {loop.line}"
    yield from lines_of(loop.body, indent + "  ")
    for carried in loop.carried:
        yield f"{indent}  next v{carried.target} = {_told(carried.next)}"
    if loop.until is not None:
        yield f"{indent}  until v{loop.until[0]} is {loop.until[1]}"
    for carried in loop.carried:
        yield f"{indent}v{carried.last} = the last next v{carried.target}"
    if loop.count is not None:
        yield f"{indent}v{loop.count} = how many turns"


def _told(operand: Operand) -> str:
    return (
        f"v{operand}" if operand.__class__ is int else repr(operand.value if isinstance(operand, Static) else operand)
    )


def _place(array: Array, at: Address) -> str:
    place = " + ".join([*(f"{step} v{index}" for index, step in at.steps), str(at.base)])
    return f"{array.name}[{place}]" if at.table is None else f"{array.name}[{at.table.name}[{place}]]"
