"""Built-in functions stand in front of machine code wherever it has the whole answer."""

from collections import namedtuple
from types import BuiltinFunctionType

import pytest

from backsweep import compile, exp, jacobian

pytest.importorskip("llvmlite")

Pair = namedtuple("Pair", "left right")


def spread(x, y):
    return [x * y, (exp(x), [x - y])]


def test_a_function_of_several_numbers_is_called_straight_in_machine_code():
    c = compile(spread, argnums=(0, 1))
    c(1.0, 2.0)
    c.compile_now()
    assert isinstance(c.__call__, BuiltinFunctionType)
    for x, y in ((0.5, 2.0), (-3.0, 1.0)):
        assert c(x, y) == spread(x, y)
        assert c.jacobian(x, y) == jacobian(spread, (0, 1), mode="reverse")(x, y)
    with pytest.raises(OverflowError):
        c(1000.0, 1.0)


@pytest.mark.parametrize(
    "f",
    [
        lambda x: {"a": x, "b": [2 * x]},
        lambda x: Pair(x, 2 * x),
        lambda x: [x, None],
        lambda x: [x, 3],
        lambda x: [x, x > 0],
        lambda x: [],
    ],
)
def test_other_answers_keep_their_structure(f):
    c = compile(f)
    for x in (1.0, 2.0, 3.0):
        assert c(x) == f(x)
        assert type(c(x)) is type(f(x))
        c.compile_now()


def squares(x):
    total = 0.0
    for number in x:
        total = total + number * number
    return total


@pytest.mark.parametrize("count", [2, 3, 40])
def test_each_form_that_was_compiled_is_called_in_machine_code_whichever_came_last(count, monkeypatch):
    c = compile(squares)
    for length in range(1, count + 1):
        c.value_and_grad([1.0] * length)
        c.compile_now([1.0] * length)
        c.value_and_grad([1.0] * length)
    assert isinstance(c.value_and_grad, BuiltinFunctionType)
    latest = range(max(count - 7, 1), count + 1)  # all of them where they are few
    monkeypatch.setattr(type(c._calls), "_both", None)  # the general way is closed
    for length in [*latest, *latest]:
        assert c.value_and_grad([3.0] * length) == (9.0 * length, [6.0] * length)


def test_a_form_that_machine_code_cannot_answer_still_reaches_the_general_way():
    c = compile(squares)
    for length in (1, 2):
        c.value_and_grad([1.0] * length)
        c.compile_now([1.0] * length)
        c.value_and_grad([1.0] * length)
    assert c.value_and_grad((2.0, 1.0, 1.0)) == (6.0, (4.0, 2.0, 2.0))
    with pytest.raises(TypeError):
        c.value_and_grad(None)
