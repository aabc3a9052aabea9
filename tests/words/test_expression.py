"""Symbols: they write down what is asked of them, and decide comparisons where their values are known."""

import pytest

import backsweep
from backsweep import TABLE, custom_derivative, trace
from backsweep.primitive import OWN
from backsweep.reading import read
from backsweep.words.expression import WORDS, Applied, Condition, Name, apply, same, value_of_term
from backsweep.words.text import text
from backsweep.worlds import FLOATS

x, y = Name("x"), Name("y")


@pytest.mark.parametrize(
    ("term", "written"),
    [
        (x + 0, "x"),
        (0 + x, "x"),
        (x - 0, "x"),
        (0 - x, "-x"),
        (x * 1, "x"),
        (1 * x, "x"),
        (x * 0, "0"),
        (-1 * x, "-x"),
        (x / 1, "x"),
        (x**1, "x"),
        (x**0, "1"),
        (x.__neg__().__neg__(), "x"),
        (x * x, "x ** 2"),
        (3 * y * y, "3 * y ** 2"),
        (1 / x / x, "1 / x ** 2"),
        (x * y, "x * y"),
    ],
)
def test_formulas_are_tidied_for_the_eye(term, written):
    assert text(term) == written


def test_a_symbol_with_a_value_decides():
    assert (Name("a", 2.0) < 3) is True
    assert isinstance(x < 3, Condition)


def test_an_undecided_condition_cannot_stand_in_an_if():
    with pytest.raises(TypeError, match="not decided"):
        bool(x < 3)


def test_values_are_known_where_all_arguments_are():
    a, b = Name("a", 2.0), Name("b", 3.0)
    assert value_of_term(a * b + 1) == 7.0
    assert value_of_term(a * x) is None
    assert value_of_term(Applied(TABLE["dot"], ([a, b], [b, b]))) == 15.0


def test_an_impossible_value_is_unknown():
    assert value_of_term(1 / Name("a", 0.0)) is None
    assert text(apply(TABLE["log"], 0.0)) == "log(0.0)"


def test_same_looks_at_the_whole_term():
    assert same(x + 1, Name("x") + 1)
    assert not same(x + 1, x + 2)
    assert not same(x, y)


ROWS = [TABLE[name] for name in sorted(OWN) if TABLE[name].kind == "elementwise"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_every_rule_of_the_table_can_be_read_on_symbols(row):
    symbols = [Name(arg) for arg in row.args]
    for rule in row.rules(WORDS):
        if rule is not None:
            assert text(rule(*symbols, Name("answer"))) != ""


@pytest.mark.parametrize("row", [row for row in ROWS if len(row.args) == 1], ids=lambda row: row.name)
@pytest.mark.parametrize("point", [0.3, 0.9, 1.7, -0.4])
def test_a_formula_read_back_has_the_value_of_the_partial(row, point):
    """Python evaluates the printed formula, through the very names it shows."""
    if not all(point in row.domain.get(arg, [point]) for arg in row.args):
        pytest.skip(reason="outside the domain")
    answer = row(point)
    (rule,) = row.rules(WORDS)
    if rule is None:
        pytest.skip(reason="a static argument has no partial")
    term = rule(Name("x", point), Name("y", answer))
    names = {**{name: TABLE[name] for name in OWN}, **vars(backsweep), "x": point, "y": answer}
    found = eval(text(term), names)
    partial = read(row.partials[row.args[0]], FLOATS)
    # Constants are printed with six digits.
    exact = partial(point, answer) if callable(partial) else partial
    assert found == pytest.approx(exact, rel=2e-5, abs=1e-9)


def test_writing_down_a_call_does_not_make_it_again():
    calls = []

    def f(x):
        calls.append(x)
        return x * x

    once = custom_derivative(f, partials=lambda x, y: 2 * x)
    assert "f(x)" in str(trace(lambda x: once(x), 3.0))
    assert calls == [3.0]
