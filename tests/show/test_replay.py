"""Traces as programs: columns that say where each node's rule and arguments are."""

from fractions import Fraction

import pytest

import backsweep as bs
from backsweep import trace
from backsweep.show.replay import BRANCHED, FORMS, INPUT, UNKNOWN, program_of


def test_nodes_stand_in_the_traces_order_with_their_arguments_counted_backwards():
    program = program_of(trace(lambda x, y: x * y + x, 2.0, 3.0))
    assert program.rule == [INPUT, INPUT, 0, 1]
    assert program.args == [2, 1, 1, 3]
    assert program.reason == ""


def test_a_loop_repeats_the_same_numbers():
    def f(x):
        for _ in range(50):
            x = x * 0.5 + 1.0
        return x

    program = program_of(trace(f, 1.0))
    assert program.rule[1:] == [0, 1] * 50
    assert program.args == [1, -1, 1, -2] * 50
    assert len(program.forms) == 3
    assert program.constants == [0.5, 1.0]


def test_an_int_and_a_float_are_two_constants_and_two_forms():
    program = program_of(trace(lambda x: x * 2 + x * 2.0, 1.0))
    assert program.constants == [2, 2.0]
    assert {form.text.partition("\x03")[2] for form in program.forms} >= {" * 2", " * 2.0"}


def test_data_do_not_fill_the_table_of_forms():
    def f(x):
        for index in range(FORMS + 500):
            x = x + index / 7
        return x

    assert len(program_of(trace(f, 1.0)).forms) <= FORMS + 2


def test_nodes_behind_a_comparison_follow_those_of_the_trace():
    def f(x):
        return x * 2.0 if bs.exp(x) > x - 5.0 else x

    told = trace(f, 1.0)
    program = program_of(told)
    assert program.count == len(told.order) == 2
    assert len(program.nodes) == 4
    assert program.number_of(told.guards[0].left) == 2


def test_what_cannot_be_replayed_behind_a_comparison_does_no_harm():
    def f(x):
        return x * 2.0 if bs.erf(x) * 2.0 > 0 else x

    program = program_of(trace(f, 1.0))
    assert program.reason == ""
    assert program.rule[2:] == [UNKNOWN, UNKNOWN]


@pytest.mark.parametrize(
    ("x", "reason"),
    [
        (1 + 1j, "(1+1j), a complex number"),
        (Fraction(1, 3), "Fraction(1, 3), a fraction"),
        (2**53 + 1, "9007199254740993, an int that no float holds"),
    ],
)
def test_a_number_that_is_no_float_is_named(x, reason):
    assert program_of(trace(lambda x: x * 1, x)).reason == (
        f"x has to do with {reason}, and a page computes with floats only."
    )


def test_a_row_that_javascript_lacks_is_the_reason():
    assert program_of(trace(lambda x: bs.gamma(x), 3.0)).reason == "JavaScript has no gamma."


def test_equal_values_are_different_nodes():
    told = trace(lambda x: x * 1.0, 3.0)
    assert program_of(told).number_of(told.output) == 1


def test_a_rule_with_branches_is_written_as_its_node_took_it():
    def f(x, y):
        return bs.tanh(x) + bs.sigmoid(x) + bs.relu(y) * bs.sigmoid(y)

    told = trace(f, 0.5, -2.0)
    program = program_of(told)
    for node, form, step in zip(program.nodes, program.form, told.forward, strict=True):
        texts = [partial.formula for partial in step.partials]
        slopes = [slope for slope in program.forms[form].slopes if slope]
        filled = [written(slope, [*(told.labels[arg] for arg in node.args), told.labels[node]]) for slope in slopes]
        assert filled == texts


def written(slope, labels):
    for position, label in enumerate(labels):
        slope = slope.replace(f"\x02{position}\x03", label)
    return slope


def test_branches_taken_are_told_of_so_many_nodes_that_it_takes_no_time():
    def f(x):
        for turn in range(BRANCHED + 100):
            x = bs.relu(x) if turn % 2 else x + 1.0
        return x

    program = program_of(trace(f, 1.0))
    assert {form.slopes for form in program.forms if form.taken} == {("",), ("1",)}
