"""Rows over whole sequences: sums, products, norms, extremes. Their rules may walk along positions."""

import builtins
import math
import operator
import sys
from itertools import accumulate
from math import inf, nan
from typing import Any

from backsweep.accuracy import Accuracy, Bound
from backsweep.primitive import primitive
from backsweep.primitives.exponential import exp, log1p
from backsweep.primitives.piecewise import abs, maximum, minimum, where


def _size(xs: Any, ys: Any = None) -> float:
    """The sum of the terms' sizes, against which a sum's rounding is measured."""
    return math.fsum(math.fabs(x * y) for x, y in zip(xs, ys or [1] * len(xs), strict=True))


def _total(xs: Any) -> Any:
    """Added from the left, so that every world rounds alike."""
    total = 0
    for x in xs:
        total = total + x
    return total


sum = primitive(
    "sum",
    about="Sum of a sequence, added from the left; 0 for an empty one.",
    value=_total,
    partials=lambda xs, y: [1 for x in xs],
    latex=r"\sum_i {xs}_i",
    complex=_total,
    accuracy=Accuracy(value=Bound(lambda xs: 1 + len(xs) / 2, "one rounding per term", terms=_size)),
    source="definition",
    stepwise=True,
)


def _product(xs: Any) -> Any:
    product = 1
    for x in xs:
        product = product * x
    return product


def _products_of_the_others(xs: Any, y: Any) -> Any:
    """Of the others before it and after it: no division, so zeros are exact."""
    before = []
    product = 1
    for x in xs:
        before.append(product)
        product = product * x
    after = []
    product = 1
    for x in reversed(xs):
        after.append(product)
        product = product * x
    return [left * right for left, right in zip(before, reversed(after), strict=True)]


def _roundings(xs: Any) -> float:
    """Half an ulp per factor; no bound where a product on the way, from either side, is too large or too small."""
    factors = [x for x in xs if x]
    on_the_way = [*accumulate(factors, operator.mul), *accumulate(factors[::-1], operator.mul)]
    in_range = all(sys.float_info.min <= math.fabs(product) < inf for product in on_the_way)
    return 1 + len(xs) / 2 if in_range else inf


_OF_A_PRODUCT = Bound(_roundings, "one rounding per factor, and products on the way may leave the range of floats")

prod = primitive(
    "prod",
    about="Product of a sequence; 1 for an empty one.",
    value=_product,
    partials=_products_of_the_others,
    latex=r"\prod_i {xs}_i",
    complex=_product,
    accuracy=Accuracy(value=_OF_A_PRODUCT, partials={"xs": _OF_A_PRODUCT}),
    source="product rule; exact where factors are 0",
)


def _dot(xs: Any, ys: Any) -> Any:
    total = 0
    for x, y in zip(xs, ys, strict=True):
        total = total + x * y
    return total


dot = primitive(
    "dot",
    about="Sum of the products of two sequences, pair by pair, added from the left.",
    value=_dot,
    partials=lambda xs, ys, z: (ys, xs),
    latex=r"\sum_i {xs}_i {ys}_i",
    complex=_dot,
    accuracy=Accuracy(value=Bound(lambda xs, ys: 1 + len(xs) / 2, "one rounding per term", terms=_size)),
    source="product rule",
    stepwise=True,
)


def _mean(xs: Any) -> Any:
    total = 0
    for x in xs:
        total = total + x
    return total / len(xs)


mean = primitive(
    "mean",
    about="Arithmetic mean of a sequence.",
    value=_mean,
    partials=lambda xs, y: [1 / len(xs) for x in xs],
    latex=r"\frac{1}{n} \sum_i {xs}_i",
    complex=_mean,
    accuracy=Accuracy(
        value=Bound(lambda xs: 1 + len(xs) / 2, "one rounding per term", terms=lambda xs: _size(xs) / len(xs))
    ),
    source="definition",
    stepwise=True,
)


def _norm(xs: Any) -> float:
    return math.hypot(*xs)


norm = primitive(
    "norm",
    about="Euclidean length of a sequence, without overflow; its derivative at zeros is 0.",
    value=_norm,
    partials=lambda xs, y: [x / where(y == 0, 1, y) for x in xs],
    latex=r"\sqrt{\sum_i {xs}_i^2}",
    js="Math.hypot",
    source="differentiate y^2 = sum of x^2; 0 at the tip of the cone",
)


def _largest(xs: Any) -> Any:
    largest = xs[0]
    for x in xs:
        largest = maximum(largest, x)
    return largest


def _smallest(xs: Any) -> Any:
    smallest = xs[0]
    for x in xs:
        smallest = minimum(smallest, x)
    return smallest


def _equal_shares(xs: Any, y: Any) -> Any:
    """1/k to each of the k that tie with the answer."""
    ties = 0
    for x in xs:
        ties = ties + where(x == y, 1, 0)
    return [where(y == y, where(x == y, 1 / where(ties == 0, 1, ties), 0), nan) for x in xs]


max = primitive(
    "max",
    about="The largest of a sequence; nan if one is nan. Those that tie share the derivative equally.",
    value=_largest,
    partials=_equal_shares,
    latex=r"\max_i {xs}_i",
    source="definition; ties: docs/why/kinks.md",
)

min = primitive(
    "min",
    about="The smallest of a sequence; nan if one is nan. Those that tie share the derivative equally.",
    value=_smallest,
    partials=_equal_shares,
    latex=r"\min_i {xs}_i",
    source="definition; ties: docs/why/kinks.md",
)


def _logsumexp(xs: Any) -> Any:
    largest = xs[0]
    for x in xs:
        largest = maximum(largest, x)
    # One of the largest is the 1 of ln(1 + rest). The logarithm of the whole sum would lose a rest below 1e-16.
    rest = -1
    for x in xs:
        rest = rest + where(x == largest, 1, 0)
    for x in xs:
        rest = rest + where(x == largest, 0, exp(where(x == largest, 0, x - largest)))
    return largest + log1p(rest)


def _softmax(xs: Any, y: Any) -> Any:
    """exp(x) over the sum of them all, shifted by the largest; 0 for each where all are -inf."""
    largest = xs[0]
    for x in xs:
        largest = maximum(largest, x)
    # Only where x - largest is inf - inf is 0 put in its place: a plain 0 has no derivative, at a tie the second
    # derivatives would be wrong.
    shifted = [exp(where(x == largest, where(abs(x) == inf, 0, x - largest), x - largest)) for x in xs]
    total = 0
    for term in shifted:
        total = total + term
    return [where(largest == -inf, 0, term / total) for term in shifted]


logsumexp = primitive(
    "logsumexp",
    about="Logarithm of the sum of exponentials, without overflow; -inf where all are -inf.",
    value=_logsumexp,
    partials=_softmax,
    latex=r"\ln \sum_i e^{{xs}_i}",
    accuracy=Accuracy(
        value=Bound(
            lambda xs: 32 + len(xs) / 2,
            "where the result is near 0 the largest and the logarithm cancel, and the rounding of differences shows",
            terms=builtins.max,
        ),
        partials={
            "xs": Bound(
                lambda xs: 4 + (len(xs) + builtins.max(xs) - builtins.min(xs)) / 2,
                "a weight inherits the rounding of a difference",
            )
        },
    ),
    source="softmax",
)
