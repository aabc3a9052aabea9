"""The laws of the table: what holds for every row, at every point of its domain.

A row that someone adds is tried here without a word more than its witness in witness.py.
"""

import cmath
import itertools
import math
import random

import mpmath
import pytest
from mpmath import mp, mpf
from sampling import EXTREME, has_value, sample
from witness import WITNESSES, psi

from backsweep import TABLE, Node, derivative, grad, stop_gradient, where
from backsweep.errors import BacksweepError
from backsweep.vocabulary import is_function, stranger
from backsweep.worlds import COMPLEX, FLOATS, NODES, value_of

ROWS = dict(TABLE)  # the rows present at import: other tests may add their own
ELEMENTWISE = [row for row in ROWS.values() if row.kind == "elementwise"]
STRUCTURAL = [row for row in ROWS.values() if row.kind == "structural"]
ANALYTIC = [row for row in ELEMENTWISE if row.complex is not None]

EPS = mpf(2) ** -52
LARGEST, SMALLEST = mpf(1.7976931348623157e308), mpf(2) ** -1022
POINTS = 130

every_row = pytest.mark.parametrize("row", ROWS.values(), ids=lambda row: row.name)
every_elementwise_row = pytest.mark.parametrize("row", ELEMENTWISE, ids=lambda row: row.name)


def on_nodes(row, point):
    """The row at Nodes of these values; static arguments stay numbers."""
    if row.kind == "sequence":
        return row(*([Node(x) for x in xs] for xs in point))
    return row(*(x if static else Node(x) for x, static in zip(point, row.static, strict=True)))


def partials(row, point):
    """Every partial of the row, as (argument, number)."""
    node = on_nodes(row, point)
    if not isinstance(node, Node):
        return []
    if row.kind == "sequence":
        return [(name, partial) for name, partial in zip(flat_names(row, point), node.partials, strict=True)]
    return list(zip(differentiable(row), node.partials, strict=True))


def flat_names(row, point):
    return [name for name, xs in zip(row.args, point, strict=True) for _ in xs]


def differentiable(row):
    return [name for name, static in zip(row.args, row.static, strict=True) if not static]


def exactly(point):
    """The point in sixty digits; integers and conditions as they are."""
    return [[mpf(x) for x in xs] if isinstance(xs, list) else mpf(xs) if isinstance(xs, float) else xs for xs in point]


def exact_partials(row, point):
    slopes, args = WITNESSES[row.name].slopes, exactly(point)
    if row.kind == "sequence":
        return slopes(*args)
    return [at_pole(slopes[name], args) for name in differentiable(row)]


def slope_by(index, f, args):
    """The derivative of f by one of its arguments, as mpmath measures it."""
    return mp.diff(lambda x: f(*args[:index], x, *args[index + 1 :]), args[index])


def at_pole(slope, args):
    """nan, which says nothing, where the slope is infinite; CONVENTIONS.md says what a row gives there."""
    try:
        return slope(*args)
    except ZeroDivisionError:
        return mp.nan


def disagreement(computed, exact, bound, point):
    """How many times the allowed error; None where the exact number, or the bound, says nothing."""
    exact = mpf(exact)
    if mp.isnan(exact) or math.isinf(bound.at(point)):
        return None
    if abs(exact) > LARGEST:
        return 0 if computed == math.copysign(math.inf, exact) or abs(exact) < LARGEST * (1 + EPS) else math.inf
    if 0 < abs(exact) < SMALLEST:
        return 0 if abs(computed) <= 2 * SMALLEST else math.inf
    if not math.isfinite(computed):
        return math.inf
    error, allowed = abs(mpf(computed) - exact), bound.at(point) * EPS * max(bound.scale(point, float(exact)), SMALLEST)
    return error / allowed if allowed else math.inf if error else 0


# An outside witness.


def test_every_row_has_a_witness():
    assert set(WITNESSES) == set(ROWS)


@every_row
def test_values_and_partials_agree_with_sixty_digits(row):
    said = {"value": 0} | dict.fromkeys(partial_names(row), 0)
    for point in sample(row, POINTS):
        exact = [WITNESSES[row.name].value(*exactly(point)), *exact_partials(row, point)]
        computed = [("value", row(*point)), *partials(row, point)]
        for (what, number), truth in zip(computed, exact, strict=False):
            bound = row.accuracy.value if what == "value" else row.accuracy.of(what)
            times = disagreement(number, truth, bound, point)
            if times is not None:
                assert times <= 1, f"{what} of {row.name} at {point}: {number!r}, but in truth {mp.nstr(truth, 20)}"
                said[what] += 1
    assert min(said.values()) >= 60, f"too few points of {row.name} have an exact number in range: {said}"


def partial_names(row):
    return row.args if row.kind == "sequence" else differentiable(row)


@every_elementwise_row
def test_the_slopes_of_the_witness_are_the_slopes_of_its_values(row):
    witness = WITNESSES[row.name]
    for point in itertools.islice(filter(smooth_and_moderate, sample(row, 2000, seed=2)), 4):
        args = exactly(point)
        for index, name in enumerate(row.args):
            if name not in witness.slopes or jumps(row, point) or row.name in CUT_OFF:
                continue
            slope = slope_by(index, witness.value, args)
            assert abs(slope - witness.slopes[name](*args)) <= mpf("1e-20") * max(1, abs(slope)), f"{name} at {point}"


# Rows whose derivative is 0 by their purpose.
CUT_OFF = ("stop_gradient", "high_half")


def smooth_and_moderate(point):
    numbers = [x for x in point if isinstance(x, float)]
    apart = all(abs(abs(x) - abs(y)) > 1e-2 for x, y in itertools.combinations(numbers, 2))
    return apart and all(0.01 < abs(x) < 20 and abs(x - round(x, 1)) > 1e-4 for x in numbers)


def jumps(row, point):
    """Where a step of mpmath's would leave the function's smooth piece: at a multiple, or off a whole exponent."""
    if row.name in ("mod", "fmod", "remainder", "floordiv"):
        return (2 * point[0] / point[1]).is_integer()
    return row.name in ("power", "pow") and point[0] < 0


@pytest.mark.parametrize("row", [row for row in ROWS.values() if row.kind == "sequence"], ids=lambda row: row.name)
def test_the_slopes_of_a_sequence_witness_are_the_slopes_of_its_values(row):
    rng = random.Random(3)
    sequences = [[mpf(rng.uniform(0.5, 4)) for _ in range(4)] for _ in row.args]
    slopes = WITNESSES[row.name].slopes(*sequences)
    for index, slope in enumerate(slopes):
        which, position = divmod(index, 4)

        def moved(x, which=which, position=position):
            copies = [list(xs) for xs in sequences]
            copies[which][position] = x
            return WITNESSES[row.name].value(*copies)

        assert abs(mp.diff(moved, sequences[which][position]) - slope) < mpf("1e-20")


# No rule fails.


def extreme_points(row):
    """Awkward numbers in every combination; a sequence of each few of them."""
    if row.kind == "sequence":
        rng = random.Random(row.name)
        for length in [1, 1, 2, 2, 2, 3, 3, 6] * 20:
            first = [rng.choice(EXTREME) for _ in range(length)]
            yield first, *([rng.choice([x, rng.choice(EXTREME)]) for x in first] for _ in row.args[1:])
        for x in EXTREME:
            yield tuple([x, x] for _ in row.args)
        return
    numbers = EXTREME if len(row.args) < 3 else [*EXTREME[::3], 0.0, 1.0]
    static = {
        "n": [0, 1, 5],
        "i": [-2000, -1, 0, 1, 1024, 2000],
        "places": [-400, 0, 3, 400],
        "condition": [True, False],
    }
    static["c"] = [*EXTREME, 0, 1, 2, 3, -1, 0.5, 1 / 3]
    yield from itertools.product(*(static.get(name, numbers) for name in row.args))


@every_row
def test_no_partial_raises_where_there_is_a_value(row):
    tried = 0
    for point in extreme_points(row):
        if has_value(row, point):
            partials(row, point)  # raises nothing
            tried += 1
    assert tried >= 10


@every_row
def test_no_partial_is_nan_at_finite_numbers_without_a_convention(row):
    """At finite numbers with a finite value the only partials that are nan are those of CONVENTIONS.md."""
    agreed = {"atan2": lambda p: p[0] == p[1] == 0, "pow": lambda p: p[0] < 0}
    for point in extreme_points(row):
        numbers = [x for xs in point for x in (xs if isinstance(xs, list) else [xs])]
        if not all(map(math.isfinite, numbers)) or not has_value(row, point) or not math.isfinite(row(*point)):
            continue
        if not agreed.get(row.name, lambda p: False)(point):
            for name, partial in partials(row, point):
                within = not math.isinf(row.accuracy.of(name).at(point))
                assert partial == partial or not within, f"d{row.name}/d{name} at {point}"


@every_row
def test_minus_zero_counts_as_zero(row):
    for point in extreme_points(row):
        numbers = [x for xs in point for x in (xs if isinstance(xs, list) else [xs])]
        if not any(x == 0 and math.copysign(1, x) < 0 for x in numbers if isinstance(x, float)):
            continue
        plain = tuple([x + 0.0 for x in xs] if isinstance(xs, list) else xs + 0.0 if xs == 0 else xs for xs in point)
        if signed(row, point) or not has_value(row, point) or not has_value(row, plain):
            continue
        for (name, at_minus), (_, at_plus) in zip(partials(row, point), partials(row, plain), strict=True):
            assert same_number(at_minus, at_plus), f"d{row.name}/d{name} at {point}: {at_minus}, but {at_plus} at 0.0"


def signed(row, point):
    """Where the sign of a zero is what the function is about."""
    return row.name in ("copysign", "atan2")


def same_number(x, y):
    return x == y or (x != x and y != y)


# One rule, several worlds.


def bits(x):
    x = value_of(x)
    return "nan" if x != x else float(x).hex()


def weighed(row, world, args, answer):
    """The row's partials as read in a world, before any sweep."""
    flat = row.flat(args)
    wanted = [i for i in range(len(flat)) if row.kind == "sequence" or not row.static[i]]
    return [(i, row.scale(world, 1, weight)) for i, weight in row.weights(world, flat, answer, wanted)]


@every_row
def test_a_rule_read_on_nodes_gives_the_bits_it_gives_on_floats(row):
    for point in itertools.chain(sample(row, 60, seed=4), filter(lambda p: has_value(row, p), extreme_points(row))):
        node = on_nodes(row, point)
        if not isinstance(node, Node):
            continue
        args = row.split(node.args) if row.kind == "sequence" else node.args
        plain = [(i, bits(weight)) for i, weight in weighed(row, FLOATS, point, row(*point))]
        assert [(i, bits(weight)) for i, weight in weighed(row, NODES, args, node)] == plain, f"{row.name} at {point}"
        assert bits(node) == bits(row(*point))
        if row.is_written_in_primitives:
            assert bits(row.on(NODES)(*args)) == bits(row(*point)), f"{row.name} at {point}"


# Higher derivatives.


@every_elementwise_row
def test_second_derivatives_agree_with_mpmath(row):
    names = differentiable(row)
    for point in itertools.islice(filter(smooth_and_moderate, sample(row, 3000, seed=5)), 6):
        if jumps(row, point):
            continue
        args = exactly(point)
        for (i, name), (j, _) in itertools.product(positions(row, names), repeat=2):
            slope = WITNESSES[row.name].slopes[name]
            exact = slope_by(j, slope, args)
            found = grad(grad(row, i), j)(*point)
            # Relative to the first derivative too: second derivatives have zeros of their own.
            size = max(abs(exact), abs(slope(*args)))
            assert abs(found - exact) <= mpf("1e-12") * size, f"d{i}d{j} of {row.name} at {point}: {found}, {exact}"


def positions(row, names):
    return [(row.args.index(name), name) for name in names]


PI2 = math.pi**2
AT_ZERO = [
    ("tanh", 3, -2.0),
    ("tanh", 2, 0.0),
    ("sigmoid", 1, 1 / 4),
    ("sigmoid", 2, 0.0),
    ("sigmoid", 3, -1 / 8),
    ("softplus", 2, 1 / 4),
    ("softplus", 3, 0.0),
    ("softplus", 4, -1 / 8),
    ("sinc", 2, -PI2 / 3),
    ("sinc", 3, 0.0),
    ("sinc", 4, PI2 * PI2 / 5),
    ("silu", 2, 1 / 2),
    ("silu", 3, 0.0),
    ("silu", 4, -1 / 2),
    ("gelu", 2, math.sqrt(2 / math.pi)),
    ("gelu", 3, 0.0),
    ("gelu", 4, -4 / math.sqrt(2 * math.pi)),
    ("normal_cdf", 2, 0.0),
    ("normal_cdf", 3, -1 / math.sqrt(2 * math.pi)),
    ("erf", 2, 0.0),
    ("erf", 3, -4 / math.sqrt(math.pi)),
    ("erfc", 3, 4 / math.sqrt(math.pi)),
    ("gaussian", 2, -2.0),
    ("gaussian", 4, 12.0),
    ("sin", 3, -1.0),
    ("cos", 2, -1.0),
    ("tan", 3, 2.0),
    ("atan", 3, -2.0),
    ("asin", 3, 1.0),
    ("sinh", 3, 1.0),
    ("asinh", 3, -1.0),
    ("atanh", 3, 2.0),
    ("expm1", 3, 1.0),
    ("log1p", 3, 2.0),
]


@pytest.mark.parametrize(("name", "order", "exact"), AT_ZERO)
def test_higher_derivatives_at_zero_are_those_of_the_series(name, order, exact):
    assert derivative(TABLE[name], order)(0.0) == pytest.approx(exact, rel=1e-14, abs=1e-16)


@pytest.mark.parametrize(
    ("f", "order", "exact"),
    [
        (lambda x: x**2, 2, 2.0),
        (lambda x: x**3, 2, 0.0),
        (lambda x: x**3, 3, 6.0),
        (lambda x: x**3, 4, 0.0),
        (lambda x: (3 * x) ** 2, 2, 18.0),
        (lambda x: x * x, 2, 2.0),
        (lambda x: (x * x) * (x * x), 4, 24.0),
        (lambda x: TABLE["logaddexp"](x, 0.0), 2, 1 / 4),
        (lambda x: TABLE["logaddexp"](x, 0.0), 3, 0.0),
        (lambda x: TABLE["logsumexp"]([x, 0.0, 0.0]), 2, 2 / 9),
        (lambda x: TABLE["prod"]([x, x, x]), 3, 6.0),
        (lambda x: TABLE["dot"]([x, 1.0], [x, x]), 2, 2.0),
        (lambda x: TABLE["hypot"](x, 2.0), 2, 1 / 2),
        (lambda x: TABLE["norm"]([x, 2.0]), 2, 1 / 2),
        (lambda x: TABLE["atan2"](x, 2.0), 3, -1 / 4),
        (lambda x: TABLE["exp"](x) - 1 - x, 2, 1.0),
    ],
)
def test_higher_derivatives_of_compositions_at_zero_are_exact(f, order, exact):
    assert derivative(f, order)(0.0) == pytest.approx(exact, rel=1e-14, abs=1e-16)


@pytest.mark.parametrize(
    "name",
    ["exp", "log", "sqrt", "cbrt", "sin", "tan", "tanh", "sigmoid", "silu", "gelu", "sinc", "erf", "log1p", "acosh"],
)
@pytest.mark.parametrize("x", [1.1, 1.3, 1.9])
def test_third_derivatives_agree_with_mpmath(name, x):
    exact = mp.diff(WITNESSES[name].slopes["x"], mpf(x), 2)
    assert derivative(TABLE[name], 3)(x) == pytest.approx(float(exact), rel=1e-12)


@pytest.mark.parametrize("x", [0.3, 1.9, -1.7])
def test_third_derivatives_of_gamma_and_its_logarithm_are_those_of_polygamma(x):
    a, b, c = (psi(n, mpf(x)) for n in range(3))
    assert derivative(TABLE["lgamma"], 3)(x) == pytest.approx(float(c), rel=1e-12)
    exact = mp.gamma(x) * (a**3 + 3 * a * b + c)
    assert derivative(TABLE["gamma"], 3)(x) == pytest.approx(float(exact), rel=1e-12)


# Linear maps.


@pytest.mark.parametrize("g", [1.0, -2.5])
@pytest.mark.parametrize("condition", [True, False])
def test_where_is_its_own_transpose(condition, g):
    def tangent(da, db):
        return da if condition else db

    a, b = Node(3.0), Node(5.0)
    where(condition, a, b).backward(g)
    for da, db in [(1.0, 0.0), (0.0, 1.0), (2.0, -7.0)]:
        node = where(condition, a, b)
        pushed = node.primitive.tangent(FLOATS, node.args, node.val, {1: da, 2: db})
        assert pushed == tangent(da, db)
        assert g * pushed == a.der * da + b.der * db


def test_every_structural_row_is_tried():
    assert {row.name for row in STRUCTURAL} == {"where", "stop_gradient"}


def test_stop_gradient_passes_nothing_either_way():
    x = Node(3.0)
    y = stop_gradient(x)
    y.backward()
    assert (y.val, x.der) == (3.0, 0.0)
    assert y.primitive.tangent(FLOATS, y.args, y.val, {0: 1.0}) is None


# The form of a row.


def rules_of(row):
    rules = row.partials.values() if isinstance(row.partials, dict) else [row.partials]
    return [rule for rule in rules if rule is not None and not isinstance(rule, (int, float))]


@every_row
def test_a_rule_names_only_primitives_and_numbers(row):
    for rule in rules_of(row):
        assert is_function(rule)
        assert stranger(rule) is None


@every_row
def test_a_row_says_what_it_is(row):
    assert row.about.endswith(".")
    assert "\n" not in row.about
    assert row.source
    assert not row.source.endswith(".")
    assert row.name.isidentifier()


@every_row
def test_the_latex_of_a_row_mentions_each_of_its_arguments(row):
    assert row.latex is not None
    for name in row.args:
        assert "{" + name + "}" in row.latex


@every_row
def test_domain_edges_and_accuracy_speak_of_the_arguments(row):
    assert set(row.domain) <= set(row.args)
    assert set(row.accuracy.partials) <= set(row.args)
    for point, at_edge in row.edges.items():
        assert len(point) == len(at_edge) == len(row.args)
    for bound in [row.accuracy.value, *row.accuracy.partials.values()]:
        assert bound.reason or (bound.ulps == 8 and bound.terms is None), "a bound of its own needs a reason"


# Complex numbers.


@pytest.mark.parametrize("row", ANALYTIC, ids=lambda row: row.name)
def test_complex_values_and_partials_agree_with_mpmath(row):
    rng = random.Random(row.name)
    for _ in range(20):
        point = [complex(rng.uniform(-2, 2), rng.uniform(0.1, 2) * rng.choice([-1, 1])) for _ in row.args]
        if row.name == "power":
            point[1] = rng.choice([2, 3, -1, 0.5, 1.7])
        args = [mpmath.mpmathify(z) for z in point]
        nodes = [z if static else Node(z) for z, static in zip(point, row.static, strict=True)]
        y = row(*nodes)
        assert close(y.val, complex_value(row)(*args))
        found = iter(y.partials)
        for index, (name, static) in enumerate(zip(row.args, row.static, strict=True)):
            if static:
                continue
            slope = slope_by(index, complex_value(row), args)
            assert close(next(found), slope), f"d{row.name}/d{name} at {point}"


def complex_value(row):
    return pow if row.name == "power" else WITNESSES[row.name].value


def close(number, exact):
    return abs(mpmath.mpmathify(complex(number)) - exact) <= mpf("1e-14") * max(1, abs(exact))


def test_complex_sequences_are_those_of_the_definition():
    xs = [Node(1 + 2j), Node(0.5 - 1j), Node(3j)]
    assert TABLE["sum"](xs).partials == (1, 1, 1)
    assert TABLE["mean"](xs).partials == pytest.approx((1 / 3, 1 / 3, 1 / 3))
    assert TABLE["prod"](xs).partials == pytest.approx(((0.5 - 1j) * 3j, (1 + 2j) * 3j, (1 + 2j) * (0.5 - 1j)))
    assert TABLE["dot"](xs, [1j, 2.0, 3.0]).partials == (1j, 2.0, 3.0)


@pytest.mark.parametrize("z", [1 + 800j, -0.5 + 750j, 705 + 1j, -1 - 2000j, 3 + 701j])
def test_tanh_of_a_complex_number_with_a_large_imaginary_part_keeps_its_slope(z):
    exact = 1 / mpmath.cosh(mpmath.mpmathify(z)) ** 2
    assert abs(TABLE["tanh"](Node(z)).partials[0] - complex(exact)) <= 1e-15


def test_a_row_without_a_complex_rule_refuses_complex_numbers():
    for row in ELEMENTWISE:
        if row.complex is None and len(row.args) == 1:
            with pytest.raises(BacksweepError):
                row(Node(1 + 2j))


def test_analytic_rows_agree_with_cmath():
    for name in ["exp", "log", "sqrt", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "atanh"]:
        assert TABLE[name](0.3 + 0.4j) == getattr(cmath, name)(0.3 + 0.4j)
        assert TABLE[name].rules(COMPLEX)
