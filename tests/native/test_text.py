"""Random programs give the same bits as their replay on Python's floats, guards and errors included."""

import math
import random

import pytest

pytest.importorskip("llvmlite")

from random_programs import Maker, bits, point

from backsweep.kinds import Elementwise
from backsweep.native.engine import best_width, compile_program
from backsweep.native.libraries import address
from backsweep.native.text import emit
from backsweep.primitives import arithmetic, piecewise
from backsweep.program.comparisons import LESS, MORE
from backsweep.program.replay import GuardMissed, replay
from backsweep.program.statements import (
    Address,
    Array,
    Carried,
    Instruction,
    Load,
    Loop,
    Program,
    Static,
    Store,
)
from backsweep.row import TABLE, Primitive


def agree(program: Program, given: list[float], answer: tuple[int, list[float]]) -> int:
    """Whether a status and outputs are what the replay says."""
    status, out = answer
    try:
        right = replay(program, given)
    except GuardMissed:
        # What came before the guard may have been trouble enough.
        assert status in (1, 2)
    except (ArithmeticError, ValueError):
        assert status != 0
    else:
        assert status != 1
        if status == 0:
            assert bits(out) == bits(right)
    return status


@pytest.mark.parametrize("level", ["quick", "full"])
def test_random_programs_have_the_bits_of_their_replay(level):
    done = 0
    for seed in range(60 if level == "quick" else 25):
        program = Maker(seed, gentle=seed % 2 == 0).program(25)
        native = compile_program(program, level)
        source = random.Random(seed)
        done += sum(agree(program, given, native.run(given)) == 0 for given in (point(source) for _ in range(30)))
    assert done > 200


def test_a_long_program_is_cut_and_keeps_its_bits():
    done = 0
    for seed in range(30):
        program = Maker(seed, gentle=seed % 4 != 0).program(60)
        native = compile_program(program, longest=10, part=7)
        assert "@path.body1(" in native.text.source
        source = random.Random(seed)
        done += sum(agree(program, given, native.run(given)) == 0 for given in (point(source) for _ in range(20)))
    assert done > 100


NATIVE = [row for row in TABLE.values() if isinstance(row.native, str)]


@pytest.mark.parametrize("row", NATIVE, ids=lambda row: row.name)
def test_each_row_has_python_s_bits_and_notices_python_s_errors(row: Primitive):
    count = len(row.args)
    x, out = Array("x", "input", count), Array("out", "output", 1)
    loads = [Load(1 + place, x, Address(place)) for place in range(count)]
    apply = Instruction(9, row, tuple(range(1, count + 1)))
    program = Program("row", x, out, [x, out], [*loads, apply, Store(out, Address(0), 9)])
    # The same with the answer unused: what would raise is to be noticed nevertheless.
    unused = Program("row", x, out, [x, out], [*loads, apply])
    source = random.Random(1)
    edges = (0.0, -0.0, 1.0, -1.0, 0.5, 2.5, math.inf, -math.inf, math.nan, 1e308, -1e308, 5e-324, 710.0, -3.0, 1e22)
    points = [[source.choice(edges) for _ in range(count)] for _ in range(150)]
    points += [[source.choice((1, -1)) * 10 ** source.uniform(-8, 3) for _ in range(count)] for _ in range(150)]
    for level in ("quick", "full"):
        native, without = compile_program(program, level), compile_program(unused, level)
        for given in points:
            status, answer = native.run(given)
            try:
                right = float(row.plain(*given))
            except (ArithmeticError, ValueError):
                assert status == 2, given
                assert without.run(given)[0] == 2, given
                continue
            if status == 0:
                assert bits(answer) == bits([right]), given
            elif math.isfinite(right) and all(map(math.isfinite, given)):
                raise AssertionError(f"{row.name} is refused at {given}.")


def test_a_division_whose_divisor_llvm_works_out_is_noticed():
    x, out = Array("x", "input", 1), Array("out", "output", 1)
    statements = [
        Load(1, x, Address(0)),
        Instruction(2, LESS, (1, 0.0)),
        Instruction(3, piecewise.where, (2, 0.0, 2.0)),
        Instruction(4, arithmetic.div, (1.0, 3)),
        Instruction(5, piecewise.where, (2, 1.0, 4)),
        Store(out, Address(0), 5),
    ]
    program = Program("f", x, out, [x, out], statements)
    for level in ("quick", "full"):
        native = compile_program(program, level)
        assert native.run([1.0]) == (0, [0.5])
        assert native.run([-1.0])[0] == 2


def newton() -> Program:
    """The square root of x by Newton's method; what each turn started from goes to memory, and is added up after."""
    x, out, saved = Array("x", "input", 1), Array("out", "output", 2), Array("saved", "values", None)
    body = [
        Store(saved, Address(0, ((10, 1),)), 11),
        Instruction(12, arithmetic.div, (1, 11)),
        Instruction(13, arithmetic.add, (11, 12)),
        Instruction(14, arithmetic.mul, (13, 0.5)),
        Instruction(15, arithmetic.sub, (14, 11)),
        Instruction(16, piecewise.abs, (15,)),
        Instruction(17, MORE, (16, 1e-12)),
    ]
    add_up = [Load(23, saved, Address(0, ((20, 1),))), Instruction(24, arithmetic.add, (21, 23))]
    statements = [
        Load(1, x, Address(0)),
        Loop(10, None, body, [Carried(11, 1, 14, 18)], until=(17, False), count=19),
        Store(out, Address(0), 18),
        Loop(20, Static(19), add_up, [Carried(21, 0.0, 24, 25)], down=True),
        Store(out, Address(1), 25),
    ]
    return Program("newton", x, out, [x, saved, out], statements)


@pytest.mark.parametrize("level", ["quick", "full"])
def test_a_loop_may_make_as_many_turns_as_it_takes(level):
    native = compile_program(newton(), level)
    # 500 turns and more from 1e300: the array has to grow several times.
    for x in (2.0, 1e10, 1e300, 1e-300):
        assert native.run([x]) == (0, replay(newton(), [x])) or x == 1e-300
    assert native.run([0.0])[0] == 2


def test_a_loop_that_does_not_end_is_left_to_python():
    x, out, saved = Array("x", "input", 1), Array("out", "output", 1), Array("saved", "values", None)
    body = [Store(saved, Address(0, ((10, 1),)), 1), Instruction(2, LESS, (1, 0.0))]
    statements = [Load(1, x, Address(0)), Loop(10, None, body, until=(2, True), count=11)]
    native = compile_program(Program("f", x, out, [x, saved, out], statements))
    assert native.run([-1.0])[0] == 0
    assert native.run([1.0])[0] == 2


def test_nan_among_many_outputs_is_trouble():
    for size in (1, 2, 3, 17, 40):
        x, out = Array("x", "input", 1), Array("out", "output", size)
        for place in (0, size // 2, size - 1):
            program = Program("f", x, out, [x, out], [Load(1, x, Address(0)), Store(out, Address(place), 1)])
            native = compile_program(program)
            assert native.run([math.nan])[0] == 2
            assert native.run([3.0])[0] == 0


def test_a_program_that_leaves_its_arrays_is_refused():
    x, out = Array("x", "input", 2), Array("out", "output", 1)
    table = Array("places", "indices", 2, [0, 5])
    for at in (Address(2), Address(-1), Address(0, ((7, 1),)), Address(0, ((7, -1),)), Address(0, (), table)):
        body = [Load(1, x, at)]
        with pytest.raises(ValueError, match="reaches"):
            emit(Program("f", x, out, [x, table, out], [Loop(7, 3, body)]))
    with pytest.raises(ValueError, match="symbol must be"):
        emit(Program("f", x, out, [x, out], []), symbol='f" {')


def test_a_symbol_that_the_c_library_lacks_is_computed_by_python():
    name = "no_such_function_anywhere"
    row = Elementwise(partials={"x": 1}, name="mine", about="", value=lambda x: x + 1, args=("x",), native=name)
    assert address(name) is None
    x, out = Array("x", "input", 1), Array("out", "output", 1)
    statements = [Load(1, x, Address(0)), Instruction(2, row, (1,)), Store(out, Address(0), 2)]
    native = compile_program(Program("f", x, out, [x, out], statements))
    assert native.run([2.0]) == (0, [3.0])


def test_a_batch_of_a_program_with_loops_is_refused():
    with pytest.raises(ValueError, match="without loops"):
        emit(newton(), width=best_width())
    assert emit(newton(), batched=True).functions == ["path", "path_batch"]
    assert emit(newton()).functions == ["path"]
