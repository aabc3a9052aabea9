"""The outside witness: what every row of the table should give, in sixty digits, from mpmath or exact fractions.

Written from the textbook definitions and never from the rows' own rules; `test_laws.py` also checks that the slopes
stated here are the slopes of the values stated here. At a kink they follow CONVENTIONS.md.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from mpmath import mp, mpf
from test_polygamma import exact as exact_polygamma

mp.dps = 60


@dataclass(frozen=True)
class Witness:
    """One row, seen from outside.

    value   the function, on mpf (on lists of mpf for a row over sequences)
    slopes  by argument name, the derivative; for a row over sequences one function giving the list of them all
    """

    value: Callable[..., Any]
    slopes: Any


def one(value: Callable[[mpf], Any], slope: Callable[[mpf], Any]) -> Witness:
    """The witness of a function of one number."""
    return Witness(value, {"x": slope})


def two(value: Callable[..., Any], x: Callable[..., Any], y: Callable[..., Any]) -> Witness:
    """The witness of a function of two numbers."""
    return Witness(value, {"x": x, "y": y})


def zero(*args: Any) -> int:
    return 0


def ratio(x: mpf, y: mpf) -> Fraction:
    """x / y, exactly."""
    return fraction(x) / fraction(y)


def fraction(x: mpf) -> Fraction:
    sign, mantissa, exponent, _ = x._mpf_
    return (-1) ** sign * Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def number(q: Fraction | int) -> mpf:
    return mpf(q.numerator) / mpf(q.denominator)


def less_multiple(x: mpf, y: mpf, quotient: Callable[[Fraction], int]) -> mpf:
    """x - quotient(x / y) * y, exactly."""
    return number(fraction(x) - quotient(ratio(x, y)) * fraction(y))


@contextmanager
def digits_for(x: Any):
    """Enough digits to subtract a term that differs by x^2 only."""
    lost = 0 if x == 0 else max(0, -2 * int(mp.log10(abs(x))))
    with mp.workdps(mp.dps + lost):
        yield


def power(x: mpf, y: Any) -> mpf:
    if y == 0:
        return mpf(1)
    if x < 0 and abs(y) < 1e17:  # every larger float is an even integer
        return (-1) ** int(y) * abs(x) ** y
    return abs(x) ** y


def power_by_base(x: mpf, y: Any) -> mpf:
    if y == 0:
        return mpf(0)
    return y * power(x, y) / x if x else y * power(x, y - 1)


def sigmoid(x: mpf) -> mpf:
    return 1 / (1 + mp.exp(-x))


def softplus(x: mpf) -> mpf:
    return max(x, mpf(0)) + mp.log1p(mp.exp(-abs(x)))


def sinc(x: mpf) -> mpf:
    return mp.sincpi(x)


def sinc_slope(x: mpf) -> mpf:
    if x == 0:
        return mpf(0)
    with digits_for(x):
        return (mp.cospi(x) - mp.sinpi(x) / (mp.pi * x)) / x


def erfc(x: mpf) -> mpf:
    if abs(x) > 100:  # mpmath gives up far out, where sixty digits are all 0s, or 2 and 0s
        return mpf(0) if x > 0 else mpf(2)
    return mp.erfc(x)


def normal_density(x: mpf) -> mpf:
    return mp.exp(-x * x / 2) / mp.sqrt(2 * mp.pi)


def normal_cdf(x: mpf) -> mpf:
    return erfc(-x / mp.sqrt(2)) / 2


def psi(n: int, x: mpf) -> mpf:
    return exact_polygamma(n, x)[0]


def lgamma(x: mpf) -> mpf:
    if x > 0:
        with mp.workdps(100):
            return mp.loggamma(x)
    with mp.workdps(100):
        return mp.log(mp.pi / abs(mp.sinpi(x))) - mp.loggamma(1 - x)


def gamma_slope(x: mpf) -> mpf:
    return mp.gamma(x) * psi(0, x)


def clip(x: mpf, low: mpf, high: mpf) -> mpf:
    return min(max(x, low), high)


def share(x: Any, y: Any) -> Any:
    """What x gets of maximum(x, y)."""
    return mpf(1) if x > y else mpf(0) if x < y else mpf("0.5")


def clip_by_x(x: mpf, low: mpf, high: mpf) -> Any:
    return 0 if low == high else share(x, low) * share(high, x)


def clip_by_low(x: mpf, low: mpf, high: mpf) -> Any:
    return mpf("0.5") if x == low == high else share(low, x) * share(high, max(x, low))


def clip_by_high(x: mpf, low: mpf, high: mpf) -> Any:
    return share(max(x, low), high)


def round_to(x: mpf, places: int) -> mpf:
    scale = Fraction(10) ** places
    return number(round(fraction(x) * scale) / scale)


def others(xs: list[mpf]) -> list[mpf]:
    return [mp.fprod(xs[:i] + xs[i + 1 :]) for i in range(len(xs))]


def norm_slopes(xs: list[mpf]) -> list[mpf]:
    length = mp.norm(xs)
    return [x / length if length else mpf(0) for x in xs]


def tied(xs: list[mpf], best: mpf) -> list[Any]:
    return [mpf(x == best) / xs.count(best) for x in xs]


def logsumexp(xs: list[mpf]) -> mpf:
    largest = max(xs)
    rest = list(xs)
    rest.remove(largest)
    return largest + mp.log1p(mp.fsum(mp.exp(x - largest) for x in rest))


def softmax(xs: list[mpf]) -> list[mpf]:
    total = mp.fsum(mp.exp(x - max(xs)) for x in xs)
    return [mp.exp(x - max(xs)) / total for x in xs]


def logaddexp(x: mpf, y: mpf) -> mpf:
    return max(x, y) + mp.log1p(mp.exp(-abs(x - y)))


WITNESSES: dict[str, Witness] = {
    # piecewise
    "where": Witness(
        lambda condition, a, b: a if condition else b,
        {"a": lambda condition, a, b: int(condition), "b": lambda condition, a, b: int(not condition)},
    ),
    "stop_gradient": one(lambda x: x, zero),
    "sign": one(mp.sign, zero),
    "abs": one(abs, mp.sign),
    "copysign": two(lambda x, y: abs(x) * mp.sign(y), lambda x, y: mp.sign(x) * mp.sign(y), zero),
    "floor": one(mp.floor, zero),
    "ceil": one(mp.ceil, zero),
    "trunc": one(lambda x: mp.sign(x) * mp.floor(abs(x)), zero),
    "round": one(mp.nint, zero),
    "round_to": Witness(round_to, {"x": zero}),
    "maximum": two(max, share, lambda x, y: share(y, x)),
    "minimum": two(min, lambda x, y: share(y, x), share),
    "clip": Witness(clip, {"x": clip_by_x, "low": clip_by_low, "high": clip_by_high}),
    "relu": one(lambda x: max(x, mpf(0)), lambda x: int(x > 0)),
    # exponential
    "exp": one(mp.exp, mp.exp),
    "exp2": one(lambda x: mpf(2) ** x, lambda x: mp.ln2 * mpf(2) ** x),
    "expm1": one(mp.expm1, mp.exp),
    "log": one(mp.log, lambda x: 1 / x),
    "log2": one(lambda x: mp.log(x) / mp.ln2, lambda x: 1 / (x * mp.ln2)),
    "log10": one(lambda x: mp.log(x) / mp.ln10, lambda x: 1 / (x * mp.ln10)),
    "log1p": one(mp.log1p, lambda x: 1 / (1 + x)),
    "sqrt": one(mp.sqrt, lambda x: 1 / (2 * mp.sqrt(x))),
    "cbrt": one(lambda x: mp.sign(x) * mp.cbrt(abs(x)), lambda x: 1 / (3 * mp.cbrt(abs(x)) ** 2)),
    "sigmoid": one(sigmoid, lambda x: sigmoid(x) * sigmoid(-x)),
    "softplus": one(softplus, sigmoid),
    "silu": one(lambda x: x * sigmoid(x), lambda x: sigmoid(x) * (1 + x * sigmoid(-x))),
    "logaddexp": two(logaddexp, lambda x, y: sigmoid(x - y), lambda x, y: sigmoid(y - x)),
    # arithmetic
    "add": two(lambda x, y: x + y, lambda x, y: 1, lambda x, y: 1),
    "sub": two(lambda x, y: x - y, lambda x, y: 1, lambda x, y: -1),
    "mul": two(lambda x, y: x * y, lambda x, y: y, lambda x, y: x),
    "div": two(lambda x, y: x / y, lambda x, y: 1 / y, lambda x, y: -x / y**2),
    "neg": one(lambda x: -x, lambda x: -1),
    "identity": one(lambda x: x, lambda x: 1),
    "contribute": Witness(lambda d, p: d * p, {"d": lambda d, p: p, "p": lambda d, p: d}),
    "power": Witness(power, {"x": power_by_base}),
    "pow": two(power, power_by_base, lambda x, y: power(x, y) * mp.log(x) if x > 0 else 0 if x == 0 else mp.nan),
    "mod": two(
        lambda x, y: less_multiple(x, y, math.floor), lambda x, y: 1, lambda x, y: number(-math.floor(ratio(x, y)))
    ),
    "floordiv": two(lambda x, y: number(math.floor(ratio(x, y))), zero, zero),
    "fmod": two(
        lambda x, y: less_multiple(x, y, math.trunc), lambda x, y: 1, lambda x, y: number(-math.trunc(ratio(x, y)))
    ),
    "remainder": two(lambda x, y: less_multiple(x, y, round), lambda x, y: 1, lambda x, y: number(-round(ratio(x, y)))),
    "ldexp": Witness(lambda x, i: x * mpf(2) ** i, {"x": lambda x, i: mpf(2) ** i}),
    # trigonometric
    "sin": one(mp.sin, mp.cos),
    "cos": one(mp.cos, lambda x: -mp.sin(x)),
    "tan": one(mp.tan, lambda x: mp.sec(x) ** 2),
    "asin": one(mp.asin, lambda x: 1 / mp.sqrt(1 - x * x)),
    "acos": one(mp.acos, lambda x: -1 / mp.sqrt(1 - x * x)),
    "atan": one(mp.atan, lambda x: 1 / (1 + x * x)),
    "atan2": Witness(
        lambda y, x: mp.atan2(y, x), {"y": lambda y, x: x / (x * x + y * y), "x": lambda y, x: -y / (x * x + y * y)}
    ),
    "hypot": two(mp.hypot, lambda x, y: x / mp.hypot(x, y), lambda x, y: y / mp.hypot(x, y)),
    "sinc": one(sinc, sinc_slope),
    # hyperbolic
    "sinh": one(mp.sinh, mp.cosh),
    "cosh": one(mp.cosh, mp.sinh),
    "tanh": one(mp.tanh, lambda x: mp.sech(x) ** 2),
    "asinh": one(mp.asinh, lambda x: 1 / mp.sqrt(1 + x * x)),
    "acosh": one(mp.acosh, lambda x: 1 / mp.sqrt(x * x - 1)),
    "atanh": one(mp.atanh, lambda x: 1 / (1 - x * x)),
    # sequences
    "sum": Witness(mp.fsum, lambda xs: [1] * len(xs)),
    "prod": Witness(mp.fprod, others),
    "dot": Witness(lambda xs, ys: mp.fdot(xs, ys), lambda xs, ys: ys + xs),
    "mean": Witness(lambda xs: mp.fsum(xs) / len(xs), lambda xs: [mpf(1) / len(xs)] * len(xs)),
    "norm": Witness(mp.norm, norm_slopes),
    "max": Witness(max, lambda xs: tied(xs, max(xs))),
    "min": Witness(min, lambda xs: tied(xs, min(xs))),
    "logsumexp": Witness(logsumexp, softmax),
    # special
    "one_minus_square": one(lambda x: 1 - x * x, lambda x: -2 * x),
    "gaussian": one(lambda x: mp.exp(-x * x), lambda x: -2 * x * mp.exp(-x * x)),
    "high_half": one(lambda x: x, zero),
    "normal_density": one(normal_density, lambda x: -x * normal_density(x)),
    "normal_cdf": one(normal_cdf, normal_density),
    "erf": one(mp.erf, lambda x: 2 / mp.sqrt(mp.pi) * mp.exp(-x * x)),
    "erfc": one(erfc, lambda x: -2 / mp.sqrt(mp.pi) * mp.exp(-x * x)),
    "gelu": one(lambda x: x * normal_cdf(x), lambda x: normal_cdf(x) + x * normal_density(x)),
    "xlogy": two(lambda x, y: x * mp.log(y) if x else mpf(0), lambda x, y: mp.log(y), lambda x, y: x / y),
    "polygamma": Witness(psi, {"x": lambda n, x: psi(n + 1, x)}),
    "digamma": one(lambda x: psi(0, x), lambda x: psi(1, x)),
    "gamma": one(mp.gamma, gamma_slope),
    "lgamma": one(lgamma, lambda x: psi(0, x)),
}
