"""Ders of arrays: shares added in place harm nobody, and ders not asked for are forgotten on the way."""

import tracemalloc

import numpy as np
import pytest

from backsweep import TABLE, BacksweepError, Node, grad, hessian, jacobian, jvp
from backsweep.sweeps.backward_arrays import LARGE
from backsweep.sweeps.order import newest_first


def test_a_node_used_often_receives_every_share_and_no_share_is_changed():
    x = Node(np.array([1.0, 2.0]))
    a, b, c, d = x * 1.0, x + 0.0, x * 3.0, x + 1.0
    seed = np.array([1.0, 1.0])
    y = a + b + c + d + x
    y.backward(seed)
    assert x.der.tolist() == [7.0, 7.0]
    assert seed.tolist() == [1.0, 1.0]
    assert all(node.der.tolist() == [1.0, 1.0] for node in (y, a, b, c, d))


def test_plain_arrays_among_the_arguments_are_never_written_to():
    c = np.array([3.0, 4.0])
    grad(lambda x: np.sum(x * c + c * x + c / x))(np.array([1.0, 2.0]))
    assert c.tolist() == [3.0, 4.0]


def test_a_zero_der_stays_zero_through_an_infinite_slope():
    assert grad(lambda x: np.sum(np.sqrt(x) * np.array([0.0, 1.0])))(np.array([0.0, 4.0])).tolist() == [0.0, 0.25]


def test_a_long_chain_keeps_its_values_and_two_ders_or_three():
    def chain(x):
        y = x
        for _ in range(100):
            y = np.sin(y)
        return np.sum(y)

    x = np.ones(10_000)
    gradient = grad(chain)
    gradient(x)
    tracemalloc.start()
    gradient(x)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < (100 + 8) * x.nbytes


def of_many(x, c):
    """Steps of every kind: slopes that are fresh, arguments, 1 and -1; a node used twice; a number repeated."""
    y = np.tanh(x) * c - x
    z = y * y + np.sin(y) / (1.0 + x * x) - c
    return np.sum(np.where(x > 0, z, -z) * 0.5 - np.sum(y) + y)


def test_large_arrays_have_the_derivatives_of_small_ones_and_no_value_is_written_over():
    size = 4 * LARGE
    data, factor = np.linspace(-2.0, 2.0, size), np.linspace(0.5, 1.5, size)
    kept = []

    def watched(x):
        y = of_many(x, factor)
        kept.extend((node, np.copy(node.val)) for node in newest_first([y]))
        return y

    whole = grad(watched)(data)
    step = 1e-6
    for at in (0, 1, size // 3, size - 1):
        there, back = data.copy(), data.copy()
        there[at], back[at] = data[at] + step, data[at] - step
        slope = (of_many(there, factor) - of_many(back, factor)) / (2 * step)
        assert whole[at] == pytest.approx(slope, rel=1e-4)
    assert all(np.array_equal(node.val, val) for node, val in kept)
    x = Node(data)
    of_many(x, factor).backward()
    np.testing.assert_allclose(whole, x.der, rtol=1e-12)


def test_where_0_meets_an_infinite_slope_all_is_swept_again():
    x = np.linspace(0.0, 1.0, 2 * LARGE)
    found = grad(lambda x: np.sum(np.where(x > 0.5, np.sqrt(x), 2.0 * x)))(x)
    np.testing.assert_allclose(found, np.where(x > 0.5, 0.5 / np.sqrt(np.maximum(x, 0.1)), 2.0))


def test_a_derivative_that_is_nan_stays_nan():
    found = grad(lambda x: np.sum(x * x))(np.array([1.0, np.nan]))
    np.testing.assert_array_equal(found, [2.0, np.nan])


NUMBERS_AMONG_ARRAYS = [row for row in TABLE.values() if not any(getattr(row, "static", ()))]


@pytest.mark.parametrize("row", NUMBERS_AMONG_ARRAYS, ids=lambda row: row.name)
@pytest.mark.parametrize("x", [(0.5, 1.5, 2.0), (2.0, 2.0, 1.0)])
def test_a_number_among_arrays_has_the_derivatives_it_has_alone(row, x):
    """tanh of a number that multiplies an array once raised: its slope on arrays asked for the number's ndim."""

    def alone(*xs):
        return row(*[list(xs)] * len(row.args)) if row.kind == "sequence" else row(*xs[: len(row.args)])

    def among_arrays(*xs):
        return np.sum(alone(*xs) * np.array([1.0, 2.0]))

    try:
        slopes, tangent = jacobian(alone, (0, 1, 2))(*x), (1.0, 0.5, 2.0)
    except BacksweepError:
        return  # outside the domain
    np.testing.assert_allclose(grad(among_arrays, (0, 1, 2))(*x), 3 * np.array(slopes), rtol=1e-15)
    _, along = jvp(among_arrays, (0, 1, 2))(*x, tangent=tangent)
    np.testing.assert_allclose(along, 3 * np.dot(slopes, tangent), rtol=1e-15, atol=1e-15)
    seconds = np.array(hessian(alone, (0, 1, 2))(*x))
    np.testing.assert_allclose(hessian(among_arrays, (0, 1, 2))(*x), 3 * seconds, rtol=1e-14, atol=1e-15)


INDICES = [0, -1, slice(1, 4), slice(None, None, 2), [0, 0, 2], (slice(None), 1), (2, 2), np.arange(5) > 2, None, ...]


@pytest.mark.parametrize("dtype", [float, np.float32, complex])
def test_entries_taken_out_by_any_index_give_their_ders_back_where_they_stood(dtype):
    """The witness is NumPy's add.at. The entries overlap, and some are taken twice."""
    x = np.arange(1.0, 16.0).reshape(5, 3).astype(dtype)
    weights = [np.float32(1 + number) for number in range(len(INDICES))]
    expected = np.zeros_like(x)
    for weight, index in zip(weights, INDICES, strict=True):
        np.add.at(expected, index, weight)
    ders = grad(lambda x: np.sum(np.real(sum(w * np.sum(x[i]) for w, i in zip(weights, INDICES, strict=True)))))(x)
    assert ders.dtype == x.dtype
    assert np.array_equal(ders, expected)


def test_ders_of_entries_are_not_added_to_an_array_that_others_hold_too():
    """x + z passes one array on to both, and to y itself, before the entries of x come."""
    x, z = Node(np.array([1.0, 2.0])), Node(np.array([3.0, 4.0]))
    first, rest = 5.0 * x[0], x[1:]
    y = x + z
    (np.sum(y) + first + np.sum(rest * rest)).backward()
    assert x.der.tolist() == [6.0, 5.0]
    assert z.der.tolist() == [1.0, 1.0]
    assert y.der.tolist() == [1.0, 1.0]


def test_a_loop_over_rows_needs_no_array_of_the_whole_size_for_each_row(monkeypatch):
    made = []
    zeros = np.zeros
    monkeypatch.setattr(np, "zeros", lambda shape, *args, **named: made.append(shape) or zeros(shape, *args, **named))
    x = np.arange(600.0).reshape(200, 3)
    assert np.array_equal(grad(lambda x: sum(np.sum(row * row) for row in x))(x), 2 * x)
    assert made.count((200, 3)) <= 1
