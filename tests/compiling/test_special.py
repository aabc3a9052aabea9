"""The paths for calls of one form, and what runs them: replays first, better code once it pays."""

import threading

import pytest

from backsweep import exp, sin, sqrt
from backsweep.compiling import special as module
from backsweep.compiling.executors import Generated, Replays
from backsweep.compiling.forms import form_of
from backsweep.compiling.special import Eagerly, Special

VALUE, GRADIENT = None, frozenset({0})


def f(x):
    return sin(x) if x > 1.0 else exp(x)


@pytest.fixture
def special(monkeypatch):
    return made(f, monkeypatch)


def made(function, monkeypatch, limit=4):
    monkeypatch.setattr(module, "best_executor", lambda programs, fast, kept: Generated(programs))
    return Special(function, [form_of(1.0, [])], (), limit=limit, fast=False, kept=False)


def test_a_path_is_recorded_when_a_call_takes_it(special):
    assert special.run(VALUE, [2.0])[1] == [f(2.0)]
    assert len(special.paths) == 1
    path, outputs = special.run(VALUE, [0.5])
    assert outputs == [f(0.5)]
    assert path is special.paths[1]
    assert special.run(GRADIENT, [0.5]) == (path, [f(0.5), f(0.5)])


def test_replays_come_first_and_better_code_once_it_pays(special, monkeypatch):
    special.run(VALUE, [2.0])
    assert isinstance(special.executors[VALUE], Replays)
    monkeypatch.setattr(module, "cost_of", lambda programs: 0.0)
    special.run(VALUE, [2.0])
    assert isinstance(special.executors[VALUE], Generated)
    special.run(VALUE, [0.5])
    assert isinstance(special.executors[VALUE], Generated)
    assert len(special.executors[VALUE].functions) == 2


def test_better_code_can_be_asked_for(special):
    special.improve(VALUE)
    assert not special.executors
    special.run(VALUE, [2.0])
    special.improve(VALUE)
    assert isinstance(special.executors[VALUE], Generated)


def test_a_path_that_one_kind_recorded_is_known_to_the_other(special):
    special.run(VALUE, [2.0])
    special.run(GRADIENT, [2.0])
    special.run(VALUE, [0.5])
    assert special.run(GRADIENT, [0.5])[1] == [f(0.5), f(0.5)]
    assert len(special.paths) == 2


def test_replays_are_made_once_for_a_path_that_another_kind_recorded(special):
    special.run(GRADIENT, [2.0])
    special.run(VALUE, [2.0])
    special.run(VALUE, [0.5])
    special.run(GRADIENT, [0.5])
    replays = special.executors[GRADIENT]
    assert len(replays.functions) == 2
    special.run(GRADIENT, [0.5])
    assert special.executors[GRADIENT] is replays


def test_past_the_limit_calls_are_for_the_function(monkeypatch):
    special = made(f, monkeypatch, limit=1)
    special.run(VALUE, [2.0])
    with pytest.warns(RuntimeWarning, match="f takes more than 1 paths"), pytest.raises(Eagerly, match="none of the"):
        special.run(VALUE, [0.5])
    with pytest.raises(Eagerly):
        special.run(VALUE, [0.5])
    assert special.run(VALUE, [3.0])[1] == [f(3.0)]


def test_what_is_no_program_is_not_tried_again(monkeypatch):
    runs = []
    special = made(lambda x: runs.append(x) or 1j * x, monkeypatch)
    for _ in range(3):
        with pytest.raises(Eagerly, match="complex numbers"):
            special.run(VALUE, [2.0])
    assert len(runs) == 1


def test_what_is_no_program_at_one_point_may_be_one_at_another(monkeypatch):
    special = made(lambda x: sqrt(x), monkeypatch)
    with pytest.raises(Eagerly):
        special.run(VALUE, [-1.0])
    assert special.refused is None
    assert special.run(VALUE, [4.0])[1] == [2.0]
    with pytest.raises(Eagerly):
        special.run(VALUE, [-1.0])


def test_a_derivative_that_is_nan_is_for_the_function_to_settle(monkeypatch):
    special = made(lambda x: sqrt(x) * 0.0, monkeypatch)
    assert special.run(GRADIENT, [4.0])[1] == [0.0, 0.0]
    with pytest.raises(Eagerly):
        special.run(GRADIENT, [0.0])


def test_two_threads_record_a_path_once(monkeypatch):
    start, runs = threading.Barrier(6), []

    def slow(x):
        runs.append(x)
        for _ in range(300):
            x = sin(x)
        return x

    special = made(slow, monkeypatch)

    def work():
        start.wait()
        special.run(VALUE, [2.0])

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(special.paths) == 1
    assert len(runs) == 2  # one recording, made twice
