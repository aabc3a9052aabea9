"""Entries of arrays as steps of their own."""

from __future__ import annotations

import numpy as np
import pytest

import backsweep as bs
from backsweep import Node
from backsweep.diagnosis.entries import entry_name, entry_of, entry_step, first_not_finite, is_of_entries, own_index
from backsweep.diagnosis.subject import Subject
from backsweep.traces.trace import trace


@pytest.mark.parametrize(
    ("name", "index", "told"),
    [
        ("x", (3, 1), "x[3, 1]"),
        ("x + y", (0,), "(x + y)[0]"),
        ("np.log(x + y)", (0,), "np.log(x + y)[0]"),
        ("p['w'][0]", (2,), "p['w'][0][2]"),
        ("x", (), "x"),
    ],
)
def test_an_entry_is_called_as_it_is_indexed(name: str, index: tuple[int, ...], told: str) -> None:
    assert entry_name(name, index) == told


def test_an_argument_that_was_repeated_has_its_own_index() -> None:
    assert own_index((1, 3), (5, 4, 2)) == (0, 2)
    assert own_index((), (5, 4)) == ()


def test_the_first_bad_entry_is_first_in_the_order_of_the_array() -> None:
    assert first_not_finite(np.array([[0.0, 1.0], [np.inf, np.nan]])) == (1, 0)


def test_an_entry_is_a_plain_number() -> None:
    assert type(entry_of(np.ones(3, dtype=np.float32), (1,))) is float
    assert entry_of(2, (1,)) == 2


def test_the_step_at_an_entry_has_the_numbers_and_the_names_of_that_entry() -> None:
    x, b = Node(np.array([[1.0, 2.0], [3.0, 4.0]]), "x"), Node(np.array([10.0, 20.0]), "b")
    y = x * b
    within, step, own = entry_step(Subject(trace(np.sum(y))), y, (1, 0), 5.0)
    assert (step.val, own[x].val, own[b].val) == (30.0, 3.0, 10.0)
    assert within.called(step) == "x[1, 0] * b[0]"
    assert [share.amount for share in within.shares(step)] == [50.0, 15.0]


def test_a_sum_is_no_function_of_entries() -> None:
    x = Node(np.ones(3))
    assert is_of_entries(bs.sin(x))
    assert not is_of_entries(np.cumsum(x))
    assert not is_of_entries(bs.sin(Node(1.0)))
