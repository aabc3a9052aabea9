"""The source beside the graph: whole functions, and never a page that breaks for want of one."""

import linecache

import pytest

from backsweep.place import Place
from backsweep.show.sources import listings

TEXT = """\
import math


@decorated
def f(x):
    u = x + 1
    return u * u


def g(x):
    def inner(v):
        return v

    return inner(x)

y = f(3)
"""


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "model.py"
    path.write_text(TEXT)
    linecache.checkcache()
    return str(path)


def told(source, *lines):
    return [(found.first, len(found.lines)) for found in listings(Place(source, line) for line in lines)]


def test_a_function_is_shown_from_its_decorator_to_its_end(source):
    (found,) = listings([Place(source, 6), Place(source, 7)])
    assert (found.first, found.lines[0], found.lines[-1]) == (4, "@decorated", "    return u * u")


def test_functions_that_stand_apart_are_two_stretches(source):
    assert told(source, 6, 14) == [(4, 4), (10, 5)]


def test_a_line_in_an_inner_function_brings_that_function(source):
    assert told(source, 12) == [(11, 2)]


def test_a_line_outside_functions_is_shown_with_those_around(source):
    assert told(source, 16) == [(13, 4)]


def test_a_lambda_is_shown_without_its_neighbours(tmp_path):
    path = tmp_path / "lambdas.py"
    path.write_text(
        "a = 1\nf = lambda x: x * x\ng = lambda x: (\n    x + 1\n)\n\ndef main():\n    show(lambda x: 2 * x)\n"
    )
    assert told(str(path), 2) == [(2, 1)]
    assert told(str(path), 4) == [(3, 3)]
    assert told(str(path), 8) == [(8, 1)]


def test_a_lambda_in_a_function_that_made_nodes_too_is_part_of_it(tmp_path):
    path = tmp_path / "both.py"
    path.write_text("def f(x):\n    square = lambda v: v * v\n    u = square(x)\n    return u + 1\n")
    assert told(str(path), 2, 4) == [(1, 4)]


def test_of_a_very_long_function_the_lines_around_are_shown(tmp_path):
    path = tmp_path / "long.py"
    path.write_text("def f(x):\n" + "    x = x + 1\n" * 1000 + "    return x\n")
    assert told(str(path), 500) == [(497, 7)]


@pytest.mark.parametrize("text", ["def f(:\n    x\n", "\x00\n", ""])
def test_source_that_is_no_python_is_shown_as_lines_or_not_at_all(tmp_path, text):
    path = tmp_path / "broken.py"
    path.write_text(text)
    assert told(str(path), 1) in ([(1, len(text.splitlines()))], [])


def test_a_file_that_is_not_there_and_a_line_that_is_not_there_are_left_out(source):
    assert told("nowhere.py", 1) == []
    assert told("<stdin>", 1) == []
    assert told(source, 0, 99) == []
