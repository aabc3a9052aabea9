"""The forward sweep of an outline, spelled out, gives the function's values and raises where it does."""

import math

import pytest

import backsweep
from backsweep import cos, exp, sin, sqrt
from backsweep.primitive import TABLE
from backsweep.program.builder import operand_of
from backsweep.program.forward import Forward, may_raise
from backsweep.program.outline import Constant, Element, Repeat
from backsweep.program.outlining import outline
from backsweep.program.statements import Instruction, Loop, Store
from backsweep.program.tape import Tape


def forward_of(f, numbers):
    tape = Tape(spots=True)
    result = f([tape.input(number) for number in numbers])
    tape.end()
    return Forward(outline(tape, [result.at]))


def instructions(made):
    return [statement.row.name for statement in made.builder.statements if isinstance(statement, Instruction)]


def test_a_step_is_an_instruction_with_the_user_s_line():
    made = forward_of(lambda x: sin(x[0]) * x[1], [1.0, 2.0])
    assert instructions(made) == ["sin", "mul"]
    line = test_a_step_is_an_instruction_with_the_user_s_line.__code__.co_firstlineno + 1
    assert [s.line for s in made.builder.statements if isinstance(s, Instruction)] == [f"test_forward.py:{line}"] * 2
    assert made.operand(made.outline.results[0], made.found, None) == made.builder.statements[-1].target


def test_a_row_written_in_primitives_is_spelled_out():
    made = forward_of(lambda x: backsweep.relu(x[0]) + backsweep.maximum(x[0], x[1]), [1.0, 2.0])
    assert "relu" not in instructions(made)
    assert {"where", "more", "add"} <= set(instructions(made))


def test_an_input_that_is_used_twice_is_loaded_once():
    made = forward_of(lambda x: x[0] * x[0] + x[0], [2.0])
    assert [type(statement).__name__ for statement in made.builder.statements].count("Load") == 1


def test_a_loop_is_one_statement_with_what_it_carries():
    def f(x):
        total = x[0]
        for k in range(1, 150):
            total = cos(total) * x[k] + 0.25 * k
        return total

    made = forward_of(f, [0.01 * k for k in range(150)])
    (loop,) = [statement for statement in made.builder.statements if isinstance(statement, Loop)]
    (carried,) = loop.carried
    assert loop.trips >= 148
    assert carried.next == loop.body[-1].target
    assert {array.role for array in made.arrays} == {"input", "constants"}
    (repeat,) = [step for step in made.outline.steps if isinstance(step, Repeat)]
    assert made.operand(made.outline.results[0], made.found, None) == made.found[repeat.carries[0]]


def test_what_a_turn_hands_to_another_loop_is_kept_in_memory():
    def f(x):
        values, u = [], x[0]
        for _ in range(200):
            u = sin(u) + 0.1
            values.append(u)
        total = x[0]
        for value in reversed(values):
            total = total * 0.5 + value * value
        return total

    made = forward_of(f, [0.3])
    assert made.kept is not None
    assert made.kept.size >= 199
    stores = [statement for step in made.loops.values() for statement in step.body if isinstance(statement, Store)]
    assert [statement.array for statement in stores] == [made.kept]


def test_equal_tables_are_one():
    made = forward_of(lambda x: x[0], [1.0])
    first = made.table("constants", [0.0, 1.0])
    assert made.table("constants", [0.0, 1.0]) is first
    assert made.table("constants", [-0.0, 1.0]) is not first
    assert made.table("indices", [0, 1]) is not first
    assert len({array.name for array in made.arrays}) == len(made.arrays)


def test_addresses_move_with_the_turn_or_go_through_a_table():
    made = forward_of(lambda x: x[0], [1.0])
    assert made.address(Element(True, 3, 2), 7).steps == ((7, 2),)
    assert made.address(Element(True, 3), None).base == 3
    through = made.address(Element(True, 0, 0, (4, 1, 1)), 7)
    assert list(through.table.numbers) == [4, 1, 1]


def test_what_may_raise_is_needed():
    harmless = {"add", "sub", "mul", "neg", "abs", "where", "copysign"}
    for row in TABLE.values():
        assert may_raise(row) == (row.name not in harmless), row
    made = forward_of(lambda x: (sqrt(x[0]), exp(x[0]), x[0] * x[0])[2], [2.0])
    rows = {made.builder.made[target].row.name for target in made.needed}
    assert rows == {"sqrt", "exp"}


def test_a_constant_is_an_operand():
    made = forward_of(lambda x: x[0], [1.0])
    assert made.operand(Constant(2.5), {}, None) == 2.5
    assert made.operand(Constant(3), {}, None) == operand_of(3)
    assert math.isnan(made.operand(Constant(math.nan), {}, None))


@pytest.mark.parametrize("count", [9, 40])
def test_a_long_sequence_is_one_loop_or_straight_steps(count):
    made = forward_of(backsweep.sum, [1.0] * count)
    assert instructions(made).count("add") in (count - 1, count)
