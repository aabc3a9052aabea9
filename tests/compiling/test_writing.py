"""Writing a function down: one path through it, with its programs."""

import math

import pytest

from backsweep import NotReproducible, RecordingError, custom_derivative, sin, sqrt
from backsweep.compiling import writing
from backsweep.compiling.forms import form_of
from backsweep.compiling.writing import record, run
from backsweep.program.replay import replay
from backsweep.recorded import NotWritten


def recorded(f, *args):
    inputs = []
    forms = [form_of(arg, inputs) for arg in args]
    return record(f, forms, (), inputs), inputs


def test_a_path_has_the_answer_with_places_for_its_values():
    path, inputs = recorded(lambda x: {"y": [x[0] * x[1], 3, x[0]], "n": None}, [2.0, 5.0])
    assert path.output == {"y": [0.0, 3, 0.0], "n": None}
    assert path.values == [float, None, float]
    assert replay(path.program(None), inputs) == [10.0, 3.0, 2.0]
    assert path.program(None) is path.program(None)
    assert path.program(frozenset({0})) is not path.program(frozenset({1}))


def test_the_function_is_run_twice_if_it_is_not_too_long(monkeypatch):
    runs = []

    def f(x):
        runs.append(x)
        return x * x

    recorded(f, 2.0)
    assert len(runs) == 2
    monkeypatch.setattr(writing, "TWICE", 1)
    recorded(f, 2.0)
    assert len(runs) == 3


def test_the_second_run_must_do_the_same():
    numbers = iter([1.0, 1.0, 1.0, 2.0])
    path, _ = recorded(lambda x: x * next(numbers), 2.0)
    assert path.constants == [1.0]
    with pytest.raises(NotReproducible, match=r"test_writing\.py:"):
        recorded(lambda x: x * next(numbers), 2.0)


def test_guards_name_their_lines_once():
    def f(x):
        for _ in range(3):
            if x > 1.0:
                x = x - 1.0
        return x

    path, _ = recorded(f, 2.5)
    assert path.guards() == [f"test_writing.py:{f.__code__.co_firstlineno + 2}"]


def test_comparisons_that_are_returned_are_bools_and_guards():
    path, _ = recorded(lambda x: (x > 1.0, [x < 1.0]), 2.0)
    assert path.output == (True, [False])
    assert len(path.outline.steps) == 4


@pytest.mark.parametrize(
    ("f", "here"),
    [
        (lambda x: 1j * x, False),
        (lambda x: custom_derivative(lambda y: y, partials=lambda y, z: 2.0)(x), False),
        (lambda x: sqrt(-x), True),
        (lambda x: {}["nothing"], True),
    ],
)
def test_what_cannot_be_written_says_why_and_whether_for_this_call_only(f, here):
    with pytest.raises(NotWritten) as raised:
        recorded(f, 2.0)
    assert raised.value.here is here


def test_an_error_that_the_function_caught_is_told():
    def f(x):
        try:
            return sqrt(-x)
        except ValueError:
            return x

    with pytest.raises(NotWritten, match="sqrt needs x >= 0"):
        recorded(f, 2.0)


def test_a_tape_is_ended_whatever_happens():
    kept = []

    def f(x):
        kept.append(x)
        raise KeyError

    with pytest.raises(NotWritten):
        run(f, [form_of(2.0, [])], (), [2.0], spots=False)
    with pytest.raises(RecordingError):
        sin(kept[0])


def test_arguments_by_name_follow_the_others():
    inputs = []
    forms = [form_of(arg, inputs) for arg in (2.0, 3.0, 4.0)]
    path = record(lambda x, *, b, a: x * b - a, forms, ("a", "b"), inputs)
    assert replay(path.program(None), inputs) == [2.0 * 4.0 - 3.0]


def test_a_path_takes_in_another_that_only_turned_more_often():
    def f(x, count_them=False):
        turns = 0
        while x > 1e-3:
            x = x * 0.5
            turns += 1
        return (x, turns > 12) if count_them else x

    first, _ = recorded(f, 1.0)
    second, _ = recorded(f, 100.0)
    assert first.take_in(second)
    assert replay(first.program(None), [100.0]) == [f(100.0)]
    counted, _ = recorded(lambda x: f(x, True), 1.0)
    more, _ = recorded(lambda x: f(x, True), 100.0)
    assert not counted.take_in(more)
    straight, _ = recorded(lambda x: x * x, 1.0)
    assert not straight.take_in(straight)
    assert not first.take_in(counted)


def test_a_nan_constant_is_the_same_number_both_times():
    path, _ = recorded(lambda x: x * math.nan, 2.0)
    assert len(path.constants) == 1
