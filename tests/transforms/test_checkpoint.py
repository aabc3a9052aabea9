"""checkpoint: the same gradients from less memory. Random programs are in test_programs."""

import itertools
import tracemalloc

import numpy as np
import pytest

from backsweep import (
    BacksweepError,
    Node,
    WrongKind,
    checkpoint,
    derivative,
    grad,
    jacobian,
    jvp,
    sin,
    topological_order,
)


def step(u):
    for _ in range(10):
        u = u + 0.01 * u * (1.0 - u)
    return u


kept = checkpoint(step)


def test_the_call_is_one_node():
    x = Node(0.3)
    y = kept(x)
    assert y.parents == (x,)
    assert len(topological_order(kept(y))) == 3
    assert kept(0.3) == step(0.3)


def test_gradients_are_the_same_bit_for_bit():
    assert grad(kept)(0.3) == grad(step)(0.3)
    assert grad(lambda x: kept(kept(x)) * x)(0.3) == grad(lambda x: step(step(x)) * x)(0.3)
    nested = checkpoint(lambda x: kept(kept(x)) * x)
    assert grad(nested)(0.3) == grad(lambda x: step(step(x)) * x)(0.3)


def test_higher_derivatives_and_forward_mode():
    for order in (2, 3):
        assert derivative(kept, order)(0.3) == pytest.approx(derivative(step, order)(0.3), rel=1e-13)
    assert jvp(kept)(0.3, tangent=1.0) == pytest.approx(jvp(step)(0.3, tangent=1.0), rel=1e-15)
    assert jvp(grad(kept))(0.3, tangent=1.0)[1] == pytest.approx(derivative(step, 2)(0.3), rel=1e-13)
    assert grad(lambda x: jvp(kept)(x, tangent=1.0)[1])(0.3) == pytest.approx(derivative(step, 2)(0.3), rel=1e-13)


@pytest.mark.parametrize("mode", ["forward", "reverse"])
def test_several_outputs_of_every_sort(mode):
    def f(v):
        y = v[0] * v[1]
        return {"a": y, "b": [v[0], 3.0, y, y + v[1]], "text": "kept"}

    assert checkpoint(f)([2.0, 3.0]) == f([2.0, 3.0])
    assert jacobian(checkpoint(f), mode=mode)([2.0, 3.0]) == jacobian(f, mode=mode)([2.0, 3.0])


def test_a_closure_over_nodes_is_no_matter():
    w, x = Node(5.0), Node(2.0)
    y = checkpoint(lambda x: x * w * x)(x)
    y.backward()
    assert (x.der, w.der) == (20.0, 4.0)


def test_keywords_are_arguments_too():
    assert grad(lambda x: checkpoint(lambda a, k: a * k)(x, k=x))(3.0) == 6.0


def test_arguments_changed_later_do_not_matter():
    x, w = Node(2.0), Node(3.0)
    values = [x, w]
    y = checkpoint(lambda v: v[0] * v[1])(values)
    values[0] = Node(100.0)
    y.backward()
    assert (x.der, w.der) == (3.0, 2.0)


def test_a_function_that_consumes_its_argument_may_be_run_again():
    x, w = Node(2.0), Node(3.0)
    y = checkpoint(lambda v: v.pop() * v.pop())([x, w])
    y.backward()
    assert (x.der, w.der) == (3.0, 2.0)


def test_functions_without_inner_nodes():
    assert grad(checkpoint(lambda x: x))(2.0) == 1.0
    assert grad(checkpoint(lambda x: 3.0))(2.0) == 0.0
    assert checkpoint(lambda x: "text")(Node(1.0)) == "text"


def test_the_nodes_in_between_are_not_kept():
    def long(x):
        for _ in range(2000):
            x = sin(x)
        return x

    def memory(f):
        x = Node(0.5)
        tracemalloc.start()
        y = f(f(f(f(f(x)))))
        held = tracemalloc.get_traced_memory()[0]
        y.backward()
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return held, peak, x.der

    memory(long)  # once before, so that what is made on first use does not count
    held, peak, der = memory(long)
    less, lower, same = memory(checkpoint(long))
    assert less < held / 100
    assert lower < peak / 2.5
    assert same == der


@pytest.mark.parametrize("second", [lambda x: x, lambda x: x + 1.0, lambda x: [x * x, x * 2], lambda x: 9.0])
def test_a_function_that_does_something_else_the_second_time_is_caught(second):
    runs = itertools.count()
    moody = checkpoint(lambda x: x * x if next(runs) % 2 == 0 else second(x))
    with pytest.raises(BacksweepError, match=r"checkpoint needs a function that does the same each time .* gave 9\.0"):
        grad(moody)(3.0)


def test_nan_is_the_same_as_nan():
    x = Node(2.0)
    checkpoint(lambda x: x * float("nan"))(x).backward()
    assert x.der != x.der


def test_what_is_no_function_is_refused():
    with pytest.raises(WrongKind, match=r"checkpoint needs a function, but got f = 3\."):
        checkpoint(3)


def test_arrays_are_recomputed_with_the_same_gradients():
    x = np.linspace(0.0, 1.0, 2000)

    def f(x):
        return np.sin(x) * x, np.sum(x * x)

    def total(f):
        return lambda x: np.sum(f(x)[0]) * f(x)[1]

    np.testing.assert_array_equal(grad(total(checkpoint(f)))(x), grad(total(f))(x))


def test_a_change_in_the_middle_of_a_large_array_is_noticed():
    x, turns = Node(np.ones(5000)), []

    def f(x):
        turns.append(None)
        middle = np.zeros(5000)
        middle[2500] = len(turns)
        return x * middle

    y = np.sum(checkpoint(f)(x))
    with pytest.raises(BacksweepError, match="does the same each time"):
        y.backward()
