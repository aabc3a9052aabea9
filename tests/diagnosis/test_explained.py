"""The words of an explanation."""

from fractions import Fraction

from graphs import doublings

from backsweep import Node, explain, log, sqrt, sum, trace


def told(y, x):
    return str(explain(y, x))


def test_one_path():
    x = Node(2, name="x")
    assert told((x + 2) ** 2, x) == (
        "y depends on x along 1 path. Along it, multiply the local derivatives.\n\n"
        "  path 1  x -> v1 -> y  dv1/dx * dy/dv1 = 1 * 8 = 8\n\n"
        "x.der = 8"
    )


def test_a_negative_factor_is_in_parentheses_and_a_negative_term_is_subtracted():
    x = Node(3.0, name="x")
    words = told(x * x - x, x)
    assert "dv1/d(1st x) * dy/dv1 = 3.0 * 1 = 3.0" in words
    assert "dy/dx = -1.0" in words
    assert words.endswith("\n\n3.0 + 3.0 - 1.0 = 5.0 = x.der")
    assert "(-2.0) * 1 = -2.0" in told(x * -2.0 + x, x)


def test_of_many_paths_ten_are_told_and_the_rest_counted():
    x = Node(1.0, name="x")
    words = told(doublings(x, 10), x)
    assert words.startswith("y depends on x along 1,024 paths. Here are the 10 with the largest products.\n")
    assert words.count("  path ") == 10
    assert "  rest     1,014 other paths together" in words
    assert words.endswith("\n\nAll products add up to 2.59374 = x.der")  # 1.1 ** 10
    assert "1 other path together" not in told(sum([x] * 11), x)
    assert "rest     1 other path  " in told(sum([x] * 11), x)


def test_numbers_of_paths_that_nobody_can_read_are_rounded():
    x = Node(1.0, name="x")
    words = told(doublings(x, 1_000), x)
    assert "along about 1.07e+301 paths" in words
    assert len(words) < 2_500
    assert max(map(len, words.splitlines())) < 200


def test_no_path():
    x, w = Node(1.0, name="x"), Node(2.0, name="w")
    assert told(x * x, w) == "y does not depend on w: no path leads from w to y, and so w.der = 0."


def test_a_node_by_itself():
    x = Node(1.0, name="x")
    assert told(x, x) == "The one path from x to x has no step, and so x.der = 1.0."


def test_a_zero_on_the_way_is_named():
    x = Node(0.0, name="x")
    assert "Path 2: nothing comes along, since dv1/dx is 0." in told(x * 0.0 + x, x)
    assert "Path 1: nothing comes along, even through dv1/dx = inf, since dy/dv1 is 0." in told(sqrt(x) * 0.0, x)


def test_infinite_times_zero_is_named():
    x = Node(0.0, name="x")
    words = told(sqrt(x * x), x)
    assert "Path 1: dy/dv1 is inf and dv1/d(1st x) is 0, which makes nan." in words
    assert words.endswith("\n\nnan + nan = nan = x.der")
    assert "Path 1: dy/dx is inf." in told(sqrt(x), x)


def test_products_out_of_the_range_of_floats_are_named_once_for_all():
    x = Node(1.0, name="x")
    small = large = x
    for _ in range(3):
        small, large = small * 1e-200, large * 1e200
    assert "Path 1: the product is not 0, but smaller than the smallest float." in told(small, x)
    assert "Path 1: the product is larger than the largest float." in told(large, x)
    assert "Paths 1 and 2: the product is not 0" in told(small + small * 2.0, x)


def test_where_the_sweep_stops_at_ders_that_cancel_it_says_so():
    x = Node(0.0, name="x")
    root = sqrt(x)
    words = told(root - root, x)
    assert "inf - inf = nan\n" in words
    assert words.endswith(
        "x.der = 0.0 in the backward sweep. "
        "It adds at each node before it multiplies, and so did not meet what is infinite or nan here."
    )


def test_where_products_cancel_the_two_ways_to_add_may_differ():
    x = Node(1.0, name="x")
    inner = x * 3.3
    words = told(inner * 0.1 + inner * 0.2 - inner * 0.3, x)
    assert "-0.99 + 0.66 + 0.33 = 1.66533e-16\nx.der = 9.15934e-17 in the backward sweep." in words
    assert words.endswith("and so rounds elsewhere: here the products nearly cancel.")


def test_long_names_and_strange_ones_do_no_harm():
    x = Node(2.0, name="<script>" + "q" * 10_000)
    assert max(map(len, told(x * x, x).splitlines())) < 250
    assert "two\\nlines" in told(Node(1.0, name="two\nlines") * 2, "two\\nlines")


def test_fractions_and_complex_numbers():
    x = Node(Fraction(1, 3), name="x")
    assert "dy/dx = 2/3" in told(x * Fraction(2, 3), x)
    z = Node(1 + 2j, name="z")
    assert "= 2.0 = z.der" not in told(z * z, z)
    assert told(z * z, z).endswith("(1.0+2j) + (1.0+2j) = (2.0+4j) = z.der")


def test_the_source_names_the_steps():
    def f(x):
        inside = x * 3
        return log(inside)

    assert "x -> inside -> y  dinside/dx * dy/dinside = 3 * 0.166667 = 0.5" in told(trace(f, 2.0), "x")


def test_the_real_part_of_a_product_is_said_to_be_one():
    z, a = Node(1 + 1j, name="z"), Node(2.0, name="a")
    words = told(a * z * z + a, a)
    assert "(1.0+1j) * (1.0+1j) * 1 = 0.0\n" in words
    assert "Path 1: this is the real part of the product, as the der of a real number is real." in words
    assert words.endswith("0.0 + 1 = 1.0 = a.der")
