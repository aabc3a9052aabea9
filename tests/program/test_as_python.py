import ast
import math

import pytest

from backsweep.primitive import TABLE, primitive
from backsweep.program.as_python import namespace, python_function, python_source
from backsweep.program.comparisons import LESS
from backsweep.program.replay import GuardMissed, replay
from backsweep.program.statements import Accumulate, Address, Array, Carried, Instruction, Load, Loop, Static, Store

from .handmade import CASES, add, bits, div, exp, guarded, log, mul, one_row, program, where

AWKWARD = [0.0, -0.0, 1.0, -1.0, 2.5, -2.5, 0.3, 1e-300, -1e300, math.inf, -math.inf, math.nan]


def run(source, name="f", **given):
    """The function of a source text, as a reader would get it by pasting the text into a file."""
    names = dict(given)
    exec(source, names)
    return names[name]


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_the_text_gives_the_same_bits_as_replay(case):
    read, function = run(python_source(case.program)), python_function(case.program)
    for x, expected in case.expected.items():
        answer = replay(case.program, x)
        assert bits(read(x)) == bits(function(x)) == bits(answer)
        assert read(x) == pytest.approx(expected, rel=case.rel, abs=0)


@pytest.mark.parametrize("name", [name for name, row in TABLE.items() if row.kind != "sequence" and row.native])
def test_every_row_with_a_name_in_machine_code_is_printed_to_the_same_bits(name):
    made = one_row(TABLE[name])
    function = python_function(made)
    for a in AWKWARD:
        for b in AWKWARD if len(TABLE[name].args) > 1 else [0.0]:
            x = [a, b, 0.7][: len(TABLE[name].args)]
            try:
                expected = replay(made, x)
            except (ValueError, ArithmeticError):
                with pytest.raises((ValueError, ArithmeticError)):
                    function(x)
            else:
                assert bits(function(x)) == bits(expected), x


def test_it_reads_like_something_written_by_hand():
    assert python_source(CASES["straight"].program) == (
        '"""f: 2 numbers in, 3 out. Written by backsweep."""\n\n'
        "from math import cos, sin\n\n\n"
        "def f(x):\n"
        "    v1 = x[0]\n"
        "    v2 = x[1]\n"
        "    # model.py:3\n"
        "    v3 = sin(v2)\n"
        "    return [v1 * v3, v3, v1 * cos(v2)]\n"
    )


def test_loops_are_loops():
    text = python_source(CASES["sum_of_squares"].program)
    assert "    for i in range(5):\n        v2 = x[i]\n        # model.py:4\n        v1 += v2 * v2\n" in text
    assert "    for i in reversed(range(5)):\n" in text


def test_a_loop_that_ends_by_itself_counts_its_turns_and_appends():
    text = python_source(CASES["newton"].program)
    assert "    for i in count():\n        kept.append(v2)\n" in text
    assert "            break\n    turns = i + 1\n" in text
    assert "in reversed(range(turns)):" in text


def test_a_list_that_does_not_grow_in_order_is_filled_up():
    kept = Array("kept", "values", None)

    def statements(x, out):
        body = [
            Store(kept, Address(1, ((2, 2),)), 3),
            Store(kept, Address(0, ((2, 2),)), 3),
            Instruction(4, add, (3, 1.0)),
            Instruction(5, LESS, (1, 4)),
        ]
        loop = Loop(2, None, body, [Carried(3, 0.0, 4, 6)], until=(5, True))
        return [Load(1, x, Address(0)), loop, Load(7, kept, Address(3)), Store(out, Address(0), 7)]

    made = program(1, 1, statements, kept)
    assert run(python_source(made))([2.5]) == replay(made, [2.5]) == [1.0]


def test_values_are_handed_on_crosswise_at_once():
    assert "v2, v3, v4, v5 = v5, v4, v3 + v4, v2" in python_source(CASES["fibonacci"].program)


def test_a_guard_is_an_if_that_raises():
    text = python_source(guarded(True))
    assert '    if not v1 < 1.0:\n        raise GuardMissed("model.py:7")\n' in text
    with pytest.raises(Exception, match=r"model\.py:7"):
        run(text)([1.5])
    with pytest.raises(GuardMissed) as missed:
        python_function(guarded(True))([1.5])
    assert str(missed.value) == "model.py:7"


def test_rows_from_elsewhere_are_given_by_name():
    cube = primitive("cube", about="x^3.", value=lambda x: float(str(x)) ** 3, partials={"x": lambda x, y: 3 * x * x})
    made = one_row(cube)
    text = python_source(made)
    assert "# Given beside this text, because Python's standard library has no such functions: cube." in text
    assert "return [cube(x[0])]" in text
    assert run(text, "f_cube", **namespace(made))([2.0]) == python_function(made)([2.0]) == [8.0]
    assert namespace(CASES["straight"].program) == {}


def test_a_static_argument_stays_what_it_is():
    def statements(x, out):
        polygamma = TABLE["polygamma"]
        return [Load(1, x, Address(0)), Instruction(2, polygamma, (Static(1), 1)), Store(out, Address(0), 2)]

    made = program(1, 1, statements)
    assert "polygamma(1, x[0])" in python_source(made)
    assert python_function(made)([1.0]) == pytest.approx([math.pi**2 / 6], rel=1e-14)


def test_a_power_never_becomes_a_complex_number():
    made = one_row(TABLE["power"])
    with pytest.raises(ValueError, match="math domain error"):
        python_function(made)([-8.0, 1 / 3])


def test_exponents_that_are_whole_are_written_as_ints():
    def statements(x, out):
        power = TABLE["power"]
        rows = [Instruction(2, power, (1, 3.0)), Instruction(3, power, (1, -1.0)), Instruction(4, power, (-2.0, 1))]
        stores = [Store(out, Address(place), 2 + place) for place in range(3)]
        return [Load(1, x, Address(0)), *rows, *stores]

    made = program(1, 3, statements)
    assert "return [v1**3, v1**-1, pow(-2.0, v1)]" in python_source(made)
    assert python_function(made)([4.0]) == [64.0, 0.25, 16.0]


def test_an_expression_keeps_its_grouping():
    def statements(x, out):
        sub, neg = TABLE["sub"], TABLE["neg"]
        return [
            Load(1, x, Address(0)),
            Load(2, x, Address(1)),
            Load(3, x, Address(2)),
            Instruction(4, sub, (2, 3)),
            Instruction(5, sub, (1, 4)),
            Instruction(6, neg, (5,)),
            Instruction(7, neg, (6,)),
            Instruction(8, TABLE["power"], (7, 2.0)),
            Instruction(9, neg, (8,)),
            Instruction(10, div, (2.0, 9)),
            Store(out, Address(0), 10),
        ]

    made = program(3, 1, statements)
    assert "return [2.0 / -(-(-(x[0] - (x[1] - x[2]))))**2]" in python_source(made)
    assert python_function(made)([1.0, 2.0, 4.0]) == [2.0 / -9.0]


def test_what_could_raise_is_not_put_into_a_branch():
    text = python_source(CASES["logarithm_of_quotient"].program)
    assert "log(v1 / v2)\n" in text
    with pytest.raises(ZeroDivisionError):
        python_function(CASES["logarithm_of_quotient"].program)([1.0, 0.0])


def test_what_could_raise_keeps_its_order():
    def statements(x, out):
        return [
            Load(1, x, Address(0)),
            Instruction(2, log, (1,)),
            Instruction(3, div, (1, 0.0)),
            Instruction(4, mul, (3, 2)),
            Store(out, Address(0), 4),
        ]

    function = python_function(program(1, 1, statements))
    with pytest.raises(ValueError, match="math domain error"):
        function([-1.0])
    with pytest.raises(ZeroDivisionError):
        function([1.0])


def test_what_is_read_from_memory_is_read_before_it_is_written():
    kept = Array("kept", "ders", 1)

    def statements(x, out):
        return [
            Load(1, kept, Address(0)),
            Load(2, x, Address(0)),
            Accumulate(kept, Address(0), 2),
            Load(3, kept, Address(0)),
            Store(out, Address(0), 1),
            Store(out, Address(1), 3),
        ]

    assert python_function(program(1, 2, statements, kept))([3.0]) == [0.0, 3.0]


def test_a_result_that_nothing_uses_is_still_asked_for():
    def statements(x, out):
        return [Load(1, x, Address(0)), Instruction(2, exp, (1,)), Store(out, Address(0), 1)]

    with pytest.raises(OverflowError):
        python_function(program(1, 1, statements))([1000.0])


def test_names_of_arrays_and_of_the_function_stay_out_of_the_way():
    x, out = Array("exp", "input", 1), Array("v1", "output", 9)
    made = program(1, 1, lambda x, out: [])
    made.name, made.inputs, made.output, made.arrays = "<lambda>", x, out, [x, out]
    made.statements = [Load(1, x, Address(0)), Instruction(2, exp, (1,)), Store(out, Address(8), 2)]
    assert run(python_source(made))([0.0])[8] == 1.0


def test_infinity_and_nan_are_imported():
    table = Array("table", "constants", 2, [math.inf, math.nan])

    def statements(x, out):
        loads = [Load(1, x, Address(0)), Load(2, table, Address(1)), Instruction(3, LESS, (1, -math.inf))]
        return [*loads, Instruction(4, where, (3, 2, math.inf)), Store(out, Address(0), 4)]

    made = program(1, 1, statements, table)
    assert run(python_source(made))([0.0]) == python_function(made)([0.0]) == [math.inf]


def test_a_loop_without_statements_is_valid():
    made = program(
        1, 1, lambda x, out: [Load(1, x, Address(0)), Loop(2, 3, [], [Carried(3, 1, 3, 4)]), Store(out, Address(0), 4)]
    )
    assert run(python_source(made))([7.0]) == replay(made, [7.0]) == [7.0]


def test_lines_stay_short():
    def statements(x, out):
        rows = [Instruction(2 + k, TABLE["sub"], (1 + k, 0.1 * k)) for k in range(60)]
        return [Load(1, x, Address(0)), *rows, Store(out, Address(0), 61)]

    made = program(1, 1, statements)
    text = python_source(made)
    ast.parse(text)
    assert max(map(len, text.splitlines())) <= 100
    assert bits(python_function(made)([0.5])) == bits(replay(made, [0.5]))
