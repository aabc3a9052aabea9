import math

import pytest

from backsweep.errors import WrongKind
from backsweep.primitive import TABLE, primitive
from backsweep.program.as_c import c_source
from backsweep.program.comparisons import EQUAL, LESS
from backsweep.program.replay import replay
from backsweep.program.statements import Address, Array, Carried, Guard, Instruction, Load, Loop, Static, Store

from .handmade import CASES, bits, built, div, exp, guarded, log, mul, needs_compiler, one_row, program, where

AWKWARD = [0.0, -0.0, 1.0, -1.0, 2.5, -2.5, 0.3, 7.0, 1e-300, -1e300, math.inf, -math.inf]
NEAR = {"hypot": 2e-16, "gamma": 4e-15, "lgamma": 4e-15}


def outputs(made):
    return made.output.size


@needs_compiler
@pytest.mark.parametrize("name", CASES)
def test_c_gives_the_same_bits_as_replay(name, tmp_path):
    case = CASES[name]
    function = built(c_source(case.program, f"c_{name}"), tmp_path, f"c_{name}")
    for x, expected in case.expected.items():
        answer = function(x, outputs(case.program))
        assert bits(answer) == bits(replay(case.program, x))
        assert answer == pytest.approx(expected, rel=case.rel, abs=0)
        assert function.alone(x) == answer[0]


ROWS = sorted(name for name, row in TABLE.items() if row.kind != "sequence" and row.native)


def numbered(number, row):
    """A row on x[1], x[2] and x[3], for calls where x[0] is its number."""

    def statements(x, out):
        return [
            *[Load(1 + place, x, Address(place)) for place in range(4)],
            Instruction(5, EQUAL, (1, float(number))),
            Guard(5, True),
            Instruction(6, row, (2, 3, 4)[: len(row.args)]),
            Store(out, Address(0), 6),
        ]

    return program(4, 1, statements)


def agrees(function, made, x):
    """Whether C gives the bits of replay; nan where Python raises, or lets an overflow pass."""
    (answer,) = function(x, 1)
    try:
        (expected,) = replay(made, x)
    except (ValueError, ArithmeticError):
        return math.isnan(answer)
    return bits([answer]) == bits([expected]) or (math.isnan(answer) and math.isinf(expected))


@needs_compiler
def test_every_row_with_a_name_in_c_gives_the_same_bits_and_nan_where_python_raises(tmp_path):
    # As the paths of one function, because every run of a compiler takes its time.
    rows = {name: numbered(number, TABLE[name]) for number, name in enumerate(ROWS) if name != "div"}
    function = built(c_source(list(rows.values()), "rows"), tmp_path, "rows")
    for name, made in rows.items():
        for a in AWKWARD:
            for b in AWKWARD if len(TABLE[name].args) > 1 else [0.0]:
                x = [float(ROWS.index(name)), a, b, 0.7]
                assert agrees(function, made, x), (name, x)


@needs_compiler
def test_a_quotient_has_the_same_bits_and_is_nan_where_python_raises(tmp_path):
    made = one_row(div)
    function = built(c_source(made, "quotient"), tmp_path, "quotient")
    finite = [x for x in AWKWARD if math.isfinite(x)]
    assert all(agrees(function, made, [a, b]) for a in finite for b in finite)


@needs_compiler
def test_c_has_nearly_the_same_functions_where_python_has_its_own(tmp_path):
    for name, rel in NEAR.items():
        made = one_row(TABLE[name])
        source = c_source(made, f"c_{name}")
        assert "the last digits may differ" in source
        x = [3.3, 4.1][: len(TABLE[name].args)]
        assert built(source, tmp_path, f"c_{name}")(x, 1) == pytest.approx(replay(made, x), rel=rel)


@needs_compiler
def test_several_paths_are_tried_in_order(tmp_path):
    both = built(c_source([guarded(True), guarded(False)], "both"), tmp_path, "both")
    assert both([0.5], 2) == [0.25, 1.0]
    assert both([1.5], 2) == [2.0, 2.0]
    one = built(c_source([guarded(True)], "one"), tmp_path, "one")
    assert bits(one([1.5], 2)) == ["nan", "nan"]


@needs_compiler
def test_a_division_whose_result_is_not_chosen_still_counts(tmp_path):
    def statements(x, out):
        return [
            Load(1, x, Address(0)),
            Load(2, x, Address(1)),
            Instruction(3, LESS, (1, 2)),
            Instruction(4, div, (1, 2)),
            Instruction(5, TABLE["add"], (4, 1.0)),
            Instruction(6, where, (3, 5, 1)),
            Instruction(7, div, (2, 1)),
            Store(out, Address(0), 6),
        ]

    function = built(c_source(program(2, 1, statements), "choice"), tmp_path, "choice")
    assert function([1.0, 2.0], 1) == [1.5]
    assert bits(function([1.0, 0.0], 1)) == ["nan"]
    assert bits(function([0.0, -1.0], 1)) == ["nan"]


@needs_compiler
def test_infinity_by_zero_counts_though_the_processor_makes_no_note_of_it(tmp_path):
    def statements(x, out):
        return [
            Load(1, x, Address(0)),
            Load(2, x, Address(1)),
            Instruction(3, LESS, (1, 0.0)),
            Instruction(4, where, (3, math.inf, 1)),
            Instruction(5, div, (4, 2)),
            Store(out, Address(0), 5),
        ]

    function = built(c_source(program(2, 1, statements), "infinity"), tmp_path, "infinity")
    assert function([-1.0, 2.0], 1) == [math.inf]
    assert bits(function([-1.0, 0.0], 1)) == ["nan"]
    plain = built(c_source(one_row(div), "plain"), tmp_path, "plain")
    assert bits(plain([math.inf, 0.0], 1)) == ["nan"]


@needs_compiler
def test_a_constant_division_by_zero_is_left_to_the_processor(tmp_path):
    def statements(x, out):
        return [Load(1, x, Address(0)), Instruction(2, div, (1.0, 0.0)), Store(out, Address(0), 1)]

    assert bits(built(c_source(program(1, 1, statements), "never"), tmp_path, "never")([1.0], 1)) == ["nan"]


@needs_compiler
def test_a_function_whose_value_is_not_used_still_counts(tmp_path):
    def statements(x, out):
        return [Load(1, x, Address(0)), Instruction(2, exp, (1,)), Instruction(3, log, (2,)), Store(out, Address(0), 1)]

    function = built(c_source(program(1, 1, statements), "unused"), tmp_path, "unused")
    assert function([1.0], 1) == [1.0]
    assert bits(function([1000.0], 1)) == ["nan"]


@needs_compiler
def test_much_memory_comes_from_the_heap(tmp_path):
    size = 5000
    kept, ders = Array("kept", "values", size), Array("ders", "ders", size)

    def statements(x, out):
        return [
            Load(1, x, Address(0)),
            Loop(2, size, [Store(kept, Address(0, ((2, 1),)), 1)]),
            Loop(
                3,
                size,
                [
                    Load(4, kept, Address(0, ((3, 1),))),
                    Load(5, ders, Address(0, ((3, 1),))),
                    Instruction(6, TABLE["add"], (7, 4)),
                    Instruction(8, TABLE["add"], (6, 5)),
                ],
                [Carried(7, 0.0, 8, 9)],
            ),
            Store(out, Address(0), 9),
            Store(out, Address(3000), 1),
        ]

    made = program(1, 3001, statements, kept, ders)
    source = c_source(made, "heap")
    assert "malloc" in source
    assert "calloc" in source
    assert bits(built(source, tmp_path, "heap")([0.5], 3001)) == bits([2500.0, *[0.0] * 2999, 0.5])


@needs_compiler
def test_tables_are_exact(tmp_path):
    numbers = [0.1, -0.0, 5e-324, 1.7976931348623157e308, 1 / 3]
    table = Array("table", "constants", 5, numbers)

    def statements(x, out):
        return [Loop(1, 5, [Load(2, table, Address(0, ((1, 1),))), Store(out, Address(0, ((1, 1),)), 2)])]

    source = c_source(program(1, 5, statements, table), "exactly")
    assert "0x1.999999999999ap-4" in source
    assert bits(built(source, tmp_path, "exactly")([0.0], 5)) == bits(numbers)


def test_a_row_that_c_does_not_have_is_refused_by_name():
    with pytest.raises(WrongKind, match=r"to_c\(\) cannot write digamma: its value is a Python function"):
        c_source(one_row(TABLE["digamma"]), "f")
    own = primitive("own", about="x.", value=lambda x: float(str(x)), partials={"x": 1})
    with pytest.raises(WrongKind, match=r"to_c\(\) cannot write own"):
        c_source(one_row(own), "f")


@pytest.mark.parametrize("name", ["two words", "int", "1st", "f;", "sin"])
def test_a_name_that_c_cannot_use_is_refused(name):
    with pytest.raises(WrongKind, match="to_c needs a name"):
        c_source(CASES["straight"].program, name)


def test_the_header_says_how_to_build_it():
    text = c_source(CASES["straight"].program, "f_grad")
    assert "double f_grad(const double *x, double *gradient)" in text
    assert "cc -O2 -std=c99 -ffp-contract=off -fno-builtin -c f_grad.c" in text
    assert "x         2 numbers, read only" in text


def test_a_comment_cannot_be_ended_by_a_file_name():
    made = one_row(mul)
    made.statements[2].line = "a*/ b.py:3"
    assert "/* a* / b.py:3 */" in c_source(made, "f")


def test_a_static_argument_that_is_no_number_is_refused():
    made = one_row(TABLE["ldexp"], Static("3"))
    with pytest.raises(WrongKind, match="cannot write the argument '3'"):
        c_source(made, "f")
    assert "ldexp(x[0], 3)" in c_source(one_row(TABLE["ldexp"], Static(3)), "f")
