"""A line is shown with the whole function it stands in."""

import pytest

from backsweep import Node, trace
from backsweep.diagnosis.blocks import Block, block_of, blocks_of
from backsweep.place import Place

SOURCE = '''\
import math


@decorated(
    once=True,
)
def first(x):
    """A docstring."""

    def inner(y):
        return y * y

    return inner(x)


class Model:
    size = 3

    class Part:
        async def loss(self, x):
            return x


if True:
    try:
        def second(x): return x
    except ValueError:
        third = lambda x: (
            x
        )
    finally:
        pass
match 1:
    case 1:
        def fourth(x): return x
'''


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "model.py"
    path.write_text(SOURCE, encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(
    ("line", "running", "name", "first", "last"),
    [
        (1, ["first"], "", 1, 1),
        (4, ["first"], "first", 4, 13),
        (11, ["first", "inner"], "first", 4, 13),
        (11, ["inner"], "inner", 10, 11),
        (13, ["first"], "first", 4, 13),
        (13, ["<lambda>"], "", 13, 13),
        (17, [], "", 17, 17),
        (21, ["loss"], "Model.Part.loss", 20, 21),
        (26, ["second"], "second", 26, 26),
        (29, ["<lambda>"], "", 28, 30),
        (35, ["fourth"], "fourth", 35, 35),
        (15, ["first"], "", 15, 15),
    ],
)
def test_a_line_belongs_to_the_outermost_function_that_runs_or_to_its_statement(file, line, running, name, first, last):
    assert block_of(Place(file, line), running) == Block(file, name, first, last)


def test_the_lines_stand_without_what_they_are_indented_by(file):
    assert block_of(Place(file, 21), ["loss"]).lines() == ["async def loss(self, x):", "    return x"]
    assert block_of(Place(file, 11), ["first"]).lines() == SOURCE.splitlines()[3:13]


def test_a_source_that_is_unknown_has_no_blocks():
    assert block_of(Place("<string>", 1), ["f"]) is None


def test_a_line_that_is_not_there_has_none(file):
    assert block_of(Place(file, 0), ["f"]) is None
    assert block_of(Place(file, 1_000), ["f"]) is None


def test_a_source_that_cannot_be_read_gives_the_line_alone(tmp_path):
    broken = tmp_path / "broken.py"
    broken.write_text("def f(x):\n    return (x\n", encoding="utf-8")
    assert block_of(Place(str(broken), 2), ["f"]) == Block(str(broken), "", 2, 2)
    long = tmp_path / "long.py"
    long.write_text("def f(x):\n" + "    x = x\n" * 20_001, encoding="utf-8")
    assert block_of(Place(str(long), 7), ["f"]) == Block(str(long), "", 7, 7)


def maker():
    def made(x):
        return x * x

    return made, Node(2.0) * 3


def calls_maker(x):
    made, six = maker()
    return made(x) * six


def names(f, *args):
    return list(dict.fromkeys(block.name for block in blocks_of(trace(f, *args)).values()))


def test_callers_come_before_what_they_call_and_a_function_within_another_is_part_of_it():
    assert names(calls_maker, 1.0) == ["calls_maker", "maker"]
    assert names(maker()[0], 1.0) == ["made"]


def test_recursion_is_one_block():
    def fall(x, depth):
        return fall(x * 2, depth - 1) + x if depth else x

    assert names(lambda x: fall(x, 300), 1.0) == ["", "fall"]
