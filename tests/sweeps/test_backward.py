"""The backward sweep: what it sets, in which order it adds, and what it leaves alone."""

import math
from fractions import Fraction

import pytest

from backsweep import Node, WrongKind, custom_derivative, exp, log, sin, sqrt, where
from backsweep.sweeps.backward import backward, sweep
from backsweep.sweeps.order import newest_first
from backsweep.worlds import FLOATS, NODES


def ders(y, *nodes, **options):
    y.backward(**options)
    return [node.der for node in nodes]


def test_backward_twice_gives_the_same():
    x, w = Node(3.0), Node(5.0)
    y = exp(x * w / 10) + x
    first = ders(y, x, w, y)
    assert ders(y, x, w, y) == first


def test_backward_starts_afresh_for_another_output():
    x = Node(3.0)
    assert ders(x * x, x) == [6.0]
    assert ders(5.0 * x, x) == [5.0]


def test_accumulate_adds_to_what_is_there():
    x = Node(3.0)
    y = x * x
    assert ders(y, x, y) == [6.0, 1.0]
    assert ders(y, x, y, accumulate=True) == [12.0, 2.0]
    assert ders(5.0 * x, x, accumulate=True) == [17.0]


@pytest.mark.parametrize("seed", [2, 2.5, Fraction(1, 2), -1.0, 0])
def test_the_seed_scales_every_der(seed):
    x = Node(3.0)
    y = x * x
    assert ders(y, x, y, seed=seed) == [6 * seed, seed]


@pytest.mark.parametrize("seed", ["1", None, True, [1.0], Node(1.0)])
def test_a_seed_is_a_plain_number(seed):
    with pytest.raises(WrongKind, match="backward needs a number, but got seed = "):
        (Node(3.0) * 2.0).backward(seed)


def test_an_input_may_be_swept_itself():
    x = Node(3.0)
    assert ders(x, x) == [1.0]


def test_only_ancestors_are_visited():
    x, other = Node(3.0), Node(4.0)
    used, unused = x * x, x * other
    unused.der = other.der = "untouched"
    assert ders(used, x, other, unused) == [6.0, "untouched", "untouched"]


def test_a_visited_node_that_counts_for_nothing_gets_0():
    x, y = Node(3.0), Node(4.0)
    x.der = y.der = 7.0
    assert ders(where(True, x, y), x, y) == [1.0, 0.0]


def test_two_outputs_share_a_graph():
    x = Node(0.5)
    shared = sin(x)
    up, down = shared * 2.0, shared / 2.0
    assert ders(up, x) == [2.0 * math.cos(0.5)]
    assert ders(down, x) == [0.5 * math.cos(0.5)]
    assert up.der == 1.0


def test_branches_of_one_sweep_add_up():
    x = Node(3.0)
    assert ders(x * x + 2.0 * x + x, x) == [9.0]


def test_ders_are_plain_numbers_of_the_results_kind():
    for val, kind in ((3, int), (Fraction(1, 3), Fraction), (3.0, float), (1 + 2j, complex)):
        x = Node(val)
        y = x * x * x
        y.backward()
        assert type(x.der) is kind
    mixed = Node(3)
    (mixed * 0.5).backward()
    assert type(mixed.der) is float


def test_shares_are_added_newest_user_first_and_within_a_user_by_position():
    # 1e16 swallows 0.1 wherever they meet before -1e16 does.
    x = Node(1.0)
    first, second, third = x * 0.1, x * 1e16, x * -1e16
    (first + second + third).backward()
    assert x.der == (0.0 + -1e16 + 1e16) + 0.1
    y = Node(1.0)
    (y * 0.1 + (y * 1e16) + 0.0 * y).backward()
    assert y.der == ((0.0 + 0.0) + 1e16) + 0.1


def test_the_order_is_the_same_in_both_ways_of_sweeping():
    x = Node(0.3)
    y = x
    for k in range(50):
        y = sin(y) * x + y / (k + 1.0) - x
    order = newest_first([y])
    found = sweep(order, {y: 1.0}, FLOATS)
    y.backward()
    assert [node.der for node in order] == [found.get(node, 0.0) for node in order]


def test_a_zero_der_contributes_nothing_through_an_infinite_partial():
    x = Node(0.0)
    assert ders(0.0 * sqrt(x), x) == [0.0]
    assert ders(where(x > 0, sqrt(x), 0.0 * x), x) == [0.0]
    assert ders(sqrt(x), x) == [math.inf]


def test_nan_and_inf_arrive_as_they_are():
    x = Node(2.0)
    assert math.isnan(ders(x * math.nan, x)[0])
    assert ders(x * math.inf, x) == [math.inf]
    assert ders(x * x, x, seed=math.inf) == [math.inf]
    inf = Node(math.inf)
    assert ders(1.0 / inf, inf) == [0.0]


def test_minus_zero_is_a_zero():
    x = Node(-0.0)
    assert ders(sqrt(x), x) == [math.inf]
    assert ders(x * x, x) == [0.0]
    assert ders(abs(x), x) == [0.0]


def test_der_is_never_a_node_not_even_after_a_sweep_on_nodes():
    x = Node(3.0)
    y = log(x) * x
    found = sweep(newest_first([y]), {y: 1.0}, NODES)
    assert found[x].__class__ is Node
    assert x.der == y.der == 0


def test_a_sweep_writes_only_within_what_it_may():
    x, w = Node(3.0), Node(5.0)
    y = x * w
    assert set(sweep(newest_first([y]), {y: 1.0}, FLOATS, within={x, y})) == {x, y}


def test_backward_is_the_method_and_the_function():
    x = Node(3.0)
    backward(x * x)
    assert x.der == 6.0


def test_a_complex_seed_for_a_real_result_is_refused():
    with pytest.raises(WrongKind, match=r"backward needs a real seed.*seed = 1j"):
        (Node(2.0) * 3.0).backward(seed=1j)


def test_accumulated_ders_survive_a_sweep_that_fails():
    def fail(x, y):
        raise KeyboardInterrupt

    x = Node(2.0)
    (x * x).backward()
    broken = custom_derivative(lambda x: x, partials=fail)(x) * x
    with pytest.raises(KeyboardInterrupt):
        broken.backward(accumulate=True)
    assert x.der == 4.0
