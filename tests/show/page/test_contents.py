"""What a page is told: exact numbers, small columns, and texts where JavaScript cannot compute."""

import json
import math

import pytest

import backsweep as bs
from backsweep import trace
from backsweep.show.page.contents import ENTRIES, RECORDED, contents


def chain(count):
    def f(x):
        for _ in range(count):
            x = x * 0.999 + 0.001
        return x

    return f


def test_the_recorded_numbers_are_the_librarys_to_the_last_bit():
    told = trace(lambda x, y: bs.sin(x) / y + x, 0.1, 0.7)
    recorded = json.loads(json.dumps(contents(told)))["recorded"]
    assert recorded["val"] == [node.val for node in told.order]
    assert recorded["der"] == [told.ders[node] for node in told.order]
    assert recorded["partial"] == [partial for node in told.order for partial in node.partials]


def test_ints_are_told_apart_from_floats():
    told = contents(trace(lambda x, y: x * y, 2, 3.0))
    assert told["whole"] == {"val": "100", "der": "000", "partial": "01"}


def test_a_large_graph_keeps_its_program_and_inputs_alone():
    small, large = contents(trace(chain(RECORDED // 2 - 1), 1.0)), contents(trace(chain(RECORDED // 2 + 1), 1.0))
    assert "recorded" in small
    assert "recorded" not in large
    assert large["start"] == [1.0]


def test_numbers_that_json_lacks_are_spelled():
    told = contents(trace(lambda x: x * math.inf, math.nan))
    assert told["start"] == ["nan"]
    assert told["constants"] == ["inf"]
    json.dumps(told, allow_nan=False)


def test_labels_with_numbers_are_stored_as_what_they_grow_by():
    told = contents(trace(chain(3), 1.0))
    assert told["labels"]["stems"][0] == ["x", "", False]
    assert ["v", "", True] in told["labels"]["stems"]
    assert set(told["labels"]["number"]) <= {0, 1, 2}


def test_a_trace_that_cannot_be_replayed_is_told_in_texts():
    told = contents(trace(lambda x, y: bs.erf(x) * y, 0.5, 2.0))
    assert told["reason"] == "JavaScript has no erf."
    assert told["told"]["val"] == ["0.5", "2.0", "0.5205", "1.041"]
    assert told["told"]["contributions"][3] == [[2, "2.0", "2.0", "2.0"], [1, "0.5205", "0.5205", "0.5205"]]
    assert told["told"]["gradient"][2] == {0: "0.878783"}
    assert "rules" not in told


def test_a_call_of_several_results_is_told():
    def both(a, b):
        return a * b, a + b

    joint = bs.custom_derivative(both, vjp=lambda seeds, a, b, out: (seeds[0] * b + seeds[1], seeds[0] * a + seeds[1]))

    def f(x, y):
        product, total = joint(x, y)
        return product * total

    told = contents(trace(f, 2.0, 3.0))
    assert told["results"] == {"value": "30.0", "ders": ["21.0", "16.0"]}
    assert any("(6.0, 5.0)" in val for val in told["told"]["val"])


def test_gradients_that_would_fill_the_page_are_left_out():
    count = int(ENTRIES**0.5) + 1
    told = contents(trace(lambda *xs: bs.erf(bs.sum([x * 1.0 for x in xs])), *[0.001] * count))
    assert "gradient" not in told["told"]


@pytest.mark.parametrize("f", [eval("lambda x: x * x"), bs.sin, abs])
def test_a_function_without_source_has_no_listing(f):
    told = contents(trace(f, 0.5))
    assert told["listings"] == []
    assert len(told["recorded"]["val"]) == 2


def test_a_formula_is_the_listing():
    assert contents(trace(lambda x: x * x, 0.5), "x * x")["listings"] == [
        {"name": "formula", "first": 1, "lines": ["x * x"]}
    ]


def test_comparisons_have_their_sides_their_answer_and_their_line():
    def f(x):
        if x > 1:
            return x * 2.0
        return x

    told = contents(trace(f, 3.0))
    assert told["guards"] == {"sign": [">"], "left": [0], "right": [-1], "outcome": [True], "numbers": [1.0]}
    assert told["places"][told["asked"][0]][1] == f.__code__.co_firstlineno + 1


def test_where_a_row_has_a_value_is_told_in_numbers_and_in_words():
    told = contents(trace(lambda x: bs.log(x) / x, 3.0))
    domains = {form[0]: form[4] for form in told["forms"]}
    assert domains["log"] == [{"name": "x", "words": "x > 0", "low": 0, "high": "inf", "ends": "(]"}]
    assert domains["div"] == [None, {"name": "y", "words": "y other than 0", "without": 0}]
