"""Replay, generated Python and machine code: the first program whose guards hold, and the same bits."""

import pytest

from backsweep import exp, sin
from backsweep.compiling import executors
from backsweep.compiling.executors import (
    Generated,
    Machine,
    Missed,
    Replays,
    best_executor,
    cost_of,
    machine_code_refused,
)
from backsweep.compiling.forms import form_of
from backsweep.compiling.writing import record


def f(x):
    return sin(x) * x if x > 1.0 else exp(x) / x


def programs(kind, *numbers):
    found = []
    for number in numbers:
        inputs = []
        found.append(record(f, [form_of(number, inputs)], (), inputs).program(kind))
    return found


def machine(made):
    return Machine(made, False, False)


needs_machine_code = pytest.mark.skipif(machine_code_refused() is not None, reason=str(machine_code_refused()))
ALL = [Replays, Generated, pytest.param(machine, marks=needs_machine_code)]


@pytest.mark.parametrize("make", ALL)
def test_the_first_program_whose_guards_hold_runs(make):
    executor = make(programs(None, 2.0, 0.5))
    assert executor.run([3.0]) == (0, [f(3.0)])
    assert executor.run([0.25]) == (1, [f(0.25)])


@pytest.mark.parametrize("make", ALL)
def test_a_call_for_none_of_them_is_missed(make):
    with pytest.raises(Missed):
        make(programs(None, 2.0)).run([0.5])


@pytest.mark.parametrize("make", ALL)
def test_what_python_may_raise_is_not_answered(make):
    with pytest.raises((ArithmeticError, ValueError)):
        make(programs(None, 0.5)).run([0.0])


@pytest.mark.parametrize("make", ALL)
def test_gradients_have_the_same_bits(make):
    kind = frozenset({0})
    made = programs(kind, 2.0, 0.5)
    for x in (0.75, -3.0, 2.0, 1e-100, 50.0):
        assert make(made).run([x]) == Replays(made).run([x])


@pytest.mark.parametrize("make", ALL[1:])
def test_more_paths_can_follow(make):
    one, two = programs(None, 2.0, 0.5)
    executor = make([one])
    assert executor.final
    executor = executor.with_paths([one, two])
    assert executor.run([0.25]) == (1, [f(0.25)])
    assert executor.run([4.0]) == (0, [f(4.0)])


def test_without_llvm_the_best_there_is_is_generated_python(monkeypatch):
    monkeypatch.setattr(executors, "machine_code_refused", lambda: "for a test")
    assert isinstance(best_executor(programs(None, 2.0), False, False), Generated)


def test_longer_programs_cost_more():
    one, two = programs(None, 2.0), programs(None, 2.0, 0.5)
    assert 0 < cost_of(one) < cost_of(two)
