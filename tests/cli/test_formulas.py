"""Faults of a formula are told with a caret."""

import pytest


@pytest.mark.parametrize(
    ("words", "sentence", "line", "under"),
    [
        (["x + log(y)", "x=1", "y=-2.0"], "log needs x > 0, but got x = -2.0.", "x + log(y)", "log"),
        (["x / (y - y)", "x=1", "y=2"], "x / (y - y) divides by zero: y - y is 0.", "x / (y - y)", "/"),
        (["1 + x.real", "x=1"], "A dot after a name has no place in a formula", "1 + x.real", "x.real"),
        (["10**10**10"], "10**10**10 would be an exact number of more than 10,000 bits", "10**10**10", "**10**10"),
        (["x + snih(x)", "x=1"], "There is no function snih. Did you mean sinh?", "x + snih(x)", "snih"),
        (["x + y", "x=1"], "y has no value. Given: x.", "x + y", "y"),
        (["x +", "x=1"], "The formula ends too early", "x +", ""),
        (["-x^2", "x=1"], "A formula has no ^. For a power write **.", "-x^2", "^2"),
        (["x > 1", "x=1"], "The formula's result is False, not a number.", "x > 1", "x"),
        (["__import__('os').system('true')"], "Text in quotes", "__import__('os').system('true')", "'os'"),
        (["x\n+ 1/0", "x=1"], "1/0 divides by zero.", "+ 1/0", "/0"),
        (["x + \udcff", "x=1"], r"'\udcff' has no meaning in a formula", "x + ?", "?"),
        (["x + π", "x=1"], "π has no meaning in a formula", "x + π", "π"),
    ],
)
def test_a_fault_in_a_formula_is_told_with_a_caret_under_the_place(said, words, sentence, line, under):
    status, out, err = said(*words)
    assert (status, out) == (2, "")
    told, shown, caret = err.rstrip("\n").split("\n")
    assert told.startswith("backsweep: " + sentence)
    assert shown == line
    assert caret == " " * (len(caret) - 1) + "^"
    assert shown[len(caret) - 1 :].startswith(under)


@pytest.mark.parametrize(
    "formula",
    [
        "",
        " ",
        "(" * 100_000,
        "-" * 100_000,
        "1" + "+1" * 100_000,
        "sin(" * 1_500 + "x" + ")" * 1_500,
        "9**9**9",
        "x\0",
        "()()",
    ],
    ids=lambda text: f"{text[:8]!r}...",
)
def test_an_attack_gets_three_short_lines(said, formula):
    status, out, err = said(formula, "x=1")
    assert (status, out) == (2, "")
    assert err.count("\n") <= 3
    assert max(map(len, err.splitlines())) < 250


def test_a_static_argument_says_how_to_leave_it_out(said):
    status, _, err = said("polygamma(n, x)", "n=1", "x=2")
    assert status == 2
    assert "name them: --wrt x,y" in err
