"""Formulas as runs of text: every row of the table can be set, and nothing of LaTeX is left over."""

import pytest

from backsweep import TABLE
from backsweep.show.typeset import Run, plain, shortened, typeset, upright, wide
from backsweep.words.expression import Applied, Name
from backsweep.words.latex import latex, name


def told(formula):
    return plain(typeset(formula))


@pytest.mark.parametrize("row", list(TABLE.values()), ids=lambda row: row.name)
def test_every_row_can_be_set(row):
    args = tuple([Name("a"), Name("b2")] if row.kind == "sequence" else Name(arg) for arg in row.args)
    written = told(latex(Applied(row, args)))
    assert written
    assert not set(written) & set("\\{}$") - (set("{}") if row.kind == "structural" else set())


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (r"\frac{x + 1}{y}", "(x + 1) / y"),
        (r"\frac{x_{1}}{2}", "x1 / 2"),
        (r"\sqrt{x}", "√x"),
        (r"\sqrt{x^2 + y^2}", "√(x^2 + y^2)"),
        (r"\sqrt[3]{x}", "∛x"),
        (r"-x", "−x"),
        (r"a - b", "a − b"),
        (r"2 \cdot \left(-x\right)", "2 · (−x)"),
        (r"\left|x\right|", "|x|"),
        (r"\ln x", "ln\u2009x"),
        (r"\ln(1 + x)", "ln(1 + x)"),
        (r"\log_{10} x", "log10\u2009x"),
        (r"x \ln y", "x\u2009ln\u2009y"),
        (r"\left\lfloor \frac{x}{y} \right\rfloor", "⌊x / y⌋"),
        (r"x \bmod y", "x mod y"),
        (r"\alpha \cdot \Gamma(x)", "α · Γ(x)"),
        (r"\begin{cases} a & \text{if } b \\ c & \text{otherwise} \end{cases}", "{ a if b; c otherwise }"),
        (r"1.5 \cdot 10^{-9}", "1.5 · 10^−9"),
    ],
)
def test_formulas_read_as_mathematics(formula, expected):
    assert told(formula).replace("^−^", "^−") == expected


@pytest.mark.parametrize("label", ["<script>", "a_b_c", "x^2", "a{b}", "100%", "~", "$x$", "\\", "日本", "_x", "f(x)"])
def test_names_come_out_as_they_are(label):
    assert told(name(label)) == label.replace("a_b_c", "ab_c").replace("x^2", "x^2")


def test_letters_lean_and_words_and_numbers_stand():
    assert [(run.text, run.italic) for run in typeset(r"w_{2} + \mathrm{loss}")] == [
        ("w", True),
        ("2", False),
        (" + loss", False),
    ]


def test_an_exponent_is_raised_and_smaller():
    base, exponent = typeset("x^{2}")
    assert (base.rise, base.size) == (0.0, 1.0)
    assert exponent.rise > 0 > typeset("x_{2}")[1].rise
    assert exponent.size < 1


def test_a_shortened_formula_has_room():
    runs = shortened(typeset("x + y + z + " * 30), 16, 100)
    assert wide(runs, 16) <= 100
    assert "".join(run.text for run in runs).endswith("…")


def test_a_formula_with_room_is_not_shortened():
    assert shortened(upright("x"), 16, 100) == (Run("x"),)


@pytest.mark.parametrize("formula", [r"\frac{x", "x^", "x_", r"\sqrt", r"\sqrt[3", r"\begin", r"\text{a", "}", ""])
def test_a_broken_formula_is_set_as_far_as_it_goes(formula):
    assert len(told(formula)) < 10
