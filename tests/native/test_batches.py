"""A batch gives each sample what the path function gives it alone."""

import ctypes
import math
import random

import pytest

pytest.importorskip("llvmlite")

from random_programs import Maker, bits, point

from backsweep.kinds import Elementwise
from backsweep.native.batches import BLOCK
from backsweep.native.engine import best_width, compile_program
from backsweep.native.libraries import vector_function
from backsweep.primitives import exponential, special, trigonometric
from backsweep.program.statements import Address, Array, Instruction, Load, Program, Store

FUNCTION = ctypes.CFUNCTYPE(ctypes.c_int32, *[ctypes.c_void_p] * 3, ctypes.c_int64, *[ctypes.c_void_p] * 3)


def batch(native, columns, shared=()):
    """Statuses, and the outputs of each sample."""
    count = max(map(len, columns))
    arrays = [(ctypes.c_double * len(column))(*column) for column in columns]
    pointers = (ctypes.c_void_p * len(arrays))(*map(ctypes.addressof, arrays))
    strides = (ctypes.c_int64 * len(arrays))(*(int(number not in shared) for number in range(len(arrays))))
    outs = [(ctypes.c_double * count)() for _ in range(native.outputs)]
    outputs = (ctypes.c_void_p * len(outs))(*map(ctypes.addressof, outs))
    statuses = (ctypes.c_uint8 * (count + 1))(*[9] * (count + 1))
    function = FUNCTION(native.owner.addresses[f"{native.text.symbol}_batch"])
    assert function(pointers, strides, outputs, count, statuses, native.constants, native.indices) == 0
    assert statuses[count] == 9
    return list(statuses[:count]), list(zip(*(list(out) for out in outs), strict=True))


@pytest.mark.parametrize("level", ["quick", "full"])
@pytest.mark.parametrize("part", [7, 1000])
def test_a_batch_has_the_bits_and_statuses_of_its_samples_alone(level, part):
    done = 0
    for seed in range(1, 13 if level == "quick" else 6):
        program = Maker(seed, loops=False, gentle=seed % 4 != 0).program(40)
        native = compile_program(program, level, width=best_width(), longest=min(part, 1000), part=part)
        source = random.Random(seed)
        samples = [point(source) for _ in range(source.choice((1, 5, 8, 27, BLOCK, BLOCK + 3)))]
        statuses, outs = batch(native, list(zip(*samples, strict=True)))
        for sample, status, out in zip(samples, statuses, outs, strict=True):
            alone, right = native.run(sample)
            assert (status == 0) == (alone == 0)
            if status == 0:
                done += 1
                assert bits(out) == bits(right)
    assert done > 100


@pytest.mark.parametrize("level", ["quick", "full"])
def test_a_batch_of_programs_with_loops_has_the_bits_and_statuses_of_its_samples_alone(level):
    done = refused = 0
    for seed in range(1, 9):
        program = Maker(seed, gentle=seed % 4 != 0).program(40)
        native = compile_program(program, level, turns=best_width(), batched=True)
        source = random.Random(seed)
        samples = [point(source) for _ in range(source.choice((1, 5, 40)))]
        statuses, outs = batch(native, list(zip(*samples, strict=True)))
        for sample, status, out in zip(samples, statuses, outs, strict=True):
            alone, right = native.run(sample)
            assert status == alone
            refused += status != 0
            if status == 0:
                done += 1
                assert bits(out) == bits(right)
    assert done > 20
    assert refused > 0


def one_row(row) -> Program:
    x, out = Array("x", "input", 2), Array("out", "output", 1)
    args = tuple(range(1, len(row.args) + 1))
    loads = [Load(number, x, Address(number - 1)) for number in args]
    return Program("row", x, out, [x, out], [*loads, Instruction(9, row, args), Store(out, Address(0), 9)])


def test_an_input_may_be_shared_by_all_samples():
    native = compile_program(one_row(trigonometric.atan2), width=best_width())
    xs = [float(number) for number in range(21)]
    statuses, outs = batch(native, [xs, [2.0]], shared=(1,))
    assert statuses == [0] * 21
    assert [out for (out,) in outs] == [math.atan2(x, 2.0) for x in xs]


def test_a_batch_of_singles_may_share_inputs_too():
    native = compile_program(one_row(trigonometric.atan2), batched=True)
    statuses, outs = batch(native, [[1.0, math.nan, 3.0], [2.0]], shared=(1,))
    assert statuses == [0, 2, 0]
    assert (outs[0], outs[2]) == ((math.atan2(1.0, 2.0),), (math.atan2(3.0, 2.0),))


def test_only_the_samples_that_python_refuses_are_refused():
    native = compile_program(one_row(exponential.exp), width=best_width())
    xs = [1.0] * 3 * BLOCK
    xs[5] = xs[BLOCK] = 1000.0
    statuses, outs = batch(native, [xs, xs])
    assert [number for number, status in enumerate(statuses) if status] == [5, BLOCK]
    assert outs[6] == (math.exp(1.0),)


@pytest.mark.parametrize(
    "row", [exponential.exp, exponential.log, trigonometric.sin, special.erfc, trigonometric.atan2]
)
def test_vector_functions_are_used_if_asked_for_and_are_within_their_bound(row):
    width = best_width()
    if vector_function(row.native, len(row.args), width) is None:
        pytest.skip(reason=f"The C library has no vector function {row.native}.")
    native = compile_program(one_row(row), "full", width=width, fast=True)
    source = random.Random(2)
    columns = [[source.uniform(0.1, 20) for _ in range(1000)] for _ in range(2)]
    statuses, outs = batch(native, columns)
    assert f"_{row.native}(" in native.text.source
    assert set(statuses) == {0}
    for sample, (out,) in zip(zip(*columns, strict=True), outs, strict=True):
        right = row.plain(*sample[: len(row.args)])
        assert abs(out - right) <= (8 if row is special.erfc else 4) * math.ulp(right)


def test_each_lane_asks_python_for_what_machine_code_lacks():
    row = Elementwise(partials={"x": 1}, name="mine", about="", value=lambda x: 1 / (x - 3), args=("x",))
    native = compile_program(one_row(row), width=best_width())
    xs = [1.0, 2.0, 3.0, 4.0, 5.0]
    statuses, outs = batch(native, [xs, xs])
    assert statuses == [0, 0, 2, 0, 0]
    assert [out for (out,) in outs][3:] == [1.0, 0.5]
