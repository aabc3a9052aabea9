"""A program of values, of a value and its gradient, or of a Jacobian: what is where in its output."""

import pytest

from backsweep import jacobian, sin
from backsweep.program.assembling import assemble
from backsweep.program.outline import Constant, Outline
from backsweep.program.outlining import outline
from backsweep.program.replay import replay
from backsweep.program.tape import Tape

X = [0.5, 0.25, 2.0]


def f(x):
    y = x[0] * x[1]
    return [y, y, sin(y) + x[2], x[1], y * y]


@pytest.fixture
def found():
    tape = Tape()
    results = [result.at for result in f([tape.input(number) for number in X])]
    tape.end()
    return outline(tape, [*results, Constant(3), Constant(1.5)])


def test_values_alone(found):
    made = assemble(found)
    assert replay(made, X) == [*f_plain(), 3.0, 1.5]
    assert made.output.size == 7


def f_plain():
    return f(X)


def test_values_and_then_a_row_of_ders_for_each(found):
    made = assemble(found, frozenset(range(3)))
    output = replay(made, X)
    assert output[:7] == [*f_plain(), 3.0, 1.5]
    rows = [output[start : start + 3] for start in range(7, len(output), 3)]
    assert rows == [*jacobian(f, mode="reverse")(X), [0.0] * 3, [0.0] * 3]


def test_ders_that_are_not_wanted_are_zero(found):
    output = replay(assemble(found, frozenset({1})), X)
    rows = [output[start : start + 3] for start in range(7, len(output), 3)]
    assert [row[1] for row in rows[:5]] == [row[1] for row in jacobian(f, mode="reverse")(X)]
    assert all((row[0], row[2]) == (0.0, 0.0) for row in rows)


def test_what_only_another_kind_of_program_needs_is_left_out(found):
    assert len(assemble(found)) < len(assemble(found, frozenset({0}))) < len(assemble(found, frozenset(range(3))))


def test_the_name_and_the_arrays(found):
    made = assemble(found, frozenset({0}), name="g")
    assert made.name == "g"
    assert made.arrays[0] is made.inputs
    assert made.arrays[-1] is made.output
    assert made.inputs.size == 3


def test_no_steps_at_all():
    assert replay(assemble(Outline(2, [], [Constant(1.0)]), frozenset({0, 1})), [1.0, 2.0]) == [1.0, 0.0, 0.0]
    assert replay(assemble(Outline(0, [], [Constant(1.0)])), []) == [1.0]
