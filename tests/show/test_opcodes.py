"""Rules as lists of operations: every row is written down, or says why not, and no formula but the table's is used."""

import math

import pytest

import backsweep as bs
from backsweep import primitive
from backsweep.row import TABLE
from backsweep.show.opcodes import NotReplayable, Script, is_double, rule_of

# Rows that only Python can compute, with the one that stands in the way.
PYTHON_ONLY = {
    "round_to": "round_to",
    "erf": "erf",
    "erfc": "erfc",
    "normal_cdf": "erfc",
    "gelu": "erfc",
    "polygamma": "polygamma",
    "digamma": "digamma",
    "gamma": "gamma",
    "lgamma": "lgamma",
}
OPERATIONS = {"+", "-", "*", "/", "%", "<", "<=", ">", ">=", "==", "!=", "?:"}


def arguments(row):
    """Arguments for a rule: what is part of it, and None for what it is given."""
    part = {"where": {0: True}, "ldexp": {1: 3}, "polygamma": {0: 1}, "round_to": {1: 1}, "power": {1: 2}}
    count = len(row.args) * (3 if row.kind == "sequence" else 1)
    return [part.get(row.name, {}).get(position) for position in range(count)]


@pytest.mark.parametrize(
    "row", [row for row in TABLE.values() if row.name not in PYTHON_ONLY], ids=lambda row: row.name
)
def test_a_row_is_written_in_javascripts_own_operations(row):
    rule = rule_of(row, arguments(row))
    for script in filter(None, (rule.value, rule.slopes, rule.shares)):
        for name, _ in script.steps:
            assert name in OPERATIONS or name.startswith("Math."), name


@pytest.mark.parametrize("name", PYTHON_ONLY)
def test_a_row_that_javascript_lacks_says_which(name):
    with pytest.raises(NotReplayable, match=f"JavaScript has no {PYTHON_ONLY[name]}$"):
        rule_of(TABLE[name], arguments(TABLE[name]))


def test_a_script_is_the_rule_and_nothing_more():
    rule = rule_of(TABLE["div"], [None, None])
    # x, y, the answer z and the der are registers 0 to 3; then constants, then results.
    assert rule.value == Script((), (("/", [0, 1]),), (4,), (False,))
    assert rule.slopes == Script((1.0,), (("/", [4, 1]), ("-", [2]), ("/", [6, 1])), (5, 7), (False, False))
    assert rule.shares is None


def test_constants_that_look_alike_are_told_apart():
    row = primitive("two_zeros", value=lambda x: (x + 0.0) * (x - -0.0), partials={"x": lambda x, y: 1})
    try:
        signs = [math.copysign(1, constant) for constant in rule_of(row, [None]).value.constants]
    finally:
        del TABLE["two_zeros"]
    assert sorted(signs) == [-1, 1]


def test_what_is_chosen_receives_all_and_the_other_a_constant():
    rule = rule_of(TABLE["where"], [True, None, None])
    assert rule.shares is not None
    _, chosen, other = rule.shares.results
    assert chosen == 4  # the register of the der
    assert other == 5  # that of the first constant
    assert rule.shares.constants == (0.0,)


def test_a_users_row_in_primitives_is_replayed_and_one_in_python_is_not():
    cube = primitive("cube_here", value=lambda x: x * x * x, partials={"x": lambda x, y: 3 * x * x})
    opaque = primitive("opaque_here", value=lambda x: math.floor(x) and 1.0, partials={"x": 0})
    named = primitive("named_here", value=lambda x: math.exp(x), partials={"x": lambda x, y: y}, js="Math.exp")
    try:
        assert [name for name, _ in rule_of(cube, [None]).value.steps] == ["*", "*"]
        assert rule_of(named, [None]).value.steps == (("Math.exp", [0]),)
        with pytest.raises(NotReplayable, match="JavaScript has no opaque_here"):
            rule_of(opaque, [None])
    finally:
        for row in (cube, opaque, named):
            del TABLE[row.name]


def test_a_whole_call_is_left_to_python():
    x = bs.Node(4.0)
    y = bs.custom_derivative(lambda a: a**0.5, partials=lambda a, x: 0.5 / x)(x)
    assert y.primitive is not None
    with pytest.raises(NotReplayable, match="is a whole function call, which only Python can repeat"):
        rule_of(y.primitive, [None])


@pytest.mark.parametrize("number", [0, 1.5, -(2**53), 2**60, math.nan, math.inf, True])
def test_a_number_that_a_float_holds_is_a_double(number):
    assert is_double(number)


@pytest.mark.parametrize("number", [2**53 + 1, 10**400, 1j, bs.Node(1.0), None, "1"])
def test_anything_else_is_none(number):
    assert not is_double(number)
