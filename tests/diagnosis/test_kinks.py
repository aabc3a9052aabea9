"""Corners, jumps and comparisons of equal numbers are notes, with the convention that was applied."""

import pytest

import backsweep as bs
from backsweep import diagnose, trace


def told(f, *args):
    return [finding for finding in diagnose(f, *args).findings if finding.kind == "kink"]


CORNERS = [
    (lambda x: bs.maximum(x, 0.0), (0.0,), "by x is 0 on one side and 1 on the other. By convention 0.5 was taken."),
    (lambda x: bs.clip(x, 0.0, 1.0), (1.0,), "by x is 1 on one side and 0 on the other. By convention 0.5 was taken."),
    (lambda x: abs(x - 1) + x, (1.0,), "by x - 1 is -1 on one side and 1 on the other. By convention 0.0 was taken."),
    (lambda x: bs.relu(x) + x, (0.0,), "by x is 0 on one side and 1 on the other. By convention 0 was taken."),
    (lambda x, y: bs.hypot(x, y) + x + y, (0.0, 0.0), "is -1.0 on one side and 1.0 on the other"),
    (lambda xs: bs.max(xs), ([2.0, 2.0],), "By convention 0.5 and 0.5 were taken."),
]


@pytest.mark.parametrize(("f", "args", "words"), CORNERS)
def test_a_corner_is_told_with_its_slopes(f, args, words):
    (finding,) = told(f, *args)
    assert not finding.alarm
    assert "has a corner at" in finding.headline
    assert words in finding.explanation
    assert diagnose(f, *args).ok


def test_the_slope_told_is_the_one_in_the_gradient():
    assert trace(lambda x: bs.maximum(x, 0.0), 0.0).gradient == {"x": 0.5}


def test_a_jump_is_told_with_its_values():
    (finding,) = told(lambda x: x % 2.0, 6.0)
    assert finding.headline == "x % 2.0 jumps at x = 6.0."
    assert "Just before it is 2.0, just after " in finding.explanation


def compared(x, y):
    if x > y:
        return x * 2
    return y * 3 + x


def test_a_comparison_of_equal_numbers_is_told():
    (finding,) = told(compared, 1.0, 1.0)
    assert finding.headline == "x > y compared equal numbers: x = 1.0."
    assert finding.place.text == "if x > y:"
    assert "The answer was False." in finding.explanation


@pytest.mark.parametrize("args", [(1.0, 1.1), (1.1, 1.0)])
def test_a_comparison_of_different_numbers_is_not(args):
    assert told(compared, *args) == []


def test_an_index_at_a_whole_number_is_told():
    (finding,) = told(lambda x: [x, x * x][bs.floor_int(x)], 1.0)
    assert finding.headline == "floor_int(x) was asked at a whole number: x = 1.0."


def test_many_of_one_line_are_told_once():
    (finding,) = told(lambda xs: bs.sum([bs.maximum(x, 0.0) for x in xs]), [0.0] * 100 + [1.0])
    assert finding.explanation.endswith("So it is at 99 more nodes of this line.")

    def loop(x):
        total = x * 1.0
        for _ in range(10):
            if total > x:
                total = total * 2
        return total

    (finding,) = told(loop, 1.0)
    assert finding.explanation.endswith("So it is 9 more times at this line.")


def test_where_nothing_depends_on_it_a_corner_is_not_told():
    assert told(lambda x: bs.where(x.val > 1, abs(x), x), 0.0) == []


def test_whether_a_value_is_nan_is_no_comparison_of_equals():
    assert told(lambda x: x if bs.isfinite(x) else 0 * x, 1.0) == []


def test_a_tie_is_told_also_where_another_number_is_not_chosen():
    found = diagnose(lambda xs: bs.max(xs), [1.0, 3.0, 3.0]).findings
    assert [finding.kind for finding in found] == ["cut off", "kink"]
    assert "by xs[1] is 0 on one side and 1.0 on the other" in found[1].explanation
