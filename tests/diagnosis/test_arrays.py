"""diagnose, annotate and explain on computations with whole arrays."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import backsweep as bs
from backsweep import Node, StructureError, annotate, diagnose, explain
from backsweep.diagnosis.findings import Finding

pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")  # NumPy's own, of what is diagnosed

X = np.array([[1.0, 2.0], [3.0, 0.0], [-1.0, 0.5]])


def only(f: Any, *args: Any) -> Finding:
    (finding,) = [finding for finding in diagnose(f, *args).findings if finding.alarm]
    return finding


def test_a_healthy_computation_is_told_in_one_line_with_its_digits() -> None:
    told = diagnose(lambda x: np.sum(np.tanh(x)), X)
    assert told.ok
    assert told.inputs == 6
    assert str(told).count("\n") == 0
    assert "is good to all digits" in str(told)


def test_a_nan_among_the_inputs_is_named_by_its_index() -> None:
    bad = np.where(X == 0.5, np.nan, X)
    assert only(lambda x: np.sum(x * 2), bad).headline == "The input x[2, 1] is nan to begin with."


def test_the_first_entry_outside_a_domain_is_named_with_its_number() -> None:
    found = only(lambda x: np.sum(np.sqrt(x)), X)
    assert found.kind == "value"
    assert found.headline == "sqrt(x)[2, 0] is nan, though all that goes into it is finite."
    assert "There x[2, 0] is -1.0." in found.explanation


def test_several_bad_entries_are_counted() -> None:
    assert "the first of 2 such entries among 6" in only(lambda x: np.sum(np.log(x)), X).explanation


def test_a_pole_is_no_overflow_and_an_overflow_is_no_pole() -> None:
    assert "pole" in only(lambda x: np.sum(np.log(x)), np.abs(X)).explanation
    assert "overflows" in only(lambda x: np.sum(np.exp(300 * x)), X).headline


def test_an_infinite_slope_is_named_by_the_entry_it_is_at() -> None:
    found = only(lambda x: np.sum(np.sqrt(x)), np.abs(X))
    assert found.headline == "sqrt(x[1, 1]) has an infinite slope at x[1, 1] = 0.0: x.der[1, 1] is inf."
    assert "x[1, 1] receives 1.0 * inf = inf" in found.explanation


def test_an_entry_of_a_row_that_was_repeated_is_named_by_its_own_index() -> None:
    found = only(lambda b: np.sum(np.sqrt(b) * np.ones((4, 2))), np.array([1.0, 0.0]))
    assert "b.der[1] is inf" in found.headline


def test_entries_without_influence_are_counted_and_the_first_is_named() -> None:
    told = diagnose(lambda x: x[0, 1] * 3, X)
    (note,) = told.findings
    assert not note.alarm
    assert note.headline == "5 of the 6 entries of x have a der of exactly 0, the first x[0, 0]."
    assert told.silent == 5


@pytest.mark.parametrize(
    ("f", "args", "told"),
    [
        (lambda x: np.sum(np.maximum(x, 0.0)), [-np.ones((3, 2))], "does not move with x[0, 0]"),
        (lambda x, w: np.sum(x @ w), [X, np.zeros((2, 2))], "multiplied by an array that is 0 in every entry"),
        (lambda x, w: np.sum(x * w), [X, np.zeros((3, 2))], "is w[0, 0], which is exactly 0"),
        (lambda x: np.sum(np.floor(x)), [X], "constant between its jumps"),
        (lambda x: np.sum(bs.stop_gradient(x)), [X], "on purpose"),
    ],
)
def test_an_array_that_is_cut_off_as_a_whole_is_a_fault_with_its_reason(f: Any, args: list[Any], told: str) -> None:
    found = only(f, *args)
    assert found.kind == "cut off"
    assert found.headline.startswith("x has no influence here")
    assert told in found.explanation


def test_an_array_at_rest_is_no_fault() -> None:
    told = diagnose(lambda x: np.sum(x**2), np.zeros(3))
    assert told.ok
    assert "at rest at x[0] = 0.0" in told.findings[0].explanation


def test_an_array_that_is_not_used_is_told() -> None:
    assert only(lambda x, w: np.sum(x), X, X).headline == "w is not used."


def test_a_corner_is_named_by_the_entry_that_stands_on_it() -> None:
    told = diagnose(lambda x: np.sum(abs(x)), X)
    kink = next(finding for finding in told.findings if finding.kind == "kink")
    assert kink.headline == "abs(x[1, 1]) has a corner at x[1, 1] = 0.0."


def test_corners_are_found_in_single_precision_and_counted() -> None:
    told = diagnose(lambda x: np.sum(np.maximum(x, 0)), np.zeros((2, 2), dtype=np.float32))
    kink = next(finding for finding in told.findings if finding.kind == "kink")
    assert "So it is at 3 more places of this line." in kink.explanation


def test_no_corner_is_seen_where_entries_are_merely_steep() -> None:
    steep = np.geomspace(1e-12, 1.0, 1000)
    assert not [each for each in diagnose(lambda x: np.sum(1 / x), steep).findings if each.kind == "kink"]


def test_ders_that_fade_through_layers_are_told() -> None:
    def deep(w: Any, x: Any) -> Any:
        for _ in range(40):
            x = np.tanh(x @ w) * 0.4
        return np.sum(x)

    found = only(deep, np.eye(3) * 0.5, np.full((2, 3), 0.01))
    assert found.kind == "vanishing"
    assert "None" not in str(diagnose(deep, np.eye(3) * 0.5, np.full((2, 3), 0.01)))


def test_a_result_of_many_numbers_is_refused_in_the_name_of_what_was_asked() -> None:
    with pytest.raises(
        StructureError, match=r"diagnose needs one number for its result, .* Diagnose one of its entries"
    ):
        diagnose(lambda x: x * 2, X)


def test_an_error_among_arrays_is_told_with_its_sentence() -> None:
    found = only(lambda x: np.sum(x @ np.ones((5, 2))), X)
    assert found.kind == "error"
    assert "StructureError" in found.headline
    assert "(3, 2)" in found.headline


@pytest.mark.parametrize("val", [np.ones((0, 2)), np.array(2.0), np.ones((1, 1)), np.ones(3, np.float32)])
def test_shapes_of_every_kind_are_examined(val: Any) -> None:
    assert "Healthy" in str(diagnose(lambda x: np.sum(x * x), val))


def test_complex_arrays_are_examined() -> None:
    assert str(diagnose(lambda x: np.sum(np.abs(np.fft.fft(x)) ** 2), np.arange(1.0, 6.0)))


def test_a_million_entries_are_examined_without_looking_at_each_in_python() -> None:
    told = diagnose(lambda x: np.sum(np.maximum(x, 0.5)), np.linspace(0.0, 1.0, 1_000_001))
    assert any(finding.kind == "kink" for finding in told.findings)


def test_annotate_has_ranges_over_entries() -> None:
    def f(x: Any) -> Any:
        y = x * 2
        return np.sum(y)

    told = annotate(f, X)
    line = next(line for line in told.lines if "y = x * 2" in line.source)
    assert (str(line.values), str(line.ders), line.error) == ("-2.0 to 6.0", "1.0", 0.0)


def test_annotate_counts_the_nan_entries() -> None:
    told = annotate(lambda x: np.sum(np.log(x)), X)
    assert any("1 nan" in str(line.values) or str(line.values).endswith("nan") for line in told.lines)


def test_explain_refuses_an_array_on_the_way_and_says_what_to_write() -> None:
    x = Node(X, "x")
    with pytest.raises(
        StructureError, match=r"but x is an array of shape \(3, 2\)\. Compute with Nodes of its entries"
    ):
        explain(np.sum(x * 2), x)
    with pytest.raises(StructureError, match=r"Explain one of its entries, such as y\[0, 0\]|array of shape"):
        explain(x * 2, x)


def test_explain_goes_past_arrays_that_are_not_on_the_way() -> None:
    a, x = Node(2.0, "a"), Node(X, "x")
    told = explain(a * np.sum(x), a)
    assert told.count == 1
    assert told.total == pytest.approx(5.5)
