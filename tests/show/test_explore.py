"""explore(): what it makes sliders of, and what it refuses."""

import subprocess
import sys

import pytest

from backsweep import WrongKind, explore, sin


def test_it_begins_at_the_given_number_and_in_the_middle_of_a_range():
    pytest.importorskip("anywidget", reason="anywidget is not installed: pip install 'backsweep[notebook]'")
    shown = explore(lambda x, y: x * y, x=2.0, y=(0, 5))
    assert shown.values == {"x": 2.0, "y": 2.5}
    assert shown.sight["result"].endswith("= 5.0")


@pytest.mark.parametrize("f", [sin, lambda x, /: sin(x), lambda *, x: sin(x), lambda **named: sin(named["x"])])
def test_arguments_are_found_by_name_however_the_function_takes_them(f):
    pytest.importorskip("anywidget", reason="anywidget is not installed: pip install 'backsweep[notebook]'")
    assert explore(f, x=0.0).trace.gradient == {"x": 1.0}


def test_something_that_cannot_be_called_is_refused():
    with pytest.raises(WrongKind, match=r"explore needs a function, but got 3\."):
        explore(3, x=2.0)


def test_no_argument_at_all_is_refused():
    with pytest.raises(WrongKind, match=r"explore needs at least one argument to make a slider for"):
        explore(lambda: 1.0)


def test_a_name_that_is_none_of_the_functions_arguments_is_refused():
    with pytest.raises(WrongKind, match=r"here x, z: .*'z'\. f takes \(x, w=1\.0\)\."):
        explore(lambda x, w=1.0: x * w, x=1.0, z=2.0)


def test_an_argument_that_is_missing_is_refused():
    with pytest.raises(WrongKind, match=r"missing a required argument: 'w'"):
        explore(lambda x, w: x * w, x=1.0)


def test_a_list_is_refused_by_name():
    with pytest.raises(WrongKind, match=r"but got data = \[1\.0, 2\.0\]"):
        explore(lambda x, data: x, x=1.0, data=[1.0, 2.0])


def test_without_anywidget_it_says_what_to_install():
    code = """
import sys
sys.modules["anywidget"] = None  # as if it were not installed
import backsweep
try:
    backsweep.explore(lambda x: x, x=1.0)
except ImportError as error:
    assert isinstance(error, backsweep.ExtraMissing)
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    expected = "explore needs anywidget, which is not installed. Install it: pip install 'backsweep[notebook]'."
    assert done.stdout.strip() == expected
