"""Forward mode with arrays, against central differences and reverse mode."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from backsweep import StructureError, trace
from backsweep.traces.blocks import MOST


def network(w: Any, b: Any, scale: Any) -> Any:
    h = np.tanh(np.array([[1.0, 2.0], [3.0, -1.0]]) @ w + b)
    return np.sum(h**2) * scale


ARGS = (np.array([[0.1, 0.2, 0.3], [0.4, -0.5, 0.6]]), np.array([0.1, 0.0, -0.2]), 1.5)


def test_both_modes_give_the_same_gradient() -> None:
    forward, reverse = (trace(network, *ARGS, mode=mode).gradient for mode in ("forward", "reverse"))
    assert forward.keys() == reverse.keys()
    for name, der in reverse.items():
        assert np.shape(forward[name]) == np.shape(der)
        np.testing.assert_allclose(forward[name], der, rtol=1e-12)


def test_a_block_has_the_axes_of_the_node_and_then_of_the_input_and_agrees_with_differences() -> None:
    told = {step.node: step for step in trace(network, *ARGS, mode="forward").forward}["h"]
    assert told.gradient is not None
    w, b, _ = ARGS
    block, step = told.gradient["w"], 1e-6
    assert block.shape == (2, 3, 2, 3)
    for index in np.ndindex(w.shape):
        moved = [np.array(w), np.array(w)]
        moved[0][index] -= step
        moved[1][index] += step
        before, after = (np.tanh(np.array([[1.0, 2.0], [3.0, -1.0]]) @ each + b) for each in moved)
        np.testing.assert_allclose(block[(..., *index)], (after - before) / (2 * step), atol=1e-9)


def test_an_input_that_a_node_does_not_depend_on_is_a_structural_zero() -> None:
    told = {step.node: step for step in trace(network, *ARGS, mode="forward").forward}["h"]
    assert told.gradient is not None
    assert list(told.gradient) == ["w", "b"]
    assert told.zeros == 1


def test_entries_that_are_not_taken_have_zeros_in_the_block() -> None:
    told = trace(lambda x: x[1] * 2, np.array([1.0, 2.0]), mode="forward")
    np.testing.assert_array_equal(told.gradient["x"], [0.0, 2.0])


def test_an_empty_array_among_the_inputs_has_an_empty_gradient() -> None:
    told = trace(lambda x, y: np.sum(x) + y, np.ones((0, 2)), 3.0, mode="forward")
    assert np.shape(told.gradient["x"]) == (0, 2)
    assert told.gradient["y"] == 1.0


def test_too_many_derivatives_are_refused_with_their_number() -> None:
    with pytest.raises(StructureError, match=rf"by 1,000 entries\. It is told up to {MOST:,} such derivatives"):
        trace(lambda x: np.sum(x * x), np.ones(1000), mode="forward")
