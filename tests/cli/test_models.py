"""Functions in a file: found, run, and their errors told with the line."""

import json
import sys

import pytest
from ends import last


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
