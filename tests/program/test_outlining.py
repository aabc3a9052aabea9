"""A tape's outline has its loops, and says the same as the tape."""

import random

import pytest

from backsweep import compile, exp, sin, value_and_grad
from backsweep.program import rerolling
from backsweep.program.assembling import assemble
from backsweep.program.outline import Ask, Constant, Element, Input, Last, Listed, Op, Repeat
from backsweep.program.outlining import _Outliner, outline
from backsweep.program.replay import replay
from backsweep.program.tape import Tape
from backsweep.program.turning import tokens


def outlined(f, numbers):
    """The outline of f and its tape."""
    tape = Tape()
    xs = [tape.input(number) for number in numbers]
    result = f(xs)
    tape.end()
    return outline(tape, [result.at]), result.number


def loops(found):
    return [step for step in found.steps if isinstance(step, Repeat)]


def checked(f, numbers):
    """The loops of f's outline, once its program gives what f gives."""
    found, number = outlined(f, numbers)
    assert replay(assemble(found), numbers) == [number]
    return loops(found)


def test_straight_steps_stay_straight():
    found, _ = outlined(lambda x: sin(x[0]) * 2.0 + x[1], [1.0, 2.0])
    assert [step.row.name for step in found.steps] == ["sin", "mul", "add"]
    assert found.steps[0].args == [Input(0)]
    assert found.steps[1].args == [found.steps[0], Constant(2.0)]
    assert found.results == [found.steps[2]]
    assert (found.inputs, found.kept) == (2, 0)


def chain(x):
    u = x[0]
    for _ in range(200):
        u = sin(u) * x[1] + 0.5
    return u


def test_what_a_loop_hands_on_is_carried():
    (loop,) = checked(chain, [0.3, 0.7])
    assert loop.trips == 200
    assert [step.row.name for step in loop.body] == ["sin", "mul", "add"]
    (carry,) = loop.carries
    assert carry.start == Input(0)
    assert carry.next is loop.body[-1]
    found, _ = outlined(chain, [0.3, 0.7])
    assert found.results == [Last(loops(found)[0].carries[0])]


def test_inputs_are_read_by_turn():
    def f(x):
        total = x[0]
        for i in range(1, 150):
            total = total + x[i] * x[299 - 2 * i if i < 149 else 1]
        return total

    numbers = [0.1 * k for k in range(300)]
    (loop,) = checked(f, numbers)
    elements = [arg for step in loop.body if isinstance(step, Op) for arg in step.args if isinstance(arg, Element)]
    assert {element.step for element in elements if element.places is None} >= {1}
    assert all(element.of_input for element in elements)


def test_constants_of_each_turn_are_listed():
    weights = [0.5 + 0.01 * k for k in range(140)]

    def f(x):
        total = x[0]
        for weight in weights:
            total = sin(total) * weight
        return total

    (loop,) = checked(f, [0.3])
    (listed,) = [arg for step in loop.body for arg in step.args if isinstance(arg, Listed)]
    assert list(listed.values) == weights[: loop.trips]


def test_zeros_of_either_sign_are_not_one_constant():
    def f(x):
        total = x[0]
        for k in range(150):
            total = sin(total) + (0.0 if k % 2 else -0.0)
        return total

    checked(f, [-0.0])


def test_a_value_may_wait_for_several_turns():
    def f(x):
        a, b, c = x
        for _ in range(120):
            a, b, c = b, c, 0.3 * a + 0.2 * sin(c)
        return a + b * c

    (loop,) = checked(f, [0.1, 0.2, 0.3])
    assert len(loop.carries) == 3


def test_values_of_one_loop_are_read_by_the_next():
    def f(x):
        values, u = [], x[0]
        for _ in range(200):
            u = sin(u) + 0.1
            values.append(u)
        total = x[1]
        for k in range(199):
            total = total + values[198 - k] * values[k]
        return total + values[7] + values[-1]

    first, second = checked(f, [0.3, 0.2])
    assert first.trips >= 198
    assert second.trips >= 195


def test_several_loops_right_after_one_another():
    # A loop that was begun in the middle of its turn once reached into the next, which was then lost.
    def f(x):
        c, d = x[0], x[1]
        for k in range(78):
            inner = c - d
            for _ in range(11):
                inner = 0.5 * inner + sin(inner + 0.1 * k)
            c, d = 0.5 * d + 0.3, 0.5 * d + sin(c) * inner
        for _ in range(78):
            c, d = 0.5 * d + sin(c), 0.5 * c + exp(-d * d)
        return c + d

    assert checked(f, [0.3, 0.2])


def test_a_stretch_whose_arguments_fit_no_loop_is_written_out():
    chance = random.Random(1)

    def f(x):
        values = list(x)
        for _ in range(150):
            values.append(sin(values[-1]) * values[chance.randrange(len(values) - 1)])
        return values[-1]

    assert checked(f, [0.3, 0.2]) == []


def test_many_stretches_that_fit_no_loop_take_linear_time(monkeypatch):
    # Each once began the whole outline anew.
    monkeypatch.setattr(rerolling, "WORTH", 40)
    chance = random.Random(2)
    counts = [chance.randrange(20, 30) for _ in range(60)]
    order = [chance.random() for _ in range(30)]

    def f(x):
        values = list(x)
        for count in counts:
            for k in range(count):
                values.append(sin(values[-1]) * values[int(order[k] * len(values))] + exp(-values[-2]))
            values.append(exp(-values[-1] * values[-1]))
        return values[-1]

    attempts, straight = [], _Outliner._straight
    monkeypatch.setattr(_Outliner, "_straight", lambda self, at: attempts.append(at) or straight(self, at))
    checked(f, [0.3, 0.2])
    assert len(attempts) < 2 * 5 * sum(counts)


def test_guards_in_a_loop_and_the_guard_that_ends_it():
    def f(x):
        u, gap = x[0], x[1]
        while gap > 0.01:
            gap = gap * 0.5
            u = sin(u) + gap
            if u > 100.0:
                u = u * 2.0
        return u

    found, number = outlined(f, [0.3, 1.0])
    assert replay(assemble(found), [0.3, 1.0]) == [number]
    (loop,) = loops(found)
    assert loop.until is not None
    assert any(isinstance(step, Ask) for step in loop.body)


def before_the_last(x, ago):
    """A falling body with drag, and where it was `ago` steps before it met the ground."""
    heights, speed = [x[0]] * (ago + 1), x[1]
    while True:
        new = heights[-1] + 0.01 * speed
        if new < 0.0:
            return heights[0] * speed + heights[-1] / speed
        heights, speed = [*heights[1:], new], speed - 0.1 - 0.01 * speed * speed


@pytest.mark.parametrize("ago", [0, 1, 2])
def test_what_an_open_loop_made_before_its_last_turn_is_carried_out_of_it(ago):
    found, number = outlined(lambda x: before_the_last(x, ago), [2.0, 0.5])
    assert replay(assemble(found), [2.0, 0.5]) == [number]
    (loop,) = loops(found)
    assert loop.until is not None


@pytest.mark.parametrize("ago", [0, 1, 2])
def test_such_a_loop_gives_the_bits_of_the_function_for_any_number_of_turns(ago):
    def f(x):
        return before_the_last(x, ago)

    compiled = compile(f)
    for point in ([2.0, 0.5], [0.7, -0.1], [0.02, 0.0], [0.001, -0.2], [3.0, 1.5], [0.03, 0.01]):
        assert compiled.value_and_grad(point) == value_and_grad(f)(point)


def test_tokens_tell_rows_and_constants_apart():
    tape = Tape()
    x = tape.input(1.0)
    for y in (x + x, x + 1.0, 1.0 + x, x - x, x + x):
        assert y.number is not None
    tape.end()
    text = tokens(tape)[1:]
    assert len(set(text)) == 4
    assert text[0] == text[-1]


@pytest.mark.parametrize("worth", [8, 40, 256])
@pytest.mark.parametrize("seed", range(6))
def test_random_nests_of_loops_give_what_the_function_gives(seed, worth, monkeypatch):
    monkeypatch.setattr(rerolling, "WORTH", worth)
    chance = random.Random(seed)
    outer, inner = chance.randrange(3, 9), [chance.randrange(2, 9) for _ in range(9)]
    regular = chance.random() < 0.5

    def f(x):
        values = list(x)
        u = x[0]
        for i in range(outer):
            for j in range(inner[0] if regular else inner[i]):
                u = sin(u) + values[j % len(values)] * 0.3
            values.append(u * x[1])
            for k in reversed(range(len(x))):
                u = 0.5 * u + values[k]
        return u

    checked(f, [0.1 * k for k in range(5)])
