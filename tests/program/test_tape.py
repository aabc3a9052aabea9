"""The tape has a step for every operation, in order, and a guard for every question."""

import itertools
import math
import operator
from fractions import Fraction

import pytest

import backsweep
from backsweep import NotDifferentiable, NotReproducible, RecordingError, floor_int, isnan, sqrt, where
from backsweep.program.tape import FAILS, HOLDS, LONG, Tape, same
from backsweep.recorded import NotWritten, Recorded, Truth


def recorded(*numbers, spots=False):
    tape = Tape(spots)
    return tape, *[tape.input(number) for number in numbers]


def rows(tape):
    """The names of the steps after the inputs."""
    return [row.name for row in tape.rows[tape.inputs :]]


BINARY = [operator.add, operator.sub, operator.mul, operator.truediv, operator.mod, operator.floordiv, operator.pow]


@pytest.mark.parametrize("o", BINARY)
def test_operators_write_one_step_with_the_value_of_this_run(o):
    for left, right in itertools.product((2.5, -1.5), (0.75, 3, 2.0)):
        try:
            wanted = o(left, right)
        except ZeroDivisionError:
            continue
        if isinstance(wanted, complex):
            continue
        tape, x, y = recorded(left, right)
        for found in (o(x, y), o(x, right), o(left, y)):
            assert type(found) is Recorded
            assert found.number == wanted
        names = {"truediv": "div", "pow": "pow"}
        name = names.get(o.__name__, o.__name__)
        assert rows(tape) == [name, "power" if name == "pow" else name, name]


def test_arguments_are_places_and_constants_are_numbered_backwards():
    tape, x, y = recorded(2.0, 3.0)
    z = x * y + 0.5
    z = 4.0 - z
    assert tape.constants == [0.5, 4.0]
    assert tape.a[2:] == [0, 2, -2]
    assert tape.b[2:] == [1, -1, 3]


def test_a_comparison_is_a_step_and_only_asking_is_a_guard():
    tape, x = recorded(2.0)
    truth = x > 1.0
    assert type(truth) is Truth
    assert rows(tape) == ["more"]
    chosen = where(truth, x, 0.0)
    assert rows(tape) == ["more", "where"]
    assert chosen.number == 2.0
    assert truth
    assert not x < 1.0
    assert tape.rows[-3:] == [HOLDS, tape.rows[-2], FAILS]


def test_a_number_as_a_condition_is_a_guard():
    tape, x, zero = recorded(2.0, 0.0)
    assert x
    assert not zero
    assert rows(tape) == ["unequal", "holds", "unequal", "fails"]


def test_floor_int_and_isnan_are_guards():
    tape, x = recorded(2.75)
    assert floor_int(x) == 2
    assert not isnan(x)
    assert rows(tape) == ["floor", "equal", "holds", "unequal", "fails"]


def test_a_long_sum_is_written_step_by_step_and_a_short_one_as_one():
    for count, steps in ((LONG, 1), (LONG + 1, LONG)):
        tape, *xs = recorded(*[1.0] * count)
        backsweep.sum(xs)
        assert len(rows(tape)) in (steps, steps + 1)


def test_int_arithmetic_is_guarded_to_be_small():
    tape, x = recorded(2.75)
    whole = backsweep.floor(x) + 1
    assert (type(whole.number), whole.number) == (int, 3)
    assert rows(tape) == ["floor", "add", "at_most", "holds", "at_least", "holds", "add"]
    _, large = recorded(1e17)
    with pytest.raises(NotWritten, match="beyond") as raised:
        backsweep.floor(large) + 1
    assert raised.value.here


def test_a_choice_among_floats_and_ints_is_a_float():
    _, x = recorded(0.5)
    for chosen in (where(x > 1.0, x, 1), backsweep.max([x, 1]), backsweep.min([x, 0])):
        assert type(chosen.number) is float


def test_a_comparison_with_what_no_float_is_cannot_be_written():
    _, x = recorded(2.0)
    assert x < 3
    assert x < Fraction(5, 2)
    for other in (2**53 + 1, 10**400, Fraction(1, 3), 1j):
        with pytest.raises(NotWritten):
            bool(x == other)


def test_an_error_is_raised_and_noted():
    tape, x = recorded(-1.0)
    with pytest.raises(backsweep.DomainError) as raised:
        sqrt(x)
    assert tape.error is raised.value
    assert rows(tape) == []


def test_a_static_argument_cannot_be_recorded():
    _, x = recorded(2.0)
    with pytest.raises(NotDifferentiable, match="no derivative by"):
        backsweep.ldexp(1.0, x)


def test_other_things_are_refused_as_by_numbers():
    _, x = recorded(2.0)
    for other in (None, "a", [1.0]):
        with pytest.raises(TypeError):
            x + other
        with pytest.raises(TypeError):
            operator.lt(x, other)
        assert (x == other) is False
    for function in (float, int, complex, math.sin, operator.index):
        with pytest.raises(backsweep.DerivativeLost):
            function(x)


def test_a_truth_counts_as_a_bool_of_this_run():
    _, x = recorded(2.0)
    assert ((x > 1) + (x > 0), (x > 1) * 3, -(x > 1), int(x < 1), (x > 1) & (x > 0)) == (2, 3, -1, 0, True)
    assert ((x > 1) * x).number == 2.0
    assert ["a", "b"][x > 1] == "b"


def test_an_ended_tape_takes_nothing_more():
    tape, x = recorded(2.0)
    y = x * x
    tape.end()
    for use in (
        lambda: y + 1.0,
        lambda: 1.0 + y,
        lambda: sqrt(y),
        lambda: y > 1.0,
        lambda: bool(y),
        lambda: floor_int(y),
    ):
        with pytest.raises(RecordingError, match="its recording had ended"):
            use()


def test_values_of_two_tapes_do_not_mix():
    (_, x), (_, y) = recorded(2.0), recorded(3.0)
    for use in (lambda: x * y, lambda: x < y, lambda: where(x > 0, x, y)):
        with pytest.raises(RecordingError, match="another recording"):
            use()


def test_the_line_of_a_step():
    tape, x = recorded(2.0, spots=True)
    _ = x * x
    y = (
        x
        + 1.0
    )  # fmt: skip
    line = test_the_line_of_a_step.__code__.co_firstlineno
    assert y.number == 3.0
    assert [tape.line(at) for at in range(1, 3)] == [f"test_tape.py:{line + 2}", f"test_tape.py:{line + 4}"]
    assert tape.line(7) == ""


def test_two_runs_are_the_same_or_the_first_difference_is_named():
    def run(constant, extra=False):
        tape, x = recorded(2.0, spots=True)
        y = x * constant
        if extra:
            y = y + 1.0
        tape.end()
        return tape

    same(run(0.5), run(0.5))
    same(run(math.nan), run(math.nan))
    line = test_two_runs_are_the_same_or_the_first_difference_is_named.__code__.co_firstlineno
    for other, at in ((run(0.25), 3), (run(-0.0), 3), (run(0.5, extra=True), 5)):
        with pytest.raises(NotReproducible, match=f"at test_tape.py:{line + at}"):
            same(run(0.0 if at == 3 and other.constants == [-0.0] else 0.5), other)
