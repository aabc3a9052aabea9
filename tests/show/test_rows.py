"""Rows: as near as may be to where they want to be (against a search by hand), and no farther apart than needed."""

import random
from itertools import pairwise

import pytest

from backsweep.show.rows import settle, squeezed


def cost(places, wanted):
    return sum((place - want) ** 2 for place, want in zip(places, wanted, strict=True))


def test_rows_with_room_stand_where_they_want():
    assert settle([0.0, 10.0, 30.0], [5.0, 5.0]) == [0.0, 10.0, 30.0]


def test_rows_that_want_the_same_place_share_the_trouble():
    assert settle([0.0, 0.0, 0.0], [10.0, 10.0]) == [-10.0, 0.0, 10.0]


@pytest.mark.parametrize("seed", range(20))
def test_no_nudge_of_any_block_brings_rows_nearer(seed):
    rng = random.Random(seed)
    wanted = sorted(rng.uniform(0, 50) for _ in range(8))
    apart = [rng.uniform(1, 12) for _ in range(7)]
    places = settle(wanted, apart)
    assert all(b - a >= gap - 1e-9 for (a, b), gap in zip(pairwise(places), apart, strict=True))
    for first in range(8):
        for last in range(first, 8):
            for nudge in (-1e-3, 1e-3):
                moved = [place + nudge * (first <= n <= last) for n, place in enumerate(places)]
                if all(b - a >= gap - 1e-9 for (a, b), gap in zip(pairwise(moved), apart, strict=True)):
                    assert cost(moved, wanted) >= cost(places, wanted) - 1e-9


def test_nothing_settles_to_nothing():
    assert settle([], []) == []


def test_room_that_nobody_needs_is_taken_out():
    assert squeezed([0.0, 100.0], [(0.0, 100.0, 12.0)]) == {0.0: 0.0, 100.0: 12.0}


def test_heights_without_neighbours_fall_together():
    assert squeezed([0.0, 100.0], []) == {0.0: 0.0, 100.0: 0.0}


@pytest.mark.parametrize("seed", range(10))
def test_every_pair_keeps_its_distance_and_the_order_stays(seed):
    rng = random.Random(seed)
    heights = [float(rng.randrange(200)) for _ in range(30)]
    pairs = []
    for _ in range(20):
        upper, lower = sorted(rng.sample(sorted(set(heights)), 2))
        pairs.append((upper, lower, rng.uniform(0.1, 1.0) * (lower - upper)))
    close = squeezed(heights, pairs)
    assert all(close[lower] - close[upper] >= apart - 1e-9 for upper, lower, apart in pairs)
    assert sorted(close, key=lambda height: (close[height], height)) == sorted(close)
