"""Finding the caller's line, and the very expression on it."""

import sys

from backsweep import DomainError, Node, log
from backsweep.place import caller, expression_at, place_of


def test_the_caller_is_the_first_line_that_is_not_backsweeps():
    place = caller()
    assert place.file == __file__
    assert place.text == "place = caller()"
    assert str(place) == f"test_place.py, line {place.line}: place = caller()"


def test_the_text_of_an_unknown_line_is_empty():
    namespace = {"frame": sys._getframe}
    frame = eval("frame()", namespace)
    place = place_of(frame)
    assert place.text != "" or str(place).endswith(str(place.line))
    assert expression_at(eval("(lambda: frame())()", namespace)) == ""


def test_the_expression_is_cut_out_by_its_columns():
    frames = []

    def here(value):
        frames.append(expression_at(sys._getframe(1)))
        return value

    total = 1 + here(2) * here((3, "é"))[0]  # non-ASCII text before and after counts in bytes
    assert total == 7
    assert frames == ["here(2)", 'here((3, "é"))']


def test_an_error_in_a_value_carries_a_note_with_the_line():
    try:
        log(Node(-2.0))
    except DomainError as error:
        (note,) = error.__notes__
        assert note.startswith("at test_place.py, line ")
        assert note.endswith(": log(Node(-2.0))")
