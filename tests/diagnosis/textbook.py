"""Textbook programs that lose digits, and programs that lose none; each can be run on Nodes and on mpmath's numbers.

Every program takes the functions it needs as its first argument: `backsweep` for Nodes, `mpmath.mp` for the truth.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from mpmath import mp, mpf

import backsweep as bs


@dataclass(frozen=True)
class Case:
    """A program and a point to run it at."""

    name: str
    f: Callable[..., Any]
    args: tuple[float, ...]

    @property
    def on_nodes(self) -> Callable[..., Any]:
        return partial(self.f, bs)

    def digits(self) -> float:
        """How many digits of what floats give are true, by 400 digits of mpmath's."""
        computed = self.f(bs, *self.args)
        with mp.workdps(400):
            exact = self.f(mp, *map(mpf, self.args))
            off = abs(mpf(computed) - exact) / abs(mpf(computed)) if computed else mpf(exact != 0)
            return min(max(-float(mp.log10(off)), 0.0), 53 * math.log10(2)) if off else 53 * math.log10(2)


def quadratic(m, a, b, c):
    return (-b + m.sqrt(b * b - 4 * a * c)) / (2 * a)


def quadratic_by_the_other_root(m, a, b, c):
    return 2 * c / (-b - m.sqrt(b * b - 4 * a * c))


def one_minus_cosine(m, x):
    return (1 - m.cos(x)) / (x * x)


def half_angle(m, x):
    return 2 * m.sin(x / 2) ** 2 / (x * x)


def exponential_less_line(m, x):
    return m.exp(x) - 1 - x


def roots_of_neighbours(m, x):
    return m.sqrt(x + 1) - m.sqrt(x)


def roots_multiplied_out(m, x):
    return 1 / (m.sqrt(x + 1) + m.sqrt(x))


def log_near_one(m, x):
    return m.log(1 + x)


def log1p_near_zero(m, x):
    return m.log1p(x)


def alternating_series(m, x):
    term = total = x * 0 + 1
    for k in range(1, 120):
        term = term * x / k
        total = total + term
    return total


def reciprocal_series(m, x):
    return 1 / alternating_series(m, -x)


def variance_of_squares(m, *xs):
    n = len(xs)
    return sum(x * x for x in xs) / n - (sum(xs) / n) ** 2


def variance_in_two_passes(m, *xs):
    n = len(xs)
    mean = sum(xs) / n
    return sum((x - mean) ** 2 for x in xs) / n


def heron(m, a, b, c):
    s = (a + b + c) / 2
    return m.sqrt(s * (s - a) * (s - b) * (s - c))


def kahan_triangle(m, a, b, c):
    return m.sqrt((a + (b + c)) * (c - (a - b)) * (c + (a - b)) * (a + (b - c))) / 4


def expanded_seventh_power(m, x):
    return x**7 - 7 * x**6 + 21 * x**5 - 35 * x**4 + 35 * x**3 - 21 * x**2 + 7 * x - 1


def seventh_power(m, x):
    return (x - 1) ** 7


def difference_quotient(m, x, h):
    return (m.sin(x + h) - m.sin(x)) / h


def sine_of_a_large_product(m, x, y):
    return m.sin(x * y)


def sine_of_a_large_number(m, x):
    return m.sin(x)


def rump(m, a, b):
    b2 = b * b
    b4, b6, b8 = b2 * b2, b2 * b2 * b2, b2 * b2 * b2 * b2
    return 333.75 * b6 + a * a * (11 * a * a * b2 - b6 - 121 * b4 - 2) + 5.5 * b8 + a / (2 * b)


def muller(m, x, y):
    for _ in range(10):
        x, y = y, 111 - (1130 - 3000 / x) / y
    return y


def shoelace(m, *points):
    xs, ys = points[::2], points[1::2]
    turned = [xs[i - 1] * ys[i] - xs[i] * ys[i - 1] for i in range(len(xs))]
    return sum(turned) / 2


def shoelace_from_a_corner(m, *points):
    xs, ys = [x - points[0] for x in points[::2]], [y - points[1] for y in points[1::2]]
    return shoelace(m, *(coordinate for point in zip(xs, ys, strict=True) for coordinate in point))


def complex_product(m, a, b, c, d):
    return a * c - b * d


def tangent_less_sine(m, x):
    return m.tan(x) - m.sin(x)


def reciprocals_of_neighbours(m, x):
    return 1 / x - 1 / (x + 1)


def log_sum_exp(m, x, y):
    return m.log(m.exp(x) + m.exp(y)) - x


def shifted_log_sum_exp(m, x, y):
    return x + m.log(1 + m.exp(y - x))


def naive_sum(m, *xs):
    total = 0
    for x in xs:
        total = total + x
    return total


def compensated_sum(m, *xs):
    total = lost = 0
    for x in xs:
        corrected = x - lost
        grown = total + corrected
        lost = (grown - total) - corrected
        total = grown
    return total


def archimedes(m, x):
    """Pi from polygons of 6, 12, 24, ... sides; x is the first side."""
    for _ in range(20):
        x = m.sqrt(2 - m.sqrt(4 - x * x))
    return x * 6 * 2**19


def archimedes_multiplied_out(m, x):
    for _ in range(20):
        x = x / m.sqrt(2 + m.sqrt(4 - x * x))
    return x * 6 * 2**19


def covariance(m, *points):
    xs, ys = points[::2], points[1::2]
    n = len(xs)
    return sum(x * y for x, y in zip(xs, ys, strict=True)) / n - (sum(xs) / n) * (sum(ys) / n)


def determinant(m, a, b, c, d):
    return a * d - b * c


def hyperbolic_sine(m, x):
    return (m.exp(x) - m.exp(-x)) / 2


def hyperbola(m, x, y):
    return x * x - y * y


def hyperbola_factored(m, x, y):
    return (x - y) * (x + y)


def power_of_a_limit(m, n):
    return (1 + 1 / n) ** n


def two_sum(m, x, y):
    total = x + y
    part = total - x
    return total + ((x - (total - part)) + (y - part))


def dekker_product(m, x, y):
    """x * y in two parts, added to -x * y as it is rounded: what is left is exact."""

    def halves(z):
        scaled = 134217729.0 * z
        high = scaled - (scaled - z)
        return high, z - high

    (a, b), (c, d) = halves(x), halves(y)
    product = x * y
    return product + (((a * c - product) + a * d + b * c) + b * d)


def newton_root(m, x):
    guess = x
    for _ in range(9):
        guess = (guess + x / guess) / 2
    return guess


def horner(m, x):
    total = 0 * x
    for k in range(30, 0, -1):
        total = total * x + 1.0 / k
    return total


def length(m, x, y):
    return m.sqrt(x * x + y * y)


def distance(m, x, y):
    return x - y


def hidden_loss(m, x, y):
    """The digits of 1 - cos x are lost, but nobody needs them."""
    return y + (1 - m.cos(x))


def compound_interest(m, rate):
    capital = 100
    for _ in range(360):
        capital = capital + capital * rate / 12
    return capital


def softened(m, x, y):
    return m.log(m.exp(x) + m.exp(y) + 1)


def polar(m, r, angle):
    return r * m.cos(angle) + r * m.sin(angle)


def mean_of_many(m, x):
    total = 0
    for k in range(2000):
        total = total + x / (k + 1)
    return total / 2000


def logistic(m, x):
    return 1 / (1 + m.exp(-x))


TEN = (10000.1, 10000.2, 10000.4, 9999.7, 9999.9, 10000.3, 10000.0, 9999.8, 10000.6, 9999.5)
FAR = (1e6 + 0.1, 1e6 + 0.3, 1e6 + 1.1, 1e6 + 0.2, 1e6 + 1.3, 1e6 + 1.4, 1e6 + 0.2, 1e6 + 1.2)

LOSING = [
    Case("quadratic formula", quadratic, (1.0, 1e6 + 0.1, 1.3)),
    Case("1 - cos x", one_minus_cosine, (1.3e-5,)),
    Case("exp x - 1 - x", exponential_less_line, (1.1e-5,)),
    Case("sqrt(x + 1) - sqrt x", roots_of_neighbours, (1.23456e12,)),
    Case("log(1 + x)", log_near_one, (1.1e-9,)),
    Case("Taylor series of exp(-20)", alternating_series, (-20.0,)),
    Case("variance as E[x^2] - E[x]^2", variance_of_squares, TEN),
    Case("Heron, needle triangle", heron, (100000.0, 99999.99979, 0.00029)),
    Case("(x - 1)^7 expanded", expanded_seventh_power, (1.0123,)),
    Case("difference quotient", difference_quotient, (1.0, 1e-9)),
    Case("sine of a large product", sine_of_a_large_product, (112345.67, 23456.789)),
    Case("Rump's polynomial", rump, (77617.0, 33096.0)),
    Case("Muller's recurrence", muller, (5.5, 61 / 11)),
    Case("shoelace, far from the origin", shoelace, FAR),
    Case("real part of a complex product", complex_product, (1.1234567, 1.7654321, 1.7654321000001, 1.1234567)),
    Case("tan x - sin x", tangent_less_sine, (2.1e-4,)),
    Case("1/x - 1/(x + 1)", reciprocals_of_neighbours, (1.1e9,)),
    Case("log-sum-exp without a shift", log_sum_exp, (21.3, 2.1)),
    Case("naive sum", naive_sum, (1e16, 1.1, 1.3, 1.7, -1e16, 0.3)),
    Case("Archimedes' pi", archimedes, (1.0,)),
    Case("covariance in one pass", covariance, FAR),
    Case("ill-conditioned determinant", determinant, (1.0000001, 1.0000002, 0.9999999, 1.0)),
    Case("sinh by exponentials", hyperbolic_sine, (1.7e-9,)),
    Case("x^2 - y^2", hyperbola, (12345678.1, 12345678.0)),
    Case("(1 + 1/n)^n", power_of_a_limit, (1.3e10,)),
]

KEEPING = [
    Case("quadratic formula, other root", quadratic_by_the_other_root, (1.0, 1e6 + 0.1, 1.3)),
    Case("half-angle formula", half_angle, (1.3e-5,)),
    Case("roots multiplied out", roots_multiplied_out, (1.23456e12,)),
    Case("log1p", log1p_near_zero, (1.1e-9,)),
    Case("exp(-20) as 1 / exp(20)", reciprocal_series, (-20.0,)),
    Case("variance in two passes", variance_in_two_passes, TEN),
    Case("Kahan's triangle", kahan_triangle, (100000.0, 99999.99979, 0.00029)),
    Case("(x - 1)^7", seventh_power, (1.0123,)),
    Case("sine of a large number", sine_of_a_large_number, (1e22,)),
    Case("shoelace from a corner", shoelace_from_a_corner, FAR),
    Case("log-sum-exp with a shift", shifted_log_sum_exp, (21.3, 2.1)),
    Case("Kahan's sum", compensated_sum, (1.0, *(1e-16 for _ in range(40)), 1.3)),
    Case("Archimedes multiplied out", archimedes_multiplied_out, (1.0,)),
    Case("(x - y)(x + y)", hyperbola_factored, (12345678.1, 12345678.0)),
    Case("two-sum", two_sum, (1e16, 1.3)),
    Case("Dekker's product", dekker_product, (1.1, 1.3)),
    Case("Newton's square root", newton_root, (17.3,)),
    Case("Horner", horner, (0.7,)),
    Case("length of a vector", length, (3.1, 4.2)),
    Case("a harmless subtraction", distance, (5.7, 2.1)),
    Case("neighbours subtracted", distance, (1.0000001, 1.0)),
    Case("a loss nobody needs", hidden_loss, (1e-6, 2.5)),
    Case("compound interest", compound_interest, (0.03,)),
    Case("log of a sum of exponentials", softened, (1.3, 2.2)),
    Case("polar coordinates", polar, (2.0, 0.7)),
    Case("a sum of two thousand terms", mean_of_many, (0.3,)),
    Case("logistic function", logistic, (3.3,)),
]
