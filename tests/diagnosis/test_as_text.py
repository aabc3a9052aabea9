"""The report reads well: short, in order, with the user's names and lines."""

import math

import pytest

import backsweep as bs
from backsweep import Node, diagnose
from backsweep.diagnosis.as_text import WIDTH


def distance(x, y):
    return bs.sqrt(x * x + y * y)


REPORT = """\
1 finding; result = 0.0.

1. sqrt(x * x + y * y) has an infinite slope at x * x + y * y = 0.0: x.der and y.der are nan.
     test_as_text.py, line {line}: return bs.sqrt(x * x + y * y)
     result = sqrt(v3) = sqrt(0.0) = 0.0
     v3 = x * x + y * y = 0.0
     dresult/dv3 = inf
   In the backward sweep x * x + y * y receives 1.0 * inf = inf. Further back at test_as_text.py:{line},
   y receives inf * 0.0 = nan: an infinite der times a slope of 0 has no answer.
   Write hypot(x, y) in place of sqrt(x * x + y * y)."""


def test_a_report():
    line = distance.__code__.co_firstlineno + 1
    assert str(diagnose(distance, 0.0, 0.0)) == REPORT.format(line=line)


@pytest.mark.parametrize(
    ("f", "args", "expected"),
    [
        (
            lambda x: x * x,
            (3.0,),
            "Healthy: y = 9.0 is good to all digits, and the der of its one input is finite and not 0.",
        ),
        (
            lambda x, y: x * y,
            (3, 4),
            "Healthy: result = 12 is good to all digits, and the ders of both inputs are finite and not 0.",
        ),
        (
            bs.logsumexp,
            ([0.0, 1.0, 900.0],),
            "Healthy: y = 900.0 is good to all digits, and the ders of all 3 inputs are finite, 2 of them exactly 0.",
        ),
    ],
)
def test_health_takes_one_line(f, args, expected):
    assert str(diagnose(f, *args)) == expected


def test_what_is_wrong_comes_before_what_is_worth_knowing():
    def f(x, y, unused):
        return bs.maximum(x, y) * 2

    report = str(diagnose(f, 1.0, 1.0, 5.0))
    assert report.index("unused is not used") < report.index("Note: maximum(x, y) has a corner")
    assert report.startswith("1 finding; result = 2.0.")


def test_the_most_important_comes_first():
    def f(x, y):
        return bs.sqrt(x) + bs.relu(y - 3) + 1

    found = diagnose(f, 0.0, 1.0)
    assert [finding.kind for finding in found.findings] == ["der", "cut off"]
    assert str(found).startswith("2 findings, the most important first; ")


def test_no_sentence_is_wider_than_the_page():
    for f, args in [
        (distance, (0.0, 0.0)),
        (lambda x: bs.log(1 + bs.exp(x)), (1000.0,)),
        (lambda x: x + math.nan, (1.0,)),
    ]:
        lines = str(diagnose(f, *args)).splitlines()
        assert all(len(line) <= WIDTH for line in lines if not line.startswith("     "))


@pytest.mark.parametrize("name", ["n" * 10_000, "<script>alert(1)</script>", "a\nb", '"', ""])
def test_awkward_names_do_not_break_a_report(name):
    for found in (
        diagnose(lambda x: x - x, Node(0.5, name=name)),
        diagnose(lambda x: bs.log(x - 1), Node(0.5, name=name)),
    ):
        report = str(found)
        assert len(report) < 3000
        assert max(map(len, report.splitlines())) < 400


def test_many_inputs_are_counted():
    report = str(diagnose(lambda xs: bs.sum([bs.relu(x - 5) for x in xs]), [1.0] * 1000))
    assert len(report) < 2000


def test_a_diagnosis_is_short_in_a_prompt():
    assert repr(diagnose(distance, 0.0, 0.0)) == "<diagnosis of result: 1 finding>"
    assert repr(diagnose(distance, 3.0, 4.0)) == "<diagnosis of result: healthy>"
    assert repr(diagnose(lambda x, y: bs.sqrt(x) * 0 + bs.relu(y - 9), 0.0, 1.0)).endswith("findings>")


def test_a_function_without_source_is_told_as_far_as_it_goes():
    f = eval("lambda x: sqrt(x - 1)", {"sqrt": bs.sqrt})
    report = str(diagnose(f, 1.0))
    assert "<string>, line 1" in report
    assert "sqrt(x - 1) has an infinite slope" in report
