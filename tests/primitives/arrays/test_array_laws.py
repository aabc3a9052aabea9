"""The laws of the rows over whole arrays, over all of them: values, both modes, differences, second derivatives."""

import numpy as np
import pytest
from cases import BESIDE, CASES, CLOSE

from backsweep import Node, grad, jvp, vjp


def each(cases):
    return pytest.mark.parametrize(("f", "args"), [case[1:] for case in cases], ids=[case[0] for case in cases])


EACH = each([*CASES, *BESIDE])


def directions(args, seed=1):
    draw = np.random.default_rng(seed).normal
    return tuple(draw(size=arg.shape) for arg in args)


def moved(args, along, step):
    return tuple(arg + step * way for arg, way in zip(args, along, strict=True))


def inner(xs, ys):
    return sum(np.vdot(x, y) for x, y in zip(xs, ys, strict=True))


def slope(f, args, along):
    """The derivative of f along a direction by central differences of sixth order: exact to about 1e-10."""
    h = 1e-3
    weights = {1: 3 / 4, 2: -3 / 20, 3: 1 / 60}
    return sum(w * (f(*moved(args, along, k * h)) - f(*moved(args, along, -k * h))) for k, w in weights.items()) / h


@each(CASES)
def test_the_value_is_numpys(f, args):
    found = f(*map(Node, args))
    assert found.__class__ is Node
    np.testing.assert_array_equal(found.val, f(*args))


@each(CLOSE)
def test_the_value_is_numpys_but_for_rounding(f, args):
    np.testing.assert_allclose(f(*map(Node, args)).val, f(*args), rtol=1e-14, atol=1e-14)


@EACH
def test_forward_and_reverse_are_transposes(f, args):
    every, along = tuple(range(len(args))), directions(args)
    value, pull = vjp(f, every)(*args)
    g = np.random.default_rng(2).normal(size=np.shape(value))
    _, tangent = jvp(f, every)(*args, tangent=along)
    assert np.vdot(g, tangent) == pytest.approx(inner(pull(g), along), rel=1e-12, abs=1e-13)


@EACH
def test_tangents_agree_with_differences(f, args):
    along = directions(args)
    _, tangent = jvp(f, tuple(range(len(args))))(*args, tangent=along)
    np.testing.assert_allclose(tangent, slope(f, args, along), rtol=1e-8, atol=1e-9)


@EACH
def test_second_derivatives_agree_with_differences_of_first_ones(f, args):
    every, along = tuple(range(len(args))), directions(args)
    weights = np.random.default_rng(3).normal(size=np.shape(f(*args)))
    gradient = grad(lambda *xs: np.sum(weights * f(*xs) ** 2), every)
    _, tangents = jvp(gradient, every)(*args, tangent=along)
    for index, tangent in enumerate(tangents):
        expected = slope(lambda *xs, index=index: gradient(*xs)[index], args, along)
        np.testing.assert_allclose(tangent, expected, rtol=1e-7, atol=1e-8)


@EACH
def test_single_precision_stays_where_numpy_keeps_it(f, args):
    single = [arg.astype(np.float32) for arg in args]
    nodes = list(map(Node, single))
    y = f(*nodes)
    assert y.dtype in (np.float32, f(*single).dtype)
    y.backward(np.ones(y.shape, y.dtype))
    assert {node.der.dtype for node in nodes} == {np.dtype(np.float32)}
    assert [node.der.shape for node in nodes] == [node.shape for node in nodes]


def gaping(array):
    """The same numbers in memory with gaps, backwards, and read-only."""
    room = np.zeros(tuple(2 * length for length in array.shape))
    view = room[(..., *[slice(None, None, -2)] * array.ndim)]
    view[...] = array
    view.flags.writeable = False
    return view


@EACH
def test_how_an_array_lies_in_memory_makes_no_difference(f, args):
    every, g = tuple(range(len(args))), np.random.default_rng(2).normal(size=np.shape(f(*args)))
    value, pull = vjp(f, every)(*args)
    for again in (tuple(np.array(arg, order="F") for arg in args), tuple(map(gaping, args))):
        before = [arg.copy() for arg in again]
        found, pull_again = vjp(f, every)(*again)
        np.testing.assert_allclose(found, value, rtol=1e-12, atol=1e-13)
        for one, other in zip(pull_again(g), pull(g), strict=True):
            np.testing.assert_allclose(one, other, rtol=1e-10, atol=1e-11)
        assert all(np.array_equal(arg, was) for arg, was in zip(again, before, strict=True))
