"""Formulas with holes: filled with labels or numbers they read as the library writes them."""

import re

import pytest

from backsweep.row import TABLE
from backsweep.show.templates import CLOSE, GUARDED, OPEN, expression, slopes
from backsweep.words.expression import Applied, Name
from backsweep.words.text import text

HOLE = re.compile(f"{OPEN}(\\d+)({re.escape(GUARDED)}?){CLOSE}")


def filled(template, texts):
    """What a page makes of a template."""

    def put(hole):
        told = texts[int(hole[1])]
        return f"({told})" if hole[2] and told.startswith("-") else told

    return HOLE.sub(put, template)


@pytest.mark.parametrize("name", ["add", "sub", "mul", "div", "neg", "power", "pow", "mod", "floordiv", "sin", "atan2"])
@pytest.mark.parametrize("vals", [(2.0, 3.0), (-2.0, 3.0), (2.0, -3.0), (-0.5, -1.5)])
def test_a_form_filled_with_numbers_is_what_the_library_writes(name, vals):
    row = TABLE[name]
    vals = vals[: len(row.args)]
    terms = tuple(Name(letter, val) for letter, val in zip("ab", vals, strict=False))
    numbers = [str(val) for val in vals]
    template = expression(row, [None] * len(vals))
    assert filled(template, numbers) == text(Applied(row, terms), with_values=True)
    assert filled(template, ["a", "b"]) == text(Applied(row, terms))


def test_constants_are_written_out_and_the_slope_is_tidy():
    assert filled(expression(TABLE["power"], [None, 2]), ["x"]) == "x ** 2"
    assert [filled(slope, ["x"]) for slope in slopes(TABLE["power"], [None, 2])] == ["2 * x", ""]


def test_a_slope_may_name_the_answer():
    assert [filled(slope, ["x", "y"]) for slope in slopes(TABLE["exp"], [None])] == ["y"]


def test_the_slopes_of_a_long_sum_are_numbers():
    assert slopes(TABLE["sum"], [None] * 7) == [""] * 7
    assert slopes(TABLE["sum"], [None] * 3) == ["1"] * 3


def test_of_a_very_long_sum_the_first_and_the_last_are_written():
    written = filled(expression(TABLE["sum"], [None] * 1000), [f"x{index}" for index in range(1000)])
    assert written == "sum([x0, x1, x2, x3, x4, x5, x6, x7, x8, x9, x10, x11, ..., x996, x997, x998, x999])"
