"""What calls of compiled functions do where no program is for them; each test named after what once went wrong."""

import copy
import pickle
import warnings
from array import array

import pytest

import backsweep
from backsweep import Node, compile, custom_derivative, floor, log, value_and_grad


def test_a_rule_of_its_own_is_not_lost():
    straight_through = custom_derivative(lambda x: floor(x), vjp=lambda seed, x, answer: seed)

    def f(x):
        return straight_through(x) * x

    assert compile(f).value_and_grad(2.5) == value_and_grad(f)(2.5) == (5.0, 4.5)


def test_an_error_of_the_function_may_quote_a_value():
    def f(x):
        if x < 0:
            raise ValueError(f"x is negative: {x:.1f}")
        return x * x

    for first in (-1.0, 2.0):
        c = compile(f)
        if first > 0:
            c(first)
        with pytest.raises(ValueError, match=r"x is negative: -1\.0"):
            c(-1.0)


def test_a_complex_argument_goes_to_the_function_itself():
    assert compile(lambda x: log(x))(1 + 2j) == log(1 + 2j)


def test_a_batch_of_an_array_of_pythons_own():
    values, ders = compile(lambda x, y: x * y).batch(array("d", [1.0, 2.0]), 3.0)
    assert list(values) == [3.0, 6.0]
    assert list(ders) == [3.0, 3.0]


def test_a_compiled_function_is_its_own_copy():
    c = compile(lambda x: x * x)
    c.value_and_grad(2.0)
    c.compile_now()
    assert copy.copy(c) is c
    assert copy.deepcopy([c])[0] is c


def area(x):
    return x * x


def test_a_compiled_function_can_be_pickled_with_its_function():
    again = pickle.loads(pickle.dumps(compile(area)))
    assert again.value_and_grad(3.0) == (9.0, 6.0)


class Spring:
    def __init__(self, stiffness):
        self.stiffness = stiffness

    @compile
    def energy(self, x):
        return 0.5 * self.stiffness * x * x


def test_a_compiled_method_belongs_to_its_object():
    soft, hard = Spring(1.0), Spring(10.0)
    assert soft.energy.value_and_grad(2.0) == (2.0, 2.0)
    assert hard.energy.value_and_grad(2.0) == (20.0, 20.0)
    assert soft.energy.grad(3.0) == 3.0


def test_numpy_scalars_are_the_numbers_they_are():
    numpy = pytest.importorskip("numpy")
    assert compile(lambda x: x * x).value_and_grad(numpy.float32(1.5)) == (2.25, 3.0)
    assert compile(lambda x, n: x**n).value_and_grad(2.0, numpy.int64(3)) == (8.0, 12.0)


def test_the_warning_of_many_paths_names_the_line_and_stands_at_the_callers():
    def steps(x):
        total = 0.0
        for k in range(10):
            if x > k:
                total = total + x * k
        return total

    c = compile(steps, max_paths=3)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for k in range(8):
            assert c.value_and_grad(k + 0.5) == value_and_grad(steps)(k + 0.5)
    (warning,) = caught
    assert "more than 3 paths" in str(warning.message)
    assert "test_calls.py:" in str(warning.message)
    assert warning.filename == __file__


def test_hvp_without_a_tangent_says_how_to_call_it():
    with pytest.raises(TypeError, match=r"Write c\.hvp\(x, tangent=v\)"):
        compile(area).hvp(1.0)


def test_a_loop_with_a_last_turn_of_its_own_is_not_left_open():
    """Counted by range, with an `if` that answers otherwise from some turn on."""

    def f(s):
        for _ in range(200):
            s = s + 0.01 if s < 1 else s * 1.0001
        return s

    c = compile(f)
    for x in (0.3, 0.5, 0.9, 1.2, -3.0):
        assert c.value_and_grad(x) == value_and_grad(f)(x)


def test_an_open_loop_knows_the_limit_that_the_function_counts_to():
    def root(a):
        x, k = a, 0
        while k < 8:
            d = (x * x - a) / (2 * x)
            x, k = x - d, k + 1
            if abs(d) < 1e-14 * abs(x):
                break
        return x

    c = compile(root)
    c.value_and_grad(2.0)
    c.compile_now()
    for x in (1.5, 3.0, 10.0, 1e3, 1e6, 1e9, 1e-6, 2.5):
        assert c.value_and_grad(x) == value_and_grad(root)(x)


def test_into_fills_the_callers_memory_before_and_after_machine_code():
    c = compile(lambda x, y: x * y, argnums=(0, 1))
    c.value_and_grad(1.0, 1.0)
    for _ in range(2):
        out = array("d", [0.0] * 3)
        c.into(array("d", [2.0, 3.0]), out)
        assert list(out) == [6.0, 3.0, 2.0]
        c.compile_now()
    with pytest.raises(ValueError, match=r"\(2,\), but got \(3,\)|x with 2 floats, but got 3"):
        c.into(array("d", [2.0, 3.0, 4.0]), out)


def test_nodes_go_through_a_compiled_function():
    x = Node(3.0)
    y = compile(area)(x)
    y.backward()
    assert (y.val, x.der) == (9.0, 6.0)


def test_a_compiled_function_may_be_used_in_one_that_is_compiled():
    inner = compile(area)
    outer = backsweep.compile(lambda x: inner(x) * x)
    assert outer.value_and_grad(2.0) == (8.0, 12.0)
