"""A call taken apart, and the gradient put together in the form of what was chosen."""

import pytest

from backsweep import StructureError, WrongKind
from backsweep.compiling.chosen import Call, Chosen

ARGS = ([1.0, 2.0], 3.0, "text", {"a": 4.0, "b": (5.0, 6.0)})


def chosen(argnums, args=ARGS):
    return Chosen(argnums, args, Call(args, {}), "grad")


def test_a_call_has_the_floats_of_all_arguments_in_order():
    call = Call(ARGS, {"scale": 7.0, "n": 2})
    assert call.inputs == [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]
    assert call.names == ("scale", "n")
    assert len(call.forms) == 6


def test_calls_of_one_form_have_one_key():
    assert Call((1.0, 2), {}).key == Call((5.0, 2), {}).key
    keys = [Call((1.0, 2), {}).key, Call((1.0, 3), {}).key, Call((1.0,), {"n": 2}).key, Call((1.0,), {"m": 2}).key]
    assert len(set(keys)) == 4


@pytest.mark.parametrize(
    ("argnums", "order", "gradient"),
    [
        (0, [0, 1], [10.0, 11.0]),
        (1, [2], 12.0),
        (-1, [3, 4, 5], {"a": 13.0, "b": (14.0, 15.0)}),
        ((3, 1), [3, 4, 5, 2], ({"a": 13.0, "b": (14.0, 15.0)}, 12.0)),
        ((0,), [0, 1], ([10.0, 11.0],)),
    ],
)
def test_the_gradient_has_the_form_of_what_was_chosen(argnums, order, gradient):
    found = chosen(argnums)
    assert found.order == order
    assert found.wanted == frozenset(order)
    assert found.gradient([10.0, 11.0, 12.0, 13.0, 14.0, 15.0]) == gradient


def test_what_cannot_be_chosen_is_refused():
    with pytest.raises(StructureError, match="asked for argument 4"):
        chosen(4)
    with pytest.raises(StructureError, match="asked twice"):
        chosen((0, -4))
    with pytest.raises(WrongKind, match="found no number to differentiate by in argument 2: 'text'"):
        chosen(2)
    with pytest.raises(WrongKind, match=r"found no float to differentiate by in argument 0: 3.*Write 3\.0\."):
        chosen(0, (3, 1.0))
