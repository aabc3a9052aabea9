"""`import backsweep as math`: every public name of math is there, and means the same on plain numbers."""

import inspect
import math
import operator
import random
from contextlib import suppress
from functools import reduce

import pytest

import backsweep
from backsweep import Node, grad
from backsweep.errors import BacksweepError, NotDifferentiable

NAMES = [name for name in dir(math) if not name.startswith("_")]
CONSTANTS = ["e", "inf", "nan", "pi", "tau"]

# What each function is called with here.
FLOATS = [0.0, -0.0, 1e-300, 0.3, -0.3, 0.5, 1.0, -1.0, 1.5, -2.5, 3.0, 40.0, -171.5, 700.0, 1e16, -1e300, math.inf]
PAIRS = [(x, y) for x in FLOATS[:-1] for y in (0.0, 0.3, -1.5, 3.0, 1e300)]
SEQUENCES = [[], [1.0], [0.1] * 10, [3.0, -4.0, 12.0], [1e16, 1.0, -1e16], [0.0, 2.0], [1e200, 1e200]]
WHOLE = [(n,) for n in (0, 1, 5, 20)]
CALLS = {
    **dict.fromkeys(["atan2", "copysign", "fmod", "remainder", "pow", "hypot", "nextafter"], PAIRS),
    **{name: [(xs,) for xs in SEQUENCES] for name in ("fsum", "prod")},
    **dict.fromkeys(["dist", "sumprod"], [(xs, xs[::-1]) for xs in SEQUENCES] + [([1.0, 2.0], [4.0, 6.0])]),
    **{name: [(12, 5), (30, 18), (0, 3), (7, 0)] for name in ("comb", "gcd", "lcm")},
    **dict.fromkeys(["factorial", "isqrt"], WHOLE),
    "perm": [(12, 5), (5,)],
    "ldexp": [(x, i) for x in FLOATS for i in (-1080, -3, 0, 10)],
    "isclose": [(1.0, 1.0 + 1e-10), (1.0, 1.1), (0.0, 1e-300), (math.inf, math.inf), (math.nan, math.nan)],
    "log": [(x,) for x in FLOATS] + [(8.0, 2), (100.0, 10.0), (0.3, 7.0), (8.0, 1.0), (-1.0, 2.0)],
    "fma": [(0.1, 10.0, -1.0), (2.0, 3.0, 4.0)],
}

# Not the very bits, with how far they may be apart: sums added from the left, and radians by one multiplication.
NOT_THE_SAME_BITS = {"dist": 1e-15, "degrees": 1e-15, "radians": 1e-15}
REFUSED = ["comb", "factorial", "gcd", "isqrt", "lcm", "nextafter", "perm", "ulp"]
PLAIN = ["isclose", "isfinite", "isinf", "isnan"]


def calls(name):
    return CALLS.get(name) or [(x,) for x in FLOATS]


def outcome(f, args):
    """The answer, or the kind of error: ValueError or OverflowError."""
    try:
        return f(*args)
    except (ValueError, ZeroDivisionError):
        return ValueError
    except OverflowError:
        return OverflowError


def bits(x):
    if isinstance(x, tuple):
        return tuple(map(bits, x))
    return x.hex() if isinstance(x, float) else x


FUNCTIONS = [name for name in NAMES if name not in CONSTANTS]


@pytest.mark.parametrize("name", NAMES)
def test_every_name_of_math_is_a_name_of_backsweep(name):
    assert hasattr(backsweep, name)


@pytest.mark.parametrize("name", CONSTANTS)
def test_constants_are_those_of_math(name):
    assert bits(getattr(backsweep, name)) == bits(getattr(math, name))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_on_plain_numbers_a_function_gives_what_that_of_math_gives(name):
    for args in calls(name):
        ours, theirs = outcome(getattr(backsweep, name), args), outcome(getattr(math, name), args)
        if name in NOT_THE_SAME_BITS and isinstance(theirs, float):
            assert ours == theirs or abs(ours - theirs) <= NOT_THE_SAME_BITS[name] * size(args), f"{name}{args}"
        elif isinstance(theirs, float) and isinstance(ours, int):
            assert ours == theirs, f"{name}{args}"  # an int for an int, and 0 for no numbers at all
        else:
            assert bits(ours) == bits(theirs), f"{name}{args}: {ours!r}, but math gives {theirs!r}"


def size(args):
    """What a sum of products, a distance or an angle rounds against."""
    flat = [abs(x) for xs in args for x in (xs if isinstance(xs, list) else [xs])]
    return max(flat, default=0.0) * (max(flat, default=0.0) if len(args) == 2 and isinstance(args[0], list) else 60)


# Arguments at which each function is differentiated.
SMOOTH = {
    "acosh": (1.7,),
    "atan2": (0.3, -0.8),
    "copysign": (0.3, -2.0),
    "dist": ([1.0, 2.5], [4.0, -1.5]),
    "fma": (2.0, 3.0, 4.0),
    "fmod": (7.3, 2.1),
    "fsum": ([0.3, 1.2, -4.0],),
    "hypot": (3.0, 4.5),
    "ldexp": (0.3, 5),
    "log": (3.7, 1.9),
    "pow": (1.7, 2.3),
    "prod": ([0.3, 1.2, -4.0],),
    "remainder": (7.3, 2.1),
    "sumprod": ([0.3, 1.2], [5.0, -4.0]),
}
DIFFERENTIABLE = [name for name in FUNCTIONS if name not in REFUSED + PLAIN]
INTEGER_ARGUMENT = {("ldexp", 1)}


def difference_quotient(f, args, index, position):
    """A central difference of math's own function: good to nine digits or so, and no rule of ours in it."""

    def moved(h):
        copies = [list(xs) if isinstance(xs, list) else xs for xs in args]
        if position is None:
            copies[index] += h
        else:
            copies[index][position] += h
        answer = f(*copies)
        return answer[0] if isinstance(answer, tuple) else answer

    def central(h):
        return (moved(h) - moved(-h)) / (2 * h)

    return (4 * central(0.5e-3) - central(1e-3)) / 3


@pytest.mark.parametrize("name", DIFFERENTIABLE)
def test_on_nodes_a_function_has_the_slope_of_that_of_math(name):
    args = SMOOTH.get(name, (0.37,))

    def ours(*args):
        answer = getattr(backsweep, name)(*args)
        return answer[0] if isinstance(answer, tuple) else answer

    for index, arg in enumerate(args):
        if (name, index) in INTEGER_ARGUMENT:
            continue
        found = grad(ours, index)(*args)
        for position, der in enumerate(found) if isinstance(arg, list) else [(None, found)]:
            slope = difference_quotient(getattr(math, name), args, index, position)
            assert der == pytest.approx(slope, rel=1e-9, abs=1e-9), f"{name}{args} by argument {index}"


@pytest.mark.parametrize("name", DIFFERENTIABLE)
def test_on_nodes_a_function_gives_the_value_it_gives_on_numbers(name):
    args = SMOOTH.get(name, (0.37,))
    answer, plain = getattr(backsweep, name)(*map(as_nodes, args)), getattr(backsweep, name)(*args)
    if isinstance(plain, tuple):
        answer, plain = answer[0], plain[0]
    assert isinstance(answer, Node)
    assert answer.val == pytest.approx(plain, rel=1e-15)


def as_nodes(arg):
    if isinstance(arg, list):
        return [Node(x) for x in arg]
    return Node(arg) if isinstance(arg, float) else arg


@pytest.mark.parametrize("name", REFUSED)
def test_what_has_no_derivative_is_refused_by_name(name):
    for args in [(Node(4),), (Node(4), Node(2))]:
        if name in ("factorial", "isqrt", "ulp") and len(args) == 2:
            continue
        with pytest.raises(NotDifferentiable, match=f"^{name} has no derivative, but got Node") as caught:
            getattr(backsweep, name)(*args)
        assert "x.val" in str(caught.value)


@pytest.mark.parametrize("name", PLAIN)
def test_a_question_about_a_node_is_answered_by_its_value(name):
    for x in (1.0, math.inf, math.nan):
        args = (x, x) if name == "isclose" else (x,)
        assert getattr(backsweep, name)(*map(Node, args)) is getattr(math, name)(*args)


def test_sums_of_floats_are_exact_without_nodes_and_added_from_the_left_with_one():
    tenths = [0.1] * 10
    assert backsweep.fsum(tenths) == 1.0
    assert backsweep.fsum([Node(0.1), *tenths[1:]]).val == reduce(operator.add, tenths)


def test_the_parts_of_a_node_have_the_slopes_of_parts():
    x = Node(-2.75)
    fraction, whole = backsweep.modf(x)
    fraction.backward()
    assert (fraction.val, whole, x.der) == (-0.75, -2.0, 1.0)
    x = Node(10.0)
    mantissa, exponent = backsweep.frexp(x)
    mantissa.backward()
    assert (mantissa.val, exponent, x.der) == (0.625, 4, 1 / 16)


def test_signatures_accept_what_those_of_math_accept():
    assert backsweep.prod([2.0, 3.0], start=10.0) == math.prod([2.0, 3.0], start=10.0)
    assert backsweep.isclose(1.0, 1.1, rel_tol=0.2) is True
    assert backsweep.isclose(0.0, 0.1, abs_tol=0.2) is True
    assert backsweep.hypot() == math.hypot()
    assert backsweep.hypot(1.0, 2.0, 2.0) == 3.0
    assert backsweep.log(8.0, 2) == math.log(8.0, 2)
    for name in FUNCTIONS:
        assert inspect.getdoc(getattr(backsweep, name)), name


def test_at_random_arguments_a_function_of_one_number_gives_the_bits_of_math():
    rng = random.Random(11)
    for name in FUNCTIONS:
        if name in CALLS or name in NOT_THE_SAME_BITS or name in REFUSED:
            continue
        for _ in range(50):
            anywhere = rng.choice([-1, 1]) * 10 ** rng.uniform(-300, 300)
            x = rng.choice([rng.uniform(-1, 1), rng.uniform(-50, 50), anywhere])
            ours, theirs = outcome(getattr(backsweep, name), (x,)), outcome(getattr(math, name), (x,))
            assert bits(ours) == bits(theirs), f"{name}({x!r})"


def test_every_error_is_in_the_family():
    for name in FUNCTIONS:
        for args in calls(name):
            if name in REFUSED:
                continue
            with suppress(BacksweepError):  # any other error fails the test
                getattr(backsweep, name)(*args)
