"""What stands for a number while compile writes a function down gives no plain number, text or hash away."""

import copy
import pickle
from numbers import Real

import pytest

from backsweep import BacksweepError, RecordingError
from backsweep.program.tape import Tape
from backsweep.recorded import NotWritten, Recorded, Truth, tape_of


@pytest.fixture
def tape():
    return Tape()


@pytest.fixture
def x(tape):
    return tape.input(2.0)


@pytest.mark.parametrize("give", [str, "{}".format, "%s".__mod__, hash, lambda x: {x}, lambda x: {x: 1}, pickle.dumps])
def test_text_hash_and_pickle_are_refused(give, x):
    for standing in (x, x > 1.0):
        with pytest.raises(RecordingError, match="Do this outside the function"):
            give(standing)


def test_a_refusal_is_noted_on_the_tape(tape, x):
    with pytest.raises(RecordingError) as raised:
        str(x)
    assert tape.error is raised.value


def test_val_says_what_to_write(x):
    with pytest.raises(RecordingError, match=r"stop_gradient\(x\).*floor_int\(x\)"):
        _ = x.val


def test_repr_is_for_debuggers(x):
    assert repr(x).startswith("<recorded value ")
    assert repr(x) != repr(x * 2.0)  # so that a cache by text does not take one for the other


def test_copies_are_the_same_place_on_the_tape(x):
    assert copy.copy(x) is x
    assert copy.deepcopy([x])[0] is x


def test_a_recorded_number_is_a_real_and_a_truth_is_none(x):
    assert isinstance(x, Real)
    assert not isinstance(x > 1.0, Real)
    assert (type(x), type(x > 1.0)) == (Recorded, Truth)


def test_the_tape_of_arguments(tape, x):
    assert tape_of([1.0, x]) is tape
    assert tape_of([1.0, x > 0]) is tape
    assert tape_of([1.0, 2]) is None


def test_what_is_not_written_passes_by_the_functions_own_except():
    assert not issubclass(NotWritten, Exception)
    assert not issubclass(NotWritten, BacksweepError)
    assert (NotWritten("a").here, NotWritten("a", here=True).here) == (False, True)
