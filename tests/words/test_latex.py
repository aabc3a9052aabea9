"""Formulas as LaTeX."""

import math
import re
from fractions import Fraction

import pytest

from backsweep import TABLE
from backsweep.primitive import OWN
from backsweep.words.expression import Condition, Name, apply
from backsweep.words.latex import latex, name, number

x, y = Name("x"), Name("y")


@pytest.mark.parametrize(
    ("label", "written"),
    [
        ("x", "x"),
        ("w1", "w_{1}"),
        ("w_1", "w_{1}"),
        ("w[1]", "w_{1}"),
        ("w[1][2]", "w_{1,2}"),
        ("p['W'][0]", "p_{W,0}"),
        ("p['bias']", r"p_{\mathrm{bias}}"),
        ("alpha", r"\alpha"),
        ("beta2", r"\beta_{2}"),
        ("sigma_x", r"\sigma_{x}"),
        ("θ", r"\theta"),
        ("loss", r"\mathrm{loss}"),
        ("learning_rate", r"\mathrm{learning\_rate}"),
        ("a b", r"\text{a b}"),
        ("100%", r"\text{100\%}"),
    ],
)
def test_names(label, written):
    assert name(label) == written


@pytest.mark.parametrize(
    ("term", "written"),
    [
        (2 * x, "2 x"),
        (-2 * x, "-2 x"),
        (x * 2, r"x \cdot 2"),
        (2 * (x + 1), r"2 \left(x + 1\right)"),
        (2 * x**2, "2 x^{2}"),
        (0.5 / y, r"\frac{1}{2 y}"),
        (-y / x, r"-\frac{y}{x}"),
        (-1 / x, r"-\frac{1}{x}"),
        ((x / y) ** 2, r"\left(\frac{x}{y}\right)^{2}"),
        ((-x) ** 2, r"\left(-x\right)^{2}"),
        (x - -y, r"x - \left(-y\right)"),
        (math.pi * x, r"\pi x"),
        (math.log(2) / x, r"\frac{\ln 2}{x}"),
        (1 / math.log(2) / x, r"\frac{1}{x \ln 2}"),
        (abs(x), r"\left|x\right|"),
        (apply(TABLE["hypot"], x, y) ** 2, "x^2 + y^2"),
        (1e-9 * x, r"1 \cdot 10^{-9} \cdot x"),
        ((x * x), "x^{2}"),
        (x ** Fraction(1, 2), r"x^{\frac{1}{2}}"),
    ],
)
def test_formulas_as_in_a_textbook(term, written):
    assert latex(term) == written


@pytest.mark.parametrize(
    ("val", "written"),
    [
        (2.0, "2"),
        (True, r"\text{true}"),
        (Fraction(-2, 3), r"-\frac{2}{3}"),
        (math.inf, r"\infty"),
        ((1, 2.0), r"\left(1, 2\right)"),
    ],
    ids=str,
)
def test_numbers(val, written):
    assert number(val) == written


def test_branches_are_cases():
    choice = apply(TABLE["where"], Condition("<", x, 0), -x, x)
    assert latex(choice) == r"\begin{cases} -x & \text{if } x < 0 \\ x & \text{otherwise} \end{cases}"


@pytest.mark.parametrize(
    "row", [TABLE[name] for name in sorted(OWN) if TABLE[name].kind == "elementwise"], ids=lambda row: row.name
)
def test_every_template_is_filled_and_balanced(row):
    written = latex(apply(row, *(Name(arg) + 1 for arg in row.args)))
    braces = re.findall(r"(?<!\\)[{}]", written)
    assert braces.count("{") == braces.count("}")
    for arg in row.args:
        assert name(arg) in written
