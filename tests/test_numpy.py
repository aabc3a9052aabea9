"""backsweep.numpy: NumPy's namespace, arrays from Nodes, nothing lost, nothing imported too early."""

import subprocess
import sys

import numpy as plain
import pytest

import backsweep.numpy as np
from backsweep import BacksweepError, DerivativeLost, Node, NotDifferentiable, grad, jacobian


def test_it_has_every_public_name_that_numpy_has():
    for module, face in [(plain, np), (plain.linalg, np.linalg), (plain.fft, np.fft), (plain.random, np.random)]:
        names = [name for name in dir(module) if not name.startswith("_")]
        assert all(hasattr(face, name) for name in names)
        assert set(names) <= set(dir(face))


def test_and_none_that_it_has_not():
    with pytest.raises(AttributeError, match="nonsense"):
        np.nonsense  # noqa: B018  # reason: the name itself is what is tried
    with pytest.raises(AttributeError, match=r"backsweep\.numpy"):
        np.__nonsense__  # noqa: B018  # reason: the same


@pytest.mark.parametrize("build", [np.array, np.asarray, np.asanyarray, np.ascontiguousarray])
def test_arrays_are_built_from_nodes_in_nested_lists(build):
    def f(x):
        return build([[x, 2.0], [x * x, plain.float64(1.0)]])

    assert f(3.0).tolist() == [[3.0, 2.0], [9.0, 1.0]]
    plain.testing.assert_array_equal(jacobian(f)(3.0), [[1.0, 0.0], [6.0, 0.0]])


def test_arrays_are_built_from_nodes_of_arrays():
    x = plain.array([1.0, 2.0])
    found = grad(lambda x: np.sum(np.array([x, x * x, plain.ones(2)]) ** 2))(x)
    plain.testing.assert_array_equal(found, 2 * x + 4 * x**3)


def test_an_array_of_one_node_is_that_node():
    x = Node(plain.ones(2))
    assert np.array(x) is x
    assert np.asarray(x) is x


def test_lists_of_nodes_may_stand_for_arrays():
    assert grad(lambda x: np.sum([x, x * x]))(3.0) == 7.0
    assert grad(lambda x: np.dot([x, 1.0], [x, 5.0]))(3.0) == 6.0
    assert grad(lambda x: np.abs([x, 1.0])[0])(-3.0) == -1.0
    assert grad(lambda x: np.linalg.det([[x, 1.0], [1.0, x]]))(3.0) == pytest.approx(6.0)


def test_an_array_full_of_a_node():
    assert grad(lambda x: np.sum(np.full((2, 3), x)))(1.0) == 6.0
    plain.testing.assert_array_equal(np.full(2, 7.0), plain.full(2, 7.0))


def test_without_nodes_numpy_itself_answers():
    assert np.array([1, 2]).dtype == plain.array([1, 2]).dtype
    assert np.array([True], dtype=int, ndmin=2).shape == (1, 1)
    assert np.sum([1, 2], initial=3) == 6
    assert np.float32 is plain.float32
    assert np.pi == plain.pi
    assert np.add.reduce is not None


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda x: np.array([x], dtype=int), "is an array of floats, but got dtype"),
        (lambda x: np.array([x], ndmin=3), "ndmin = 3 is not offered"),
        (lambda x: np.i0(np.array([x])), "np.i0 has no derivative"),
    ],
)
def test_what_would_lose_a_derivative_is_refused(call, sentence):
    with pytest.raises(NotDifferentiable, match=sentence):
        call(Node(1.0))


def test_numbers_from_chance_take_no_node():
    with pytest.raises((DerivativeLost, NotDifferentiable, TypeError)):
        np.random.default_rng(0).normal(Node(1.0))
    with pytest.raises((BacksweepError, TypeError)):
        np.random.uniform(Node(1.0), 2.0)


def test_backsweep_itself_does_not_import_numpy():
    code = "import sys, backsweep, backsweep.autograd, backsweep.extend, backsweep.misc; print('numpy' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout == "False\n"
