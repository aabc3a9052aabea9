"""Only what must be 0.0 is cleared, and every nan among the outputs is found, wherever it was written."""

import ctypes
import math
import random

import pytest

pytest.importorskip("llvmlite")

from random_programs import Maker, bits, point

from backsweep.native.clearing import clearing, merged, runs
from backsweep.native.engine import PATH, compile_program
from backsweep.primitives import arithmetic
from backsweep.program.replay import replay
from backsweep.program.statements import Accumulate, Address, Array, Instruction, Load, Loop, Program, Store

MUL = arithmetic.mul
TURN = 90
SIZE = 100


def moving(base, step=1):
    return Address(base, ((TURN, step),))


def program(*statements, arrays=()):
    x, out = Array("x", "input", SIZE), Array("out", "output", SIZE)
    made = [statement(x, out) if callable(statement) else statement for statement in statements]
    return Program("f", x, out, [x, out, *arrays], made)


def loop(*shares, trips=40, down=False, worth=3, named=1):
    """A loop that adds a power of x[turn] to each of these addresses of `out`."""

    def made(x, out):
        body = [Load(named, x, Address(0, ((TURN * named, 1),)))]
        body += [Instruction(named + 1 + n, MUL, (named + n, named)) for n in range(max(worth, len(shares)))]
        for n, at in enumerate(shares):
            steps = tuple((index * named, step) for index, step in at.steps)
            body.append(Accumulate(out, Address(at.base, steps, at.table), named + 1 + n))
        return Loop(TURN * named, trips, body, down=down)

    return made


def store(place, source):
    return lambda x, out: Store(out, Address(place), source)


def add(place, source):
    return lambda x, out: Accumulate(out, Address(place), source)


def load(scalar, place):
    return lambda x, out: Load(scalar, x, Address(place))


def run(native, x):
    """As Native.run, but in memory that is full of something else."""
    given, out = (ctypes.c_double * SIZE)(*x), (ctypes.c_double * SIZE)(*[7.0] * SIZE)
    status = PATH(native.address)(given, out, native.constants, native.indices)
    return status, list(out)


PROGRAMS = {
    "one place a turn": program(loop(moving(3))),
    "two places a turn": program(loop(moving(3), moving(4))),
    "two places a turn, the higher first": program(loop(moving(9), moving(3))),
    "the same place twice a turn": program(loop(moving(3), moving(3), moving(4))),
    "after a store": program(load(50, 60), store(5, 50), loop(moving(3), moving(4))),
    "before shares": program(loop(moving(3), moving(4)), load(50, 60), add(5, 50), add(97, 50)),
    "before a store": program(loop(moving(3)), load(50, 60), store(5, 50)),
    "two loops": program(loop(moving(3), moving(5)), loop(moving(40), moving(41), trips=17, named=20)),
    "too few turns": program(loop(moving(3), moving(4), trips=9)),
    "too little to do": program(loop(moving(3), worth=1)),
    "every other place": program(loop(moving(3, 2))),
    "downwards": program(loop(moving(3), down=True)),
    "downwards, two places": program(loop(moving(3), moving(4), down=True)),
    "and one place for all turns": program(loop(moving(3), Address(4))),
    "one place for all turns alone": program(loop(Address(4))),
}


@pytest.mark.parametrize("width", [1, 2, 8])
@pytest.mark.parametrize("name", PROGRAMS)
def test_memory_that_was_full_of_something_else_ends_as_it_should(name, width):
    made = PROGRAMS[name]
    native = compile_program(made, "full", turns=width)
    chance = random.Random(3)
    for _ in range(3):
        x = [chance.uniform(-1, 1) for _ in range(SIZE)]
        status, found = run(native, x)
        assert status == 0
        if "one place for all" in name:  # lane by lane, which is another order
            assert found == pytest.approx(replay(made, x), rel=1e-14)
        else:
            assert found == replay(made, x)


@pytest.mark.parametrize("name", PROGRAMS)
@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_nan_is_found_wherever_it_is_written(name, bad):
    made = PROGRAMS[name]
    native = compile_program(made, "full", turns=8)
    for place in (0, 1, 7, 8, 16, 31, 32, 39, 60):
        x = [0.5] * SIZE
        x[place] = bad
        expected = replay(made, x)
        assert (run(native, x)[0] == 2) == any(number != number for number in expected)


def test_a_loop_within_leaves_alone_what_the_outer_one_reaches_first():
    outer = loop(moving(3))

    def made(x, out):
        found = outer(x, out)
        inner = Loop(500, 2, [Load(501, x, Address(0, ((500, 1),))), Instruction(502, MUL, (501, 501))])
        found.body.insert(1, inner)
        return found

    whole = program(made)
    assert clearing(whole, 8).first == {(id(whole.statements[0]), whole.output)}
    x = [0.25 * number for number in range(SIZE)]
    assert run(compile_program(whole, turns=8), x) == (0, replay(whole, x))


def test_what_a_loop_within_adds_to_the_place_of_an_outer_turn_is_added_again_and_again():
    def made(x, out):
        inner = Loop(500, 4, [Accumulate(out, Address(3, ((TURN, 1),)), 1)])
        return Loop(TURN, 5, [Load(1, x, moving(0)), inner])

    whole = program(made)
    assert clearing(whole, 8).first == set()
    x = [0.25 * number for number in range(SIZE)]
    assert run(compile_program(whole, turns=8), x) == (0, replay(whole, x))


@pytest.mark.parametrize("width", [1, 8])
def test_random_programs_do_not_depend_on_what_their_memory_held(width):
    for seed in range(200):
        made = Maker(seed, gentle=True).program(30)
        native = compile_program(made, turns=width)
        for _ in range(2):
            x = point(random.Random(seed))
            given = (ctypes.c_double * len(x))(*x)
            out = (ctypes.c_double * native.outputs)(*[7.0] * native.outputs)
            status = PATH(native.address)(given, out, native.constants, native.indices)
            alone, expected = native.run(x)
            assert status == alone
            assert status or bits(out) == bits(expected)


def test_a_loop_that_is_the_first_to_reach_places_needs_no_zeros_there():
    made = PROGRAMS["two places a turn"]
    found = clearing(made, 8)
    assert found.first == {(id(made.statements[0]), made.output)}
    assert found.cleared[made.output] == [(0, 3), (43, 57)]
    assert found.unseen == [(0, 3), (43, 57)]


def test_places_that_something_else_has_reached_before_are_cleared():
    made = PROGRAMS["after a store"]
    found = clearing(made, 8)
    assert found.first == set()
    # The loop looks at what it writes all the same.
    assert (found.cleared[made.output], found.unseen) == ([(0, 100)], [(0, 3), (43, 57)])


def test_places_that_something_else_reaches_afterwards_are_looked_at_again():
    made = PROGRAMS["before shares"]
    assert clearing(made, 8).unseen == [(0, 6), (43, 57)]


def test_a_loop_that_reaches_places_by_a_table_reaches_all():
    table = Array("places", "indices", 40, [k % 3 for k in range(40)])
    made = program(loop(Address(0, ((TURN, 1),), table)), loop(moving(3), moving(4), named=20), arrays=[table])
    found = clearing(made, 8)
    assert (found.first, found.cleared[made.output]) == (set(), [(0, 100)])


def test_ders_that_nothing_reaches_are_not_cleared():
    x, out, ders = Array("x", "input", 1), Array("out", "output", 1), Array("ders", "ders", 1000)
    statements = [
        Load(1, x, Address(0)),
        Accumulate(ders, Address(500), 1),
        Load(2, ders, Address(500)),
        Store(out, Address(0), 2),
    ]
    made = Program("f", x, out, [x, ders, out], statements)
    assert clearing(made, 1).cleared == {ders: [(500, 1)], out: []}
    assert compile_program(made).run([2.5]) == (0, [2.5])


def test_runs_near_each_other_are_one():
    places = bytearray(b"\1\1\0\1" + b"\0" * 17 + b"\2\1")
    assert list(runs(places, {1})) == [(0, 2), (3, 1), (22, 1)]
    assert list(runs(places, {1, 2})) == [(0, 2), (3, 1), (21, 2)]
    assert merged(runs(places, {1, 2})) == [(0, 4), (21, 2)]
    assert merged([]) == []
