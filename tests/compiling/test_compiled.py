"""compile(f) answers what f on Nodes answers: values, gradients, second derivatives, errors; to the bit."""

import gc
import math
import os
import random
import re
import threading
import tracemalloc
import warnings
import weakref
from array import array
from collections import namedtuple
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np
import pytest
from random_functions import (
    bits,
    build,
    differences,
    executor_differences,
    from_text,
    gradient_differences,
    outcome,
)

import backsweep
from backsweep import (
    DerivativeLost,
    DomainError,
    Node,
    NotReproducible,
    RecordingError,
    StructureError,
    WrongKind,
    checkpoint,
    cos,
    custom_derivative,
    exp,
    floor_int,
    grad,
    hessian,
    hvp,
    jacobian,
    jvp,
    log,
    sin,
    sqrt,
    tanh,
    where,
)
from backsweep.compiling.executors import Generated, Replays
from backsweep.program import rerolling
from backsweep.transforms.structures import rebuild
from backsweep.worlds import value_of

compiled = backsweep.compile  # as `compile` it would hide the built-in


@pytest.fixture
def short_loops(monkeypatch):
    """Loops of a few turns count as loops too."""
    monkeypatch.setattr(rerolling, "WORTH", 8)


def same_as_eager(made, points, now=1):
    """Sentences on what differs at these points; machine code, where there is any, from point `now` on."""
    found, told = compiled(made.f), []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # the cap on paths
        for count, x in enumerate(points):
            if count == now and found.paths:
                found.compile_now()
            told += differences(made, found, x)
            told += executor_differences(made, found, x, [Replays, Generated])
    return told


# Random functions.


@pytest.mark.parametrize("seed", range(30))
def test_a_random_function_is_the_same_compiled(seed):
    made = build(seed)
    assert not same_as_eager(made, made.points)


@pytest.mark.parametrize("seed", range(100, 140))
def test_a_random_function_of_short_loops_is_the_same_compiled(seed, short_loops):
    made = build(seed, kinks=0.3 * (seed % 2))
    assert not same_as_eager(made, made.points)


@pytest.mark.parametrize("seed", range(200, 206))
def test_a_random_branching_function_is_the_same_compiled_at_many_points(seed):
    made = build(seed, branching=0.5, points=150, statements=4, long=0.0)
    found, told = compiled(made.f, max_paths=16), []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        for x in made.points:
            told += differences(made, found, x)
    assert not told


@pytest.mark.parametrize("seed", range(300, 330))
def test_without_loops_a_random_function_is_the_same_to_the_last_bit(seed, monkeypatch):
    monkeypatch.setattr(rerolling, "WORTH", 10**9)
    made = build(seed, long=0.0, statements=4, kinks=0.2)
    found = compiled(made.f)
    for x in made.points:
        eager = outcome(lambda x=x: backsweep.value_and_grad(made.f)(x))
        assert bits(outcome(lambda x=x: found.value_and_grad(x))) == bits(eager)


# Expressions, one at a time, where Python and the processor have edges.

INF, NAN = math.inf, math.nan
POINTS = [0.0, -0.0, 1.0, -1.0, 0.5, -2.5, 3.5, 1e300, -1e300, 1e-310, INF, -INF, NAN, 1e17, 709.9, -800.0]
EXPRESSIONS = """
x; x * x; x**2; x**0.5; x**0; x**1; x**-1; x**-1.5; 2**x; 0.0**x; x**x; 0.0 * x; x * inf; 1 / x; 0.0 / x; x / x; -x
abs(x); relu(x); sqrt(x); exp(x); log(x); log(x, 2); log1p(x); expm1(x); cbrt(x); hypot(x, 1.0); hypot(x, x, x)
x % 2.0; x % -2.0; x // 0.75; x // -2.0; 2.0 % x; 2.0 // x; x % inf; divmod(x, 0.75)[1]; divmod(2.0, x)[1]
fmod(x, 0.75); fmod(2.0, x); remainder(x, 0.75); maximum(x, 0.5); minimum(x, x); maximum(x, -x); clip(x, -1.0, 1.0)
clip(x, x, x); sign(x); copysign(x, -1.0); copysign(1.0, x); where(x > 0, x, -x); where(x > 0, sqrt(abs(x)), 0.0)
where(x, x, 1.0); x if x > 0 else -x; x if x else 2.0; x + True; x * Fraction(1, 3); x + 10**30; x * 10**400; x + 0.0
x - 0.0; 0.0 - x; --x; x + -0.0; sum([x, x, 1.0]); prod([x, 2.0, x]); max([x, 0.5, x]); min([x, -x]); norm([x, x])
norm([x]); dot([x, 1.0], [x, x]); mean([x, 1.0]); logsumexp([x, 1.0]); softmax([x, 1.0])[0]; gamma(x); lgamma(x)
digamma(x); polygamma(1, x); erf(x); erfc(x); sin(x); tan(x); asin(x); acos(x); atan2(x, 1.0); atan2(0.0, x)
atan2(x, x); sinh(x); cosh(x); tanh(x); acosh(x); atanh(x); sigmoid(x); softplus(x); ldexp(x, 3); frexp(x)[0]
modf(x)[0]; floor_int(x) * x; isnan(x) * 1.0 + x; isfinite(x) * x; isclose(x, 1.0) + x; int(x > 0) * x; (x > 0) * x
float(x > 0) + x; [x, -x][x > 0]; stop_gradient(x) * x; exp2(x); log10(x); sqrt(x * x); abs(x) ** 0.5; 0.0 * sqrt(x)
sqrt(x) * sqrt(x); x * (1 / (1 + exp(x))); 1 / (1 + exp(-x)); exp(x) - exp(x); (x * 0) ** 0.5; fsum([x, 1.0, x])
sumprod([x], [x]); dist([x, 1.0], [0.0, x]); pow(x, 2); pow(2, x); pow(x, x); grad(lambda u: abs(u) * x)(x)
grad(lambda u: sqrt(u) * x)(x); grad(sqrt)(x); derivative(lambda u: u**3, 2)(x); grad(grad(lambda u: sin(u) * u))(x)
jvp(lambda u: u * u)(x, tangent=1.0)[1]; hessian(lambda u: u[0] * u[1] * u[1])([x, x])[0][1]
vjp(lambda u: u * x)(x)[1](2.0)
checkpoint(lambda u: u * u)(x); (x + 0j).real; abs(1j * x); math.sin(x); float(x); int(x); [1, 2][x]; x + None; sin('a')
sin(x, x); x < 'a'; raising(x); abs(x - 1) + abs(x); floor(x) * x; ceil(x) / 3.0; (floor(x) + 1) * x; round(x) * x
(floor(x) % -3) * x; atan2(-floor(x), -1.0) * x; round(x, 2) * x; where(x > 0, x, 1) * 1.0
x < 9007199254740993 and x or 2 * x
"""
EXPRESSIONS_ALONE = [text.strip() for text in re.split(r";|\n", EXPRESSIONS) if text.strip()]


def raising(x):
    raise KeyError("of the user")


def function_of(expression):
    return from_text(f"def f(x):\n    return {expression}\n", math=math, Fraction=Fraction, inf=INF, raising=raising)


@pytest.mark.parametrize("expression", EXPRESSIONS_ALONE)
def test_an_expression_at_every_edge_gives_or_raises_the_same_with_the_same_note(expression):
    f = function_of(expression)
    found = compiled(f)
    for now in (False, True):
        for x in POINTS:
            assert bits(outcome(lambda x=x: found(x))) == bits(outcome(lambda x=x: rebuild(f(Node(x)), value_of))), x
            eager = outcome(lambda x=x: backsweep.value_and_grad(f)(x))
            assert bits(outcome(lambda x=x: found.value_and_grad(x))) == bits(eager), x
            by_rows = outcome(lambda x=x: jacobian(f, mode="reverse")(x))
            assert bits(outcome(lambda x=x: found.jacobian(x))) == bits(by_rows), x
        if not now and found.paths:
            found.compile_now()


@pytest.mark.parametrize("expression", EXPRESSIONS_ALONE[::2])
def test_an_expression_has_the_same_second_derivatives(expression):
    f = function_of(expression)
    found = compiled(f)
    for x in POINTS:
        eager, ours = outcome(lambda x=x: hessian(f)(x)), outcome(lambda x=x: found.hessian(x))
        if expression == "fmod(2.0, x)" and eager[1] == ours[1]:
            continue  # 0.0 and -0.0
        assert bits(ours) == bits(eager), x
        assert bits(outcome(lambda x=x: found.hvp(x, tangent=1.0))) == bits(
            outcome(lambda x=x: hvp(f)(x, tangent=1.0))
        ), x


@pytest.mark.parametrize("expression", ["floor(x)", "ceil(x)", "trunc(x)", "round(x)", "floor(x) + 1", "floor(x) // 2"])
def test_what_is_an_int_on_nodes_is_an_int(expression):
    f = function_of(expression)
    found = compiled(f)
    for x in POINTS:
        ours, eager = outcome(lambda x=x: found(x)), outcome(lambda x=x: rebuild(f(Node(x)), value_of))
        assert bits(ours) == bits(eager), x


def test_ints_beyond_the_floats_stay_exact():
    f = function_of("(floor(x) + 1) - floor(x)")
    found = compiled(f)
    assert found(2.5) == found(1e17) == 1  # as floats, the second is 0


def test_a_zero_of_ints_has_no_sign():
    found = compiled(function_of("atan2(-floor(x), -1.0)"))
    assert found(3.5) == pytest.approx(math.atan2(-3, -1))
    assert found(0.5) == math.pi  # -0.0 would give -pi


def test_the_kind_of_a_choice_is_not_that_of_the_first_call():
    # Recorded where the int 1 was chosen, it once made every later value an int.
    for expression in ("max(0.5, x, 1)", "where(x > 0, x, 1)", "min(x, 2)"):
        found = compiled(function_of(expression))
        for x in (-1.0, 2.5, 3.5):
            assert found(x) == function_of(expression)(x)


def test_a_comparison_with_an_int_that_is_no_float_is_exact():
    found = compiled(lambda x: x * 1.0 if x < 9007199254740993 else x * 2.0)
    assert [found(9007199254740992.0), found(9007199254740994.0)] == [9007199254740992.0, 18014398509481988.0]
    assert compiled(lambda x: x if x < 10**400 else -x)(2.0) == 2.0


# Loops.


def rosenbrock(x):
    total = 0.0
    for i in range(len(x) - 1):
        total = total + 100.0 * (x[i + 1] - x[i] ** 2) ** 2 + (1.0 - x[i]) ** 2
    return total


def pendulum(p):
    angle, speed, total = p[0], p[1], 0.0
    for step in range(400):
        angle, speed = angle + 0.01 * speed, speed - 0.01 * p[2] * sin(angle) - 0.001 * p[3] * speed
        if step % 2:
            total = total + angle * angle
    return total + speed


def stencil(x):
    now = list(x)
    for _ in range(12):
        now = [
            now[0],
            *[0.25 * now[i - 1] + 0.5 * now[i] + 0.25 * sin(now[i + 1]) for i in range(1, len(x) - 1)],
            now[-1],
        ]
    return backsweep.sum([v * v for v in now])


def fibonacci(x):
    before, last = x[0], x[1]
    for _ in range(300):
        before, last = last, 0.5 * last + 0.49 * before + 0.01 * sin(x[2])
    return last * before


def backwards(x):
    total, weight = x[0], 1.0
    for i in reversed(range(len(x))):
        total = tanh(total) * 0.5 + x[i] * weight
        weight = weight * 0.99
    return total


def strided(x):
    total = 0.0
    for i in range(0, len(x) - 2, 3):
        total = total + x[i] * cos(x[i + 2]) - x[i + 1]
    return total


def gathered(x):
    total = 0.0
    for k in range(150):
        total = total + sin(x[(7 * k * k + 3) % len(x)]) * x[k % 5]
    return total


def network(w):
    total = 0.0
    for k in range(40):
        inputs = (math.sin(k), math.cos(3 * k))
        hidden = [tanh(w[3 * j] * inputs[0] + w[3 * j + 1] * inputs[1] + w[3 * j + 2]) for j in range(6)]
        total = total + (backsweep.dot(hidden, w[18:24]) - 0.1 * k) ** 2
    return total


def used_after(x):
    values, u = [], x[0]
    for _ in range(100):
        u = 0.9 * u + sin(u) * x[1]
        values.append(u)
    late = 0.0
    for k in range(99):
        late = late + values[k] * values[99 - k] - values[k + 1] ** 2
    return late + values[3] * values[-1] + u


def matrix(x):
    n = 9
    rows = [[x[(i + j) % len(x)] * (1.0 + 0.1 * i) for j in range(n)] for i in range(n)]
    product = [[backsweep.dot(rows[i], [row[j] for row in rows]) for j in range(n)] for i in range(n)]
    return backsweep.sum([product[i][i] for i in range(n)])


LOOPS = [rosenbrock, pendulum, stencil, fibonacci, backwards, strided, gathered, network, used_after, matrix]


def point(count, seed=1):
    chance = random.Random(seed)
    return [chance.uniform(-1.0, 1.0) for _ in range(count)]


@pytest.mark.parametrize("f", LOOPS, ids=lambda f: f.__name__)
def test_loops_give_the_same_and_gradients_but_for_the_order_of_sums(f):
    found = compiled(f)
    for now in (False, True):
        for seed in (1, 2):
            x = point(60, seed)
            value, gradient = backsweep.value_and_grad(f)(x)
            ours = found.value_and_grad(x)
            assert bits(ours[0]) == bits(value)
            assert not list(gradient_differences(f, x, gradient, ours[1]))
            assert bits(found(x)) == bits(value)
        if not now:
            found.compile_now()
    assert len(found.paths) == 1


@pytest.mark.parametrize("f", [rosenbrock, pendulum, fibonacci, backwards, strided, gathered, network, used_after])
def test_a_program_has_the_loops_of_the_function(f):
    found = compiled(f)
    found.value_and_grad(point(600))
    assert len(found.program) < 1000
    assert "for " in found.source()


@pytest.mark.parametrize("f", [rosenbrock, pendulum, backwards], ids=lambda f: f.__name__)
def test_second_derivatives_of_loops_are_the_same(f):
    x, v = point(4), point(4, 3)
    found = compiled(f)
    flat = [entry for row in hessian(f)(x) for entry in row]
    assert [entry for row in found.hessian(x) for entry in row] == pytest.approx(flat, rel=1e-13, abs=1e-12)
    assert found.hvp(x, tangent=v) == pytest.approx(hvp(f)(x, tangent=v), rel=1e-13, abs=1e-12)


def kepler(mean, eccentricity):
    anomaly, step = mean, 1.0
    while abs(step) > 1e-12:
        step = (anomaly - eccentricity * sin(anomaly) - mean) / (1.0 - eccentricity * cos(anomaly))
        anomaly = anomaly - step
    return anomaly


def test_newton_with_while_is_one_program_for_any_number_of_turns():
    found, chance, turns = compiled(kepler, argnums=(0, 1)), random.Random(4), set()
    for _ in range(200):
        at = chance.uniform(0.0, 3.0), chance.uniform(0.0, 0.9)
        assert found.value_and_grad(*at) == backsweep.value_and_grad(kepler, (0, 1))(*at)
        turns.add(found(*at))
    assert len(found.paths) == 1


def test_a_function_may_count_the_turns_of_its_while():
    # Once all paths through such a loop answered as the first one that was recorded.
    def f(x):
        turns, halves = 0, []
        while x > 1e-3:
            x = x * 0.5
            turns += 1
            halves.append(x)
        return {"x": x, "many": turns > 12, "text": "." * turns, "halves": halves, "empty": []}

    def g(x):
        turns = 0
        while x > 1e-3:
            x = x * 0.5
            turns += 1
        return x, turns > 12

    for function in (f, g):
        found = compiled(function)
        for x in (0.5, 100.0, 7.0, 1e-4, 3.0, 1e5, 0.004, 0.5):
            assert found(x) == function(x)


def test_ten_to_the_fifth_operations():
    x = point(15_000)
    value, gradient = backsweep.value_and_grad(rosenbrock)(x)
    ours = compiled(rosenbrock).value_and_grad(x)
    assert ours[0] == value
    assert ours[1] == pytest.approx(gradient, rel=1e-13, abs=1e-12)


def test_ten_to_the_sixth_operations_against_the_formula():
    x = point(125_000)
    found = compiled(rosenbrock)
    value, gradient = found.value_and_grad(x)
    assert found.paths[0].steps > 10**6
    assert value == rosenbrock(x)  # on plain floats
    for i in (1, 2, 77_777, len(x) - 2):
        before = 200.0 * (x[i] - x[i - 1] ** 2)
        by_hand = before - 400.0 * x[i] * (x[i + 1] - x[i] ** 2) - 2.0 * (1.0 - x[i])
        assert gradient[i] == pytest.approx(by_hand, rel=1e-13, abs=1e-11)


def test_one_operation_and_none():
    assert compiled(sin).value_and_grad(0.5) == (math.sin(0.5), math.cos(0.5))
    assert compiled(lambda x: x).value_and_grad(0.5) == (0.5, 1.0)
    assert compiled(lambda x: -x).hessian(0.5) == 0.0


def test_a_long_function_that_never_repeats():
    chance = random.Random(5)
    names = [chance.choice(["sin", "cos", "tanh", "atan"]) for _ in range(5000)]

    def f(x):
        for name in names:
            x = getattr(backsweep, name)(x) + 0.5
        return x

    assert compiled(f).value_and_grad(0.3) == backsweep.value_and_grad(f)(0.3)


# Arguments and answers.

Pair = namedtuple("Pair", "a b")


@dataclass
class Model:
    weights: list[float]
    bias: float
    name: str = "model"


ARGUMENTS: list[tuple[Any, tuple[Any, ...]]] = [
    (lambda p: p.a * p.b, (Pair(2.0, 3.0),)),
    (lambda m: m.weights[0] * m.weights[1] + m.bias, (Model([1.0, 3.0], 2.0),)),
    (lambda d: d["w"][0] * d["b"], ({"w": [1.0, 2.0], "b": 3.0},)),
    (lambda t: t[0]["a"][1][0] * t[1], (({"a": (1.0, [2.0])}, 3.0),)),
    (lambda x: x[0] * x[1], ([2, 3.0],)),  # an int among floats is a value
    (lambda x, n: backsweep.sum([x * i for i in range(n)]), (2.0, 4)),
    (lambda x, text: x * len(text), (2.0, "abc")),
    (lambda x, y: x if y is None else 2 * x, (2.0, None)),
    (lambda x, g: g(x), (2.0, sin)),
    (lambda x: x * x, (np.float64(2.0),)),
    (lambda x: x, (2.0,)),
    (lambda x: 3.0, (2.0,)),
    (lambda x: 3, (2.0,)),
    (lambda x, empty: x, (2.0, [])),
]


@pytest.mark.parametrize(("f", "args"), ARGUMENTS)
def test_arguments_of_every_form(f, args):
    found = compiled(f)
    for _ in range(2):
        assert bits(found.value_and_grad(*args)) == bits(backsweep.value_and_grad(f)(*args))
        found.compile_now()


def test_several_results_of_any_structure():
    def f(x):
        y = x[0] * x[1]
        return {"same": (y, y), "input": x[0], "constant": 2.0, "int": 3, "text": "t", "none": None, "yes": x[0] > 0}

    found = compiled(f)
    x = [2.0, 3.0]
    assert bits(found(x)) == bits(rebuild(f([Node(v) for v in x]), value_of))
    assert bits(found.jacobian(x)) == bits(jacobian(f, mode="reverse")(x))


def test_argnums_and_arguments_by_name():
    def f(x, y, *, scale=1.0, power=2):
        return scale * x * y**power

    found = compiled(f, argnums=(1, 0))
    assert found.value_and_grad(2.0, 3.0, scale=0.5) == backsweep.value_and_grad(f, (1, 0))(2.0, 3.0, scale=0.5)
    assert found.grad(2.0, 3.0, power=3) == grad(f, (1, 0))(2.0, 3.0, power=3)
    assert compiled(f, argnums=-1).grad(2.0, 3.0) == 12.0
    assert compiled(f, argnums=(0, 1)).hessian(2.0, 3.0) == hessian(f, (0, 1))(2.0, 3.0)


def test_a_function_that_changes_its_list_leaves_the_callers_alone():
    def f(x):
        x[0] = x[0] * 2.0
        x.append(x[1])
        return x[0] * x[-1] + x[1]

    x, found = [1.0, 2.0], compiled(f)
    for _ in range(3):
        assert found.value_and_grad(x) == (6.0, [4.0, 3.0])
        assert found(x) == 6.0
        assert x == [1.0, 2.0]
        found.compile_now()


def test_an_answer_is_not_the_programs_own_list():
    found = compiled(lambda x: [x, [1.0]])
    found(2.0)[1].append(3.0)
    assert found(2.0) == [2.0, [1.0]]


def test_arrays_are_taken_element_by_element_and_given_back_as_arrays():
    def f(x):
        return backsweep.sum([v * v for v in x]) * x[-1] + len(x[1:]) * x.shape[0]

    x, found = np.array([1.0, 2.0, 3.0]), compiled(f)
    for _ in range(2):
        value, gradient = found.value_and_grad(x)
        assert value == 48.0
        assert isinstance(gradient, np.ndarray)
        assert gradient.tolist() == [6.0, 12.0, 32.0]
        found.compile_now()
    assert isinstance(found.hvp(x, tangent=x), np.ndarray)
    ours = compiled(lambda x: x[0] * x[1]).value_and_grad(array("d", [2.0, 3.0]))
    assert ours == (6.0, array("d", [3.0, 2.0]))
    assert compiled(lambda x: x[1:])(x).tolist() == [2.0, 3.0]


@pytest.mark.parametrize(
    "f",
    [lambda x: (x * 2)[0], lambda x: x.sum(), np.sum, lambda x: x @ x, lambda x: (x + x)[0], lambda x: x[0, 1], np.exp],
)
def test_operations_on_a_whole_array_are_refused_recorded_or_not(f):
    for call in (compiled(f), compiled(f).value_and_grad):
        with pytest.raises(RecordingError, match="element by element"):
            call(np.array([1.0, 2.0, 3.0]))


def test_an_array_keeps_its_kind_where_the_call_is_made_on_nodes():
    ours = custom_derivative(lambda x: x * x, partials=lambda x, y: 10.0)
    found = compiled(lambda x: ours(x[0]) * x[1])
    gradient = found.value_and_grad(np.array([1.0, 2.0]))[1]
    assert isinstance(gradient, np.ndarray)
    with pytest.raises(DomainError, match=r"sqrt needs x >= 0, but got x = -4\.0"):
        compiled(lambda x: sqrt(x[0])).value_and_grad(np.array([-4.0]))


@pytest.mark.parametrize(
    ("arg", "told"),
    [
        (3, "Write 3.0."),
        ([2, 3], "Pass floats."),
        (True, "Write 1.0."),
        ("3", "float(x)"),
        ([], "Pass numbers"),
        (np.array([1, 2]), "astype(float)"),
        (np.ones((2, 2)), "ravel"),
        ({1, 2}, "hashable"),
    ],
)
def test_what_cannot_be_differentiated_by_is_refused_with_what_to_write(arg, told):
    with pytest.raises(WrongKind, match=re.escape(told)):
        compiled(lambda x: 1.0).value_and_grad(arg)


def test_a_form_has_its_own_program():
    def f(x, n):
        return x * n if isinstance(n, int) else x + n

    found = compiled(f)
    assert [found(2.0, 3), found(2.0, 3.0), found(2.0, True), found(2.0, 4)] == [6.0, 5.0, 2.0, 8.0]
    assert len(found.paths) == 4


def test_another_number_of_results_on_another_path():
    def f(x):
        return x if x > 0 else (x, x)

    found = compiled(f)
    assert found.value_and_grad(2.0) == (2.0, 1.0)
    with pytest.raises(StructureError, match="value_and_grad needs one number from f, but f returned a tuple of 2"):
        found.value_and_grad(-2.0)
    with pytest.raises(StructureError, match=r"^grad needs one number"):
        found.grad(-2.0)


# Within one another.


def test_nodes_passed_to_a_compiled_function_go_through_the_function():
    def f(x):
        return x * x * x

    found = compiled(f)
    found.value_and_grad(2.0)
    found.compile_now()
    assert isinstance(found(Node(2.0)), Node)
    assert (grad(found)(2.0), hessian(found)(2.0), grad(grad(found))(2.0)) == (12.0, 12.0, 12.0)
    assert grad(found.grad)(2.0) == 12.0
    assert jvp(found)(2.0, tangent=1.0) == (8.0, 12.0)


def test_a_compiled_function_inside_another_is_written_down_with_it():
    inner = compiled(lambda x: x * x * x)
    inner.value_and_grad(1.0)
    inner.compile_now()

    def outer(x):
        return inner(x) + inner.grad(x) + inner.hessian(x) + inner.value_and_grad(x)[0]

    found = compiled(outer)
    assert found.value_and_grad(2.0) == (40.0, 42.0)
    assert found.paths


def test_derivatives_inside_a_function_are_written_down():
    def f(x):
        u = x
        for _ in range(60):
            slope, curve = grad(lambda u: sin(u) + u**4)(u), grad(grad(lambda u: sin(u) + u**4))(u)
            u = u - 0.1 * slope / (1.0 + abs(curve))
        return u

    found = compiled(f)
    for x in (0.3, -1.2):
        assert found.value_and_grad(x) == backsweep.value_and_grad(f)(x)
    assert found.paths
    assert len(found.program) < 1000


def test_custom_derivatives_and_checkpoints():
    ours = custom_derivative(lambda x: x * x, partials=lambda x, y: 10.0)
    kept = checkpoint(lambda x: sin(x) * x)

    def f(x):
        return ours(x) * kept(x) + kept(x)

    found = compiled(f)
    assert found.value_and_grad(2.0) == backsweep.value_and_grad(f)(2.0)
    assert found(2.0) == f(2.0)
    again = compiled(lambda x: kept(x) * 2.0)
    assert again.value_and_grad(2.0) == backsweep.value_and_grad(lambda x: kept(x) * 2.0)(2.0)


def test_complex_numbers_inside_a_function():
    def f(x):
        return exp(1j * x) * x

    found = compiled(f)
    for x in (2.0, 0.5):
        assert found(x) == rebuild(f(Node(x)), value_of)
        assert found.jacobian(x) == jacobian(f, mode="reverse")(x)
        assert outcome(lambda x=x: found.value_and_grad(x)) == outcome(lambda x=x: backsweep.value_and_grad(f)(x))


def test_recursion():
    def power(x, n):
        return x if n == 0 else x * power(x, n - 1)

    def halves(x):
        return x if x < 1 else halves(x / 2) + x

    assert compiled(power).value_and_grad(2.0, 5) == (64.0, 192.0)
    found = compiled(halves)
    for x in (20.0, 0.5, 3.0, 1000.0):
        assert found.value_and_grad(x) == backsweep.value_and_grad(halves)(x)
    with pytest.raises(RecursionError):
        compiled(lambda x: power(x, -1))(2.0)


# Guards.


def test_an_if_is_a_path_for_each_side_and_where_is_none():
    def by_if(x):
        return x * x if x > 1.0 else x

    def by_where(x):
        return where(x > 1.0, x * x, x)

    for f, paths in ((by_if, 2), (by_where, 1)):
        found = compiled(f)
        for x in (0.5, 3.0, 1.0, -2.0, 7.0):
            assert found.value_and_grad(x) == backsweep.value_and_grad(f)(x)
        assert len(found.paths) == paths


def test_paths_tell_the_lines_where_they_split():
    found = compiled(from_text("def f(x):\n    if x > 1.0:\n        return x * x\n    return x\n"))
    found(0.5), found(2.0)
    assert len(found.paths) == 2
    ((line, count),) = found.paths.lines.items()
    assert line.endswith(":2")
    assert count == 2
    assert repr(found.paths).startswith("<2 paths, guards at ")


def test_floor_int_is_a_guard():
    table = [1.0, 4.0, 9.0]

    def f(x):
        k = floor_int(x)
        return table[k] * (x - k) + k

    found = compiled(f)
    for x in (0.5, 1.5, 1.75, 2.0, 0.0):
        assert found.value_and_grad(x) == backsweep.value_and_grad(f)(x)
    assert len(found.paths) == 3
    with pytest.raises(IndexError):
        found(5.0)


def many_ways(x):
    total = x
    for i in range(12):
        total = total + x * i if floor_int(x * 2**i) % 2 else total * 0.5
    return total


def test_past_the_cap_it_warns_once_with_the_line_and_answers_on_nodes():
    found, chance = compiled(many_ways, max_paths=4), random.Random(6)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for _ in range(50):
            x = chance.random()
            assert found.value_and_grad(x) == backsweep.value_and_grad(many_ways)(x)
            assert found(x) == many_ways(x)
    assert len(found.paths) == 4
    (warning,) = caught
    assert issubclass(warning.category, RuntimeWarning)
    line = many_ways.__code__.co_firstlineno + 3
    assert re.match(rf"many_ways takes more than 4 paths; most of them split at \S*:{line}\.", str(warning.message))
    assert warning.filename == __file__


def test_an_error_that_the_function_catches_is_not_written_down():
    # The path of x = 0.0 has no guard of its own: recorded, it once answered for every x.
    def f(x):
        try:
            return 1.0 / x
        except ZeroDivisionError:
            return x * 7.0

    found = compiled(f)
    for x in (0.0, 2.0, 0.0, 4.0):
        assert found.value_and_grad(x) == backsweep.value_and_grad(f)(x)


def test_complex_numbers_in_a_try_are_not_written_down():
    def f(x):
        try:
            return 1j * x
        except Exception:
            return x * 0.0

    assert compiled(f)(3.0) == 3j


def test_errors_of_the_function_itself_are_raised():
    def f(x):
        if x > 1.0:
            raise LookupError("too much")
        return x

    found = compiled(f)
    assert found(0.5) == 0.5
    with pytest.raises(LookupError, match="too much"):
        found(2.0)
    assert found(0.75) == 0.75


def test_an_error_has_none_of_compile_s_own_before_it():
    def f(x):
        if x > 1.0:
            raise LookupError("too much")
        return sqrt(x)

    found = compiled(f)
    for call in (found, found.value_and_grad, found.jacobian, found.hessian):
        for x, kind in ((2.0, LookupError), (-1.0, DomainError)):
            with pytest.raises(kind) as raised:
                call(x)
            assert raised.value.__context__ is None or kind is DomainError
            assert raised.value.__suppress_context__ or raised.value.__context__ is None


def test_an_error_in_the_middle_of_a_loop_names_the_line():
    text = "def f(x):\n    s = 0.0\n    for v in x:\n        s = s + sqrt(v)\n    return s\n"
    f = from_text(text)
    x, found = [float(k) for k in range(1, 101)], compiled(f)
    assert found(x) == f(x)
    found.compile_now()
    x[50] = -4.0
    for call in (found, found.value_and_grad):
        with pytest.raises(DomainError, match=r"sqrt needs x >= 0, but got x = -4\.0") as raised:
            call(x)
        assert raised.value.__notes__[0].endswith("line 4: s = s + sqrt(v)")
    x[50] = 0.0
    assert found.value_and_grad(x) == backsweep.value_and_grad(f)(x)  # an infinite slope


def test_a_division_whose_result_is_never_used_still_raises():
    def f(x):
        unused = 1.0 / x
        del unused
        return x * 2.0

    found = compiled(f)
    assert found.value_and_grad(2.0) == (4.0, 2.0)
    found.compile_now()
    for call in (found, found.value_and_grad, found.grad):
        with pytest.raises(ZeroDivisionError, match="div needs y other than 0"):
            call(0.0)


# What is refused.


def test_chance_and_state_are_refused_with_their_line():
    count, grown = [0], []

    def counted(x):
        count[0] += 1
        return x * count[0]

    def growing(x):
        grown.append(1)
        for _ in grown:
            x = x * x
        return x

    for f, line in ((lambda x: x * random.random(), 0), (counted, 2), (growing, 3)):
        with pytest.raises(NotReproducible, match="alone: draw random numbers outside") as raised:
            compiled(f)(2.0)
        assert f"test_compiled.py:{f.__code__.co_firstlineno + line}" in str(raised.value)


def test_a_recorded_value_kept_for_later_is_refused():
    kept: list[Any] = []

    def f(x):
        kept.append(x)
        return kept[0] * x

    with pytest.raises(RecordingError, match=r"another recording|its recording had ended"):
        compiled(f)(2.0)
    with pytest.raises(RecordingError, match="after its recording had ended"):
        kept[0] * 2.0
    with pytest.raises(RecordingError, match="after its recording had ended"):
        sin(kept[0])


def test_a_recorded_value_of_another_call_is_refused_as_an_answer():
    memory: dict[str, Any] = {}

    def f(x):
        return memory.setdefault("first", x * x)

    with pytest.raises(RecordingError):
        compiled(f)(2.0)


@pytest.mark.parametrize(
    "f",
    [
        lambda x: str(x),
        lambda x: f"{x}",
        lambda x: "%s" % x,  # noqa: UP031
        lambda x: hash(x),
        lambda x: {x: 1},
        lambda x: {x},
        lambda x: lru_cache(lambda y: y)(x),
        lambda x: x.val,
        lambda x: str(x > 0),
    ],
)
def test_text_and_hash_of_a_recorded_value_are_refused(f):
    with pytest.raises(RecordingError):
        compiled(f)(2.0)


def test_a_refusal_that_the_function_catches_is_raised_all_the_same():
    def f(x):
        try:
            return x * len(str(x))
        except Exception:
            return x

    with pytest.raises(RecordingError, match="made into text"):
        compiled(f)(2.0)


def test_conversions_that_lose_a_derivative_are_refused_as_on_nodes():
    for f in (float, math.sin, lambda x: range(x), lambda x: math.floor(x) and int(x)):
        with pytest.raises(DerivativeLost):
            compiled(f)(2.5)


def test_numpys_functions_of_numbers_are_recorded_as_rows():
    assert compiled(lambda x: np.sin(x) * np.float64(2.0)).value_and_grad(2.5) == (
        2.0 * math.sin(2.5),
        2.0 * math.cos(2.5),
    )


def test_check_compares_every_call_with_the_function():
    factor = [2.0]

    def f(x):
        return factor[0] * x

    found = compiled(f, check=True)
    assert found.value_and_grad(3.0) == (6.0, 2.0)
    factor[0] = 5.0
    for call in (found, found.value_and_grad):
        with pytest.raises(NotReproducible, match="A compiled function may depend on its arguments alone"):
            call(3.0)
    assert compiled(f)(3.0) == 15.0
    longer = [1]
    lists = compiled(lambda x: [x] * len(longer), check=True)
    lists(2.0)
    longer.append(1)
    with pytest.raises(NotReproducible):
        lists(2.0)
    loops = compiled(rosenbrock, check=True)
    assert loops.value_and_grad(point(300))  # sums in another order are no difference


def test_constants_lists_the_numbers_of_closures_and_globals():
    rate = 0.125
    found = compiled(lambda x: x * rate + 3.0)
    found(2.0)
    assert found.constants == [0.125, 3.0]


# Life of a compiled function.


def test_threads_compile_and_call_at_once():
    def f(x):
        total = 0.0
        for i in range(80):
            total = total + sin(x * i) * x if x > 0.5 else total - x * i
        return total

    found, wrong = compiled(f), []
    points = [0.1 * k for k in range(20)]
    eager = [backsweep.value_and_grad(f)(x) for x in points]
    start = threading.Barrier(8)

    def work():
        start.wait()
        for x, wanted in zip(points, eager, strict=True):
            ours = found.value_and_grad(x)
            if ours[0] != wanted[0] or abs(ours[1] - wanted[1]) > 1e-12 * (1 + abs(wanted[1])) or found(x) != wanted[0]:
                wrong.append((x, wanted, ours))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    found(0.7)
    found.compile_now()
    for thread in threads:
        thread.join()
    assert not wrong
    assert len(found.paths) == 2


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_forked_child_goes_on():
    found = compiled(rosenbrock)
    x = point(30)
    wanted = found.value_and_grad(x)
    found.compile_now()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of fork, where a test before left a thread
        child = os.fork()
    if child == 0:
        again = compiled(pendulum)
        good = found.value_and_grad(x)[0] == wanted[0] and again(x) == pendulum(x)
        os._exit(0 if good else 1)
    assert os.waitpid(child, 0)[1] == 0


def test_a_dropped_object_gives_its_memory_back():
    def used():
        found = compiled(lambda x: rosenbrock(x) * 2.0)
        found.value_and_grad(point(60))
        found.compile_now()
        return weakref.ref(found)

    used()
    gc.collect()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    references = [used() for _ in range(6)]
    gc.collect()
    left = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert [reference() for reference in references] == [None] * 6
    assert left < 6 * 40_000


def test_a_recording_leaves_no_cycle_that_keeps_arguments_alive():
    class Kept(list[float]):
        pass

    found = compiled(lambda x: x[0] * x[1])
    x = Kept([1.0, 2.0])
    reference = weakref.ref(x)
    found.value_and_grad(x)
    del x
    gc.collect()
    assert reference() is None


def test_it_stands_for_the_function():
    def area(x: float) -> float:
        """The area of a square."""
        return x * x

    found = compiled(area)
    assert (found.__name__, found.__doc__) == ("area", "The area of a square.")
    assert repr(found) == "<compiled area: 0 paths>"
    with pytest.raises(WrongKind, match="compile needs a function"):
        compiled(3.0)
    with pytest.raises(StructureError, match="call the compiled function once first"):
        _ = found.program


def test_nan_and_infinity_go_in_and_out():
    found = compiled(lambda x, y: log(x) * y + exp(-x))
    eager = backsweep.value_and_grad(lambda x, y: log(x) * y + exp(-x))
    for x in (INF, NAN, 1.0, 1e-320):
        for y in (NAN, INF, 0.0, -0.0, -INF):
            assert bits(outcome(lambda x=x, y=y: found.value_and_grad(x, y))) == bits(
                outcome(lambda x=x, y=y: eager(x, y))
            )
