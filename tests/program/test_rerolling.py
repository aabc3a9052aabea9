"""Loops are found in a string of steps wherever it repeats for long enough, and nothing else is."""

import random
import time
from itertools import pairwise

import pytest

from backsweep.program import rerolling
from backsweep.program.rerolling import SEED, WORTH, Stretch, next_equal, run, stretches

GUARDS = "\x00\x01"


def letters(count, seed, kinds=40):
    chance = random.Random(seed)
    return "".join(chr(100 + chance.randrange(kinds)) for _ in range(count))


def test_a_loop_between_straight_steps():
    body = letters(12, 1)
    text = letters(50, 2) + body * 60 + letters(50, 3)
    (found,) = stretches(text, GUARDS)
    assert found.period == 12
    assert found.trips in (59, 60)
    assert 50 <= found.start <= 62
    assert text[found.start : found.end] == text[found.start : found.start + 12] * found.trips


def test_loops_one_after_another_do_not_overlap():
    text = letters(20, 1) * 30 + letters(7, 2) * 90 + letters(33, 3) + letters(15, 4) * 40
    found = stretches(text, GUARDS)
    assert [stretch.period for stretch in found] == [20, 7, 15]
    assert all(one.end <= other.start for one, other in pairwise(found))


def test_of_nested_loops_the_outer_one_is_found_where_it_saves_more():
    inner = letters(11, 5)
    turn = letters(9, 6) + inner * 30
    (found,) = stretches(turn * 40, GUARDS)
    assert found.period in (len(turn), 11)
    assert found.trips >= 30


def test_nothing_is_found_where_nothing_repeats():
    for seed in range(5):
        assert stretches(letters(5000, seed), GUARDS) == []


def test_a_loop_too_short_to_be_worth_it_stays_as_it_is():
    assert stretches(letters(30, 1) * (WORTH // 30), GUARDS) == []
    assert stretches(letters(300, 1) * 2, GUARDS) == []  # twice is no loop


def test_a_loop_that_ends_by_a_guard_is_left_open():
    body = letters(14, 7)
    text = letters(20, 8) + (body + "\x00") * 5 + body + "\x01" + letters(20, 9)
    (found,) = stretches(text, GUARDS)
    assert (found.period, found.trips, found.until) == (15, 6, True)
    assert text[found.end - 1] == "\x01"


def test_run_counts_the_characters_that_repeat():
    chance = random.Random(1)
    for _ in range(300):
        text = "".join(chance.choice("ab") for _ in range(chance.randrange(2, 200)))
        at, period = chance.randrange(len(text)), chance.randrange(1, 9)
        equal = 0
        while at + period + equal < len(text) and text[at + equal] == text[at + period + equal]:
            equal += 1
        assert run(text, at, period) == equal


def test_next_equal_is_the_next_place_of_the_same_few_characters():
    text = letters(400, 3, kinds=2)
    following = next_equal(text)
    for at in range(len(text) - SEED):
        assert following[at] == max(text.find(text[at : at + SEED], at + 1), 0)


@pytest.mark.parametrize(
    "text",
    [
        letters(60_000, 1),
        letters(30_000, 2) * 2,  # a long part that comes twice: once compared again from every step on
        "".join(letters(20, k % 7) * (3 + k % 5) for k in range(900)),
        "a" * 60_000,
        letters(60_000, 4, kinds=2),
    ],
    ids=["nothing", "twice", "many", "one", "two letters"],
)
def test_the_time_is_linear(text):
    def seconds(part):
        start = time.perf_counter()
        stretches(part, GUARDS)
        return time.perf_counter() - start

    quarter = min(seconds(text[: len(text) // 4]) for _ in range(2))
    assert min(seconds(text) for _ in range(2)) < 12 * quarter + 0.05


def test_a_stretch_knows_its_end():
    assert Stretch(5, 3, 4).end == 17
    assert rerolling.WORTH == WORTH
