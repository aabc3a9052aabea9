"""Turns of a loop side by side give what they give one after the other."""

import random
from math import exp, fsum

import pytest

pytest.importorskip("llvmlite")

import backsweep
from backsweep.native.engine import compile_program
from backsweep.native.sums import sums_of
from backsweep.primitives import arithmetic, exponential
from backsweep.program.replay import replay
from backsweep.program.statements import (
    Accumulate,
    Address,
    Array,
    Carried,
    Instruction,
    Load,
    Loop,
    Program,
    Store,
)

ADD, SUB, MUL, EXP = arithmetic.add, arithmetic.sub, arithmetic.mul, exponential.exp
X, OUT = Array("x", "input", 64), Array("out", "output", 64)
TURN = 90


def moving(base, step=1):
    return Address(base, ((TURN, step),))


def program(body, carried=(), trips=20, arrays=(), after=()):
    loop = Loop(TURN, trips, list(body), list(carried))
    return Program("f", X, OUT, [X, OUT, *arrays], [loop, *after])


def same_both_ways(made, width=8):
    generator = random.Random(1)
    native = compile_program(made, "full", turns=width)
    for _ in range(3):
        x = [generator.uniform(-1, 1) for _ in range(64)]
        assert native.run(x) == (0, replay(made, x))


@pytest.mark.parametrize("width", [2, 4, 8])
@pytest.mark.parametrize("trips", [1, 7, 8, 15, 16, 17, 24, 31])
def test_ordered_sums_keep_every_bit(width, trips):
    body = [
        Load(1, X, moving(0)),
        Load(2, X, moving(1)),
        Instruction(3, MUL, (1, 2)),
        Instruction(4, EXP, (3,)),
        Instruction(5, MUL, (4, 1)),
        Instruction(7, ADD, (6, 4)),
        Instruction(8, SUB, (7, 5)),
    ]
    made = program(body, [Carried(6, 0.5, 8, 9)], trips, after=[Store(OUT, Address(0), 9)])
    assert sums_of(made.statements[0]) is not None
    same_both_ways(made, width)


@pytest.mark.parametrize("trips", [16, 19, 40])
def test_fast_adds_up_a_sum_lane_by_lane(trips):
    body = [
        Load(1, X, moving(0)),
        Load(2, X, moving(1)),
        Instruction(3, MUL, (1, 2)),
        Instruction(4, EXP, (3,)),
        Instruction(6, ADD, (5, 4)),
        Instruction(7, SUB, (6, 3)),
    ]
    made = program(body, [Carried(5, 0.5, 7, 8)], trips, after=[Store(OUT, Address(0), 8)])
    native = compile_program(made, "full", turns=8, fast=True)
    generator = random.Random(1)
    for _ in range(20):
        x = [generator.uniform(-1, 1) for _ in range(64)]
        terms = [0.5] + [term for k in range(trips) for term in (exp(x[k] * x[k + 1]), -x[k] * x[k + 1])]
        status, found = native.run(x)
        assert status == 0
        # Every addition rounds by half a unit in the last place of what has been added up.
        assert abs(found[0] - fsum(terms)) <= len(terms) * 2**-53 * fsum(map(abs, terms))


def test_places_that_overlap_from_turn_to_turn_receive_all_shares():
    body = [
        Load(1, X, moving(0)),
        Instruction(2, MUL, (1, 1)),
        Instruction(3, MUL, (2, 1)),
        Instruction(4, EXP, (1,)),
        Accumulate(OUT, moving(0), 2),
        Accumulate(OUT, moving(1), 3),
        Accumulate(OUT, Address(40), 4),
    ]
    made = program(body)
    assert sums_of(made.statements[0]) is not None
    native = compile_program(made, "full", turns=8)
    x = [0.125 * k for k in range(64)]  # sums of these are exact but for those of exp
    status, found = native.run(x)
    assert status == 0
    assert found == pytest.approx(replay(made, x), rel=1e-14)


@pytest.mark.parametrize("places", [(0, 9, 1), (9, 0, 1), (0, 17, 9, 1), (1, 9, 0), (0, 10, 2)])
def test_places_that_are_further_apart_than_lanes_receive_all_shares(places):
    body = [Load(1, X, moving(0)), *(Instruction(2 + n, MUL, (1 + n, 1)) for n in range(4))]
    body += [Accumulate(OUT, moving(base), 2 + n) for n, base in enumerate(places)]
    made = program(body, trips=40)
    native = compile_program(made, "full", turns=8)
    x = [0.125 * k for k in range(64)]  # these sums are nearly exact
    status, found = native.run(x)
    assert status == 0
    assert found == pytest.approx(replay(made, x), rel=1e-14)


def test_a_load_is_not_given_what_an_overlapping_store_has_changed():
    def f(x):
        total = 0.0
        for i in range(len(x) - 9):
            total = total + x[i] * x[i + 1] * x[i + 9] / (x[i] + 3.0)
        return total

    chance = random.Random(1)
    x = [chance.uniform(-1, 1) for _ in range(330)]
    compiled = backsweep.compile(f)
    compiled.value_and_grad(x)
    compiled.compile_now()
    value, gradient = backsweep.value_and_grad(f)(x)
    assert compiled(x) == value
    assert compiled.grad(x) == pytest.approx(gradient, rel=1e-14, abs=1e-15)


def test_places_from_a_table_may_be_the_same():
    table = Array("places", "indices", 20, [k % 3 for k in range(20)])
    body = [
        Load(1, X, moving(0)),
        Instruction(2, MUL, (1, 1)),
        Instruction(3, ADD, (2, 1.0)),
        Instruction(4, MUL, (3, 1)),
        Accumulate(OUT, Address(0, ((TURN, 1),), table), 4),
    ]
    same_both_ways(program(body, arrays=[table]))


def arithmetic_on(scalar):
    """Enough instructions to make a loop worth while."""
    return [
        Instruction(scalar + 1, MUL, (scalar, scalar)),
        Instruction(scalar + 2, ADD, (scalar + 1, 1.0)),
        Instruction(scalar + 3, MUL, (scalar + 2, 0.5)),
    ]


def test_a_turn_that_reads_what_another_writes_waits_for_it():
    memory = Array("memory", "values", 40)
    body = [Load(1, memory, moving(0)), *arithmetic_on(1), Store(memory, moving(1), 4), Store(OUT, moving(0), 4)]
    made = program(body, arrays=[memory])
    made.statements.insert(0, Store(memory, Address(0), 0.25))
    assert sums_of(made.statements[1]) is None
    same_both_ways(made)


def test_a_sum_that_is_used_within_its_loop_is_no_mere_sum():
    body = [Load(1, X, moving(0)), *arithmetic_on(1), Instruction(8, ADD, (7, 4)), Store(OUT, moving(0), 8)]
    made = program(body, [Carried(7, 0.0, 8, 9)], after=[Store(OUT, Address(50), 9)])
    assert sums_of(made.statements[0]) is None
    same_both_ways(made)
    body = [Load(1, X, moving(0)), *arithmetic_on(1), Instruction(8, ADD, (7, 4)), Store(OUT, moving(0), 7)]
    made = program(body, [Carried(7, 0.0, 8, 9)])
    assert sums_of(made.statements[0]) is None
    same_both_ways(made)


def test_a_place_that_every_turn_writes_holds_what_the_last_one_wrote():
    body = [Load(1, X, moving(0)), *arithmetic_on(1), Store(OUT, Address(3), 4)]
    made = program(body)
    assert sums_of(made.statements[0]) is None
    same_both_ways(made)
