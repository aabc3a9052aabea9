"""Values and variables: what is read, and what is refused in one line."""

import pytest


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
        (
            ["x", "x=[1,a]"],
            "x needs a list of numbers, or of lists of equal length, but got '[1,a]'. Write x=[1,2.5] or",
        ),
        (["x", "x=[1,[2]]"], "x needs a list of numbers"),
        (["x", "x=[1"], "x needs a list of numbers"),
        (["x", "x=[1]+[2]"], "x needs a list of numbers"),
        (["x", "x=[1]-1"], "x needs a list of numbers"),
        (["x", "x=[1,1e400]"], "x needs a list of numbers"),
        (["x", "x=" + "[" * 5_000], "x needs a list of numbers"),
        (["x", "x=[__import__('os')]"], "x needs a list of numbers"),
        (["sin(x)", "x=[1,2]"], "trace needs one number for its result, but got an array of shape (2,)."),
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


@pytest.mark.parametrize(
    ("words", "result"),
    [
        (["sum(x**2)", "x=[1,2,3]"], "x.der = [2.0, 4.0, 6.0]"),
        (["sum(w * sin(x))", "x=[ 0., -0.0e3 ]", "w=2"], "x.der = [2.0, 2.0]"),
        (["sum(x * x)", "x=[[3,0],[0,4]]"], "x.der = [[6.0, 0.0], [0.0, 8.0]]"),
        (["sum(x)", "x=[]"], "x.der = []"),
    ],
)
def test_a_list_of_numbers_is_an_array(said, words, result):
    status, told, _ = said(*words)
    assert status == 0
    assert result in told


def test_a_function_in_a_file_takes_arrays(said, tmp_path):
    model = tmp_path / "fit.py"
    model.write_text("import numpy as np\n\ndef loss(w, x):\n    return np.sum((x @ w) ** 2)\n")
    assert (
        "w.der = [12.0, 16.0]" in said(f"{model}:loss", "w=[1,1]", "x=[[1,2],[1,0],[1,1]]", "--wrt", "w", "--check")[1]
    )
    assert "Healthy" in said("diagnose", f"{model}:loss", "w=[1,1]", "x=[[1,2],[1,0],[1,1]]")[1]
