"""A trace as text, read as a student would read it."""

from fractions import Fraction

import pytest

import backsweep as bs
from backsweep import Node, trace
from backsweep.formula import parse


def finished(formula, **values):
    """The trace of a formula, whose nodes have no line of source."""
    return trace(parse(formula)(**{name: Node(val, name=name) for name, val in values.items()}))


def test_the_worked_formula():
    assert str(finished("(x + 2)**2", x=2)) == (
        "forward sweep\n"
        "\n"
        "  node  expression  value  local derivatives\n"
        "  x     input       2\n"
        "  v1    x + 2       4      dv1/dx = 1\n"
        "  y     v1 ** 2     16     dy/dv1 = 2 * v1 = 8\n"
        "\n"
        "backward sweep\n"
        "\n"
        "  visit  der  contributions\n"
        "  y      1    v1.der += 1 * 8 = 8\n"
        "  v1     8    x.der += 8 * 1 = 8\n"
        "  x      8\n"
        "\n"
        "y.val = 16\n"
        "x.der = 8"
    )


def test_forward_mode_shows_the_zeros_and_compares_the_modes():
    assert str(trace(lambda w1, w2: w1**2 + w2**2, 3.0, 4.0, mode="forward")).splitlines()[2:8] == [
        "  node  expression  value  d/dw1  d/dw2  zeros",
        "  w1    input       3.0    1.0    0      1",
        "  w2    input       4.0    0      1.0    1",
        "  v1    w1 ** 2     9.0    6.0    0      1",
        "  v2    w2 ** 2     16.0   0      8.0    1",
        "  y     v1 + v2     25.0   6.0    8.0    0",
    ]
    assert "structural zeros among them       4 (40%)" in str(trace(lambda a, b: a**2 + b**2, 3.0, 4.0, mode="forward"))


def test_a_running_sum_is_shown_from_the_second_contribution_on():
    text = str(finished("x * x + x", x=2.0))
    assert "running sum" in text
    assert [line.split()[-3:] for line in text.splitlines() if "x.der =" in line][:2] == [
        ["x.der", "=", "3.0"],
        ["x.der", "=", "5.0"],
    ]


def test_no_column_for_running_sums_that_are_not_there():
    assert "running sum" not in str(finished("x * 2", x=2.0))


def test_the_two_factors_of_a_square_are_told_apart():
    text = str(finished("x * x", x=3.0))
    assert "dy/d(1st x) = x = 3.0" in text
    assert "dy/d(2nd x) = x = 3.0" in text


def test_the_line_of_source_is_quoted():
    def f(x):
        return x * x  # here

    text = str(trace(f, 2.0))
    assert f"test_as_text.py, line {f.__code__.co_firstlineno + 1}: return x * x  # here" in text


@pytest.mark.parametrize("count", [9, 1000])
def test_long_sums_are_cut_to_the_width_of_a_screen(count):
    text = str(trace(bs.sum, [float(i) for i in range(count)]))
    assert max(map(len, text.splitlines())) < 160
    assert f"... {count - 8:,} more" in text


def test_large_graphs_are_cut_in_the_middle():
    y = Node(1.0, name="x")
    for _ in range(5000):
        y = y * 1.0
    text = str(trace(y))
    assert len(text.splitlines()) < 450
    assert "4,801 more" in text
    assert text.endswith("y.val = 1.0\nx.der = 1.0")


def test_many_inputs_in_forward_mode_are_cut_too():
    text = str(trace(lambda xs: bs.sum([x * x for x in xs]), [1.0] * 40, mode="forward"))
    assert max(map(len, text.splitlines())) < 200
    assert "d/dxs[0]" in text
    assert "d/dxs[39]" in text
    assert "d/dxs[20]" not in text


@pytest.mark.parametrize(
    ("x", "lines"),
    [
        (2, ["y.val = 4", "x.der = 4"]),
        (2.0, ["y.val = 4.0", "x.der = 4.0"]),
        (Fraction(1, 3), ["y.val = 1/9", "x.der = 2/3"]),
        (1 + 2j, ["y.val = (-3+4j)", "x.der = (2+4j)"]),
        (float("inf"), ["y.val = inf", "x.der = inf"]),
    ],
    ids=str,
)
def test_results_are_written_in_full_and_in_their_own_kind(x, lines):
    assert str(finished("x * x", x=x)).splitlines()[-2:] == lines


def test_an_int_of_five_thousand_digits_is_rounded():
    big = Node(10**4999, name="x")
    assert "y.val = 1e+5000" in str(trace(big * 10))


def test_names_with_line_breaks_stay_on_one_line():
    x = Node(1.0, name="a\nb\t")
    text = str(trace(x * 2))
    assert "a\\nb\\t.der = 2" in text


def test_columns_are_aligned():
    rows = str(finished("sin(x) * 10000 + x", x=0.5)).split("\n\n")[1].splitlines()
    starts = {row.index(word) for row, word in zip(rows, ["value", "0.5", "0.479", "4794", "4794"], strict=False)}
    assert len(starts) == 1


def test_a_very_long_name_leaves_the_table_readable():
    told = str(trace(lambda m: m["n" * 10_000] * 2.0, {"n" * 10_000: 3.0}))
    assert max(map(len, told.partition("y.val")[0].splitlines())) < 300
