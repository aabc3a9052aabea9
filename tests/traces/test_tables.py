"""Cutting what would not fit on a screen."""

from backsweep.traces.steps import LocalDerivative
from backsweep.traces.tables import ends, narrow, ordinal, places


def test_ends_leave_nothing_out_up_to_the_limit():
    assert ends(range(5), 5) == (range(5), 0, range(0))


def test_ends_count_what_they_leave_out():
    first, left_out, last = ends(list(range(100)), 9)
    assert (first, last) == ([0, 1, 2, 3], [96, 97, 98, 99])
    assert len(first) + left_out + len(last) == 100


def test_narrow_keeps_to_the_width():
    for length in range(200):
        assert len(narrow("x" * length, 60)) <= 60


def test_ordinals():
    assert [ordinal(n) for n in (1, 2, 3, 4, 11, 13, 21, 111, 122)] == [
        *("1st", "2nd", "3rd", "4th", "11th", "13th", "21st", "111th", "122nd")
    ]


def test_only_a_parent_in_several_places_is_numbered():
    partials = [LocalDerivative(parent, "1", 1) for parent in ("x", "y", "x")]
    assert places(partials) == ["1st", "", "2nd"]
