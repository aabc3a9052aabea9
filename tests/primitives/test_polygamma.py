"""Digamma and polygamma against mpmath, at their seams, poles, zeros and ends."""

import math
import random
from fractions import Fraction

import mpmath
import pytest
from mpmath import mp, mpf

from backsweep.primitives import polygamma as module
from backsweep.primitives.polygamma import digamma, polygamma

# In ulp of the answer, or where two parts cancel, of the larger part. The worst of 170,000 points was 3.7.
BOUND = 8

REGIONS = {
    "anywhere positive": lambda rng: 10 ** rng.uniform(-300, 300),
    "just above 0": lambda rng: 10 ** rng.uniform(-3, 0),
    "around the positive zero": lambda rng: rng.uniform(1, 2),
    "where points are added singly": lambda rng: rng.uniform(2, 25),
    "where the series takes over": lambda rng: rng.uniform(9, 70),
    "from -1 to 0": lambda rng: -rng.random(),
    "from -30 to -1": lambda rng: -rng.uniform(1, 30),
    "far below 0": lambda rng: -(10 ** rng.uniform(0, 6)),
    "very far below 0": lambda rng: -1e12 - rng.random(),
    "next to a pole": lambda rng: -rng.randrange(40) + rng.choice([-1, 1]) * 10 ** rng.uniform(-14, -2),
    "halfway between poles": lambda rng: -rng.randrange(1000) - 0.5,
    "nearly halfway": lambda rng: -rng.randrange(40) - 0.5 + rng.choice([-1, 1]) * 10 ** rng.uniform(-14, -2),
    "just below 0": lambda rng: -(10 ** rng.uniform(-300, -2)),
}
ORDERS = {"0": [0], "1": [1], "2": [2], "3 to 10": range(3, 11), "11 to 50": range(11, 51)}


def sample(region, orders, count):
    """Orders and arguments, the same ones every time."""
    rng = random.Random(f"{region} {orders}")
    for _ in range(count):
        n, x = rng.choice(ORDERS[orders]), REGIONS[region](rng)
        if not (x < 0 and x.is_integer()):
            yield n, x


def exact(n, x):
    """psi^(n)(x) to sixty digits and more, and the largest part in it."""
    with mp.workdps(100):
        x = mpf(x)
        if x > 0:
            value = exact_positive(n, x)
            return value, abs(value)
        sign = -1 if n % 2 else 1
        reflected, cotangent = sign * exact_positive(n, 1 - x), -exact_cotangent_slope(n, x)
        return reflected + cotangent, max(abs(reflected), abs(cotangent))


def exact_positive(n, x):
    if n and x > 1e20:  # mpmath.psi would need thousands of digits; here three terms of DLMF 5.15.9 give eighty
        leading = (-1) ** (n + 1) * mpmath.factorial(n - 1) / x**n
        return leading * (1 + n / (2 * x) + n * (n + 1) / (12 * x**2))
    with mp.workdps(100 + int((n + 2) * max(0, mpmath.log10(x)))):  # its error is absolute, so small answers need more
        return mpmath.psi(n, x)


def exact_cotangent_slope(n, x):
    """The n-th derivative of pi cot(pi x).

    It is pi^(n + 1) p(c) with c = cot(pi x) and p a polynomial: c for n = 0, and then -(1 + c^2) p'(c) again and again.
    """
    p = [0, 1]
    for _ in range(n):
        slope = [k * p[k] for k in range(1, len(p))]
        p = [-u - v for u, v in zip([*slope, 0, 0], [0, 0, *slope], strict=True)]
    c = mpmath.cospi(x) / mpmath.sinpi(x)  # not cot(pi * x), where pi * x has errors when c is 0
    return mpmath.pi ** (n + 1) * mpmath.fsum(u * c**k for k, u in enumerate(p))


def error_in_ulp(answer, truth, unit):
    if math.isinf(float(truth)) or math.isinf(answer):
        return 0 if answer == float(truth) else math.inf
    return abs(answer - truth) / math.ulp(float(unit))


@pytest.mark.parametrize("orders", ORDERS)
@pytest.mark.parametrize("region", REGIONS)
def test_they_agree_with_sixty_digits(region, orders):
    for n, x in sample(region, orders, count=20):
        truth, largest_part = exact(n, x)
        assert error_in_ulp(polygamma(n, x), truth, largest_part) <= BOUND, f"polygamma({n}, {x!r})"


@pytest.mark.parametrize("distance", [0.0, 1e-15, -1e-15, 1e-10, -1e-10, 1e-5, -1e-3, 0.1, -0.4, 0.5])
def test_next_to_its_positive_zero_digamma_keeps_every_digit(distance):
    x = 1.4616321449683622 + distance
    truth, _ = exact(0, x)
    assert error_in_ulp(digamma(x), truth, truth) <= BOUND


@pytest.mark.parametrize("x", [-0.504083008264455, -0.5, -0.49, -0.46163214496836, -0.51])
def test_next_to_its_first_negative_zero_digamma_is_as_good_as_its_small_parts(x):
    truth, largest_part = exact(0, x)
    assert largest_part < 0.4
    assert error_in_ulp(digamma(x), truth, largest_part) <= BOUND


def test_the_seams_do_not_show():
    for seam in [1.0, 2.0, 10.0, 11.0, 20.0, -0.25, -0.5, -0.75, -1.25, -1.5]:
        for x in [math.nextafter(seam, -9), seam, math.nextafter(seam, 99)]:
            for n in [0, 1, 2, 10]:
                truth, largest_part = exact(n, x)
                assert error_in_ulp(polygamma(n, x), truth, largest_part) <= BOUND, f"polygamma({n}, {x!r})"


def test_they_have_the_values_in_the_textbook():
    euler, zeta3 = 0.5772156649015329, 1.2020569031595942
    eps = BOUND * 2.0**-52
    assert digamma(1) == pytest.approx(-euler, rel=eps)
    assert digamma(0.5) == pytest.approx(-euler - 2 * math.log(2), rel=eps)
    assert digamma(0.25) == pytest.approx(-euler - math.pi / 2 - 3 * math.log(2), rel=eps)
    assert polygamma(1, 1) == pytest.approx(math.pi**2 / 6, rel=eps)
    assert polygamma(1, 0.5) == pytest.approx(math.pi**2 / 2, rel=eps)
    assert polygamma(1, -0.5) == pytest.approx(math.pi**2 / 2 + 4, rel=eps)
    assert polygamma(2, 1) == pytest.approx(-2 * zeta3, rel=eps)
    assert polygamma(3, 1) == pytest.approx(math.pi**4 / 15, rel=eps)


def test_polygamma_of_order_zero_is_digamma():
    for x in [1e-300, 0.3, 1.5, 7.0, 1e300, -0.7, -1234.5]:
        assert polygamma(0, x) == digamma(x)


@pytest.mark.parametrize("x", [0, 0.0, -0.0, -1, -2.0, -1e6, -1e300, -math.inf, Fraction(-3)])
@pytest.mark.parametrize("n", [0, 1, 2, 10])
def test_a_pole_raises_a_value_error(n, x):
    with pytest.raises(ValueError, match="pole at x = "):
        polygamma(n, x)


def test_nan_gives_nan():
    assert all(math.isnan(polygamma(n, math.nan)) for n in range(4))


def test_at_infinity_digamma_is_infinite_and_polygamma_is_zero():
    assert digamma(math.inf) == math.inf
    assert [polygamma(n, math.inf) for n in (1, 2, 10)] == [0, 0, 0]


def test_an_answer_too_large_is_infinite_with_the_right_sign():
    assert (digamma(5e-324), digamma(-5e-324)) == (-math.inf, math.inf)
    assert (polygamma(1, 1e-300), polygamma(1, -1e-300)) == (math.inf, math.inf)
    assert (polygamma(2, 1e-300), polygamma(2, -1e-300)) == (-math.inf, math.inf)
    assert (polygamma(50, 1e-10), polygamma(50, -1e-10)) == (-math.inf, math.inf)
    assert (polygamma(50, -3 + 1e-10), polygamma(50, -3 - 1e-10)) == (-math.inf, math.inf)


def test_an_answer_too_small_is_zero_or_subnormal():
    assert polygamma(50, 1e300) == 0
    assert polygamma(1, 1.5e308) == 1 / 1.5e308
    assert polygamma(2, 1e160) == -(1e-160**2) < 0


def test_a_large_power_of_a_large_number_is_not_lost_on_the_way():
    assert polygamma(50, 1e7) == pytest.approx(-float(mpf(math.factorial(49)) / mpf("1e350")), rel=1e-5)


@pytest.mark.parametrize(("n", "x"), [(171, 3.5), (171, -3.4), (200, -3.5), (201, -3.4), (400, 200.0)])
def test_an_order_beyond_factorials_in_floats_still_has_an_answer(n, x):
    truth, largest_part = exact(n, x)
    assert error_in_ulp(polygamma(n, x), truth, largest_part) <= BOUND


def test_whole_numbers_and_fractions_are_arguments_too():
    assert digamma(3) == digamma(3.0)
    assert digamma(Fraction(1, 4)) == digamma(0.25)
    assert polygamma(2, Fraction(-5, 2)) == polygamma(2, -2.5)
    assert isinstance(polygamma(1, Fraction(1, 2)), float)


def test_a_negative_order_says_what_polygamma_needs():
    with pytest.raises(ValueError, match=r"polygamma needs n >= 0, but got n = -1\."):
        polygamma(-1, 2.0)


@pytest.mark.parametrize("n", [1.0, 0.5, "1", None])
def test_an_order_that_is_not_an_integer_says_what_polygamma_needs(n):
    with pytest.raises(TypeError, match="polygamma needs an integer n, but got n = "):
        polygamma(n, 2.0)


def test_the_numbers_in_the_table_are_the_bernoulli_numbers():
    assert list(module._BERNOULLI) == [float(mpmath.bernoulli(2 * k)) for k in range(1, len(module._BERNOULLI) + 1)]


@pytest.mark.parametrize("n", [0, 1, 2, 5, 10, 50, 200, 1000])
def test_one_more_bernoulli_number_would_change_nothing(n):
    k, y = len(module._BERNOULLI) + 1, mpf(module._FAR + n)
    term = mpmath.bernoulli(2 * k) / mpmath.factorial(2 * k) * mpmath.rf(n + 1, 2 * k - 1) / y ** (2 * k - 1)
    rest = y / n if n else y * mpmath.log(y)
    assert abs(term) < 1e-17 * rest


def test_a_number_and_what_it_misses_add_up_to_thirty_digits():
    with mp.workdps(60):
        root = mpmath.findroot(mpmath.digamma, 1.46)
        assert abs(mpf(module._ROOT) + mpf(module._ROOT_REST) - root) < 1e-32
        assert abs(mpf(module._LOG_FAR) + mpf(module._LOG_FAR_REST) - mpmath.log(module._FAR)) < 1e-32
