import math
import time

import pytest

from backsweep.primitive import TABLE
from backsweep.program.replay import GuardMissed, Replay, replay
from backsweep.program.statements import Address, Array, Instruction, Load, Loop, Static, Store

from .handmade import CASES, guarded, one_row, program

# The static arguments of rows that have some, where they come last.
STATIC = {"round_to": (Static(1),), "ldexp": (Static(3),)}
ROWS = sorted(name for name, row in TABLE.items() if row.kind != "sequence" and name != "polygamma")


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_program_gives_what_is_known_in_closed_form(case):
    for x, expected in case.expected.items():
        assert replay(case.program, x) == pytest.approx(expected, rel=case.rel, abs=0)


def test_a_guard_that_does_not_hold_tells_its_line():
    assert replay(guarded(True), [0.5]) == [0.25, 1.0]
    with pytest.raises(GuardMissed) as missed:
        replay(guarded(True), [1.5])
    assert missed.value.line == "model.py:7"
    assert replay(guarded(False), [1.5]) == [2.0, 2.0]


def test_errors_of_python_come_out_as_they_are():
    with pytest.raises(ValueError, match="math domain error"):
        replay(one_row(TABLE["log"]), [-1.0])
    with pytest.raises(ZeroDivisionError):
        replay(one_row(TABLE["div"]), [1.0, 0.0])
    with pytest.raises(OverflowError):
        replay(one_row(TABLE["exp"]), [1000.0])


@pytest.mark.parametrize("name", ["floor", "ceil", "trunc", "round"])
def test_what_python_rounds_to_an_int_is_a_float_in_a_program(name):
    for x in (2.5, -0.5, 0.0, 1e300):
        (answer,) = replay(one_row(TABLE[name]), [x])
        assert answer.__class__ is float
        assert answer == TABLE[name](x)
    assert math.copysign(1.0, replay(one_row(TABLE[name]), [-0.0])[0]) == 1.0


@pytest.mark.parametrize("name", ROWS)
def test_every_row_has_its_own_value(name):
    row, static = TABLE[name], STATIC.get(name, ())
    x = [1.5] if name == "acosh" else [0.3, 0.7, 0.9][: len(row.args) - len(static)]
    expected = row(*x, *(each.value for each in static))
    assert replay(one_row(row, *static), x) == [float(expected)]


def test_a_static_argument_may_come_first():
    def statements(x, out):
        return [Load(1, x, Address(0)), Instruction(2, TABLE["polygamma"], (Static(1), 1)), Store(out, Address(0), 2)]

    assert replay(program(1, 1, statements), [1.0]) == pytest.approx([math.pi**2 / 6], rel=1e-14)


def test_a_row_over_a_sequence_takes_its_arguments_flat():
    def statements(x, out):
        loads = [Load(place + 1, x, Address(place)) for place in range(3)]
        return [*loads, Instruction(4, TABLE["norm"], (1, 2, 3)), Store(out, Address(0), 4)]

    assert replay(program(3, 1, statements), [2.0, 3.0, 6.0]) == [7.0]


def test_an_address_before_an_array_is_refused():
    def statements(x, out):
        return [Loop(1, 2, [Load(2, x, Address(0, ((1, -1),))), Store(out, Address(0), 2)])]

    with pytest.raises(IndexError, match="before the first"):
        replay(program(2, 1, statements), [1.0, 2.0])
    with pytest.raises(IndexError, match="asks for number 5"):
        Replay(program(2, 1, lambda x, out: [Load(1, x, Address(5)), Store(out, Address(0), 1)]))


def test_an_array_that_does_not_grow_is_not_made_longer():
    kept = Array("kept", "values", 2)

    def statements(x, out):
        return [Loop(1, 3, [Store(kept, Address(0, ((1, 1),)), 2.0)])]

    with pytest.raises(IndexError):
        replay(program(1, 1, statements, kept), [1.0])


def test_zeros_of_either_sign_and_truth_values_are_constants_of_their_own():
    def statements(x, out):
        return [Store(out, Address(place), value) for place, value in enumerate((0.0, -0.0, 1.0, Static(True)))]

    assert list(map(repr, replay(program(1, 4, statements), [1.0]))) == ["0.0", "-0.0", "1.0", "True"]


def test_an_object_can_be_called_again_and_starts_afresh():
    case = CASES["newton"]
    again = Replay(case.program)
    first = [again(x) for x in case.expected]
    assert [again(x) for x in case.expected] == first


def test_a_long_program_takes_less_than_two_microseconds_a_statement():
    mul, add = TABLE["mul"], TABLE["add"]

    def statements(x, out):
        rows = [Instruction(2 + k, add if k % 2 else mul, (1 + k, 1)) for k in range(20_000)]
        return [Load(1, x, Address(0)), *rows, Store(out, Address(0), 20_001)]

    ready, taken = Replay(program(1, 1, statements)), []
    for _ in range(3):
        start = time.perf_counter()
        ready([0.5])
        taken.append(time.perf_counter() - start)
    # 0.1 measured; the rest is for a machine that has other things to do.
    assert min(taken) < 20_000 * 2e-6
