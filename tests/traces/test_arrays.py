"""Traces of computations with whole arrays: values, local derivatives, contributions, tables."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest

from backsweep import Node, StructureError, trace
from backsweep.traces.tables import in_full

X = np.array([[1.0, 2.0], [3.0, 4.0], [-1.0, 0.5]])
W = np.array([[0.5, -1.0, 0.25], [2.0, 0.0, 1.0]])
B = np.array([0.1, -0.2, 0.3])


def layer(w: Any, b: Any) -> Any:
    h = np.tanh(X @ w + b)
    return np.sum(h)


def test_a_function_of_entries_has_arrays_for_partials_and_one_of_whole_arrays_has_none() -> None:
    x = Node(np.array([1.0, 4.0]))
    np.testing.assert_array_equal(np.sqrt(x).partials[0], [0.5, 0.25])
    np.testing.assert_array_equal((x * x).partials[0], x.val)
    assert np.sum(x).partials == (None,)
    assert (x @ x).partials == (None, None)


def test_an_infinite_partial_of_an_entry_warns_nobody() -> None:
    np.testing.assert_array_equal(np.sqrt(Node(np.array([0.0, 1.0]))).partials[0], [math.inf, 0.5])


def test_the_gradient_is_that_of_the_chain_rule_by_hand() -> None:
    told = trace(layer, W, B)
    slope = 1 - np.tanh(X @ W + B) ** 2
    np.testing.assert_allclose(told.gradient["w"], X.T @ slope, rtol=1e-14)
    np.testing.assert_allclose(told.gradient["b"], slope.sum(axis=0), rtol=1e-14)


def test_every_contribution_is_told_with_its_norm_and_sums_say_so() -> None:
    told = trace(layer, W, B).text()
    line = next(line for line in told.splitlines() if "b.der +=" in line)
    assert "b.der += sum of [3x3" in line
    assert "norm" in line


def test_running_sums_add_up_to_the_der() -> None:
    x = np.array([1.0, 2.0, 3.0])
    told = trace(lambda x: np.sum(x * x + 3 * x), x)
    totals = [part.total for step in told.backward for part in step.contributions if part.parent == "x"]
    assert len(totals) == 3
    np.testing.assert_allclose(totals[-1], 2 * x + 3)


def test_a_linear_map_is_called_so_in_every_form() -> None:
    told = trace(layer, W, B)
    assert "dv1/dw = (linear map)" in told.text()
    assert "dv1/dw = (linear map)" in told.markdown()
    assert r"\partial v_{1} / \partial w = \text{(linear map)}" in told.latex()


@pytest.mark.parametrize(
    ("f", "expression"),
    [
        (lambda x: np.sum(x), "np.sum(x)"),
        (lambda x: np.sum(np.sum(x, axis=0)), "np.sum(x, axis=0)"),
        (lambda x: np.sum(np.sum(x, axis=1, keepdims=True)), "np.sum(x, axis=1, keepdims=True)"),
        (lambda x: np.sum(x[1:, ::-1]), "x[1:, ::-1]"),
        (lambda x: np.sum(x[[0, 0, 2]]), "x[[0, 0, 2]]"),
        (lambda x: np.sum(np.concatenate([x, x], axis=1)), "np.concatenate([x, x], axis=1)"),
        (lambda x: np.sum(x @ np.ones((2, 1))), "x @ [[1.0], [1.0]]"),
        (lambda x: np.sum(np.reshape(x, (2, 3))), "np.reshape(x, into=(2, 3))"),
    ],
)
def test_functions_of_arrays_are_written_as_they_are_called(f: Any, expression: str) -> None:
    assert expression in [step.expression for step in trace(f, X).forward]


def test_a_rule_with_branches_is_written_without_them_where_all_entries_take_the_same() -> None:
    steps = {step.node: step for step in trace(lambda x: np.sum(np.tanh(x)), X).forward}
    assert "if" not in steps["v1"].partials[0].formula
    mixed = {step.node: step for step in trace(lambda x: np.sum(np.maximum(x, 0.0)), X).forward}
    assert "if" in mixed["v1"].partials[0].formula


def test_json_has_small_arrays_in_full_and_says_of_large_ones_what_is_left_out() -> None:
    small = json.loads(trace(layer, W, B).json())
    assert small["forward"][0]["value"] == W.tolist()
    large = json.loads(trace(lambda x: np.sum(x * 2), np.arange(2000.0)).json())
    value = large["forward"][0]["value"]
    assert value["left_out"] == "2,000 entries"
    assert (value["shape"], value["low"], value["high"]) == ([2000], 0.0, 1999.0)


def test_json_spells_what_json_lacks_in_arrays_too() -> None:
    told = json.loads(trace(lambda x: np.sum(np.sqrt(x)), np.array([0.0, 1.0])).json())
    assert told["gradient"]["x"] == ["inf", 0.5]


def test_counts_say_that_an_array_counts_as_one_number() -> None:
    counts = trace(layer, W, B).counts
    assert (counts.inputs, counts.nodes, counts.arrays) == (2, 6, True)
    assert counts.table()[0][0] == "each array as one number"
    assert trace(lambda x: x * x, 2.0).counts.table()[0][0] == ""


def test_a_result_of_many_numbers_is_refused_and_says_what_to_write() -> None:
    with pytest.raises(
        StructureError, match=r"shape \(3, 2\)\. Trace one of its entries, such as y\[0\], or their sum"
    ):
        trace(lambda x: x * 2, X)
    with pytest.raises(StructureError, match="their sum"):
        trace(Node(X) * 2)


def test_a_result_in_full_is_on_one_line_and_a_large_one_is_told() -> None:
    assert in_full(np.array([1 / 3, 2.0])) == "[0.3333333333333333, 2.0]"
    assert in_full(np.arange(100.0)) == "[100 entries, 0.0 to 99.0: 0.0, 1.0, 2.0, ...]"


def test_no_line_of_the_tables_grows_with_the_arrays() -> None:
    wide = max(map(len, trace(layer, W, B).text().splitlines()))
    assert max(map(len, trace(lambda x: np.sum(x * x), np.ones(10**6) / 3).text().splitlines())) < wide + 100


@pytest.mark.parametrize("tell", ["text", "latex", "json", "markdown"])
def test_a_power_of_an_array_without_axes_can_be_told(tell: str) -> None:
    """NumPy's bool, which such an array answers with, was once taken for an array of choices."""
    assert getattr(trace(lambda x: x**2, np.array(0.5)), tell)()
    assert getattr(trace(lambda x: np.max(x) ** 2, np.array([0.5, 3.0])), tell)()


def test_pi_as_a_number_of_numpys_can_be_written_as_a_formula() -> None:
    assert r"\pi" in trace(lambda x: x * np.float64(math.pi), np.array([1.0])[0]).latex()
    assert r"\pi" in trace(lambda x: np.sum(x * -np.float64(math.pi)), np.array([1.0])).latex()


@pytest.mark.parametrize("number", [np.array(0.5), np.array(0.0), np.array(math.inf)])
def test_a_row_with_edges_can_be_told_of_an_array_without_axes(number: Any) -> None:
    """Whether it stands on an edge was once looked up with the array as a key."""
    told = trace(lambda x: np.logaddexp(x, x), number)
    assert told.text()
    assert told.gradient["x"] == 1.0
