"""The builder simplifies only what keeps every bit."""

import math
import operator
import random

import pytest

from backsweep.primitive import TABLE
from backsweep.program.assembling import Program
from backsweep.program.builder import PROGRAM, Builder, Value, operand_of
from backsweep.program.comparisons import COMPARISONS
from backsweep.program.replay import replay
from backsweep.program.statements import Address, Array, Instruction, Load, Static, Store

EDGES = [0.0, -0.0, 1.0, -1.0, 2.5, -3.5, 1e308, -1e-310, math.inf, -math.inf, math.nan]


neg = operator.neg


class Building:
    """A builder with inputs, whose program can be run."""

    def __init__(self, count=2):
        self.builder = Builder()
        self.inputs = Array("x", "input", count)
        self.values = [Value(self.builder, self.builder.load(self.inputs, Address(k))) for k in range(count)]

    def run(self, result, *numbers):
        output = Array("out", "output", 1)
        operand = operand_of(result)
        value = float(operand.value) if isinstance(operand, Static) else operand
        statements = [*self.builder.statements, Store(output, Address(0), value)]
        return replay(Program("f", self.inputs, output, [self.inputs, output], statements), list(numbers))[0]

    @property
    def instructions(self):
        return [statement for statement in self.builder.statements if isinstance(statement, Instruction)]


IDENTITIES = {
    "x * 1.0": lambda x: x * 1.0,
    "1.0 * x": lambda x: 1.0 * x,
    "x / 1.0": lambda x: x / 1.0,
    "x - 0.0": lambda x: x - 0.0,
    "x + -0.0": lambda x: x + -0.0,
    "- -x": lambda x: neg(neg(x)),
    "x ** 1": lambda x: x**1.0,
}
NO_IDENTITIES = {
    "x + 0.0": lambda x: x + 0.0,
    "x * 0.0": lambda x: x * 0.0,
    "0.0 - x": lambda x: 0.0 - x,
    "x - -0.0": lambda x: x - -0.0,
    "x - x": lambda x: x - x,
    "x / x": lambda x: x / x,
    "x * 2 / 2": lambda x: x * 2.0 / 2.0,
    "x + 1 - 1": lambda x: x + 1.0 - 1.0,
}


@pytest.mark.parametrize("name", IDENTITIES)
def test_an_identity_needs_no_instruction(name):
    building = Building()
    result = IDENTITIES[name](building.values[0])
    assert operand_of(result) == building.values[0].operand
    for x in EDGES:
        assert repr(building.run(result, x, 0.0)) == repr(IDENTITIES[name](x))


@pytest.mark.parametrize("name", NO_IDENTITIES)
def test_what_would_lose_a_bit_stays(name):
    building = Building()
    result = NO_IDENTITIES[name](building.values[0])
    for x in EDGES:
        try:
            wanted = NO_IDENTITIES[name](x)
        except ZeroDivisionError:
            continue
        assert repr(building.run(result, x, 0.0)) == repr(wanted)
    assert building.instructions


def test_minus_one_times_is_the_negative():
    building = Building()
    result = building.values[0] * -1.0
    assert [statement.row.name for statement in building.instructions] == ["neg"]
    for x in EDGES:
        assert repr(building.run(result, x, 0.0)) == repr(x * -1.0)


def test_the_same_instruction_twice_is_one():
    building = Building()
    x, y = building.values
    assert (x * y).operand == (x * y).operand
    assert (x * y).operand != (y * x).operand
    assert (x + 0.0).operand != (x + -0.0).operand
    assert (x + 1).operand == (x + 1.0).operand


def test_reading_the_same_input_twice_is_once():
    building = Building()
    again = building.builder.load(building.inputs, Address(0))
    assert again == building.values[0].operand
    kept = Array("kept", "values", 3)
    assert building.builder.load(kept, Address(0)) != building.builder.load(kept, Address(0))
    assert sum(isinstance(statement, Load) for statement in building.builder.statements) == 4


def test_constants_are_computed_while_building():
    building = Building()
    mul, sin = PROGRAM.means(TABLE["mul"]), PROGRAM.means(TABLE["sin"])
    assert (mul(2.0, 3.0), sin(0.5)) == (6.0, math.sin(0.5))
    assert building.builder.apply(TABLE["sin"], (0.5,)) == math.sin(0.5)
    # What has no value is left for the program to find out.
    assert building.builder.apply(TABLE["div"], (1.0, 0.0)).__class__ is int


def test_a_choice_with_a_known_condition_is_the_choice():
    building = Building()
    x, y = building.values
    where = PROGRAM.means(TABLE["where"])
    assert where(True, x, y).operand == x.operand
    assert where(x > y, x, x).operand == x.operand
    assert where(x > y, x, y).operand not in (x.operand, y.operand)


def test_what_is_made_in_a_loop_is_unknown_after_it():
    building = Building()
    x, y = building.values
    before = (x * y).operand
    with building.builder.body() as body:
        assert (x * y).operand == before
        inside = (x + y).operand
    assert len(body) == 1
    assert (x + y).operand != inside


def test_a_guard_is_asked_once():
    building = Building()
    x, y = building.values
    for _ in range(2):
        building.builder.guard((x < y).operand, True)
    building.builder.guard(Static(True), True)
    assert [type(statement).__name__ for statement in building.builder.statements[2:]] == ["Instruction", "Guard"]


@pytest.mark.parametrize("row", [row for row in TABLE.values() if row.kind in ("elementwise", "structural")], ids=str)
def test_every_row_spelled_out_gives_its_own_bits(row):
    static = {"c": 2.0, "n": 1, "i": 3, "places": 1, "condition": True}
    chance = random.Random(1)
    for _ in range(20):
        numbers = [chance.choice([0.5, 1.5, 2.0, -0.75, 0.0, chance.uniform(0, 3)]) for _ in row.args]
        given = [static.get(name, number) for name, number in zip(row.args, numbers, strict=True)]
        try:
            wanted = row(*given)
        except (ArithmeticError, ValueError):
            continue
        building = Building(len(given))
        named = [arg if name in static else x for name, arg, x in zip(row.args, given, building.values, strict=True)]
        assert building.run(PROGRAM.means(row)(*named), *map(float, numbers)) == wanted


def test_comparisons_of_values_are_instructions():
    building = Building()
    x, y = building.values
    for name, comparison in COMPARISONS.items():
        operand = getattr(x, f"__{name}__")(y).operand
        made = next(statement for statement in building.instructions if statement.target == operand)
        assert made.row is comparison
