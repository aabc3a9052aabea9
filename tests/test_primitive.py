"""primitive(): a row of one's own works in every sweep, and a rule that could not is refused by name."""

import itertools
import math
import pickle

import numpy as np
import pytest

import backsweep
import backsweep as bs
from backsweep import (
    TABLE,
    Interval,
    Node,
    NotDifferentiable,
    RuleError,
    StructureError,
    WrongKind,
    check_grad,
    cos,
    exp,
    grad,
    hessian,
    jacobian,
    jvp,
    primitive,
    sin,
    where,
)

fresh = itertools.count()


def row(value=math.sin, **fields):
    """A row under a name of its own."""
    return primitive(f"mine{next(fresh)}", value=value, **fields)


@pytest.fixture(autouse=True)
def table_as_it_was():
    before = dict(TABLE)
    yield
    TABLE.clear()
    TABLE.update(before)


def test_a_row_of_ones_own_works_in_every_sweep():
    mine = row(partials={"x": lambda x, y: cos(x)})
    x = Node(1.0)
    mine(x).backward()
    assert x.der == math.cos(1.0)
    assert grad(grad(mine))(1.0) == pytest.approx(-math.sin(1.0), rel=1e-15)
    assert jvp(mine)(1.0, tangent=2.0)[1] == 2 * math.cos(1.0)
    assert jacobian(lambda v: [mine(v[0]), v[0] * mine(v[1])], mode="forward")([1.0, 2.0])[1][0] == math.sin(2.0)
    assert check_grad(mine, 1.0)
    assert mine(1.0) == math.sin(1.0)


def test_a_row_of_two_arguments():
    mine = row(lambda x, y: x * x * y, partials={"x": lambda x, y, z: 2 * x * y, "y": lambda x, y, z: x * x})
    assert grad(mine, argnums=(0, 1))(3.0, 5.0) == (30.0, 9.0)
    assert hessian(mine, argnums=(0, 1))(3.0, 5.0) == ((10.0, 6.0), (6.0, 0.0))


def test_a_constant_partial_may_be_a_number():
    mine = row(lambda x, y: 3 * x - y, partials={"x": 3, "y": lambda x, y, z: -1})
    assert grad(mine, argnums=(0, 1))(1.0, 2.0) == (3.0, -1.0)
    assert hessian(lambda v: mine(v[0], v[1]) ** 2)([1.0, 2.0]) == [[18.0, -6.0], [-6.0, 2.0]]


def test_an_argument_without_a_partial_is_static():
    mine = row(lambda n, x: x**n, partials={"n": None, "x": lambda n, x, y: n * x ** (n - 1)})
    assert grad(mine, argnums=1)(3, 2.0) == 12.0
    with pytest.raises(NotDifferentiable, match=r"has no derivative by n, but got n = .*Pass n\.val"):
        grad(mine)(3, 2.0)


def test_a_row_over_a_sequence():
    mine = row(lambda xs: math.fsum(x * x for x in xs), partials=lambda xs, y: [2 * x for x in xs])
    assert grad(mine)([1.0, 2.0]) == [2.0, 4.0]
    assert hessian(mine)([1.0, 2.0]) == [[2.0, 0.0], [0.0, 2.0]]
    assert jvp(mine)([1.0, 2.0], tangent=[1.0, 1.0]) == (5.0, 6.0)
    assert check_grad(mine, [1.0, 2.0])


def test_a_row_over_two_sequences():
    mine = row(lambda xs, ys: math.fsum(map(math.prod, zip(xs, ys, strict=True))), partials=lambda xs, ys, z: (ys, xs))
    assert grad(mine, argnums=(0, 1))([1.0, 2.0], [3.0, 4.0]) == ([3.0, 4.0], [1.0, 2.0])
    with pytest.raises(StructureError, match=r"len\(xs\) = 1, len\(ys\) = 2"):
        mine([1.0], [1.0, 2.0])


@pytest.mark.parametrize("partials", [lambda xs, y: [1], lambda xs, y: [1, 1, 1], lambda xs, y: 1])
def test_a_sequence_rule_must_give_one_partial_for_each(partials):
    mine = row(lambda xs: xs[0] + xs[1], partials=partials)
    with pytest.raises(RuleError, match="must give a list of 2 numbers"):
        grad(mine)([1.0, 2.0])
    with pytest.raises(RuleError, match="must give a list of 2 numbers"):
        jvp(mine)([1.0, 2.0], tangent=[1.0, 1.0])


@pytest.mark.parametrize("call", [(1.0,), (1.0, 2.0), ([1.0], [2.0]), (None,)])
def test_a_row_over_a_sequence_says_how_it_is_called(call):
    mine = row(math.fsum, partials=lambda xs, y: [1 for x in xs])
    with pytest.raises(WrongKind, match=r"mine\d+\(xs\) takes a sequence of numbers, but got .*\[x, y, z\]"):
        mine(*call)


def test_a_linear_row_is_given_by_its_transpose():
    mine = row(lambda x: 7 * x, transposes={"x": lambda g, x, y: 7 * g})
    assert grad(mine)(2.0) == 7.0
    assert jvp(mine)(2.0, tangent=3.0) == (14.0, 21.0)
    assert grad(grad(lambda x: mine(x) * x))(2.0) == 14.0
    assert check_grad(mine, 2.0)


def test_a_value_written_in_primitives_is_enough_of_a_value():
    mine = row(lambda x: exp(-abs(x)), partials={"x": lambda x, y: where(x < 0, y, -y)})
    assert mine(2.0) == math.exp(-2.0)
    assert grad(mine)(-2.0) == math.exp(-2.0)


def test_numbers_of_a_closure_and_of_defaults_are_captured():
    def scaled(k):
        return row(lambda x: k * x, partials={"x": lambda x, y: k})

    double, triple = scaled(2.0), scaled(3.0)
    assert (grad(double)(1.0), grad(triple)(1.0)) == (2.0, 3.0)
    rows = [row(lambda x, k=k: k * x, partials={"x": lambda x, y, k=k: k}) for k in (4.0, 5.0)]
    assert [grad(mine)(1.0) for mine in rows] == [4.0, 5.0]
    assert [mine.args for mine in rows] == [("x",), ("x",)]
    keyword = row(partials={"x": lambda x, y, *, phase=cos: phase(x)})
    assert grad(grad(keyword))(1.0) == pytest.approx(-math.sin(1.0), rel=1e-15)


def test_a_rule_may_say_backsweep_dot_sin():
    mine = row(partials={"x": lambda x, y: backsweep.cos(x) + 0 * bs.pi})
    assert grad(grad(mine))(1.0) == pytest.approx(-math.sin(1.0), rel=1e-15)


def test_a_rule_may_define_functions_inside():
    def rule(x, y):
        def slope(u):
            return cos(u)

        return slope(x)

    assert grad(grad(row(partials={"x": rule})))(1.0) == pytest.approx(-math.sin(1.0), rel=1e-15)


def test_a_rule_may_name_its_own_row_inside_a_function():
    mine = row(math.exp, partials={"x": lambda x, y: mine(x)})
    assert grad(grad(grad(mine)))(1.0) == pytest.approx(math.e, rel=1e-15)


helper = [1.0]


def rule_with_import(x, y):
    import math

    return math.cos(x)


@pytest.mark.parametrize(
    ("rule", "name"),
    [
        (lambda x, y: math.cos(x), "math, .*write `import backsweep as math`"),
        (lambda x, y: np.cos(x), "np, .*write it out"),
        (lambda x, y: helper[0] * x, "helper, .*write it out"),
        (lambda x, y: max(x, y), "max, .*import max from backsweep"),
        (lambda x, y: float(x), "float, .*write it out in primitives"),
        (lambda x, y: bs.grad(sin)(x), r"bs\.grad, "),
        (lambda x, y: bs.nothing(x), r"bs\.nothing, "),
        (lambda x, y: bs.sum([math.cos(u) for u in (x,)]), "math, "),
        (lambda x, y: (lambda u: math.cos(u))(x), "math, "),
        (lambda x, y: cos(x) if x > 0 else -cos(x), r"`if`.*write where\(condition, a, b\)"),
        (rule_with_import, "import math"),
    ],
)
def test_a_rule_with_a_strange_name_is_refused_by_that_name(rule, name):
    with pytest.raises(RuleError, match=f"The rule of mine\\d+ for x uses {name}"):
        row(partials={"x": rule})


def test_the_derivative_of_a_function_is_not_taken_for_the_function():
    slope = grad(bs.log)
    with pytest.raises(RuleError, match="uses slope"):
        row(math.log, partials={"x": lambda x, y: slope(x)})


def test_a_name_that_is_never_defined_is_told_when_the_rule_is_read():
    mine = row(partials={"x": lambda x, y: never_defined(x)})  # noqa: F821  # reason: that is the point
    with pytest.raises(RuleError, match=r"A rule at .*test_primitive\.py, line \d+ uses never_defined, which is not"):
        grad(mine)(1.0)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "needs partials or transposes"),
        ({"partials": {}}, "needs a rule for at least one argument"),
        ({"partials": {"x": lambda x, y: 1}, "transposes": {"x": lambda g, x, y: g}}, "but got both"),
        ({"partials": {"x": math.cos}}, "must be a lambda or a def written in primitives, but got <built-in"),
        ({"partials": {"x": "cos"}}, "must be a lambda or a def"),
        ({"partials": 3}, "must be a lambda or a def"),
        ({"partials": {"x": lambda x: 1}}, "takes its arguments and then the answer"),
        ({"partials": {"z": lambda x, y: 1}}, "has a rule for z, but its arguments are x"),
        ({"partials": {"a": lambda a, b, y: 1, "b": lambda a, c, y: 1}}, "disagree about its arguments"),
        ({"partials": {"x": 1}, "value": 3}, "needs value, the function on plain numbers, but got value = 3"),
        ({"partials": {"x": 1}, "domain": {"z": Interval(0, 1, "[]")}}, "has a domain for z, but its arguments are x"),
        ({"partials": {"x": lambda x, y: 1}, "edges": {0.0: 1.0}}, r"needs edges as \{point: partials\}"),
    ],
)
def test_a_row_that_makes_no_sense_is_refused(fields, sentence):
    with pytest.raises(RuleError, match=sentence):
        row(**fields)


@pytest.mark.parametrize("name", ["sin", "add", "a b", "lambda", "", 3])
def test_a_name_must_be_free_and_a_name(name):
    with pytest.raises(RuleError, match="Choose another name" if name in TABLE else "is a Python name, but got"):
        primitive(name, value=math.sin, partials={"x": 1})


def test_a_row_of_ones_own_may_be_redefined():
    first = primitive("again", value=lambda x: x, partials={"x": 1})
    second = primitive("again", value=lambda x: 2 * x, partials={"x": 2})
    assert TABLE["again"] is second
    assert (grad(first)(1.0), grad(second)(1.0)) == (1.0, 2.0)
    assert pickle.loads(pickle.dumps(second)) is second


def test_edges_are_consulted_before_the_partial():
    mine = row(lambda x: x * x, partials={"x": lambda x, y: 2 * y / x}, edges={(0.0,): (0.0,)})
    assert [grad(mine)(x) for x in (0.0, -0.0, 3.0)] == [0.0, 0.0, 6.0]
    assert jvp(mine)(0.0, tangent=1.0) == (0.0, 0.0)


def test_a_domain_is_told_in_words():
    mine = row(math.sqrt, partials={"x": lambda x, y: 0.5 / y}, domain={"x": Interval(0, math.inf, "[)")})
    with pytest.raises(ValueError, match=r"mine\d+ needs x >= 0, but got x = -1\.0"):
        mine(Node(-1.0))


@pytest.mark.parametrize("answer", ["text", None, [1.0], True])
def test_a_value_that_is_no_number_is_refused(answer):
    mine = row(lambda x: answer, partials={"x": 1})
    with pytest.raises(WrongKind, match="needs a number, but got its value = "):
        mine(Node(1.0))


def test_a_numpy_value_becomes_a_plain_number():
    mine = row(lambda x: np.sin(x), partials={"x": lambda x, y: cos(x)})
    assert type(mine(Node(1.0)).val) is float


@pytest.mark.parametrize("args", [(), (1.0, 2.0)])
def test_a_wrong_number_of_arguments_is_told(args):
    mine = row(partials={"x": 1})
    with pytest.raises(WrongKind, match=rf"mine\d+\(x\) takes 1 argument, but got {len(args)}"):
        mine(*args)


def test_complex_numbers_need_a_complex_value():
    without = row(lambda x: x * x, partials={"x": lambda x, y: 2 * x})
    with pytest.raises(NotDifferentiable, match="is not offered for complex numbers"):
        grad(without)(1 + 2j)
    having = row(lambda x: x * x, partials={"x": lambda x, y: 2 * x}, complex=lambda x: x * x)
    assert grad(having)(1 + 2j) == 2 + 4j


def test_arguments_may_be_given_by_name():
    x = Node(5.0)
    assert bs.clip(x, low=0.0, high=2.0).val == 2.0
    assert bs.sin(x=1.0) == math.sin(1.0)
    with pytest.raises(WrongKind, match=r"clip takes x, low, high, but got Node\(5.0.*lower=0.0"):
        bs.clip(x, lower=0.0, high=2.0)
