"""The command line: what it prints, what it refuses in one line, and its exit status."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import backsweep
from backsweep.cli import main

MODEL = '''\
"""A model, as a user writes one."""

from backsweep import exp

import neighbour

print("loading")


def loss(a, b=1.0):
    """Squared distance of a from b, in three steps."""
    total = 0
    for step in range(1, 4):
        total = total + (a - step * b) ** 2
    return total


def logistic(x):
    return 1 / (1 + exp(-x)) + neighbour.NOTHING


def talks(x):
    print("talking")
    return x * x


def divides(x):
    return x / (x - x)


def looks_up(x):
    return {}["two\\nlines"] * x


def plain(x):
    return 3.0


def several(x):
    return [x, x]


def text(x):
    return "x"


def same(x):
    return x


def deep(x):
    return deep(x)


def leaves(x):
    raise SystemExit(3)


def kinked(x):
    return abs(x) * 2


def awkward(mode, self, f):
    return mode * self * f


def by_position(x, /):
    return x


def wrong(x):
    from backsweep import custom_derivative

    return custom_derivative(lambda x: x * x, partials=lambda x, y: 3 * x)(x)


three = 3
'''


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with model.py in it, which is the current one."""
    (tmp_path / "model.py").write_text(MODEL)
    (tmp_path / "neighbour.py").write_text("NOTHING = 0\n")
    monkeypatch.chdir(tmp_path)
    before = set(sys.modules)
    yield tmp_path
    for name in set(sys.modules) - before:
        del sys.modules[name]


@pytest.fixture
def said(capsys):
    """Runs the command line: (exit status, stdout, stderr)."""

    def run(*words):
        status = main(list(words))
        out, err = capsys.readouterr()
        return status, out, err

    return run


@pytest.fixture
def refused(said):
    """Runs the command line where it must refuse: the line on stderr."""

    def run(*words):
        status, out, err = said(*words)
        assert status == 2
        assert out == ""
        assert err.startswith("backsweep: ")
        assert err.count("\n") == 1
        return err.removeprefix("backsweep: ").rstrip("\n")

    return run


def last(out, count):
    return out.splitlines()[-count:]


# Formulas.


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


def test_version_and_help_go_to_stdout(said):
    assert said("--version") == (0, f"backsweep {backsweep.__version__}\n", "")
    status, out, err = said("--help")
    assert (status, err) == (0, "")
    assert 'backsweep "(x + 2)**2" x=2' in out
    assert said("-h") == (status, out, err)


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


# Faults of a formula.


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


# Values.


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["x", "x=abc"], "x needs a number, but got 'abc'. Write x=2, x=2.5, x=1/3 or x=1+2j."),
        (["x", "x="], "x needs a number, but got ''."),
        (["x", "x=2="], "x needs a number, but got '2='."),
        (["x", "x=2,5"], "x needs a number, but got '2,5'."),
        (["x", "x=1_000"], "x needs a number"),
        (["x", "x=٣"], "x needs a number"),
        (["x", "x=True"], "x needs a number"),
        (["x", "x=0x10"], "x needs a number"),
        (["x", "x=1/2/3"], "x needs a number"),
        (["x", "x=1.5/2"], "x needs a number"),
        (["x", "x=()"], "x needs a number"),
        (["x", "x=" + "a" * 5_000], "x has more than 3,000 digits"),
        (["x", "x=1/0"], "x=1/0 divides by zero."),
        (["x", "x=1e400"], "x=1e400 is larger than the largest float"),
        (["x", "x=1e400j"], "x=1e400j is larger than the largest float"),
        (["x", "x=" + "9" * 5_000], "x has more than 3,000 digits"),
        (["x", "x=2", "x=3"], "x is given twice: x=2 and x=3."),
        (["x", "x=2", "y=3"], "The formula has no variable y, only x."),
        (["alpha", "alpha=2", "alhpa=3"], "The formula has no variable alhpa, only alpha. Did you mean alpha?"),
        (["2", "y=3"], "The formula has no variable y, nor any other."),
        (["x", "pi=3", "x=2"], "The formula has no variable pi, only x."),
        (["x", "2"], "'2' is not a value such as x=2."),
        (["x", "+", "2", "x=2"], "'+' is not a value such as x=2. Put the formula in quotes"),
        (["x", "=2"], "'' is not a variable's name"),
        (["x", "2x=2"], "'2x' is not a variable's name"),
        (["x", "class=2"], "'class' is not a variable's name"),
        (["x", "x\n\x1b[2J"], r"'x\n\x1b[2J' is not a value"),
        (["x", "x=2", "--q\n\x1b"], "unrecognized arguments: --q ?"),
        (
            ["sum([" + ", ".join(f"x{i}" for i in range(1_000)) + "])", "y=1"],
            "The formula has no variable y, only x0, x1",
        ),
        (["x", "x=2", "--wrt", "q" * 5_000], "--wrt 'qqq"),
        (["x", "q" * 5_000 + "=2", "x=2"], "The formula has no variable qqq"),
        (["x", "é=2"], "'é' is not a variable's name"),
        (["x", "x=2", "--wrt", "q"], "--wrt 'q': q is no variable. The variables are x."),
        (["x", "x=2", "--wrt", ""], "--wrt '': an empty name is no variable."),
        (["x", "x=2", "--wrt", "x,"], "--wrt 'x,': an empty name is no variable."),
        (["2", "--wrt", "x"], "--wrt 'x': x is no variable. There are none."),
        ([], "There is no formula. Write one"),
        (["x", "x=2", "--mode", "sideways"], "argument --mode: invalid choice: 'sideways'"),
        (["x", "x=2", "--format", "pdf"], "argument --format: invalid choice: 'pdf'"),
        (["x", "x=2", "--mode"], "argument --mode: expected one argument"),
        (["x", "x=2", "--frmat", "json"], "unrecognized arguments: --frmat"),
    ],
)
def test_a_wrong_command_line_gets_one_line(refused, words, sentence):
    told = refused(*words)
    assert told.startswith(sentence)
    assert len(told) <= 500
    assert told.isprintable()


# Functions in a file.


def test_a_function_in_a_file_is_traced_with_its_lines(said, folder):
    status, out, err = said("model.py:loss", "a=1", "b=2.5")
    assert status == 0
    assert err == "loading\n"
    assert "model.py, line 14: total = total + (a - step * b) ** 2" in out
    assert last(out, 3) == ["y.val = 60.5", "a.der = -24.0", "b.der = 58.0"]  # sums of (1 - 2.5 n)^2 and its slopes


def test_the_path_may_lead_elsewhere_and_neighbours_are_found(said, folder, monkeypatch, tmp_path_factory):
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    status, out, _ = said(f"{folder / 'model.py'}:logistic", "x=0")
    assert status == 0
    assert last(out, 2) == ["y.val = 0.5", "x.der = 0.25"]


def test_the_path_of_modules_is_left_as_it_was(said, folder):
    before, modules = list(sys.path), set(sys.modules)
    said("model.py:loss", "a=1")
    assert sys.path == before
    assert set(sys.modules) - modules <= {"neighbour"}


def test_an_edited_file_is_read_again_and_leaves_no_cache(said, tmp_path):
    file = tmp_path / "quick.py"
    for factor in (2, 3):
        file.write_text(f"def f(x):\n    return {factor} * x\n")
        assert last(said(f"{file}:f", "x=1")[1], 2)[1] == f"x.der = {factor}"
    assert list(tmp_path.iterdir()) == [file]


def test_a_file_may_have_the_name_of_a_module(said, tmp_path):
    (tmp_path / "json.py").write_text(
        "from dataclasses import dataclass\n@dataclass\nclass P:\n    x: 'float'\ndef f(x):\n    return 2 * P(x).x\n"
    )
    status, out, _ = said(f"{tmp_path / 'json.py'}:f", "x=1")
    assert (status, last(out, 1)) == (0, ["x.der = 2"])
    assert sys.modules["json"] is json


def test_a_file_does_not_inherit_what_the_command_line_imports_from_the_future(said, tmp_path):
    (tmp_path / "now.py").write_text("def f(x: 1 + 1):\n    return x * f.__annotations__['x']\n")
    assert last(said(f"{tmp_path / 'now.py'}:f", "x=3")[1], 2) == ["y.val = 6", "x.der = 2"]


def test_options_work_on_a_function_too(said, folder):
    status, out, _ = said("model.py:loss", "a=1", "b=2.5", "--wrt", "b", "--mode", "forward", "--check")
    assert status == 0
    assert "1 derivative, reverse, forward and differences agree" in out
    assert last(out, 2) == ["y.val = 60.5", "b.der = 58.0"]


def test_arguments_may_have_any_name(said, folder):
    status, out, _ = said("model.py:awkward", "mode=2", "self=3", "f=5")
    assert status == 0
    assert last(out, 4) == ["y.val = 30", "mode.der = 15", "self.der = 10", "f.der = 6"]


def test_a_function_that_hands_its_argument_through_has_derivative_one(said, folder):
    assert last(said("model.py:same", "x=4")[1], 2) == ["y.val = 4", "x.der = 1"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["missing.py:f"], "Cannot read missing.py: No such file or directory."),
        (["model.py:loss\0"], "Which function of"),
        (["mod\0el.py:loss"], "Cannot read mod"),
        (["model.py"], "Which function of model.py? Write model.py:loss"),
        (["model.py:"], "Which function of model.py?"),
        (["model.py:a.b"], "Which function of model.py?"),
        ([".py:f"], "Cannot read .py: No such file or directory."),
    ],
)
def test_a_target_that_is_not_there_gets_one_line(refused, folder, words, sentence):
    assert refused(*words).startswith(sentence)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["model.py:los", "a=1"], "model.py has no function los. Did you mean loss?"),
        (["model.py:qqqqqq"], "model.py has no function qqqqqq. It has loss, logistic"),
        (["model.py:three", "x=1"], "three in model.py is not a function, but 3."),
        (["model.py:loss"], "loss(a, b) does not fit what was given: missing a required argument: 'a'."),
        (
            ["model.py:loss", "a=1", "c=1"],
            "loss(a, b) does not fit what was given: got an unexpected keyword argument 'c'.",
        ),
        (["model.py:by_position", "x=1"], "by_position(x) does not fit what was given"),
        (["model.py:loss", "a=1", "--wrt", "b"], "--wrt 'b': b is no variable. The variables are a."),
        (
            ["model.py:divides", "x=1.0"],
            "DivisionByZero: div needs y other than 0, but got y = 0.0. (model.py, line 28: return x / (x - x))",
        ),
        (["model.py:looks_up", "x=1"], r"KeyError: 'two\nlines' (model.py, line 32: "),
        (["model.py:plain", "x=1"], "f returned 3.0, a plain number"),
        (["model.py:several", "x=1"], "trace needs one number from f"),
        (["model.py:text", "x=1"], "trace needs one number from f"),
        (["model.py:deep", "x=1"], "RecursionError: maximum recursion depth exceeded"),
        (["model.py:leaves", "x=1"], "model.py ended the program itself, with sys.exit(3)."),
    ],
)
def test_a_function_that_fails_gets_one_line(said, folder, words, sentence):
    status, out, err = said(*words)
    assert (status, out) == (2, "")
    loading, told = err.rstrip("\n").split("\n")
    assert loading == "loading"
    assert told.startswith("backsweep: " + sentence)
    assert len(told) < 300


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("def f(:\n  pass", "SyntaxError: invalid syntax (bad.py, line 1: def f(:)"),
        (
            "x = 1\nimport no_such_module",
            "ModuleNotFoundError: No module named 'no_such_module' (bad.py, line 2: import no_such_module)",
        ),
        ("x = 1 / 0", "ZeroDivisionError: division by zero (bad.py, line 1: x = 1 / 0)"),
        ("raise ValueError('a\\nb')", "ValueError: a b (bad.py, line 1: "),
        ("raise ValueError('a' * 10_000)", "ValueError: aaa"),
        ("import sys\nsys.exit()", "bad.py ended the program itself, with sys.exit(None)."),
        ("x = 1\0", "SyntaxError: source code string cannot contain null bytes"),
        ("x = '\xff'".encode("latin-1"), "SyntaxError: "),
    ],
)
def test_a_file_that_does_not_load_gets_one_line(refused, tmp_path, source, sentence):
    file = tmp_path / "bad.py"
    file.write_bytes(source if isinstance(source, bytes) else source.encode())
    told = refused(f"{file}:f", "x=1")
    assert told.startswith(sentence)
    assert len(told) < 700


def test_a_folder_is_no_file(refused, tmp_path):
    (tmp_path / "folder.py").mkdir()
    assert refused(f"{tmp_path / 'folder.py'}:f").startswith("Cannot read")


# The program itself.


def start(*words, **kwargs):
    """The command in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(Path(backsweep.__file__).parents[1]), **kwargs.pop("env", {})}
    return subprocess.Popen(
        [sys.executable, "-m", "backsweep", *words], stderr=subprocess.PIPE, text=True, env=environment, **kwargs
    )


def test_the_module_runs_as_a_program():
    with start("(x + 2)**2", "x=2", stdout=subprocess.PIPE) as process:
        out, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (0, "")
    assert out.endswith("y.val = 16\nx.der = 8\n")


@pytest.mark.parametrize("words", [("sum([" + "x, " * 2_000 + "x])", "x=2", "--format", "json"), ("--help",)], ids=len)
def test_a_reader_that_goes_away_is_nobodys_fault(words):
    with start(*words, stdout=subprocess.PIPE) as process:
        process.stdout.close()
        assert process.wait(timeout=30) == 0
        assert process.stderr.read() == ""


def test_a_terminal_without_unicode_gets_escapes():
    with start("x + π", "x=2", stdout=subprocess.PIPE, env={"PYTHONIOENCODING": "ascii"}) as process:
        _, err = process.communicate(timeout=30)
    assert process.returncode == 2
    assert err.startswith(r"backsweep: \u03c0 has no meaning in a formula")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="only Linux has a disk that is always full")
def test_a_full_disk_gets_one_line():
    with open("/dev/full", "w") as full, start("x", "x=2", stdout=full) as process:
        _, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (2, "backsweep: Cannot write: No space left on device.\n")
