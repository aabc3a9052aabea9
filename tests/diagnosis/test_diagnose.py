"""diagnose finds what is wrong, says where, and is silent where nothing is."""

import math
import runpy
from fractions import Fraction
from pathlib import Path

import pytest
from textbook import KEEPING, LOSING

import backsweep as bs
from backsweep import Node, diagnose, trace
from backsweep.errors import StructureError, WrongKind

ROOT = Path(__file__).parents[2]


def kinds(found):
    """The kinds of what is wrong, without the notes."""
    return [finding.kind for finding in found.findings if finding.alarm]


def only(found):
    """The one thing that is wrong."""
    (finding,) = [finding for finding in found.findings if finding.alarm]
    return finding


# Healthy programs.


def black_scholes(spot, strike, rate, volatility, time):
    spread = volatility * bs.sqrt(time)
    d1 = (bs.log(spot / strike) + (rate + volatility**2 / 2) * time) / spread
    return spot * bs.normal_cdf(d1) - strike * bs.exp(-rate * time) * bs.normal_cdf(d1 - spread)


def runge_kutta(y, k):
    h = 0.05
    for _ in range(40):
        k1 = -k * y
        k2 = -k * (y + h / 2 * k1)
        k3 = -k * (y + h / 2 * k2)
        k4 = -k * (y + h * k3)
        y = y + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
    return y


def kepler(mean_anomaly, eccentricity):
    e = mean_anomaly
    for _ in range(12):
        e = e - (e - eccentricity * bs.sin(e) - mean_anomaly) / (1 - eccentricity * bs.cos(e))
    return e


def newton(a):
    x = a
    for _ in range(30):
        x = x - (x * x - a) / (2 * x)
    return x


def newton_until_it_rests(a):
    x, before = 1.0 * a, 0.0
    while abs(x - before) > 1e-15:
        x, before = (x + a / x) / 2, x
    return x


def guarded_by_where(x):
    return bs.where(x > 0, bs.sqrt(bs.where(x > 0, x, 1.0)), 2.0 * x)


def guarded_by_if(x):
    return bs.sqrt(x) if x > 0 else 2.0 * x


def shifted_log_sum_exp(xs):
    largest = max(x.val for x in xs)
    return largest + bs.log(bs.sum([bs.exp(x - largest) for x in xs]))


def softmax_loss(scores):
    return bs.logsumexp(scores) - scores[0]


def relu_network(x, w):
    hidden = [bs.relu(weight * x + shift) for weight, shift in ((w, 1.0), (-w, -3.0), (2 * w, -9.0))]
    return bs.sum(hidden) ** 2


def straight_through(x):
    return x + bs.stop_gradient(bs.round(x) - x)


def stopped_baseline(x, y):
    return (x - bs.stop_gradient(x)) * y + x * y


def many_terms(x):
    return bs.sum([x / (k + 1) for k in range(5000)])


def least_squares(slope, shift):
    return bs.mean([(slope * x + shift - y) ** 2 for x, y in ((0.0, 1.1), (1.0, 2.9), (2.0, 5.2))])


def masked(scores):
    return bs.logsumexp([*scores, -math.inf])


def smallest_so_far(xs):
    best = math.inf
    for x in xs:
        best = bs.minimum(best, x)
    return best


def geometric_mean(xs):
    return bs.exp(bs.mean([bs.log(x) for x in xs]))


def cosine_similarity(a, b):
    return bs.dot(a, b) / (bs.norm(a) * bs.norm(b))


def logistic_loss(w, x):
    return bs.mean([bs.softplus(-sign * (w * each)) for sign, each in ((1, x), (-1, x - 4.0), (1, 300.0))])


def iris(model):
    program = runpy.run_path(str(ROOT / "examples" / "iris.py"))
    measured, species = program["flowers"]()
    return program["loss"](model, measured[::10], species[::10])


MODEL = {"weights": [[0.1 * i - 0.2 * j for i in range(4)] for j in range(3)], "biases": [0.1, 0.0, -0.1]}

HEALTHY = [
    (black_scholes, (100.0, 105.0, 0.03, 0.2, 0.5)),
    (runge_kutta, (1.0, 1.3)),
    (kepler, (1.1, 0.3)),
    (newton, (17.0,)),
    (newton_until_it_rests, (17.0,)),
    (guarded_by_where, (-1.0,)),
    (guarded_by_where, (4.0,)),
    (guarded_by_if, (-1.0,)),
    (shifted_log_sum_exp, ([1000.0, 999.0, 3.0],)),
    (softmax_loss, ([1.0, 50.0, -700.0, -900.0],)),
    (relu_network, (1.0, 1.5)),
    (straight_through, (2.3,)),
    (stopped_baseline, (1.5, 2.0)),
    (many_terms, (0.7,)),
    (least_squares, (1.0, 0.5)),
    (masked, ([1.0, 2.0],)),
    (smallest_so_far, ([3.0],)),
    (geometric_mean, ([1e100, 1e200, 1e-50],)),
    (cosine_similarity, ([1.0, 2.0], [2.0, 1.5])),
    (logistic_loss, (0.5, 1.0)),
    (iris, (MODEL,)),
    (lambda x, y: x - y, (5.0, 3.0)),
    (lambda x: x**3 - 2 * x, (1.7,)),
    (lambda x: 1e-9 * x, (2.0,)),
    (lambda x: bs.sin(x) ** 2 + bs.cos(x) ** 2 + x, (0.3,)),
    (lambda x: x * (Fraction(1, 3) + x), (Fraction(1, 7),)),
    (lambda z: z * z + 1, (1.0 + 2.0j,)),
    (lambda n: n * n - 1, (3,)),
    *((case.on_nodes, case.args) for case in KEEPING),
]


@pytest.mark.parametrize(("f", "args"), HEALTHY)
def test_a_healthy_program_gets_one_line(f, args):
    found = diagnose(f, *args)
    assert found.ok, str(found)
    assert str(found).startswith("Healthy: ")
    assert "\n" not in str(found)


# Each thing that can be wrong.


def distance(x, y):
    return bs.sqrt(x * x + y * y)


def test_a_nan_in_the_ders_is_explained_at_the_infinite_slope():
    finding = only(diagnose(distance, 0.0, 0.0))
    assert finding.kind == "der"
    assert finding.place.text == "return bs.sqrt(x * x + y * y)"
    assert "infinite slope" in finding.headline
    assert "inf * 0.0 = nan" in finding.explanation
    assert "hypot(x, y)" in finding.remedy
    assert math.isnan(trace(distance, 0.0, 0.0).gradient["x"])


@pytest.mark.parametrize("case", LOSING, ids=lambda case: case.name)
def test_lost_digits_are_told_with_their_line(case):
    found = diagnose(case.on_nodes, *case.args)
    (finding,) = [each for each in found.findings if each.kind == "rounding"]
    assert finding.alarm
    assert finding.place.file.endswith("textbook.py")
    assert abs(found.digits - case.digits()) < 1


def test_an_overflow_and_the_nan_that_comes_of_it():
    def f(x, y):
        u = x * y
        return u - u

    found = diagnose(f, 1e200, 1e200)
    assert kinds(found) == ["value", "value"]
    assert found.findings[0].node == "u"
    assert "inf - inf" in found.findings[1].filled_in


def test_an_error_is_told_with_its_line_and_what_went_in():
    def f(x):
        u = x - 3
        return bs.log(u) * 2

    finding = only(diagnose(f, 1.0))
    assert finding.kind == "error"
    assert "DomainError: log needs x > 0, but got x = -2.0." in finding.headline
    assert finding.place.text == "return bs.log(u) * 2"
    assert [(given.name, given.expression, given.value) for given in finding.inputs] == [("u", "x - 3", -2.0)]
    assert "x - 3 > 0" in finding.remedy


def test_an_error_of_the_programs_own_goes_its_way():
    with pytest.raises(KeyError):
        diagnose(lambda x: {}["nothing"], 1.0)


def test_a_finished_node_and_a_trace_can_be_given():
    x = Node(0.0, name="x")
    y = bs.sqrt(x)
    assert kinds(diagnose(y)) == kinds(diagnose(trace(bs.sqrt, 0.0))) == ["der"]
    assert x.der == 0


@pytest.mark.parametrize(
    ("args", "kind", "sentence"),
    [
        ((3,), WrongKind, "diagnose needs a function and its arguments, a finished Node or a Trace, but got 3."),
        ((Node(1.0), 2.0), WrongKind, "takes no further arguments"),
        ((lambda x: [x, x], 2.0), StructureError, "diagnose needs one number from f"),
        ((lambda: 3.0,), StructureError, "f returned 3.0, a plain number that remembers nothing."),
    ],
)
def test_a_wrong_call_says_what_is_needed(args, kind, sentence):
    with pytest.raises(kind, match=sentence.replace("(", r"\(").replace(")", r"\)")):
        diagnose(*args)
