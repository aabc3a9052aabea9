"""The annotated source in a terminal."""

import operator

import pytest

import backsweep as bs
from backsweep import annotate, trace
from backsweep.diagnosis.annotation_text import percent


def run(source, *args, tmp_path, name="f"):
    """The annotation of a function in a file of this source."""
    file = tmp_path / "model.py"
    file.write_text(source, encoding="utf-8")
    names = {"bs": bs}
    exec(compile(source, str(file), "exec"), names)
    return str(annotate(names[name], *args))


def test_the_worked_example(tmp_path):
    source = "def f(x):\n    c = bs.cos(x)\n\n    return (1 - c) / (x * x)\n"
    assert run(source, 1e-4, tmp_path=tmp_path).splitlines() == [
        "f, in model.py",
        "",
        "  line  nodes         value         |der|  error  source",
        "     1                                            def f(x):",
        "     2      1           1.0         1e+08   100%      c = bs.cos(x)",
        "     3",
        "     4      3  5e-09 to 0.5  1.0 to 1e+08    <1%      return (1 - c) / (x * x)",
        "",
        "About 8 of the result's 16 digits are good. The column error has each line's share in the error.",
        "",
        "y.val = 0.4999999969612645",
        "x.der = 4.410804467624985e-05",
    ]


def test_long_stretches_without_nodes_are_left_out(tmp_path):
    source = "def f(x):\n" + "    pass\n" * 100 + "    return x * x\n"
    told = run(source, 2.0, tmp_path=tmp_path).splitlines()
    assert "... 89 more lines" in told[9]
    assert len(told) < 30


def test_long_lines_are_cut_in_the_middle(tmp_path):
    source = f"def f(x):\n    return x * x  # {'q' * 10_000}\n"
    assert max(map(len, run(source, 2.0, tmp_path=tmp_path).splitlines())) < 160


def test_a_lambda_is_told_by_its_line(tmp_path):
    assert run("f = lambda x: x * x\n", 2.0, tmp_path=tmp_path).startswith("line 1 of model.py\n")


def test_unknown_source_is_said_to_be_unknown():
    names = {}
    exec("def f(x):\n    return x * x", names)
    told = str(annotate(names["f"], 3.0))
    assert told.startswith("lines of <string>, whose source is unknown: typed at a prompt, made by exec, or no longer")
    assert "     2      1    9.0    1.0" in told
    assert "(unknown)" in told


def test_nodes_without_a_line_are_counted():
    assert "No line of source is known" in str(annotate(operator.mul, 2.0, 3.0))
    before = bs.Node(2.0) * 3
    assert "1 node comes from no line that is known" in str(annotate(lambda x: x * before, 2.0))


def test_exact_results_and_hopeless_ones_are_told():
    assert "Nothing was rounded off." in str(annotate(lambda x: x * 2, 3))
    assert "No digit of the result is good." in str(annotate(lambda x: (x + 1e17) - 1e17, 0.1))
    assert "cannot be estimated, since a value or a der is infinite or nan" in str(annotate(trace(bs.sqrt, 0.0)))


@pytest.mark.parametrize(
    ("share", "words"), [(None, ""), (0.0, ""), (1e-9, "<1%"), (0.0051, "1%"), (0.5, "50%"), (1.0, "100%")]
)
def test_shares_in_percent(share, words):
    assert percent(share) == words
