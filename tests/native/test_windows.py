"""Shares of several turns for the same places: every place receives them in the order of turns."""

import random

import pytest

pytest.importorskip("llvmlite")

from backsweep.native.engine import compile_program
from backsweep.native.windows import shifted, windows_of
from backsweep.primitives import arithmetic
from backsweep.program.replay import replay
from backsweep.program.statements import Accumulate, Address, Array, Instruction, Load, Loop, Program, Store

MUL = arithmetic.mul
TURN = 90
X, OUT = Array("x", "input", 64), Array("out", "output", 64)


def moving(base, step=1, table=None):
    return Address(base, ((TURN, step),), table)


def adding(places, trips=20):
    body = [Load(1, X, moving(0))]
    body += [Instruction(2 + n, MUL, (1 + n, 1)) for n in range(max(3, len(places)))]
    body += [Accumulate(OUT, at, 2 + n) for n, at in enumerate(places)]
    return Loop(TURN, trips, body)


@pytest.mark.parametrize("width", [2, 4, 8])
@pytest.mark.parametrize("trips", [16, 17, 24, 31])
@pytest.mark.parametrize("bases", [(0, 1), (1, 0), (5, 3), (2, 0, 1), (0, 0, 1), (1, 0, 1), (7, 0), (8, 0, 4), (9, 0)])
def test_shares_that_overlap_from_turn_to_turn_keep_every_bit(width, trips, bases):
    made = Program("f", X, OUT, [X, OUT], [adding([moving(base) for base in bases], trips)])
    native = compile_program(made, "full", turns=width)
    chance = random.Random(1)
    for _ in range(3):
        x = [chance.choice((chance.uniform(-1, 1), -0.0, 0.0, 1e200, -1e-320)) for _ in range(64)]
        status, found = native.run(x)
        expected = replay(made, x)
        if all(number - number == 0 for number in expected):
            assert (status, list(map(repr, found))) == (0, list(map(repr, expected)))


def test_a_window_begins_at_the_lowest_place_and_takes_the_oldest_turn_first():
    window = windows_of(adding([moving(3), moving(5), moving(4), moving(5)]), 8)[OUT]
    assert (window.at, window.span) == (moving(3), 2)
    assert (window.shifts, window.order) == ([2, 2, 1, 0], [1, 3, 2, 0])
    assert window.after(8, TURN) == 11


@pytest.mark.parametrize(
    "places",
    [
        [moving(0), moving(9)],
        [moving(0), Address(3)],
        [moving(0, 2), moving(1, 2)],
        [moving(0), moving(0, 1, Array("places", "indices", 20, range(20)))],
    ],
)
def test_places_that_are_far_apart_or_do_not_lie_side_by_side_have_no_window(places):
    assert windows_of(adding(places), 8) == {}


def test_an_array_that_is_also_written_or_read_has_no_window():
    for more in (Store(OUT, moving(0), 2), Load(80, OUT, moving(0))):
        loop = adding([moving(1)])
        loop.body.append(more)
        assert windows_of(loop, 8) == {}


def test_lanes_shift_and_the_first_come_from_the_vector_before():
    text = shifted("%a", "%b", "<4 x double>", 4, 1)
    assert text == "shufflevector <4 x double> %a, <4 x double> %b, <4 x i32> <i32 3, i32 4, i32 5, i32 6>"
