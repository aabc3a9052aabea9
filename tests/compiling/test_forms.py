"""The form of a call: what of its arguments are floats, how they are nested, and what else is part of the key."""

import copy
from array import array
from collections import OrderedDict, namedtuple
from dataclasses import dataclass

import numpy as np
import pytest

from backsweep import Node, RecordingError, WrongKind, sin
from backsweep.compiling.forms import (
    LEAF,
    Branch,
    Column,
    Differentiating,
    Row,
    Static,
    Vector,
    arrays_again,
    build,
    form_of,
    leaf_count,
    plain_vector,
)
from backsweep.program.tape import Tape

Pair = namedtuple("Pair", "a b")


@dataclass(frozen=True)
class Model:
    weight: float
    sizes: list[float]
    depth: int = 2


def taken_apart(arg):
    inputs = []
    return form_of(arg, inputs), inputs


SAMPLES = [
    (2.5, LEAF, [2.5]),
    ([1.0, 2.0], Row(list, 2), [1.0, 2.0]),
    ((1.0, 2.0), Row(tuple, 2), [1.0, 2.0]),
    ([1, 2.0], Branch(list, (), (LEAF, LEAF)), [1.0, 2.0]),
    ([1, [2, 3.0]], Branch(list, (), (LEAF, Branch(list, (), (LEAF, LEAF)))), [1.0, 2.0, 3.0]),
    ([1.0, [2, 3]], Branch(list, (), (LEAF, Branch(list, (), (LEAF, LEAF)))), [1.0, 2.0, 3.0]),
    ({"a": 1.0, "n": 2}, Branch(dict, (Static(str, "a"), Static(str, "n")), (LEAF, LEAF)), [1.0, 2.0]),
    (Pair(1.0, "b"), Branch(Pair, (), (LEAF, Static(str, "b"))), [1.0]),
    ([1, 2], Branch(list, (), (Static(int, 1), Static(int, 2))), []),
    ([], Branch(list, (), ()), []),
    (3, Static(int, 3), []),
    (True, Static(bool, True), []),
    (None, Static(type(None), None), []),
    (sin, Static(type(sin), sin), []),
    (array("d", [1.0, 2.0]), Vector(array, 2), [1.0, 2.0]),
    (np.array([1.0, 2.0]), Vector(np.ndarray, 2), [1.0, 2.0]),
    (np.float64(2.0), LEAF, [2.0]),
]


@pytest.mark.parametrize(("arg", "form", "floats"), SAMPLES)
def test_forms(arg, form, floats):
    found, inputs = taken_apart(arg)
    assert found == form
    assert inputs == floats
    assert all(type(number) is float for number in inputs)
    assert leaf_count(found) == len(inputs)
    assert hash(found) == hash(taken_apart(arg)[0])


@pytest.mark.parametrize("arg", [arg for arg, _, _ in SAMPLES] + [Model(2.0, [1.0]), [Model(1.0, []), {"x": (1.0,)}]])
def test_what_is_taken_apart_is_put_together_again(arg):
    form, inputs = taken_apart(arg)
    again = build(form, iter(inputs), plain_vector)
    assert type(again) is type(arg) or type(arg) is np.float64
    if isinstance(arg, np.ndarray):
        arg, again = arg.tolist(), again.tolist()
    assert again == arg


def test_1_and_true_and_1_0_are_three_forms():
    assert len({taken_apart(arg)[0] for arg in (1, True, 1.0, 2, [1.0], (1.0,), [1.0, 2.0])}) == 7


def test_kinds_of_dict_and_the_order_of_keys_count():
    forms = [taken_apart(arg)[0] for arg in ({"a": 1.0, "b": 2.0}, {"b": 2.0, "a": 1.0}, OrderedDict(a=1.0, b=2.0))]
    assert len(set(forms)) == 3


@pytest.mark.parametrize("arg", [Node(1.0), [Node(1.0), 2.0], {"a": (Node(1.0),)}, 1j, Tape().input(1.0)])
def test_what_is_differentiated_elsewhere_goes_to_the_function(arg):
    with pytest.raises(Differentiating):
        taken_apart(arg)


@pytest.mark.parametrize("arg", [{1, 2}, bytearray(b"a"), np.ones((2, 2)), np.array([1, 2]), array("i", [1])])
def test_what_is_neither_floats_nor_hashable_is_refused(arg):
    with pytest.raises(WrongKind, match="compile takes"):
        taken_apart(arg)


def test_a_column_is_read_element_by_element():
    column = Column(np.ndarray, [1.0, 2.0, 3.0])
    assert [*column] == column.tolist() == [1.0, 2.0, 3.0]
    assert (len(column), column.shape, column.ndim, column.size, column[-1]) == (3, (3,), 1, 3, 3.0)
    assert isinstance(column[1:], Column)
    assert isinstance(copy.copy(column), Column)
    column[0] = 5.0
    assert column[0] == 5.0


@pytest.mark.parametrize(
    "use",
    [
        lambda c: c + c,
        lambda c: 2.0 * c,
        lambda c: c * 2,
        lambda c: c @ c,
        lambda c: -c,
        lambda c: c**2,
        lambda c: c < c,
        lambda c: c == c,
        lambda c: c.sum(),
        lambda c: c.T,
        lambda c: c.append(1.0),
        lambda c: c[0, 0],
        lambda c: c[[0, 1]],
        np.asarray,
        np.exp,
        np.sum,
    ],
)
def test_a_column_refuses_what_is_of_the_whole_array(use):
    with pytest.raises(RecordingError, match="element by element"):
        use(Column(np.ndarray, [1.0, 2.0]))


def test_where_a_function_wants_a_number_a_column_says_what_to_write():
    with pytest.raises(WrongKind, match=r"sin needs a number, .*compile takes arrays element by element\. Write"):
        sin(Column(np.ndarray, [1.0, 2.0]))


def test_columns_become_arrays_again_wherever_they_are():
    column = Column(np.ndarray, [1.0, 2.0])
    tree = {"a": (column, 1.0), "b": [Column(array, [3.0])], "m": Model(1.0, column)}
    again = arrays_again(tree)
    assert again["a"][0].tolist() == [1.0, 2.0]
    assert again["b"] == [array("d", [3.0])]
    assert isinstance(again["m"].sizes, np.ndarray)
    rows = arrays_again(Column(np.ndarray, [column, column]))
    assert [row.tolist() for row in rows] == [[1.0, 2.0]] * 2
