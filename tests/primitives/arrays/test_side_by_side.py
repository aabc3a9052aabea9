"""Tangents in many directions side by side give what they give one by one, through every row."""

import numpy as np
import pytest
from cases import BESIDE, CASES

from backsweep import Node, jacobian, jvp
from backsweep.primitives.arrays import indexing
from backsweep.sweeps import side_by_side as sweeping
from backsweep.sweeps.side_by_side import can_go_side_by_side
from backsweep.transforms.recording import record


def on_nodes(f):
    """The same, all arguments as Nodes: some cases call a method of an argument that is not differentiated by."""
    return lambda *args: f(*[arg if isinstance(arg, Node) else Node(arg) for arg in args])


REAL = [
    (name, on_nodes(f), args) for name, f, args in [*CASES, *BESIDE] if not any(np.iscomplexobj(arg) for arg in args)
]
EACH = pytest.mark.parametrize(("f", "args"), [case[1:] for case in REAL], ids=[case[0] for case in REAL])


def one_by_one(f, args, position):
    """The Jacobian by one argument, a column at a time."""
    arg = args[position]
    columns = []
    for number in range(arg.size):
        unit = np.zeros(arg.size)
        unit[number] = 1.0
        columns.append(jvp(f, position)(*args, tangent=unit.reshape(arg.shape))[1])
    return np.stack(columns, -1).reshape(np.shape(columns[0]) + arg.shape) if columns else None


@EACH
def test_a_jacobian_side_by_side_is_that_of_its_columns(f, args):
    for position, arg in enumerate(args):
        expected = one_by_one(f, args, position)
        if expected is not None:
            found = jacobian(f, position, mode="forward")(*args)
            np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12)
            assert np.shape(found) == np.shape(f(*args)) + arg.shape


@EACH
def test_by_all_arguments_at_once_it_is_the_same(f, args):
    every = tuple(range(len(args)))
    together = jacobian(f, every, mode="forward")(*args)
    for position, found in enumerate(together):
        np.testing.assert_allclose(found, jacobian(f, position, mode="forward")(*args), rtol=1e-12, atol=1e-12)


INDICES = [
    (0, slice(None), np.array([1, 2])),
    (slice(None), 0, np.array([1, 2])),
    (np.array([0, 1]), slice(None), np.array([1, 2])),
    (np.array([0, 1]), np.array([1, 1])),
    (..., np.array([2, 2])),
    (None, 1, ..., None),
    np.array([[0, 1], [1, 1]]),
    np.array([True, False]),
    (slice(None), np.array([True, False, True])),
    1,
]


@pytest.mark.parametrize("index", INDICES, ids=str)
def test_every_index_takes_puts_and_replaces_side_by_side(index):
    x = np.random.default_rng(0).normal(size=(2, 3, 4))
    part = x[index]

    def through(x):
        doubled = indexing.put_at(2.0 * x[index], index, x.shape)
        return doubled * x + (x * x).at[index].set(x[index] * x[index] * 3.0)

    np.testing.assert_allclose(x[index], part)
    expected = one_by_one(through, (x,), 0)
    np.testing.assert_allclose(jacobian(through, mode="forward")(x), expected, rtol=1e-13, atol=1e-13)


def test_a_row_that_goes_one_by_one_is_asked_once_for_each_direction(monkeypatch):
    asked = []
    real = sweeping.one_by_one

    def counted(row, *rest):
        asked.append(row.name)
        return real(row, *rest)

    monkeypatch.setattr(sweeping, "one_by_one", counted)
    matrix = np.array([[4.0, 1.0], [1.0, 3.0]])
    jacobian(lambda a: np.linalg.inv(np.transpose(a) @ a)[0], mode="forward")(matrix)
    assert asked == ["np.linalg.inv"]


def test_complex_numbers_go_the_other_way():
    assert can_go_side_by_side(record(lambda x: x @ x, (np.ones(2),), {}, 0, "f").order)
    assert not can_go_side_by_side(record(lambda x: x @ x, (np.ones(2) * 1j,), {}, 0, "f").order)
    assert not can_go_side_by_side([Node(1)])
