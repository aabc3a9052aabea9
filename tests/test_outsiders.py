"""Calls that would forget a derivative: each names itself as written here, and says what to write instead."""

import cmath
import math
import operator

import numpy as np
import pytest

from backsweep import DerivativeLost, Node

x = Node(2.0)
n = Node(3)


def sentence(call):
    with pytest.raises(DerivativeLost) as caught:
        call()
    return str(caught.value)


def test_math_sin_names_the_call_and_both_ways_out():
    assert sentence(lambda: math.sin(x)) == (
        "math.sin(x) would lose the derivative of x. "
        "Use backsweep.sin(x), or x.val if you want a plain number."
    )  # fmt: skip


def test_the_sentence_quotes_what_stands_in_the_source():
    y = Node(1.0)
    assert sentence(lambda: cmath.exp(y)).startswith(
        "cmath.exp(y) would lose the derivative of y. Use backsweep.exp(y), or"
    )
    assert "Use backsweep.sqrt(x*y + 1), or (x*y + 1).val if" in sentence(lambda: math.sqrt(x*y + 1))  # fmt: skip
    assert "Use backsweep.hypot(3.0, y), or y.val if" in sentence(lambda: math.hypot(3.0, y))
    assert "Use backsweep.fsum([1.0, y]), or y.val if" in sentence(lambda: math.fsum([1.0, y]))


def test_a_call_over_several_lines_is_quoted_on_one():
    # fmt: off
    told = sentence(lambda: math.atan2(
        x,
        1.0))
    # fmt: on
    assert told.startswith("math.atan2( x, 1.0) would lose the derivative of x.")


@pytest.mark.parametrize("conversion", [float, int, complex])
def test_conversions_say_where_the_plain_number_is(conversion):
    assert sentence(lambda: conversion(x)) == (
        "conversion(x) would lose the derivative of x. Use x.val if you want a plain number."
    )


@pytest.mark.parametrize("use", [range, operator.index, lambda i: [1, 2, 3][i], lambda i: "abc"[:i], hex])
def test_an_index_or_a_count_is_told_how_to_become_one(use):
    assert sentence(lambda: use(n)).endswith(
        ".val), or backsweep.floor_int(n)." if use in (range, operator.index, hex) else "backsweep.floor_int(i)."
    )


@pytest.mark.parametrize("name", ["isnan", "isinf", "isfinite", "degrees", "gamma", "erf", "log1p", "cbrt"])
def test_every_name_that_backsweep_has_too_is_offered(name):
    assert f"Use backsweep.{name}(x), or x.val" in sentence(
        {
            "isnan": lambda: math.isnan(x), "isinf": lambda: math.isinf(x), "isfinite": lambda: math.isfinite(x),
            "degrees": lambda: math.degrees(x), "gamma": lambda: math.gamma(x), "erf": lambda: math.erf(x),
            "log1p": lambda: math.log1p(x), "cbrt": lambda: math.cbrt(x),
        }[name]
    )  # fmt: skip


def test_formatting_as_a_float_is_a_conversion_too():
    assert sentence(lambda: "%.2f" % x).startswith('"%.2f" % x would lose the derivative of x. Use x.val')  # noqa: UP031  # reason: the old way of formatting is what is tried


def test_a_call_from_unknown_source_is_still_named():
    names = {"x": x, "float": float}
    told = sentence(lambda: eval("float(x)", names))
    assert told.startswith("float of Node(2.0")
    assert told.endswith("Use node.val if you want a plain number.")


def test_an_arrays_maker_is_refused():
    assert sentence(lambda: np.asarray(x)).startswith("np.asarray(x) would lose the derivative of x. Use x.val")
    assert sentence(lambda: np.array([1.0, x])).startswith("np.array([1.0, x]) would lose the derivative of x.")
    sentence(lambda: np.array([x], dtype=object))
    sentence(lambda: np.array([x], dtype=float))
    sentence(lambda: np.float64(x))
    sentence(lambda: np.full(3, x))


def test_a_list_of_nodes_is_no_array():
    for call in (lambda: np.sum([x, x]), lambda: np.mean([x]), lambda: np.dot([x], [1.0]), lambda: np.add.reduce([x])):
        sentence(call)


def test_numpys_functions_on_scalars_are_those_of_numbers():
    assert type(np.sin(x).val) is float
    assert np.multiply(2.0, x).val == 4.0
    assert np.negative(x).val == -2.0
    assert np.less(x, 3.0)


@pytest.mark.parametrize("call", [lambda: math.floor(x), lambda: round(x), lambda: abs(x), lambda: sum([x, x])])
def test_what_python_asks_the_node_itself_works(call):
    assert call().__class__ is Node
