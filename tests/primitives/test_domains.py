"""Where a row has no value it says so, by name, argument and value; nan goes through; infinities go where math goes."""

import math
from contextlib import suppress
from math import inf, nan

import pytest
from sampling import EXTREME

from backsweep import TABLE, Node, grad
from backsweep.domain import Interval, NotAPole, Without
from backsweep.errors import BacksweepError, DivisionByZero, DomainError, TooLarge

ROWS = dict(TABLE)
WITH_DOMAIN = [(row, name) for row in ROWS.values() for name in row.domain]
ELEMENTWISE = [row for row in ROWS.values() if row.kind == "elementwise"]
SEQUENCES = [row for row in ROWS.values() if row.kind == "sequence"]

# math.lgamma has a value at -inf, though there are poles on the way; nan goes through even a division by zero.
OUTSIDE_BUT_DEFINED = {("lgamma", -inf)}
# x ln 0 has a value for x = 0 only.
INSIDE_BUT_UNDEFINED = {("xlogy", 0.0)}
# What math itself refuses to do with an infinity or a nan: there is no such integer.
NO_INTEGER = ("floor", "ceil", "trunc", "round")
DIVIDING = ("div", "mod", "floordiv")


def outside(domain):
    """Numbers that are not in a domain."""
    yield from (x for x in [*EXTREME, -0.5, -7.0, 1.5] if x not in domain)
    if isinstance(domain, Interval):
        yield from (x for x in (math.nextafter(domain.low, -inf), math.nextafter(domain.high, inf)) if x not in domain)


def inside(domain):
    return next(x for x in (0.5, 1.5) if domain is None or x in domain)


def point_with(row, name, x):
    """A point with x for one argument and something harmless for the others."""
    static = {"n": 1, "i": 1, "places": 1, "c": 2}
    return [x if arg == name else static.get(arg) or inside(row.domain.get(arg)) for arg in row.args]


@pytest.mark.parametrize(("row", "name"), WITH_DOMAIN, ids=lambda thing: getattr(thing, "name", thing))
def test_outside_its_domain_a_row_says_what_it_needs_and_what_it_got(row, name):
    tried = 0
    for x in outside(row.domain[name]):
        if (row.name, x) in OUTSIDE_BUT_DEFINED:
            continue
        point = point_with(row, name, x)
        sentence = f"{row.name} needs {row.domain[name].words(name)}, but got {name} = {x!r}."
        for args in (point, [Node(v) if arg == name else v for arg, v in zip(row.args, point, strict=True)]):
            tried += 1
            if row.name in NO_INTEGER:  # an OverflowError, as that of math.floor(inf)
                with pytest.raises(OverflowError):
                    row(*args)
                continue
            with pytest.raises(ValueError if row.name not in DIVIDING else ZeroDivisionError) as caught:
                row(*args)
            assert isinstance(caught.value, DomainError)
            assert str(caught.value) == sentence
    assert tried


def test_the_sentences_read_well():
    said = {}
    for name, x in [("log", -2.0), ("asin", 1.5), ("acosh", 0.0), ("sin", inf), ("gamma", -1.0), ("log1p", -1.0)]:
        with pytest.raises(DomainError) as caught:
            TABLE[name](Node(x))
        said[name] = str(caught.value)
    assert said == {
        "log": "log needs x > 0, but got x = -2.0.",
        "asin": "asin needs -1 <= x <= 1, but got x = 1.5.",
        "acosh": "acosh needs x >= 1, but got x = 0.0.",
        "sin": "sin needs a finite x, but got x = inf.",
        "gamma": "gamma needs x other than 0, -1, -2, ... and -inf, but got x = -1.0.",
        "log1p": "log1p needs x > -1, but got x = -1.0.",
    }
    with pytest.raises(DivisionByZero, match=r"^div needs y other than 0, but got y = 0\.0\."):
        TABLE["div"](Node(1.0), 0.0)


@pytest.mark.parametrize("row", [row for row in ROWS.values() if row.domain], ids=lambda row: row.name)
def test_inside_its_domain_a_row_has_a_value_or_is_too_large(row):
    for name, domain in row.domain.items():
        for x in EXTREME:
            if x in domain and x == x and (row.name, x) not in INSIDE_BUT_UNDEFINED:
                with suppress(TooLarge):
                    row(*point_with(row, name, x))


def test_a_domain_knows_what_belongs_to_it():
    assert 0.0 in Interval(0, 1, "[)")
    assert 1.0 not in Interval(0, 1, "[)")
    assert -0.0 not in Interval(0, 1, "(]")
    assert inf in Interval()
    assert inf not in Interval(ends="()")
    assert nan in Interval(0, 1)
    assert 0.0 not in Without(0)
    assert -0.0 not in Without(0)
    assert [x in NotAPole() for x in (0.0, -0.0, -3.0, -3.5, 4.0, inf, -inf, -1e300)] == [
        *(False, False, False, True, True, True, False, False),
    ]


# Overflow.


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("exp", (1000.0,)),
        ("exp2", (1024.0,)),
        ("expm1", (1000.0,)),
        ("sinh", (-1000.0,)),
        ("cosh", (1000.0,)),
        ("gamma", (172.0,)),
        ("gamma", (1e-309,)),
        ("lgamma", (1e308,)),
        ("ldexp", (1.0, 1024)),
        ("power", (10.0, 400)),
        ("pow", (10.0, 400.0)),
    ],
)
def test_what_is_too_large_for_a_float_raises_an_overflow_error(name, args):
    row = TABLE[name]
    for call in (args, (Node(args[0]), *args[1:])):
        with pytest.raises(OverflowError, match=f"^{name} at .* is larger than the largest float") as caught:
            row(*call)
        assert isinstance(caught.value, TooLarge)


def test_sums_and_products_become_infinite_as_those_of_python_do():
    assert (Node(1e308) * 10.0).val == inf
    assert (Node(1e308) + 1e308).val == inf
    assert TABLE["sum"]([Node(1e308), 1e308]).val == inf
    assert TABLE["hypot"](Node(1.7e308), 1.7e308).val == inf


# nan and infinity.


@pytest.mark.parametrize("row", ELEMENTWISE, ids=lambda row: row.name)
def test_nan_in_gives_nan_out(row):
    for name, static in zip(row.args, row.static, strict=True):
        if static and name != "c":
            continue
        point = point_with(row, name, nan)
        if row.name in NO_INTEGER:
            with pytest.raises(DomainError, match=f"^{row.name} has no value at x = nan"):
                row(*point)
            continue
        y = row(*point)
        if row.name == "copysign" and name == "y":
            assert abs(y) == 0.5  # a nan has a sign, too
        else:
            assert math.isnan(y), f"{row.name}{tuple(point)}"


def test_nan_is_not_an_answer_where_math_has_one():
    assert TABLE["hypot"](inf, nan) == inf
    assert TABLE["pow"](nan, 0.0) == 1.0
    assert TABLE["pow"](1.0, nan) == 1.0


@pytest.mark.parametrize("row", SEQUENCES, ids=lambda row: row.name)
def test_a_nan_in_a_sequence_makes_the_answer_nan(row):
    for xs in ([nan], [1.0, nan], [nan, 1.0], [nan, 1.0, nan]):
        assert math.isnan(row(*([*xs] for _ in row.args)))


AT_INFINITY = [
    ("exp", inf, inf, inf),
    ("exp", -inf, 0.0, 0.0),
    ("expm1", -inf, -1.0, 0.0),
    ("log", inf, inf, 0.0),
    ("log1p", inf, inf, 0.0),
    ("sqrt", inf, inf, 0.0),
    ("cbrt", inf, inf, 0.0),
    ("cbrt", -inf, -inf, 0.0),
    ("atan", inf, math.pi / 2, 0.0),
    ("asinh", -inf, -inf, 0.0),
    ("acosh", inf, inf, 0.0),
    ("tanh", -inf, -1.0, 0.0),
    ("sinh", inf, inf, inf),
    ("cosh", -inf, inf, -inf),
    ("sigmoid", inf, 1.0, 0.0),
    ("sigmoid", -inf, 0.0, 0.0),
    ("softplus", inf, inf, 1.0),
    ("softplus", -inf, 0.0, 0.0),
    ("relu", inf, inf, 1.0),
    ("abs", -inf, inf, -1.0),
    ("gaussian", inf, 0.0, 0.0),
    ("normal_density", -inf, 0.0, 0.0),
    ("normal_cdf", -inf, 0.0, 0.0),
    ("normal_cdf", inf, 1.0, 0.0),
    ("erfc", -inf, 2.0, 0.0),
    ("gamma", inf, inf, inf),
    ("lgamma", inf, inf, inf),
    ("digamma", inf, inf, 0.0),
]


@pytest.mark.parametrize(("name", "x", "value", "der"), AT_INFINITY)
def test_at_infinity_values_and_derivatives_are_the_limits(name, x, value, der):
    assert (TABLE[name](x), grad(TABLE[name])(x)) == (value, der)


# Empty sequences.


@pytest.mark.parametrize("row", SEQUENCES, ids=lambda row: row.name)
def test_an_empty_sequence_has_the_neutral_value_or_is_refused(row):
    neutral = {"sum": 0, "prod": 1, "dot": 0, "norm": 0.0}
    if row.name in neutral:
        assert row(*([] for _ in row.args)) == neutral[row.name]
    else:
        with pytest.raises(DomainError, match=f"^{row.name} needs at least one number, but got an empty sequence.$"):
            row([])


def test_every_error_of_a_row_is_in_the_family():
    for row in ROWS.values():
        if row.kind == "elementwise" and len(row.args) == 1:
            for x in [*EXTREME, 10**400, "text", None, [1.0]]:
                with suppress(BacksweepError):
                    row(x)
