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
