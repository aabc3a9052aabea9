"""The builder: appends statements to a program and simplifies as it goes.

Simplification here means: the same instruction twice is one; an instruction of constants is a constant; and the
few identities that keep every bit. x + 0.0 is not one of them, because of -0.0; x * 0.0 is not, because of nan.

It is also one of the worlds in which the table's rules are read: there a rule's arguments are Values, and
whatever the rule does to them is appended as instructions.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from backsweep.kinds import OverSequence
from backsweep.primitives import arithmetic, piecewise
from backsweep.program.comparisons import COMPARISONS
from backsweep.program.statements import (
    Accumulate,
    Address,
    Array,
    Guard,
    Instruction,
    Load,
    Operand,
    Statement,
    Static,
    Store,
)
from backsweep.row import Primitive
from backsweep.worlds import World

MUL, NEG, WHERE = arithmetic.mul, arithmetic.neg, piecewise.where


class Value:
    """A scalar of a program being built, as the rules of the table see it."""

    __slots__ = ("builder", "operand")

    def __init__(self, builder: Builder, operand: Operand) -> None:
        self.builder, self.operand = builder, operand

    __hash__ = None  # type: ignore[assignment]  # its == is an instruction


def operand_of(thing: Any) -> Operand:
    """A rule's argument or answer as an operand."""
    if thing.__class__ is Value:
        operand: Operand = thing.operand
        return operand
    return thing if thing.__class__ is float else Static(thing)


def as_float(operand: Operand) -> Operand:
    """An operand where only a float will do: an int, a bool or a Fraction becomes one."""
    return float(operand.value) if operand.__class__ is Static else operand


def is_spelled(row: Primitive) -> bool:
    """Whether a row's arguments are all floats; an opaque one may want an int, such as the order of a polygamma."""
    return row.native is not None or row.kind == "comparison"


class Builder:
    """Statements in the making.

    statements  where the next one goes: the program's, or the body of a loop
    enclosing   the statements around that body
    known       what has been made, for each loop we are in
    elsewhere   is asked for what is not known: the backward sweep of a loop may have it from the forward one
    """

    def __init__(self) -> None:
        self.statements: list[Statement] = []
        self.enclosing: list[list[Statement]] = []
        self.known: list[dict[Any, int]] = [{}]
        self.elsewhere: Callable[[Primitive, tuple[Operand, ...]], Operand | None] | None = None
        self.made: dict[int, Instruction] = {}
        self.scalars = 0
        self.line = ""

    def scalar(self) -> int:
        """A name for a scalar."""
        self.scalars += 1
        return self.scalars

    # Instructions.

    def apply(self, row: Primitive, args: Sequence[Operand]) -> Operand:
        """A row on operands: spelled out in instructions where its value is written in primitives."""
        rule = rule_of(row)
        if rule is None:
            return self.instruction(row, tuple(args))
        values = [self.value(arg) for arg in args]
        return operand_of(rule(*(row.split(values) if isinstance(row, OverSequence) else values)))

    def value(self, operand: Operand) -> Any:
        """An operand as a rule sees it: constants as plain numbers."""
        if operand.__class__ is int:
            return Value(self, operand)
        return operand.value if isinstance(operand, Static) else operand

    def instruction(self, row: Primitive, args: tuple[Operand, ...]) -> Operand:
        """One instruction, or what is the same and already there."""
        if row is WHERE:
            args = (args[0], as_float(args[1]), as_float(args[2]))
        elif is_spelled(row):
            args = tuple(map(as_float, args))
        simpler = self.simpler(row, args)
        if simpler is not None:
            return simpler
        key = (row, *[arg if arg.__class__ is int else repr(arg) for arg in args])
        for known in reversed(self.known):
            found: int | None = known.get(key)
            if found is not None:
                return found
        elsewhere = self.elsewhere(row, args) if self.elsewhere is not None else None
        if elsewhere is not None:
            return elsewhere
        target = self.scalar()
        made = Instruction(target, row, args, self.line)
        self.statements.append(made)
        self.made[target] = made
        self.known[-1][key] = target
        return target

    def simpler(self, row: Primitive, args: tuple[Operand, ...]) -> Operand | None:
        """An operand that has the very same bits, or None."""
        if row is WHERE:
            condition, a, b = args
            if isinstance(condition, Static):
                return a if condition.value else b
            return a if a == b and a.__class__ is b.__class__ is int else None
        if all(arg.__class__ is not int for arg in args):
            return constant(row, args)
        identity = IDENTITIES.get(row)
        return identity(self, *args) if identity is not None else None

    # Memory.

    def load(self, array: Array, at: Address) -> int:
        """A number from memory; read only memory is read once."""
        key = ("load", array.name, at)
        if array.role in ("input", "constants", "indices"):
            for known in reversed(self.known):
                found: int | None = known.get(key)
                if found is not None:
                    return found
        target = self.scalar()
        self.statements.append(Load(target, array, at))
        self.known[-1][key] = target
        return target

    def store(self, array: Array, at: Address, value: Operand) -> None:
        self.statements.append(Store(array, at, as_float(value)))

    def accumulate(self, array: Array, at: Address, value: Operand) -> None:
        self.statements.append(Accumulate(array, at, as_float(value)))

    def guard(self, condition: Operand, holds: bool) -> None:
        """The program goes on only if the condition answers so."""
        if isinstance(condition, Static):
            return
        key = ("guard", condition, holds)
        if any(key in known for known in self.known):
            return
        self.known[-1][key] = 0
        self.statements.append(Guard(condition, holds, self.line))

    @contextmanager
    def body(self) -> Iterator[list[Statement]]:
        """Statements go into the body of a loop; what is known there is forgotten after it."""
        self.enclosing.append(self.statements)
        self.statements = []
        self.known.append({})
        try:
            yield self.statements
        finally:
            self.known.pop()
            self.statements = self.enclosing.pop()


def constant(row: Primitive, args: tuple[Operand, ...]) -> Operand | None:
    """The value of a row on constants; None where it has none, which is then for the program to find out."""
    try:
        value = row.of_flat(*[arg.value if isinstance(arg, Static) else arg for arg in args])
    except (ArithmeticError, ValueError, TypeError):
        return None
    return as_float(operand_of(value)) if row.kind != "comparison" else operand_of(value)


def _times(builder: Builder, x: Operand, y: Operand) -> Operand | None:
    for one, other in ((x, y), (y, x)):
        if one.__class__ is float and one == 1.0:
            return other
        if one.__class__ is float and one == -1.0:
            return builder.instruction(NEG, (other,))
    return None


def _over(builder: Builder, x: Operand, y: Operand) -> Operand | None:
    return x if y.__class__ is float and y == 1.0 else None


def _less(builder: Builder, x: Operand, y: Operand) -> Operand | None:
    return x if y.__class__ is float and y == 0.0 and math.copysign(1.0, y) > 0 else None


def _plus(builder: Builder, x: Operand, y: Operand) -> Operand | None:
    """x + -0.0 is x."""
    for one, other in ((x, y), (y, x)):
        if one.__class__ is float and one == 0.0 and math.copysign(1.0, one) < 0:
            return other
    return None


def _minus(builder: Builder, x: Operand) -> Operand | None:
    made = builder.made.get(x)  # type: ignore[arg-type]
    return made.args[0] if made is not None and made.row is NEG else None


def _power(builder: Builder, x: Operand, c: Operand) -> Operand | None:
    if c.__class__ is float and c == 1.0:
        return x
    return 1.0 if c.__class__ is float and c == 0.0 else None


IDENTITIES: dict[Primitive, Callable[..., Operand | None]] = {
    MUL: _times,
    arithmetic.div: _over,
    arithmetic.sub: _less,
    arithmetic.add: _plus,
    NEG: _minus,
    arithmetic.power: _power,
}

# Reading the table's rules on Values.


def rule_of(row: Primitive) -> Callable[..., Any] | None:
    """How a row is spelled out in others, where its value is written in primitives."""
    return row.on(PROGRAM) if row.is_written_in_primitives else None


def builder_of(args: Sequence[Any]) -> Builder | None:
    """The builder of the first Value, if there is one."""
    for arg in args:
        if arg.__class__ is Value:
            builder: Builder = arg.builder
            return builder
    return None


_MEANINGS: dict[Primitive, Callable[..., Any]] = {}


def meaning(row: Primitive) -> Callable[..., Any]:
    """What a row's name stands for in a rule that is read on Values."""
    found = _MEANINGS.get(row)
    if found is not None:
        return found

    def on_values(*args: Any) -> Any:
        flat = row.flat([tuple(arg) for arg in args]) if isinstance(row, OverSequence) else args
        builder = builder_of(flat)
        if builder is None:
            return row(*args)
        return builder.value(builder.apply(row, [operand_of(arg) for arg in flat]))

    _MEANINGS[row] = on_values
    return on_values


def by_choice(edges: Mapping[tuple[float, ...], Any], rule: Callable[..., Any]) -> Callable[..., Any]:
    """A rule with its edges in front: the program chooses."""
    choose, equal = meaning(WHERE), meaning(COMPARISONS["eq"])

    def consulted(*args: Any) -> Any:
        answer = rule(*args)
        for point, at_edge in edges.items():
            for arg, coordinate in zip(args[:-1], point, strict=True):
                same = equal(arg, coordinate)
                at_edge = choose(same, at_edge, answer)
            answer = at_edge
        return answer

    return consulted


def times(der: Any, partial: Any) -> Any:
    """der * partial, plainly: the program is run again another way if a derivative comes out nan."""
    return meaning(MUL)(der, partial)


PROGRAM = World("programs", meaning, lambda arg: arg, times, by_choice)


def _operator(row: Primitive, swapped: bool = False) -> Callable[..., Any]:
    function = meaning(row)
    return (lambda self, other: function(other, self)) if swapped else (lambda self, *others: function(self, *others))


def _power_operator(self: Value, exponent: Any) -> Any:
    row = arithmetic.pow if exponent.__class__ is Value else arithmetic.power
    return meaning(row)(self, exponent)


def install() -> None:
    """Fills in the operators of Value."""
    binary = {
        "add": arithmetic.add,
        "sub": arithmetic.sub,
        "mul": arithmetic.mul,
        "truediv": arithmetic.div,
        "mod": arithmetic.mod,
        "floordiv": arithmetic.floordiv,
    }
    for name, row in binary.items():
        setattr(Value, f"__{name}__", _operator(row))
        setattr(Value, f"__r{name}__", _operator(row, swapped=True))
    for name, comparison in COMPARISONS.items():
        setattr(Value, f"__{name}__", _operator(comparison))
    for name, method in (
        ("neg", _operator(NEG)),
        ("pow", _power_operator),
        ("rpow", _operator(arithmetic.pow, swapped=True)),
    ):
        setattr(Value, f"__{name}__", method)


install()
