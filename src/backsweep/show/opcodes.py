"""The rules of the table as short lists of operations that a page can carry out: JavaScript's own, by name.

One idea: a rule that is read by the builder of programs leaves instructions behind, each of a row that is opaque. Such
a row names what it is in JavaScript (`js`): an operator, a function of Math, or a rule written in other rows. So the
page is given no formula that is not in the table, and needs to know about + and Math.sin only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from backsweep.errors import BacksweepError
from backsweep.program.builder import PROGRAM, Builder, operand_of
from backsweep.program.replay import WHOLE
from backsweep.program.statements import Instruction, Operand, Static
from backsweep.reading import read
from backsweep.row import TABLE, Primitive

# What the page takes: a register for each argument (of a number that is part of the rule too), one for the answer,
# and one for the der. Those of constants and then of results follow.
Step = tuple[str, list[int]]


LARGEST_BITS = 1023  # an int of so many bits is surely within the range of floats


class NotReplayable(Exception):
    """A row that JavaScript has nothing for; the sentence says so."""


@dataclass(frozen=True)
class Script:
    """Operations one after the other.

    constants  the numbers they need, in the registers after those of the arguments
    steps      (operation, registers); each result goes into the next register
    results    the registers of what was asked for
    whole      which of them are ints, whatever the arguments: the 1 and -1 of a difference
    """

    constants: tuple[float, ...]
    steps: tuple[Step, ...]
    results: tuple[int, ...]
    whole: tuple[bool, ...]


@dataclass(frozen=True)
class Rule:
    """A row with its arguments' kinds, ready to be replayed.

    value   one result: the value
    slopes  for each argument that is a Node, the local derivative
    shares  the same for what is handed on: only where that is not der * partial, else None
    """

    value: Script
    slopes: Script
    shares: Script | None


class Scribe(Builder):
    """A builder that spells out every row for which JavaScript has no name."""

    def apply(self, row: Primitive, args: Sequence[Operand]) -> Operand:
        rule = in_javascript(row)
        if rule is None:
            return super().apply(row, args)
        return operand_of(rule(*[self.value(arg) for arg in args]))


@cache
def in_javascript(row: Primitive) -> Callable[..., Any] | None:
    """How an opaque row is spelled out for JavaScript; None where it is not, or has a name there."""
    rule = row.native if row.js is None else row.js
    return read(rule, PROGRAM) if callable(rule) and not row.is_written_in_primitives else None


def rule_of(row: Primitive, args: Sequence[Any]) -> Rule:
    """A row as a page replays it. `args` are one node's: what is part of the rule, and None for what it is given.

    Raises:
        NotReplayable: the row, or one that its rule uses, is Python code alone.
    """
    if row.kind in ("call", "item"):
        raise NotReplayable(f"{row.name} is a whole function call, which only Python can repeat")
    try:
        return Rule(_script(_value, row, args), _script(_slopes, row, args), _shares_script(row, args))
    except (ArithmeticError, BacksweepError, TypeError, ValueError):
        raise NotReplayable(f"{row.name} cannot be written down for JavaScript") from None


def _value(row: Primitive, scribe: Scribe, args: list[Any], answer: Any, der: Any) -> list[Any]:
    return [scribe.value(scribe.apply(row, [operand_of(arg) for arg in args]))]


def _slopes(row: Primitive, scribe: Scribe, args: list[Any], answer: Any, der: Any) -> list[Any]:
    return _scaled(row, args, answer, 1)


def _shares(row: Primitive, scribe: Scribe, args: list[Any], answer: Any, der: Any) -> list[Any]:
    return _scaled(row, args, answer, der)


def _scaled(row: Primitive, args: list[Any], answer: Any, der: Any) -> list[Any]:
    """der through each local derivative; 0 where an argument has none."""
    weights = dict(row.weights(PROGRAM, tuple(args), answer, range(len(args))))
    return [row.scale(PROGRAM, der, weights[position]) if position in weights else 0 for position in range(len(args))]


def _shares_script(row: Primitive, args: Sequence[Any]) -> Script | None:
    return _script(_shares, row, args) if row.kind == "structural" else None


def _script(ask: Callable[..., list[Any]], row: Primitive, args: Sequence[Any]) -> Script:
    """What `ask` asks of a row, written down."""
    scribe = Scribe()
    registers = [scribe.scalar() for _ in range(len(args) + 2)]
    *values, answer, der = (scribe.value(register) for register in registers)
    seen = [value if arg is None else arg for value, arg in zip(values, args, strict=True)]
    results = [operand_of(result) for result in ask(row, scribe, seen, answer, der)]
    return Writing(registers).script(scribe.statements, results)


class Writing:
    """The instructions of a builder, written with registers."""

    def __init__(self, arguments: list[int]) -> None:
        self.arguments = {scalar: register for register, scalar in enumerate(arguments)}
        self.constants: dict[str, tuple[int, float]] = {}  # by what is told of them: 0.0 is not -0.0
        self.steps: list[tuple[str, list[Any]]] = []
        self.made: dict[int, int] = {}

    def script(self, statements: Sequence[Any], results: Sequence[Operand]) -> Script:
        for statement in statements:
            assert isinstance(statement, Instruction)
            self.instruction(statement)
        found = [self.place(result) for result in results]
        steps = tuple((name, [self.register(place) for place in places]) for name, places in self.steps)
        constants = tuple(number for _, number in self.constants.values())
        whole = tuple(isinstance(result, Static) and isinstance(result.value, int) for result in results)
        return Script(constants, steps, tuple(self.register(place) for place in found), whole)

    def instruction(self, instruction: Instruction) -> None:
        row = instruction.row
        if not isinstance(row.js, str):
            raise NotReplayable(f"JavaScript has no {row.name}")
        places = [self.place(arg) for arg in instruction.args]
        self.made[instruction.target] = self.step(row.js, places)
        if row.native in WHOLE:
            # An int has no -0: Python's floor(-0.0) is 0.
            plus = TABLE["add"].js
            assert isinstance(plus, str)
            self.made[instruction.target] = self.step(plus, [("step", len(self.steps) - 1), self.place(0.0)])

    def step(self, name: str, places: list[Any]) -> int:
        self.steps.append((name, places))
        return len(self.steps) - 1

    def place(self, operand: Operand) -> tuple[str, int]:
        """Where an operand will be: an argument, a constant, or the result of a step."""
        if operand.__class__ is int:
            if operand in self.made:
                return "step", self.made[operand]
            return "argument", self.arguments[operand]
        number = double(operand.value if isinstance(operand, Static) else operand)
        return "constant", self.constants.setdefault(repr(number), (len(self.constants), number))[0]

    def register(self, place: tuple[str, int]) -> int:
        kind, index = place
        before = {"argument": 0, "constant": len(self.arguments)}
        return index + before.get(kind, len(self.arguments) + len(self.constants))


def double(number: Any) -> float:
    """A number of Python's as JavaScript has it.

    Raises:
        NotReplayable: it is none.
    """
    if not is_double(number):
        raise NotReplayable(f"{number!r} is no number of JavaScript's")
    return float(number)


def is_double(number: Any) -> bool:
    """Whether a number of Python's is one of JavaScript's too: a float, or an int that a float holds exactly.

    >>> is_double(2**53), is_double(2**53 + 1), is_double(10**400), is_double(1j)
    (True, False, False, False)
    """
    if isinstance(number, int):
        return number.bit_length() <= LARGEST_BITS and int(float(number)) == number
    return isinstance(number, float)
