"""The plain form: what it prints, and its results on the last lines."""

import json

import pytest
from ends import last

import backsweep


def test_the_worked_example_shows_both_sweeps_and_ends_with_its_results(said):
    status, out, err = said("(x + 2)**2", "x=2")
    assert (status, err) == (0, "")
    assert out.index("forward sweep") < out.index("backward sweep")
    assert "v1 ** 2" in out
    assert "dy/dv1 = 2 * v1 = 8" in out
    assert out.endswith("\n\ny.val = 16\nx.der = 8\n")


def test_forward_mode_gives_the_same_results(said):
    status, out, _ = said("--mode", "forward", "(x + 2)**2", "x=2")
    assert status == 0
    assert "backward sweep" not in out
    assert "d/dx" in out
    assert last(out, 2) == ["y.val = 16", "x.der = 8"]


@pytest.mark.parametrize(
    ("formula", "values", "results"),
    [
        ("x * x", ["x=2"], ["y.val = 4", "x.der = 4"]),
        ("x * x", ["x=2.0"], ["y.val = 4.0", "x.der = 4.0"]),
        ("x * x", ["x=1/3"], ["y.val = 1/9", "x.der = 2/3"]),
        ("x * x", ["x=1+2j"], ["y.val = (-3+4j)", "x.der = (2+4j)"]),
        ("x * x", ["x=2J"], ["y.val = (-4+0j)", "x.der = 4j"]),
        ("x * 2", ["x=1e-3"], ["y.val = 0.002", "x.der = 2.0"]),
        ("x * 2", ["x=-.5E+1"], ["y.val = -10.0", "x.der = 2.0"]),
        ("x * 2", ["x=+7."], ["y.val = 14.0", "x.der = 2.0"]),
        ("x + 1", ["x=inf"], ["y.val = inf", "x.der = 1.0"]),
        ("x + 1", ["x=nan"], ["y.val = nan", "x.der = 1.0"]),
        ("x + 1", [" x = 2 "], ["y.val = 3", "x.der = 1"]),
        ("-x + 2", ["x=3"], ["y.val = -1", "x.der = -1"]),
        ("-x+2", ["x=3"], ["y.val = -1", "x.der = -1"]),
        ("--", ["-x", "x=3"], ["y.val = -3", "x.der = -1"]),
        ("--", ["--x", "x=3"], ["y.val = 3", "x.der = 1"]),
        ("b * a", ["a=2", "b=3"], ["y.val = 6", "b.der = 2", "a.der = 3"]),
        ("x if x > 0 else q", ["q=5", "x=1"], ["y.val = 1", "x.der = 1", "q.der = 0"]),
        ("x", ["x=2"], ["y.val = 2", "x.der = 1"]),
        ("2 + 3", [], ["y.val = 5"]),
        ("7", [], ["y.val = 7"]),
        ("y * y", ["y=3"], ["result.val = 9", "y.der = 6"]),
        ("y", ["y=3"], ["result.val = 3", "y.der = 1"]),
        ("y * result", ["y=3", "result=2"], ["result_.val = 6", "y.der = 2", "result.der = 3"]),
        ("e * x", ["e=1", "x=2"], ["y.val = 2", "x.der = 1", "e.der = 2"]),
        (
            "mode * self * f + v1",
            ["mode=1", "self=2", "f=3", "v1=4"],
            ["y.val = 10", "mode.der = 6", "self.der = 3", "f.der = 2", "v1.der = 1"],
        ),
        ("floor_int(x) * 1.0", ["x=2.5"], ["y.val = 2.0", "x.der = 0"]),
    ],
)
@pytest.mark.parametrize("mode", ["reverse", "forward"])
def test_the_last_lines_are_the_value_and_one_derivative_for_each_variable(said, formula, values, results, mode):
    status, out, err = said("--mode", mode, formula, *values)
    assert (status, err) == (0, "")
    assert last(out, len(results) + 1) == ["", *results]


def test_values_and_options_may_come_in_any_order(said):
    expected = said("x * w", "x=2", "w=3", "--mode", "forward")
    assert expected == said("x * w", "--mode=forward", "w=3", "x=2")
    assert expected == said("x * w", "w=3", "--mode", "forward", "x=2")


def test_wrt_differentiates_by_those_variables_only(said):
    status, out, _ = said("sin(w * t + p)", "w=2", "t=0.5", "p=1", "--wrt", "p, w")
    assert status == 0
    assert [line.partition(" = ")[0] for line in last(out, 3)] == ["y.val", "w.der", "p.der"]
    assert "t.der" not in out
    assert "w * 0.5" in out


def test_wrt_lets_an_argument_without_derivative_be_a_plain_number(said):
    status, out, _ = said("polygamma(n, x)", "n=1", "x=2", "--wrt", "x")
    assert status == 0
    assert last(out, 2)[1].startswith("x.der = -0.404113806")  # psi''(2) = 2 - 2 zeta(3)


def test_check_prints_its_report_and_leaves_the_results_last(said):
    status, out, err = said("x * exp(w)", "x=2", "w=0.5", "--check")
    assert (status, err) == (0, "")
    report = last(out, 5)[0]
    assert report.startswith("check_grad: 2 derivatives, reverse, forward and differences agree")
    assert [line.partition(" = ")[0] for line in last(out, 3)] == ["y.val", "x.der", "w.der"]


def test_a_check_that_disagrees_exits_with_one(said, folder):
    status, out, _ = said("model.py:wrong", "x=2.0", "--check")
    assert status == 1
    assert "check_grad: 1 of 1 derivative disagrees" in out
    assert last(out, 2) == ["y.val = 4.0", "x.der = 6.0"]


def test_a_check_without_variables_has_nothing_to_say(said):
    status, out, _ = said("2 + 3", "--check")
    assert status == 0
    assert "nothing to differentiate by" in out


def test_a_check_of_complex_numbers_is_refused(refused):
    assert refused("x * x", "x=1j", "--check").startswith("--check takes differences along real numbers")


def test_json_is_json_and_nothing_else(said):
    for words in (["--check"], []):
        status, out, err = said("(x + 2)**2", "x=2", "--format", "json", *words)
        told = json.loads(out)
        assert status == 0
        assert (told["output"], told["value"], told["gradient"]) == ("y", 16, {"x": 8})
        assert ("agree" in err) == bool(words)


def test_json_of_a_model_that_prints_is_still_json(said, folder):
    status, out, err = said("model.py:talks", "x=3", "--format", "json")
    assert status == 0
    assert json.loads(out)["value"] == 9
    assert err == "loading\ntalking\n"


def test_markdown_and_latex_are_those_of_the_trace(said):
    def f(x):
        y = (x + 2) ** 2
        y.name = "y"
        return y

    trace = backsweep.trace(f, 2)
    markdown, latex = (said("(x + 2)**2", "x=2", "--format", form)[1] for form in ("markdown", "latex"))
    assert "| --- |" in markdown
    assert r"\begin{array}" in latex
    assert latex == trace.latex() + "\n"


def test_integers_of_thousands_of_digits_are_no_trouble(said):
    status, _, err = said("x % 7 * 2**9000 % 11 * 2**9000 % 11 * 2**9000", "x=3")
    assert (status, err) == (0, "")
    for form in ("markdown", "latex", "json"):
        status, _, err = said("x % 7 * 2**9000 % 11 * 2**9000 % 11 * 2**9000", "x=3", "--format", form)
        assert (status, err.count("\n")) in ((0, 0), (2, 1))


def test_a_long_formula_is_traced_in_bounded_space(said):
    status, out, _ = said("-" * 999 + "x", "x=2.0")
    assert status == 0
    assert len(out) < 100_000
    assert last(out, 2) == ["y.val = -2.0", "x.der = -1.0"]
