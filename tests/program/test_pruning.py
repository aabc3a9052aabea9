"""Pruning takes out what nobody uses, and nothing that could have raised."""

import pytest
from random_programs import Maker

from backsweep import log, sin
from backsweep.primitive import TABLE
from backsweep.program.assembling import assemble
from backsweep.program.outlining import outline
from backsweep.program.pruning import prune
from backsweep.program.replay import Replay, replay
from backsweep.program.statements import Accumulate, Address, Array, Carried, Instruction, Load, Loop, Program, Store
from backsweep.program.tape import Tape

ADD, MUL, DIV = (TABLE[name] for name in ("add", "mul", "div"))


def program(statements, *arrays):
    x, out = Array("x", "input", 2), Array("out", "output", 1)
    return Program("f", x, out, [x, *arrays, out], statements(x, out))


def names(made):
    return [type(statement).__name__ for statement in made.walk()]


def test_an_unused_instruction_goes_with_all_that_only_it_used():
    made = program(
        lambda x, out: [
            Load(1, x, Address(0)),
            Load(2, x, Address(1)),
            Instruction(3, MUL, (2, 2)),
            Instruction(4, ADD, (3, 1.0)),
            Store(out, Address(0), 1),
        ]
    )
    prune(made, ())
    assert names(made) == ["Load", "Store"]


def test_what_is_needed_stays():
    made = program(
        lambda x, out: [
            Load(1, x, Address(0)),
            Instruction(2, DIV, (1.0, 1)),
            Instruction(3, MUL, (1, 1)),
            Store(out, Address(0), 1),
        ]
    )
    prune(made, (2,))
    assert names(made) == ["Load", "Instruction", "Store"]


def test_memory_that_nobody_reads_goes():
    kept, ders = Array("kept", "values", 3), Array("ders", "ders", 3)
    made = program(
        lambda x, out: [
            Load(1, x, Address(0)),
            Store(kept, Address(1), 1),
            Load(2, kept, Address(1)),
            Accumulate(ders, Address(0), 2),
            Store(out, Address(0), 1),
        ],
        kept,
        ders,
    )
    prune(made, ())
    assert names(made) == ["Load", "Store"]
    assert [array.name for array in made.arrays] == ["x", "out"]


def test_what_a_loop_carries_for_nobody_goes():
    def statements(x, out):
        body = [Instruction(6, MUL, (4, 4)), Instruction(7, ADD, (5, 4))]
        carried = [Carried(4, 1, 6, 8), Carried(5, 1, 7, 9)]
        return [Load(1, x, Address(0)), Loop(3, 5, body, carried), Store(out, Address(0), 8)]

    made = program(statements)
    prune(made, ())
    loop = made.statements[1]
    assert [carried.target for carried in loop.carried] == [4]
    assert len(loop.body) == 1


def test_a_loop_that_needs_what_it_carries_keeps_it():
    def statements(x, out):
        body = [Instruction(6, MUL, (4, 5)), Instruction(7, ADD, (5, 1.0))]
        carried = [Carried(4, 1, 6, 8), Carried(5, 1, 7, 9)]
        return [Load(1, x, Address(0)), Loop(3, 5, body, carried), Store(out, Address(0), 8)]

    made = program(statements)
    before = replay(made, [0.5, 0.0])
    prune(made, ())
    assert len(made.statements[1].carried) == 2
    assert replay(made, [0.5, 0.0]) == before


@pytest.mark.parametrize("f", [lambda x: 1.0 / x, log, lambda x: 0.75 % x, lambda x: x**-1, lambda x: x**2000])
def test_what_may_raise_is_kept_though_nothing_uses_it(f):
    tape = Tape()
    x = tape.input(0.5)
    f(x)
    result = sin(x) * 2.0
    tape.end()
    found = assemble(outline(tape, [result.at]))
    assert replay(found, [0.5])
    with pytest.raises((ArithmeticError, ValueError)):
        replay(found, [0.0 if f(0.5) != 0.0 else 1e300])


def test_what_cannot_raise_is_not():
    tape = Tape()
    x = tape.input(0.5)
    for unused in (x + 1.0, x * x, -x, abs(x), x > 0):
        assert unused is not None
    result = x - 3.0
    tape.end()
    assert len(assemble(outline(tape, [result.at]))) == 3


@pytest.mark.parametrize("seed", range(40))
def test_random_programs_give_the_same_pruned(seed):
    made = Maker(seed).program(40)
    x = [0.5, 1.5, -0.75, 2.0]

    def answer():
        try:
            return repr(Replay(made)(x))
        except Exception as error:
            return type(error).__name__

    before, size = answer(), len(made)
    prune(made, [statement.target for statement in made.walk() if isinstance(statement, Instruction)])
    assert answer() == before
    assert len(made) <= size
