"""Branches within branches."""

from backsweep import TABLE
from backsweep.words.branches import settle
from backsweep.words.expression import Name, apply, writer
from backsweep.words.text import text

x, y = Name("x"), Name("y")
choose = writer(TABLE["where"])


def test_what_an_outer_branch_decided_is_not_asked_again():
    assert text(settle(choose(x == 0, 0, 1 / choose(x == 0, 1, x)))) == "0 if x == 0 else 1 / x"


def test_branches_that_say_the_same_are_one():
    assert text(settle(choose(x < 0, x, x))) == "x"


def test_a_choice_inside_a_formula_becomes_a_choice_of_formulas():
    inner = choose(x < 0, x, -x)
    term = apply(TABLE["exp"], inner) / (1 + apply(TABLE["exp"], inner))
    assert text(settle(term)) == "exp(x) / (1 + exp(x)) if x < 0 else exp(-x) / (1 + exp(-x))"


def test_a_number_that_cannot_be_computed_stays_a_formula():
    assert text(settle(apply(TABLE["log"], choose(x == 0, 0.0, x)))) == "log(0.0) if x == 0 else log(x)"


def test_two_different_choices_are_kept():
    term = choose(x < 0, 1, 2) * choose(y < 0, x, y)
    assert text(settle(term)).count("if") == 3
