"""Rows that machine code has no name for, spelled out in ones it has, give Python's own bits."""

import itertools
import math
import random

import pytest

from backsweep.primitive import TABLE
from backsweep.program.replay import replay
from backsweep.program.spelling import native_rule, spelled
from backsweep.program.statements import Address, Array, Carried, Instruction, Load, Loop, Program, Store

EDGES = [0.0, -0.0, 1.0, -1.0, 0.5, -0.75, 2.0, 3.0, -2.5, 7.0, 1e17, -1e17, 1e300, 5e-324, -1e-310, 0.1, -0.3]
SPELLED = [row for row in TABLE.values() if native_rule(row) is not None]


def program(row):
    x, out = Array("x", "input", len(row.args)), Array("out", "output", 1)
    loads = [Load(k + 1, x, Address(k)) for k in range(len(row.args))]
    args = tuple(load.target for load in loads)
    result = len(args) + 1
    return Program("f", x, out, [x, out], [*loads, Instruction(result, row, args), Store(out, Address(0), result)])


def test_python_s_remainder_and_quotient_are_among_them():
    assert {row.name for row in SPELLED} >= {"mod", "floordiv"}


@pytest.mark.parametrize("row", SPELLED, ids=str)
def test_every_row_with_a_rule_keeps_its_bits(row):
    made = spelled(program(row))
    assert all(
        statement.row.native is None or isinstance(statement.row.native, str)
        for statement in made.walk()
        if isinstance(statement, Instruction)
    )
    chance = random.Random(3)
    points = list(itertools.product(EDGES, repeat=len(row.args)))
    points += [[chance.uniform(-9, 9) for _ in row.args] for _ in range(300)]
    points += [[chance.uniform(-9, 9) * 2.0 ** chance.randrange(-60, 60) for _ in row.args] for _ in range(300)]
    tried = 0
    for point in points:
        try:
            found, wanted = replay(made, list(point))[0], row.plain(*point)
        except (ArithmeticError, ValueError):
            continue  # a flag of the processor sends such a call to Python
        tried += 1
        assert repr(found) == repr(float(wanted)), point
    assert tried > len(points) // 2


@pytest.mark.parametrize("name", ["mod", "floordiv"])
def test_infinite_and_nan_arguments_give_python_s_answer_or_none(name):
    row = TABLE[name]
    made = spelled(program(row))
    for point in itertools.product([*EDGES, math.inf, -math.inf, math.nan], repeat=2):
        try:
            wanted = row.plain(*point)
            found = replay(made, list(point))[0]
        except (ArithmeticError, ValueError):
            continue
        assert repr(found) == repr(wanted) or math.isnan(found)


def test_loops_and_what_they_carry_are_spelled_too():
    x, out = Array("x", "input", 1), Array("out", "output", 1)
    body = [Instruction(4, TABLE["add"], (3, 0.8)), Instruction(5, TABLE["mod"], (4, 2.5))]
    statements = [
        Load(1, x, Address(0)),
        Loop(2, 7, body, [Carried(3, 1, 5, 6)]),
        Instruction(7, TABLE["mod"], (6, -1.0)),
        Store(out, Address(0), 7),
    ]
    made = Program("f", x, out, [x, out], statements)
    again = spelled(made)
    assert len(again) > len(made)
    for number in EDGES:
        assert repr(replay(again, [number])) == repr(replay(made, [number]))


def test_a_program_without_such_rows_is_itself():
    made = program(TABLE["add"])
    assert spelled(made) is made
