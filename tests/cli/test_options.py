"""Options, commands and --help."""

import pytest
from ends import last

import backsweep
from backsweep.cli import COMMANDS


def test_version_and_help_go_to_stdout(said):
    assert said("--version") == (0, f"backsweep {backsweep.__version__}\n", "")
    status, out, err = said("--help")
    assert (status, err) == (0, "")
    assert 'backsweep "(x + 2)**2" x=2' in out
    assert said("-h") == (status, out, err)


def test_help_tells_of_every_command_and_fits_on_a_terminal(said):
    out = said("--help")[1]
    for name, command in COMMANDS.items():
        assert f"  {name}  " in out
        assert command.about in out
        assert all(example in out for example in command.examples)
    assert "exit status:\n  0  all is well\n" in out
    assert max(map(len, out.splitlines())) <= 88


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_a_help_of_its_own(said, name):
    status, out, err = said(name, "--help")
    assert (status, err) == (0, "")
    assert out.startswith(f"usage: backsweep {name} [options] ")
    assert "--wrt X,Y" in out
    assert COMMANDS[name].description in out
    assert "--mode" not in out
    assert max(map(len, out.splitlines())) <= 88


@pytest.mark.parametrize("name", COMMANDS)
def test_a_formula_that_is_called_like_a_command_stands_after_two_dashes(said, refused, name):
    status, out, _ = said("--", name, f"{name}=2")
    assert status == 0
    assert last(out, 2) == ["y.val = 2", f"{name}.der = 1"]
    assert last(said(f"({name})", f"{name}=2")[1], 1) == [f"{name}.der = 1"]
    assert last(said(f"{name} * 2", f"{name}=2")[1], 1) == [f"{name}.der = 2"]
    assert refused(name, f"{name}=2") == (
        f"{name} is a command, and needs a formula or a function in a file. "
        f"If it is your formula, write: backsweep -- {name} {name}=2"
    )


def test_a_command_can_be_asked_about_a_formula_of_its_name(said):
    assert last(said("explain", "explain", "explain=2")[1], 1) == ["explain.der = 1"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ([], "There is no formula. Write one, as in: backsweep"),
        (["explain"], "explain needs a formula, or a function in a file. backsweep explain --help says more."),
        (["--mode", "forward", "explain", "x * 2", "x=2"], "A command stands in front of everything else. Write: "),
        (["explain", "x", "x=2", "--mode", "forward"], "unrecognized arguments: --mode"),
        (["explain", "x", "x=2", "--wrt", "q"], "--wrt 'q': q is no variable."),
        (["explains", "x", "x=2"], "'x' is not a value such as x=2. Put the formula in quotes"),
    ],
)
def test_a_command_that_is_misused_gets_one_line(refused, words, sentence):
    assert refused(*words).startswith(sentence)
