"""What calls of compiled functions do where no program is for them; each test named after what once went wrong."""

import copy
import gc
import math
import pickle
import warnings
import weakref
from array import array

import pytest

import backsweep
from backsweep import Node, compile, custom_derivative, floor, jacobian, log, sin, value_and_grad


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


def test_bind_remembers_the_two_arrays_and_reads_what_is_in_them_then():
    c = compile(lambda x, y: x * y, argnums=(0, 1))
    c.value_and_grad(1.0, 1.0)
    for _ in range(2):
        x, out = array("d", [2.0, 3.0]), array("d", [0.0] * 3)
        again = c.bind(x, out)
        assert list(out) == [6.0, 3.0, 2.0]
        x[1] = 5.0
        assert again() is None
        assert list(out) == [10.0, 5.0, 2.0]
        c.compile_now()
    with pytest.raises(ValueError, match=r"\(2,\), but got \(3,\)|x with 2 floats, but got 3"):
        c.bind(array("d", [2.0, 3.0, 4.0]), out)
    with pytest.raises(TypeError):
        again(x)


def test_into_has_the_values_first_and_then_the_ders_of_each():
    def f(x, y):
        return [x * y, log(x)]

    c = compile(f, argnums=1)
    c.jacobian(2.0, 3.0)
    for _ in range(2):
        out = array("d", [7.0] * 6)
        c.into(array("d", [2.0, 3.0]), out)
        assert list(out) == [6.0, log(2.0), 0.0, 2.0, 0.0, 0.0]
        with pytest.raises(ValueError, match="log"):
            c.into(array("d", [-2.0, 3.0]), out)
        with pytest.raises(ValueError, match=r"\(6,\), but got \(3,\)|out with 6 floats, but got 3"):
            c.into(array("d", [2.0, 3.0]), out[:3])
        c.compile_now()


def test_into_makes_on_nodes_what_no_program_is_for():
    def f(x, y):
        return [x * y, x / y if x > 1 else abs(y)]

    c = backsweep.compile(f, argnums=(0, 1), max_paths=1)
    c.jacobian(2.0, 4.0)
    out = array("d", [7.0] * 6)
    with pytest.warns(RuntimeWarning, match="more than 1 paths"):
        c.into(array("d", [0.5, 4.0]), out)
    assert list(out) == [2.0, 4.0, 4.0, 0.5, 0.0, 1.0]


def test_bind_takes_another_path_and_raises_as_the_function_does():
    def f(x):
        return x * x if x > 0 else log(x + 1.0)

    c = compile(f)
    c.value_and_grad(3.0)
    c.compile_now()
    x, out = array("d", [3.0]), array("d", [0.0] * 2)
    again = c.bind(x, out)
    x[0] = -0.5
    again()
    assert tuple(out) == value_and_grad(f)(-0.5)
    x[0] = -2.0
    with pytest.raises(ValueError, match="log"):
        again()


def test_into_is_told_apart_as_soon_as_there_is_another_form():
    c = compile(lambda w, n: w[0] ** n + w[1])
    c.value_and_grad([1.0, 2.0], 2)
    c.compile_now()
    x, out = array("d", [1.0, 2.0]), array("d", [0.0] * 3)
    c.into(x, out)
    c.value_and_grad([1.0, 2.0], 3)
    with pytest.raises(ValueError, match="2 different forms of arguments"):
        c.into(x, out)
    with pytest.raises(ValueError, match="2 different forms of arguments"):
        c.bind(x, out)


def test_a_function_that_gives_a_structure_gives_it_from_machine_code_too():
    def f(x, y):
        return [x * y, (x + y, [y])]

    c = compile(f, argnums=(0, 1))
    before = c(2.0, 3.0)
    c.compile_now()
    assert c(2.0, 3.0) == before == [6.0, (5.0, [3.0])]
    assert c(-2.0, 0.5) == [-1.0, (-1.5, [0.5])]
    assert c(2, 3.0) == f(2, 3.0)


def test_a_compiled_function_goes_as_soon_as_nobody_needs_it():
    c = compile(lambda x: x * x)
    c.value_and_grad(2.0)
    c(2.0)
    c.compile_now()
    (gradient, gone) = c.value_and_grad, weakref.ref(c)
    gc.disable()
    try:
        del c
        assert gone() is None
    finally:
        gc.enable()
    assert gradient(3.0) == (9.0, 6.0)


def test_nodes_go_through_a_compiled_function():
    x = Node(3.0)
    y = compile(area)(x)
    y.backward()
    assert (y.val, x.der) == (9.0, 6.0)


def test_a_compiled_function_may_be_used_in_one_that_is_compiled():
    inner = compile(area)
    outer = backsweep.compile(lambda x: inner(x) * x)
    assert outer.value_and_grad(2.0) == (8.0, 12.0)


def test_an_int_that_is_to_be_differentiated_by_is_no_derivative_of_its_own():
    for args in ((2.0, 3), (2.0, [1, 2])):
        with pytest.raises(TypeError, match=r"argument 1, but there are ints in it.*Write floats, such as 2\.0 for 2"):
            compile(lambda x, n: x * (n if isinstance(n, int) else n[0]), (0, 1)).value_and_grad(*args)


def test_an_int_deep_inside_an_argument_with_floats_is_a_value():
    def f(w):
        return w[0][0] * w[1][0] * w[0][1]

    w = [[1, 2], [3.0, 4.0]]
    assert compile(f).grad(w) == [[6.0, 3.0], [2.0, 0.0]]


def test_into_refuses_to_choose_among_forms():
    c = compile(lambda w, n: w[0] ** n + w[1])
    for n in (2, 3):
        c.value_and_grad([1.0, 2.0], n)
    with pytest.raises(ValueError, match="2 different forms of arguments"):
        c.into(array("d", [1.0, 2.0]), array("d", [0.0] * 3))


@pytest.mark.parametrize(("one", "other"), [(frozenset({1}), frozenset({True})), (complex(0, 0.0), complex(0, -0.0))])
def test_static_arguments_that_are_only_equal_are_two_forms(one, other):
    c = compile(lambda x, s: x * (2.0 if repr(s) == repr(one) else 3.0))
    assert (c(1.0, one), c(1.0, other)) == (2.0, 3.0)


def test_keys_that_are_only_equal_are_two_forms():
    c = compile(lambda d: next(iter(d.values())) * (2.0 if next(iter(d)) is True else 3.0))
    assert (c({1: 1.0}), c({True: 1.0})) == (3.0, 2.0)


def test_a_container_with_a_life_of_its_own_stays_what_it_is():
    from collections import OrderedDict, defaultdict

    def f(d):
        return d["a"] * d["b"]

    for given in (OrderedDict(a=1.0, b=2.0), defaultdict(float, a=1.0, b=2.0)):
        found = compile(f).grad(given)
        assert type(found) is type(given)
        assert dict(found) == {"a": 2.0, "b": 1.0}


def test_check_looks_at_jacobians_and_batches_too():
    numpy = pytest.importorskip("numpy")
    scale = [9.0]
    c = compile(lambda x: x * scale[0], check=True)
    c.jacobian(1.0)
    scale[0] = 10.0
    with pytest.raises(backsweep.NotReproducible, match="depend on its arguments alone"):
        c.jacobian(1.0)
    with pytest.raises(backsweep.NotReproducible):
        c.batch(numpy.array([1.0, 2.0]))


@pytest.mark.parametrize(
    "step",
    [
        lambda x, y: (x + 0.001 * (x - x * y), y + 0.001 * (x * y - y)),
        lambda x, y: (0.6 * x + 0.8 * y, 0.8 * x + 0.6 * y),
        lambda x, y: (x + 0.01 * y, y + 0.01 * x),
    ],
)
def test_a_loop_is_found_where_its_rows_repeat_sooner_than_its_arguments(step):
    def f(x, y):
        for _ in range(300):
            x, y = step(x, y)
        return x * y

    c = compile(f, (0, 1))
    assert c.value_and_grad(1.2, 0.8) == value_and_grad(f, (0, 1))(1.2, 0.8)
    assert len(c.program) < 200


@pytest.mark.parametrize("most", [0, -1, 5000, True, "a"])
def test_a_cap_that_is_none_is_refused(most):
    with pytest.raises(TypeError, match="from 1 to 4096, but got max_paths = "):
        compile(area, max_paths=most)


@pytest.mark.parametrize("other", [None, "text", True, 7, 1.5, (), [1.5], {"a": 2.0}])
def test_a_path_that_answers_something_else_than_the_first(other):
    """Machine code has room for the outputs of the first path alone: others once wrote past it."""

    def f(x):
        return x * 2.0 if x > 0 else other

    c = compile(f)
    c(1.0)
    c.compile_now()
    for x in (-1.0, 2.0, -1.0, -3.0):
        assert c(x) == f(x)
        assert type(c(x)) is type(f(x))


def test_a_path_that_answers_a_long_list():
    def f(x):
        return x * 2.0 if x > 0 else [x * k for k in range(300)]

    c = compile(f)
    c.value_and_grad(1.0)
    c.compile_now()
    for _ in range(12):
        assert c(-1.0) == [-1.0 * k for k in range(300)]
        assert c(2.0) == 4.0
    out = array("d", [0.0, 0.0])
    with pytest.raises(ValueError, match="list of 300"):
        c.into(array("d", [-1.0]), out)
    c = compile(f)
    c.jacobian(-1.0)
    numpy = pytest.importorskip("numpy")
    with pytest.raises(ValueError, match="answers of one structure from f"):
        c.batch(numpy.array([-1.0, 2.0]))


def test_into_refuses_an_answer_of_another_length():
    c = compile(lambda x: [x, x * x] if x > 0 else [x])
    c.jacobian(1.0)
    with pytest.raises(ValueError, match=r"answers of one structure from f, but f gave \[-1.0\] here"):
        c.into(array("d", [-1.0]), array("d", [0.0] * 4))


def test_an_answer_that_chance_has_a_part_in_is_refused():
    import random

    def many(f):
        return [compile(f)(1.0) for _ in range(40)]

    for f in (lambda x: [x * 2, random.random()], lambda x: (x * 2, x * 3)[random.randrange(2)]):
        with pytest.raises(backsweep.NotReproducible):
            many(f)


def test_comparisons_that_are_kept_and_counted_have_no_derivative():
    def f(x):
        flags = [x[i % 3] * i > 1.0 for i in range(100)]
        total = 0.0
        for i in range(100):
            total = total + backsweep.where(flags[i], x[0], x[1] * i)
        return total * sum([x[0] > 0, x[1] > 0])

    x = [1.0, 2.0, 3.0]
    assert compile(f).value_and_grad(x) == value_and_grad(f)(x)


def test_a_jacobian_of_very_many_results_does_not_write_each_sweep_down():
    c = compile(lambda x: [x * k for k in range(2000)])
    assert c.jacobian(2.0) == [float(k) for k in range(2000)]


# Jacobians of many results.


def orbit(p):
    """Positions of Lotka and Volterra's hares and foxes, by Euler's steps; many results of few inputs."""
    hares, foxes, found = 1.0, 1.0, []
    for _ in range(150):
        hares, foxes = hares + 0.05 * hares * (p[0] - p[1] * foxes), foxes + 0.05 * foxes * (p[3] * hares - p[2])
        found += [hares, foxes]
    return found


RATES = [1.1, 0.4, 0.4, 0.1]


def test_a_jacobian_of_many_results_by_few_inputs_is_a_program_of_forward_mode():
    runs = []

    def counted(p):
        runs.append(p)
        return orbit(p)

    c = compile(counted)
    assert c.jacobian(RATES) == jacobian(orbit, mode="forward")(RATES)
    recorded = len(runs)
    other = [1.0, 0.5, 0.3, 0.2]
    assert c.jacobian(other) == jacobian(orbit, mode="forward")(other)
    assert len(runs) == recorded
    assert c(other) == orbit(other)


def test_such_a_jacobian_is_taken_by_the_argument_asked_for_and_checked_on_demand():
    def scaled(factor, p):
        return [factor * x for x in orbit(p)]

    by_factor = compile(scaled, argnums=(0,), check=True).jacobian(2.0, RATES)
    assert [row[0] for row in by_factor] == pytest.approx(orbit(RATES), rel=1e-14)


def test_code_can_be_made_now_for_a_function_of_several_results():
    pair = compile(lambda x: [x * x, sin(x)]).compile_now(2.0)
    assert pair.jacobian(2.0) == [4.0, math.cos(2.0)]
    c = compile(orbit).compile_now(RATES)
    assert c.jacobian(RATES) == jacobian(orbit, mode="forward")(RATES)
