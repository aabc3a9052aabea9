"""Calls that would forget a derivative: each names itself as written here, and says what to write instead."""

import cmath
import math
import operator

import numpy as np
import pytest
import scipy.linalg
import scipy.sparse
import scipy.special
import scipy.stats

from backsweep import DerivativeLost, Node

x = Node(2.0)
n = Node(3)
row = Node(np.array([1.0, 2.0]))
eye = np.eye(2)


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


def test_an_assignment_from_unknown_source_is_told_in_general():
    with pytest.raises(ValueError, match="sequence") as caught:
        exec("a[0] = x", {"a": np.zeros(2), "x": x})
    assert str(caught.value.__cause__).startswith("a[i] = ... would lose the derivative of what is put there.")


def test_an_arrays_maker_is_refused():
    assert sentence(lambda: np.asarray(x)) == (
        "np.asarray(x) would lose the derivative of x. "
        "Use backsweep.numpy.asarray(x), or x.val if you want a plain number."
    )
    assert "Use backsweep.numpy.array([1.0, x]), or x.val" in sentence(lambda: np.array([1.0, x]))
    assert sentence(lambda: np.asfortranarray(row)).endswith("Use row.val if you want a plain array.")
    sentence(lambda: np.array([x], dtype=object))
    sentence(lambda: np.array([x], dtype=float))
    sentence(lambda: np.float64(x))
    assert "Use backsweep.numpy.full(3, x), or x.val" in sentence(lambda: np.full(3, x))
    assert "the derivative of a Node. Use backsweep.numpy.array(list(row)), or" in sentence(lambda: np.array(list(row)))


def test_a_list_of_nodes_is_no_array():
    assert "Use backsweep.numpy.sum([x, x]), or x.val" in sentence(lambda: np.sum([x, x]))
    assert "Use backsweep.numpy.dot([x], [1.0]), or x.val" in sentence(lambda: np.dot([x], [1.0]))
    assert "Use backsweep.numpy.linalg.solve(eye, [x, row[0]]), or" in sentence(
        lambda: np.linalg.solve(eye, [x, row[0]])
    )
    for call in (lambda: np.sqrt([x, 1.0]), lambda: eye @ [x, 1.0], lambda: np.add.reduce([x])):
        assert "Use backsweep.numpy.array for a list of Nodes, or x.val" in sentence(call)


def test_what_numpy_and_scipy_do_inside_is_told_as_the_call_of_the_user():
    assert sentence(lambda: scipy.special.softmax(row)) == (
        "scipy.special.softmax(row) would lose the derivative of row. "
        "Use backsweep.scipy.special.softmax(row), or row.val if you want a plain array."
    )
    assert "Use backsweep.scipy.stats.norm.logpdf(row), or" in sentence(lambda: scipy.stats.norm.logpdf(row))
    assert sentence(lambda: scipy.linalg.expm(row)).startswith("scipy.linalg.expm(row) would lose the derivative of")
    assert sentence(lambda: scipy.linalg.toeplitz(row)).endswith("of row. Use row.val if you want a plain array.")
    assert sentence(lambda: np.fill_diagonal(eye, row)).startswith("np.fill_diagonal(eye, row) would lose")


def test_the_method_of_another_object_is_not_the_function_of_that_name():
    assert sentence(lambda: scipy.sparse.eye(2).dot(row)).endswith("Use row.val if you want a plain array.")


def test_numpys_functions_on_scalars_are_those_of_numbers():
    assert type(np.sin(x).val) is float
    assert np.multiply(2.0, x).val == 4.0
    assert np.negative(x).val == -2.0
    assert np.less(x, 3.0)


@pytest.mark.parametrize("call", [lambda: math.floor(x), lambda: round(x), lambda: abs(x), lambda: sum([x, x])])
def test_what_python_asks_the_node_itself_works(call):
    assert call().__class__ is Node
