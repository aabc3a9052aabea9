"""What explore shows at one setting: the result, or the error in its place."""

import json
import math

import pytest

from backsweep import exp, log, where
from backsweep.show.sight import look


def test_it_shows_the_result_the_derivatives_and_the_picture():
    sight, seen = look(lambda x, w: (x + w) * x, {"x": 3.0, "w": 2.0})
    assert sight["values"] == {"x": 3.0, "w": 2.0}
    assert sight["result"] == "y = 15.0"
    assert sight["rows"] == [
        {"name": "x", "value": "3.0", "der": "8.0"},
        {"name": "w", "value": "2.0", "der": "3.0"},
    ]
    assert sight["picture"].startswith("<svg")
    assert sight["error"] == ""
    assert seen.gradient == {"x": 8.0, "w": 3.0}


def test_the_result_is_called_what_the_source_calls_it():
    def area(width, height):
        square = width * height
        return square

    assert look(area, {"width": 2.0, "height": 3.0})[0]["result"] == "square = 6.0"


def test_an_argument_may_be_called_mode():
    assert look(lambda mode: mode * mode, {"mode": 3.0})[0]["rows"][0]["der"] == "6.0"


def test_an_error_stands_where_the_result_would():
    sight, seen = look(lambda x: log(x), {"x": -2.0})
    assert sight["error"].startswith("DomainError: log needs x > 0, but got x = -2.0.")
    assert "line" in sight["error"]  # and where that was
    assert (sight["result"], sight["rows"], sight["picture"], seen) == ("", [], "", None)
    assert sight["values"] == {"x": -2.0}


@pytest.mark.parametrize(
    ("f", "words"),
    [
        (lambda x: exp(1000 * x), "TooLarge: "),
        (lambda x: 1 / 0, "ZeroDivisionError: "),
        (lambda x: [x, x], "StructureError: trace needs one number from f"),
        (lambda x: 5.0, "StructureError: f returned 5.0, a plain number that remembers nothing."),
        (lambda x: math.sin(x), "DerivativeLost: math.sin(x) would lose"),
        (lambda x: [][0], "IndexError: "),
        (lambda x: (lambda again: again(again))(lambda again: again(again)), "RecursionError: "),
    ],
    ids=["overflow", "zero", "list", "constant", "math", "index", "recursion"],
)
def test_every_error_of_the_function_is_told_with_its_kind(f, words):
    assert look(f, {"x": 2.0})[0]["error"].startswith(words)


def test_an_error_without_words_is_told_by_its_kind():
    def refuse(x):
        raise ArithmeticError

    assert look(refuse, {"x": 2.0})[0]["error"] == "ArithmeticError"


def test_ending_the_program_is_no_error_of_the_function():
    def stop(x):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        look(stop, {"x": 2.0})


def test_an_unused_argument_has_der_zero():
    assert look(lambda x, w: x * x, {"x": 3.0, "w": 2.0})[0]["rows"][1] == {"name": "w", "value": "2.0", "der": "0"}


@pytest.mark.parametrize("f", [lambda x: x * math.inf, lambda x: where(x > 0, x, 0.0) * 1e308 * 10.0])
def test_nan_and_infinities_travel_as_text(f):
    sight, _ = look(f, {"x": 0.0})
    json.dumps(sight, allow_nan=False)
    assert sight["result"] in ("y = nan", "y = 0.0")


def test_a_large_graph_has_a_picture_of_readable_size():
    def long(x):
        y = x
        for _ in range(20_000):
            y = y + x
        return y

    assert len(look(long, {"x": 1.0})[0]["picture"]) < 200_000
