"""A Node of an array has an array's methods; those that would lose its derivative or change it are refused."""

import numpy as np
import pytest

from backsweep import DerivativeLost, Node, NotDifferentiable

A = np.array([[1.0, 4.0], [3.0, 2.0]])

CALLS = {
    "sum": (0,),
    "mean": (),
    "prod": (1,),
    "max": (),
    "min": (0,),
    "var": (),
    "std": (),
    "cumsum": (1,),
    "cumprod": (0,),
    "trace": (),
    "round": (),
    "clip": (2.0, 3.0),
    "ravel": (),
    "flatten": (),
    "transpose": (1, 0),
    "squeeze": (),
    "swapaxes": (0, 1),
    "repeat": (2,),
    "diagonal": (),
    "take": ([1, 0],),
    "dot": (A,),
    "copy": (),
    "reshape": (4, 1),
    "conj": (),
    "astype": (np.float32,),
}


@pytest.mark.parametrize(("name", "args"), CALLS.items(), ids=str)
def test_a_method_gives_a_node_with_numpys_value(name, args):
    found = getattr(Node(A), name)(*args)
    assert found.__class__ is Node
    np.testing.assert_array_equal(found.val, getattr(A, name)(*args))


@pytest.mark.parametrize("name", ["argmax", "argmin", "argsort", "nonzero", "all", "any"])
def test_answers_without_a_derivative_are_plain(name):
    np.testing.assert_array_equal(getattr(Node(A), name)(), getattr(A, name)())


@pytest.mark.parametrize("name", ["item", "tolist", "tobytes", "view"])
def test_plain_numbers_are_refused_with_what_to_write(name):
    with pytest.raises(
        DerivativeLost,
        match=rf"{name}\(\) would lose the derivative of a Node of an array of shape \(2, 2\)\. Use x\.val",
    ):
        getattr(Node(A), name)()


@pytest.mark.parametrize("name", ["fill", "put", "partition", "resize", "setflags"])
def test_a_change_in_place_is_refused(name):
    with pytest.raises(NotDifferentiable, match=rf"{name}\(\) would change"):
        getattr(Node(A), name)(0)


def test_single_precision_hands_its_der_back_in_double():
    x = Node(A)
    np.sum(x.astype(np.float32)).backward(np.float32(1.0))
    assert x.der.dtype == np.float64


@pytest.mark.parametrize("kind", [int, bool])
def test_a_kind_without_derivatives_is_refused(kind):
    with pytest.raises(DerivativeLost, match=r"astype\((int64|bool)\) .* would lose its derivative\. Use x\.val"):
        Node(A).astype(kind)


@pytest.mark.parametrize("step", [np.floor, np.ceil, np.trunc, np.rint, np.round, np.sign, lambda x: x // 0.5])
def test_steps_become_plain_ints(step):
    cells = step(Node(A / 3)).astype(int)
    assert cells.dtype == int
    np.testing.assert_array_equal(cells, step(A / 3))


def test_a_node_of_a_number_takes_another_kind_too():
    x = Node(2.5)
    assert x.astype(float) is x
    assert x.astype(np.float32).dtype == np.float32
    assert np.floor(x).astype(int) == 2
    (3 * x.astype(np.float32)).backward()
    assert (x.der, type(x.der)) == (3.0, float)
    with pytest.raises(DerivativeLost, match=r"astype\(int64\) of Node\(2\.5"):
        x.astype(int)


def test_further_arguments_in_numpys_order_are_refused_not_mistaken():
    with pytest.raises(NotDifferentiable, match=r"np\.sum of Nodes takes a, axis, keepdims, but got .*float32"):
        np.sum(Node(A), 0, np.float32)


def test_entries_are_counted_by_rows_or_by_columns():
    x = Node(A)
    np.testing.assert_array_equal(x.flatten("F").val, A.flatten("F"))
    np.testing.assert_array_equal(x.ravel(order="F").val, A.ravel(order="F"))
    np.testing.assert_array_equal(x.reshape(4, 1, order="F").val, A.reshape(4, 1, order="F"))
    with pytest.raises(NotDifferentiable, match=r'in order "C" or "F", but got order = \'K\''):
        x.ravel("K")


@pytest.mark.parametrize("reduce", [np.sum, np.prod, np.max, np.min])
def test_a_number_has_an_axis_to_be_reduced_over_as_numpy_has_it(reduce):
    assert reduce(Node(2.5), axis=0).val == reduce(2.5, axis=0)
    assert reduce(Node(np.array(2.5)), axis=-1).val == 2.5
    with pytest.raises(np.exceptions.AxisError):
        reduce(Node(2.5), axis=1)
