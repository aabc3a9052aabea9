"""Formulas that lose digits or leave the range of floats, each with another that does not.

One idea: both are ordinary rules, such as `lambda x: log(1 + x)` and `lambda x: log1p(x)`. The first, run once on
Nodes, is a small graph. Where the user's graph has that form, the second is read as words, with the user's own names.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from math import pi
from typing import Any, Literal

from backsweep.node import Node
from backsweep.primitives.exponential import exp, expm1, log, log1p, logaddexp, sigmoid, softplus, sqrt
from backsweep.primitives.hyperbolic import asinh, atanh, cosh, sinh, tanh
from backsweep.primitives.piecewise import abs
from backsweep.primitives.sequences import logsumexp, mean, norm, sum
from backsweep.primitives.special import erf, erfc, gamma, lgamma, normal_cdf, xlogy
from backsweep.primitives.trigonometric import acos, asin, atan, cos, hypot, sin, sinc, tan
from backsweep.vocabulary import parameters

SAMPLE = (0.75, 0.5, 0.25)  # arguments at which every naive formula has a value
Cure = Literal["digits", "range", "slope", "domain"]


@dataclass(frozen=True)
class Rewrite:
    """A formula and a better one.

    naive   the formula as one first writes it, and other ways to write it; sum([x]) stands for a sum of many
    better  the same function in a form that keeps its digits and its range; None where `words` say how
    cures   what is better about it: "digits" it keeps, a "range" it does not leave on the way, a "slope" that is finite
            where that of a part is not, a "domain" in which a part has no value
    """

    naive: tuple[Callable[..., Any], ...]
    better: Callable[..., Any] | None
    words: str = ""
    cures: tuple[Cure, ...] = ("digits",)

    @cached_property
    def patterns(self) -> list[tuple[Node, list[Node]]]:
        """Each naive formula as a graph, with its arguments."""
        found = []
        for formula in self.naive:
            arguments = [Node(value) for value in SAMPLE[: len(parameters(formula))]]
            found.append((formula(*arguments), arguments))
        return found


def rewrite(*formulas: Callable[..., Any], cures: tuple[Cure, ...] = ("digits",)) -> Rewrite:
    """A rewrite: the last formula is the better one."""
    return Rewrite(formulas[:-1], formulas[-1], cures=cures)


def advice(*formulas: Callable[..., Any], words: str) -> Rewrite:
    """Formulas for which the better way is told in words."""
    return Rewrite(formulas, None, words)


# Longer formulas before those that are part of them.
REWRITES = (
    advice(
        lambda x, n: sum([x**2]) / n - (sum([x]) / n) ** 2,
        lambda x: mean([x**2]) - mean([x]) ** 2,
        words="Take the mean m off first: the variance is the mean of (x - m) ** 2.",
    ),
    advice(
        lambda x, y, n: sum([x * y]) / n - (sum([x]) / n) * (sum([y]) / n),
        lambda x, y: mean([x * y]) - mean([x]) * mean([y]),
        words="Take the means mx and my off first: the covariance is the mean of (x - mx) * (y - my).",
    ),
    rewrite(lambda x, y: log(exp(x) / sum([exp(y)])), lambda x, y: x - logsumexp(y)),
    rewrite(lambda x, y: exp(x) / sum([exp(y)]), lambda x, y: exp(x - logsumexp(y)), cures=("range",)),
    rewrite(lambda x: log(1 + exp(x)) - x, lambda x: softplus(x) - x, lambda x: softplus(-x)),
    rewrite(lambda x: log(1 + exp(x)), lambda x: softplus(x), cures=("digits", "range")),
    rewrite(
        lambda x: log(sigmoid(x)), lambda x: log(1 / (1 + exp(-x))), lambda x: -softplus(-x), cures=("digits", "range")
    ),
    rewrite(lambda x: log(1 - sigmoid(x)), lambda x: -softplus(x)),
    rewrite(lambda x: 1 - sigmoid(x), lambda x: sigmoid(-x)),
    rewrite(lambda x: 1 - tanh(x), lambda x: 2 * sigmoid(-2 * x)),
    rewrite(lambda x, y: log(exp(x) + exp(y)) - x, lambda x, y: softplus(y - x), cures=("digits", "range")),
    rewrite(lambda x, y: log(exp(x) + exp(y)), lambda x, y: logaddexp(x, y), cures=("digits", "range")),
    rewrite(lambda x: log(sum([exp(x)])), lambda x: logsumexp(x), cures=("digits", "range")),
    rewrite(lambda x: exp(x) / (1 + exp(x)), lambda x: 1 / (1 + exp(-x)), lambda x: sigmoid(x), cures=("range",)),
    rewrite(lambda x: sqrt(1 + x) - 1, lambda x: x / (sqrt(1 + x) + 1)),
    rewrite(lambda x: 1 - sqrt(1 - x), lambda x: x / (1 + sqrt(1 - x))),
    rewrite(lambda b, c: -b + sqrt(b**2 - c), lambda b, c: sqrt(b**2 - c) - b, lambda b, c: -c / (b + sqrt(b**2 - c))),
    rewrite(lambda b, c: -b - sqrt(b**2 - c), lambda b, c: c / (-b + sqrt(b**2 - c))),
    rewrite(lambda b, c: b - sqrt(b**2 - c), lambda b, c: c / (b + sqrt(b**2 - c))),
    rewrite(lambda b, c: sqrt(b**2 + c) - b, lambda b, c: c / (sqrt(b**2 + c) + b)),
    rewrite(lambda b, c: b - sqrt(b**2 + c), lambda b, c: -c / (b + sqrt(b**2 + c))),
    rewrite(lambda x, h: sqrt(x + h) - sqrt(x), lambda x, h: h / (sqrt(x + h) + sqrt(x))),
    rewrite(lambda x, y: sqrt(x) - sqrt(y), lambda x, y: (x - y) / (sqrt(x) + sqrt(y))),
    rewrite(lambda x: sqrt(x) - 1, lambda x: (x - 1) / (sqrt(x) + 1)),
    rewrite(lambda x: 1 - sqrt(x), lambda x: (1 - x) / (1 + sqrt(x))),
    rewrite(lambda x: log(x + sqrt(x**2 + 1)), lambda x: asinh(x)),
    rewrite(lambda x, y: sqrt(x**2 + y**2), lambda x, y: hypot(x, y), cures=("range", "slope")),
    rewrite(lambda x: sqrt(x**2), lambda x: abs(x), cures=("range", "slope")),
    rewrite(lambda x: sqrt(sum([x**2])), lambda x: norm(x), cures=("range", "slope")),
    rewrite(lambda x: log((1 + x) / (1 - x)), lambda x: 2 * atanh(x)),
    rewrite(lambda x: log(1 + x), lambda x: log1p(x)),
    rewrite(lambda x: log(1 - x), lambda x: log1p(-x)),
    rewrite(lambda x, n: (1 + x) ** n - 1, lambda x, n: expm1(n * log1p(x))),
    rewrite(lambda x, n: 1 - (1 + x) ** n, lambda x, n: -expm1(n * log1p(x))),
    rewrite(lambda x: 1 / sqrt(1 - x) - 1, lambda x: expm1(-log1p(-x) / 2)),
    rewrite(lambda x, n: (1 + x) ** n, lambda x, n: exp(n * log1p(x))),
    rewrite(lambda x: exp(x) - exp(-x), lambda x: 2 * sinh(x)),
    rewrite(lambda x, h: exp(x + h) - exp(x), lambda x, h: exp(x) * expm1(h)),
    rewrite(lambda x, y: exp(x) - exp(y), lambda x, y: exp(y) * expm1(x - y)),
    rewrite(lambda x: exp(x) - 1, lambda x: expm1(x)),
    rewrite(lambda x: 1 - exp(x), lambda x: -expm1(x)),
    rewrite(lambda x, h: log(x + h) - log(x), lambda x, h: log1p(h / x)),
    rewrite(lambda x, y: log(x) - log(y), lambda x, y: log1p((x - y) / y)),
    rewrite(lambda x: 1 - cos(x) ** 2, lambda x: sin(x) ** 2),
    rewrite(lambda x: 1 - sin(x) ** 2, lambda x: cos(x) ** 2),
    rewrite(lambda x: cosh(x) - 1, lambda x: 2 * sinh(x / 2) ** 2),
    rewrite(lambda x: 1 - cos(x), lambda x: 2 * sin(x / 2) ** 2),
    rewrite(lambda x: cos(x) - 1, lambda x: -2 * sin(x / 2) ** 2),
    rewrite(lambda x: tan(x) - sin(x), lambda x: 2 * tan(x) * sin(x / 2) ** 2),
    rewrite(lambda x, h: sin(x + h) - sin(x), lambda x, h: 2 * cos(x + h / 2) * sin(h / 2)),
    rewrite(lambda x, y: sin(x) - sin(y), lambda x, y: 2 * cos((x + y) / 2) * sin((x - y) / 2)),
    rewrite(lambda x, h: cos(x + h) - cos(x), lambda x, h: -2 * sin(x + h / 2) * sin(h / 2)),
    rewrite(lambda x, y: cos(x) - cos(y), lambda x, y: -2 * sin((x + y) / 2) * sin((x - y) / 2)),
    rewrite(lambda x, h: atan(x + h) - atan(x), lambda x, h: atan(h / (1 + x * (x + h)))),
    rewrite(lambda x: acos(1 - x), lambda x: 2 * asin(sqrt(x / 2))),
    rewrite(lambda x: 1 - erf(x), lambda x: erfc(x)),
    rewrite(lambda x: 1 + erf(x), lambda x: erfc(-x)),
    rewrite(lambda x: 1 - normal_cdf(x), lambda x: normal_cdf(-x)),
    rewrite(lambda x, h: 1 / x - 1 / (x + h), lambda x, h: h / (x * (x + h))),
    rewrite(lambda x, y: 1 / x - 1 / y, lambda x, y: (y - x) / (x * y)),
    rewrite(lambda x: 1 - x**2, lambda x: (1 - x) * (1 + x)),
    rewrite(lambda x: x**2 - 1, lambda x: (x - 1) * (x + 1)),
    rewrite(lambda x, h: (x + h) ** 2 - x**2, lambda x, h: h * (2 * x + h)),
    rewrite(lambda x, y: x**2 - y**2, lambda x, y: (x - y) * (x + y)),
    rewrite(lambda x: log(gamma(x)), lambda x: lgamma(x), cures=("range",)),
    rewrite(lambda x, y: x * log(y), lambda x, y: xlogy(x, y), cures=("domain",)),
    rewrite(lambda x: sin(pi * x) / (pi * x), lambda x: sinc(x), cures=("domain",)),
)
