"""backsweep diagnose."""

import pytest

import backsweep


def test_what_is_healthy_is_said_to_be_in_one_line_with_status_zero(said):
    status, out, err = said("diagnose", "(x + 2)**2", "x=2.0")
    assert (status, err) == (0, "")
    assert out.startswith("Healthy: y = 16.0")
    assert out.count("\n") == 1


def test_a_finding_is_told_with_status_one(said):
    status, out, err = said("diagnose", "sqrt(x * x)", "x=0.0")
    assert (status, err) == (1, "")
    assert out.startswith("1 finding; y = 0.0.\n")
    assert "infinite slope" in out


def test_it_says_what_diagnose_says(said):
    def f(x):
        y = backsweep.sqrt(x) * 0
        y.name = "y"
        return y

    words = said("diagnose", "sqrt(x) * 0", "x=0.0")[1]
    found = str(backsweep.diagnose(f, 0.0)) + "\n"
    assert [line for line in words.splitlines() if " line " not in line] == [
        line for line in found.splitlines() if " line " not in line
    ]


def test_an_error_of_a_function_is_a_finding_with_its_line(said, folder):
    status, out, _ = said("diagnose", "model.py:divides", "x=1.0")
    assert status == 1
    assert "model.py, line 28: return x / (x - x)" in out


@pytest.mark.parametrize(
    ("formula", "x", "error"),
    [
        ("1 + log(x)", "-1.0", "DomainError: log needs x > 0, but got x = -1.0."),
        ("1 / x", "0.0", "DivisionByZero: "),
        ("exp(x)", "1e9", "TooLarge: "),
    ],
)
def test_an_error_in_a_formula_is_a_finding(said, formula, x, error):
    status, out, err = said("diagnose", formula, f"x={x}")
    assert (status, err) == (1, "")
    assert f"1. {error}" in out


def test_a_formula_that_cannot_be_read_is_told_with_a_caret(said):
    status, out, err = said("diagnose", "x > 1", "x=-1.0")
    assert (status, out) == (2, "")
    assert err.endswith("\nx > 1\n^\n")
    status, out, err = said("diagnose", "polygamma(n, x)", "n=1", "x=2.0")
    assert (status, out) == (2, "")
    assert "name them: --wrt x,y" in err


def test_wrt_looks_at_those_variables_only(said):
    assert said("diagnose", "x + floor(w)", "x=2.0", "w=3.5")[0] == 1  # w has no influence
    assert said("diagnose", "x + floor(w)", "x=2.0", "w=3.5", "--wrt", "x")[0] == 0


def test_a_function_of_a_file_is_diagnosed_with_its_lines(said, folder):
    assert said("diagnose", "model.py:loss", "a=1.0", "b=2.5")[0] == 0
    status, out, _ = said("diagnose", "model.py:kinked", "x=0.0")
    assert "abs" in out
    assert status in (0, 1)


def test_what_returns_no_number_has_no_diagnosis(said, folder):
    status, out, err = said("diagnose", "model.py:text", "x=1.0")
    assert (status, out) == (2, "")
    assert err.count("\n") == 2  # the model's own line, and ours
