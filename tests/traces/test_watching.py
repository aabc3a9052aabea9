"""Every node knows the line that made it."""

import cProfile
import functools
import importlib.util
import inspect
import operator
import sys

import pytest

import backsweep as bs
from backsweep import Node, trace


def lines(found):
    return [step.place.line for step in found.forward if step.place]


def first_line(f):
    return inspect.getsourcelines(f)[1]


def several_lines(x):
    y = x + 1
    z = y * y

    return z - y


def test_each_line_of_a_function():
    begin = first_line(several_lines)
    assert lines(trace(several_lines, 2.0)) == [begin + 1, begin + 2, begin + 4]


def test_two_calls_on_one_line():
    def f(x):
        return bs.sin(x) * bs.cos(x)

    assert lines(trace(f, 2.0)) == [first_line(f) + 1] * 3


def test_a_call_over_several_lines():
    def f(x):
        return bs.sum(
            [
                x * x,
                bs.sin(x),
            ]
        )

    begin = first_line(f)
    assert lines(trace(f, 2.0)) == [begin + 3, begin + 4, begin + 1]


def test_nested_functions_comprehensions_and_generators():
    def f(xs):
        def inner(x):
            return x * x

        total = bs.sum(inner(x) for x in xs)
        return total + bs.sum([x + 1 for x in xs])

    begin = first_line(f)
    assert lines(trace(f, [1.0, 2.0])) == [begin + 2, begin + 2, begin + 4, begin + 5, begin + 5, begin + 5, begin + 5]


def test_what_is_called_through_c():
    def f(xs):
        return functools.reduce(operator.mul, map(bs.sin, xs))

    assert lines(trace(f, [1.0, 2.0])) == [first_line(f) + 1] * 3


def test_a_constant_made_on_the_way():
    def f(x):
        two = Node(2.0)
        return x * two

    begin = first_line(f)
    assert lines(trace(f, 1.0)) == [begin + 1, begin + 2]


def test_a_rule_that_calls_other_primitives_is_one_line():
    def f(x):
        return bs.gelu(x)

    assert lines(trace(f, 1.0)) == [first_line(f) + 1]


def test_other_files(tmp_path):
    source = tmp_path / "helper_of_mine.py"
    source.write_text("def double(x):\n    return x + x\n", encoding="utf-8")
    spec = importlib.util.spec_from_file_location("helper_of_mine", source)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found = trace(lambda x: module.double(x) * 2, 3.0)
    _, doubled, y = found.forward
    assert (doubled.place.file, doubled.place.line, doubled.place.text) == (str(source), 2, "return x + x")
    assert y.place.file == __file__
    assert "helper_of_mine.py:2" in str(found)
    assert "helper_of_mine.py, line 2: return x + x" in str(found)


def test_inputs_and_finished_nodes_have_no_line():
    assert trace(several_lines, 2.0).forward[0].place is None
    assert lines(trace(Node(2.0) * 3)) == []


def test_an_error_leaves_no_hook_behind():
    def f(x):
        raise KeyError("mine")

    before = sys.getprofile()
    with pytest.raises(KeyError, match="mine"):
        trace(f, 1.0)
    assert sys.getprofile() is before


def test_a_profiler_at_work_goes_on_working():
    profile = cProfile.Profile()
    profile.enable()
    try:
        found = trace(several_lines, 2.0)
    finally:
        profile.disable()
    assert found.gradient == {"x": 5.0}


def test_a_trace_within_a_trace():
    inner = []

    def f(x):
        inner.append(trace(several_lines, 1.0))
        return x * x

    found = trace(f, 2.0)
    assert lines(found) == [first_line(f) + 2]
    assert len(lines(inner[0])) == 3


def guards(f, *args):
    return [
        (g.sign, getattr(g.left, "val", None), getattr(g.right, "val", g.right), g.outcome)
        for g in trace(f, *args).guards
    ]


def test_comparisons_that_looked_at_a_value_are_kept():
    def f(x):
        if x > 1 and x <= 3:
            x = x * 2
        if x:
            x = x + 1
        return max(x, x * 2) if x != 0 else x

    assert guards(f, 2.0) == [
        (">", 2.0, 1, True),
        ("<=", 2.0, 3, True),
        ("!=", 4.0, 0, True),
        ("!=", 5.0, 0, True),
        (">", 10.0, 5.0, True),
    ]


def test_questions_with_a_plain_answer_are_kept():
    def f(x):
        n = bs.floor_int(x)
        mantissa, _ = bs.frexp(x)
        return x * n if not bs.isnan(x) and bs.isfinite(x) and bs.isclose(1.0, x, abs_tol=9) else mantissa

    assert guards(f, 2.5) == [
        ("floor_int", 2.5, None, 2),
        ("frexp", 2.5, None, 2),
        ("isnan", 2.5, None, False),
        ("isfinite", 2.5, None, True),
        ("isclose", 2.5, 1.0, True),
    ]


def test_what_rules_compare_within_is_no_guard():
    assert guards(lambda x: bs.relu(x) + bs.maximum(x, 2), 1.0) == []


def test_a_guard_knows_its_line():
    def f(x):
        return x if x > 0 else -x

    (guard,) = trace(f, 1.0).guards
    assert guard.origin.place.text == "return x if x > 0 else -x"


def test_a_node_that_could_not_be_made_is_the_functions_own_error():
    def f(x):
        try:
            u = Node("two")
        except bs.WrongKind:
            u = x * 2
        return u

    assert [step.node for step in trace(f, 1.0).forward] == ["x", "u"]
