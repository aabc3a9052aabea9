"""A trace as JSON: the same steps, for other programs."""

import json
import math
from fractions import Fraction

import pytest

import backsweep as bs
from backsweep import Node, trace


def test_everything_is_there():
    told = json.loads(trace(lambda x: (x + 2) ** 2, 2).json())
    assert (told["mode"], told["output"], told["value"], told["gradient"]) == ("reverse", "y", 16, {"x": 8})
    assert told["forward"][2]["partials"] == [{"parent": "v1", "formula": "2 * v1", "value": 8}]
    assert told["backward"][1] == {
        "node": "v1",
        "der": 8,
        "contributions": [{"parent": "x", "partial": 1, "amount": 8, "total": 8, "first": True}],
    }
    assert told["counts"]["forward_stored"] == 3
    place = told["forward"][1]["place"]
    assert place["file"] == __file__
    assert "told = json.loads(" in place["text"]


def test_forward_mode_has_the_gradients():
    told = json.loads(trace(lambda a, b: a**2 + b**2, 3.0, 4.0, mode="forward").json())
    assert [step["gradient"] for step in told["forward"]][2:] == [{"a": 6.0}, {"b": 8.0}, {"a": 6.0, "b": 8.0}]
    assert [step["zeros"] for step in told["forward"]] == [1, 1, 1, 1, 0]
    assert told["backward"] == []


@pytest.mark.parametrize(
    ("x", "written"),
    [
        (math.nan, "nan"),
        (math.inf, "inf"),
        (-math.inf, "-inf"),
        (Fraction(1, 3), "1/3"),
        (1 + 2j, "(1+2j)"),
        (10**5000, "1e+5000"),
    ],
    ids=["nan", "inf", "-inf", "1/3", "1+2j", "large"],
)
def test_what_json_lacks_is_a_string(x, written):
    assert json.loads(trace(Node(x)).json())["value"] == written


def test_numbers_keep_all_their_digits():
    assert json.loads(trace(bs.sin, 0.1).json())["value"] == bs.sin(0.1)


def test_without_indent_it_is_one_line():
    assert "\n" not in trace(bs.sin, 0.1).json(indent=None)
