"""The backward sweep over an outline gives the ders that the sweep over Nodes gives, shares in the same order."""

import random

import pytest
from random_functions import build, gradient_differences

import backsweep
from backsweep import cos, exp, grad, sin, sqrt, tanh
from backsweep.program import rerolling
from backsweep.program.assembling import assemble
from backsweep.program.outlining import outline
from backsweep.program.replay import replay
from backsweep.program.statements import Accumulate, Loop
from backsweep.program.tape import Tape


def gradient_program(f, x, wanted=None):
    tape = Tape()
    result = f([tape.input(number) for number in x])
    tape.end()
    place = tape.argument(result)
    return assemble(outline(tape, [place]), frozenset(range(len(x)) if wanted is None else wanted))


def gradient(f, x, wanted=None):
    return replay(gradient_program(f, x, wanted), x)[1:]


STRAIGHT = [
    lambda x: x[0] * x[1] + sin(x[0]) - x[1] / x[0],
    lambda x: x[0] + x[0] + x[0] * 3.0,
    lambda x: (x[0] * x[1]) * (x[0] * x[1]) * (x[0] * x[1]),
    lambda x: sqrt(x[0] * x[0] + x[1] * x[1] + 0.25),
    lambda x: backsweep.norm([x[0], x[1], x[0]]) * backsweep.max([x[0], x[1], 0.3]),
    lambda x: backsweep.where(x[0] > x[1], exp(x[0]), tanh(x[1])),
    lambda x: backsweep.stop_gradient(x[0]) * x[0],
    lambda x: x[0] ** 3 * x[1] ** x[0],
    lambda x: x[0],
    lambda x: -x[1] * 0.0,
]


@pytest.mark.parametrize("f", STRAIGHT)
def test_straight_steps_give_the_same_bits(f):
    for x in ([0.5, 0.25], [1.5, 1.5], [2.0, 0.125]):
        assert repr(gradient(f, x)) == repr(grad(f)(x))


def test_shares_are_added_newest_user_first():
    # 1e16 + 1.0 + 1.0 is another number than 1.0 + 1.0 + 1e16.
    def newest_small(x):
        return (x[0] * 1e16 + x[0] * 1.0) + x[0] * 1.0

    def newest_large(x):
        return (x[0] * 1.0 + x[0] * 1.0) + x[0] * 1e16

    assert gradient(newest_small, [1.0]) == grad(newest_small)([1.0]) == [1.0000000000000002e16]
    assert gradient(newest_large, [1.0]) == grad(newest_large)([1.0]) == [1e16]


def test_only_what_is_wanted_is_swept():
    def f(x):
        return sin(x[0]) * exp(x[1])

    x = [0.5, 0.25]
    full, half = gradient_program(f, x), gradient_program(f, x, {1})
    assert replay(half, x)[1:] == [0.0, grad(f)(x)[1]]
    assert len(half) < len(full)


def sums(x):
    total = 0.0
    for k in range(len(x) - 1):
        total = total + (x[k + 1] - x[k]) ** 2 * x[0]
    return total


def chained(x):
    u, v = x[0], x[1]
    for k in range(200):
        u, v = 0.9 * u + sin(v) * x[2], 0.8 * v - 0.1 * cos(u) * x[3 + k % 3]
    return u * v


def across(x):
    values, u = [], x[0]
    for k in range(200):
        u = 0.9 * sin(u) + 0.1 * x[k % 6]
        values.append(u * x[1])
    total = values[0] * x[2]
    for k in range(199):
        total = 0.7 * total + values[198 - k] * sin(values[k]) + u * x[3]
    return total * values[100]


def until(x):
    gap, total = 1.0 + x[0] * x[0], x[1]
    while gap > 1e-3:
        gap = gap * (0.8 + 0.05 * tanh(x[2] * gap))
        total = total * 0.5 + sin(gap) * x[3]
    return total * gap


def unused_within(x):
    total = 0.0
    for k in range(150):
        _ = 1.0 / (2.0 + x[k % 6])
        total = total + x[0] * 0.5
    return total


@pytest.mark.parametrize("f", [sums, chained, across, until, unused_within], ids=lambda f: f.__name__)
def test_loops_are_swept_turn_by_turn(f):
    chance = random.Random(1)
    x = [chance.uniform(0.1, 1.0) for _ in range(200 if f is sums else 6)]
    made = gradient_program(f, x)
    assert any(isinstance(statement, Loop) for statement in made.walk())
    assert not list(gradient_differences(f, x, grad(f)(x), replay(made, x)[1:]))


def test_a_loop_that_adds_up_is_swept_in_one_pass():
    x = [0.1 * k for k in range(200)]
    made = gradient_program(sums, x)
    assert sum(isinstance(statement, Loop) for statement in made.walk()) == 1
    assert any(isinstance(statement, Accumulate) for statement in made.walk())
    assert not any(array.role == "values" for array in made.arrays)


def test_a_loop_that_hands_on_is_swept_by_one_that_runs_down():
    loops = [
        statement
        for statement in gradient_program(chained, [0.1 * k for k in range(6)]).walk()
        if isinstance(statement, Loop)
    ]
    assert [loop.down for loop in loops] == [False, True]


@pytest.mark.parametrize("seed", range(40))
def test_random_functions(seed, monkeypatch):
    monkeypatch.setattr(rerolling, "WORTH", 8 if seed % 2 else 256)
    made = build(seed + 700, branching=0.0)
    for x in made.points:
        try:
            wanted = grad(made.f)(x)
            tape = Tape()
            result = made.f([tape.input(number) for number in x])
        except (ArithmeticError, ValueError):
            continue
        tape.end()
        found = replay(assemble(outline(tape, [tape.argument(result)]), frozenset(range(len(x)))), x)[1:]
        assert not list(gradient_differences(made.f, x, wanted, found))


def test_a_value_that_waits_one_turn_for_one_step_and_two_for_another_gets_its_shares_in_order():
    def f(x):
        u, before = x[0], x[1]
        for k in range(150):
            u, before = 0.45 * u + 0.3 * before * cos(u) + x[2] * (k % 3), u
        return u

    x = [0.3, 0.7, 0.11]
    assert gradient(f, x) == grad(f)(x)
