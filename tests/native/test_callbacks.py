"""What machine code cannot compute itself, Python computes for it."""

import ctypes
import math
import signal
import time

import pytest

pytest.importorskip("llvmlite")

from backsweep.kinds import Elementwise
from backsweep.native.callbacks import callback_of, entrance
from backsweep.native.engine import compile_program
from backsweep.primitives import exponential
from backsweep.program.statements import Address, Array, Instruction, Load, Program, Static, Store
from backsweep.row import TABLE


def of(row, *before) -> Program:
    """The row of its static arguments and x, then log of x."""
    x, out = Array("x", "input", 1), Array("out", "output", 2)
    statements = [
        Load(1, x, Address(0)),
        Instruction(2, row, (*map(Static, before), 1)),
        Instruction(3, exponential.log, (1,)),
        Store(out, Address(0), 2),
        Store(out, Address(1), 3),
    ]
    return Program("f", x, out, [x, out], statements)


def own(value) -> Elementwise:
    return Elementwise(partials={"x": 1}, name="mine", about="", value=value, args=("x",))


@pytest.mark.parametrize("level", ["quick", "full"])
def test_python_is_asked_with_the_static_arguments_filled_in(level):
    given = []

    def value(n, x):
        given.append((n, x))
        return n * x

    row = Elementwise(partials={"x": 1}, name="mine", about="", value=value, args=("n", "x"))
    native = compile_program(of(row, 3), level)
    assert native.run([2.0]) == (0, [6.0, math.log(2.0)])
    assert given == [(3, 2.0)]
    assert type(given[0][0]) is int


def test_the_table_s_opaque_rows_have_python_s_bits():
    native = compile_program(of(TABLE["polygamma"], 2))
    assert native.run([1.7]) == (0, [TABLE["polygamma"](2, 1.7), math.log(1.7)])


def test_an_int_counts_as_a_float():
    assert compile_program(of(own(lambda x: 3))).run([1.0]) == (0, [3.0, 0.0])


@pytest.mark.parametrize("wrong", [lambda x: 1 / 0, lambda x: 1j, lambda x: None, lambda x: [][0]])
def test_an_error_in_python_is_trouble(wrong):
    native = compile_program(of(own(wrong)))
    assert native.run([1.0])[0] == 2


def test_trouble_within_python_that_it_dealt_with_is_none():
    def careful(x):
        math.log(5e-324)
        try:
            return math.exp(1000.0)
        except OverflowError:
            return 7.0

    native = compile_program(of(own(careful)))
    assert native.run([1.0]) == (0, [7.0, 0.0])
    assert native.run([-1.0])[0] == 2


def test_an_interrupt_within_python_is_not_lost():
    # Where tests run in the background, interrupts are switched off.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)

    def interrupted(x):
        raise KeyboardInterrupt

    native = compile_program(of(own(interrupted)))

    def call_and_wait():
        native.run([1.0])
        time.sleep(1)

    try:
        with pytest.raises(KeyboardInterrupt):
            call_and_wait()
    finally:
        signal.signal(signal.SIGINT, before)


def test_python_may_be_called_whether_its_lock_is_held_or_not():
    native = compile_program(of(own(lambda x: x + 1)))
    for kind in (ctypes.CFUNCTYPE, ctypes.PYFUNCTYPE):
        x, out = (ctypes.c_double * 1)(2.0), (ctypes.c_double * 2)()
        path = kind(ctypes.c_int32, *[ctypes.c_void_p] * 4)(native.address)
        assert path(x, out, native.constants, native.indices) == 0
        assert out[0] == 3.0


def test_equal_callbacks_are_one():
    x, out = Array("x", "input", 1), Array("out", "output", 1)
    row = own(lambda x: x + 1)
    statements = [Load(1, x, Address(0))]
    statements += [Instruction(2 + number, row, (1 + number,)) for number in range(3)]
    native = compile_program(Program("f", x, out, [x, out], [*statements, Store(out, Address(0), 4)]))
    assert native.run([1.0]) == (0, [4.0])
    assert len(native.text.callbacks) == 1
    one, other = (callback_of(TABLE["polygamma"], (Static(order), 1)) for order in (2, 2.0))
    assert one.key != other.key


def test_an_entrance_is_a_plain_c_function():
    enter = entrance(callback_of(exponential.exp, (1,)))
    given, answer = (ctypes.c_double * 1)(1.0), (ctypes.c_double * 1)()
    assert enter(given, answer) == 1
    assert answer[0] == math.e
