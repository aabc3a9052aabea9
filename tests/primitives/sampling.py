"""Points at which the laws of the table are tried: everywhere in a row's domain, and mostly where it hurts.

A row's own `domain` says where it may be asked, so a new row is sampled without a word here. Rows whose arguments
only make trouble together (close together, ties, an integer exponent) add such points in TOGETHER.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from backsweep.domain import Interval
from backsweep.errors import BacksweepError
from backsweep.row import Primitive

Point = tuple[Any, ...]
Rng = random.Random

SPECIAL = [0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 2.0, -2.0, 3.0, 10.0]
LANDMARKS = [0.0, 1.0, -1.0, 0.5, -0.5, 1.5, 2.0, -2.0, -3.0, math.pi / 2, math.pi, -1.278, -0.752, 700.0, -708.0]
EXTREME = [0.0, -0.0, 5e-324, -5e-324, 2.2e-308, -1e-310, 1e-300, 1e308, -1e308, 1.7976931348623157e308]
EXTREME += [math.inf, -math.inf, math.nan, 1.0, -1.0, 0.5, -0.5, 2.0, -3.0, 1e16, -1e16, 710.0, -745.0, 27.0, 1.5]


def real(rng: Rng) -> float:
    """A number from anywhere, of both signs: evenly over the magnitudes, moderate, or next to a landmark."""
    way = rng.randrange(6)
    if way == 0:
        return rng.choice([-1, 1]) * 10 ** rng.uniform(-300, 300)
    if way == 1:
        return rng.choice([-1, 1]) * 10 ** rng.uniform(-3, 3)
    if way == 2:
        return rng.choice([-1, 1]) * 10 ** rng.uniform(-20, 20)
    if way == 3:
        return rng.uniform(-40, 40)
    if way == 4:
        return rng.choice(LANDMARKS) + rng.choice([-1, 1]) * 10 ** rng.uniform(-16, -1)
    return rng.choice([rng.uniform(-2, 2), rng.uniform(-750, 750), rng.choice(SPECIAL)])


def from_domain(domain: Any) -> Callable[[Rng], float]:
    """Numbers of a domain, some of them close to its finite ends."""
    ends = [end for end in (domain.low, domain.high) if math.isfinite(end)] if isinstance(domain, Interval) else []

    def draw(rng: Rng) -> float:
        while True:
            x = real(rng)
            if ends and rng.random() < 0.4:
                end = rng.choice(ends)
                x = end + rng.choice([-1, 1]) * 10 ** rng.uniform(-16, -1)
            if ends == [-1, 1] and rng.random() < 0.5:
                x = rng.choice([-1, 1]) * 10 ** rng.uniform(-300, 0)
            if domain is None or x in domain:
                return x

    return draw


# How an argument is drawn that is not just any number of its domain, by row and argument.
DRAWN: dict[tuple[str, str], Callable[[Rng], Any]] = {
    ("where", "condition"): lambda rng: rng.random() < 0.5,
    ("round_to", "places"): lambda rng: rng.randrange(-3, 16),
    ("ldexp", "i"): lambda rng: rng.randrange(-1100, 1100),
    ("polygamma", "n"): lambda rng: rng.choice([0, 1, 1, 2, 3, 5, 10, 20]),
}


def close(rng: Rng) -> Point:
    x = real(rng)
    return x, x * (1 + rng.choice([-1, 1]) * 10 ** rng.uniform(-16, -1))


def tie(rng: Rng) -> Point:
    x = real(rng)
    return x, x


def moderate(rng: Rng) -> Point:
    return rng.uniform(-400, 400), rng.uniform(-400, 400)


def base_and_exponent(rng: Rng) -> Point:
    """A power that stays in range: |log x| up to 690, and y to match."""
    log_x = rng.choice([-1, 1]) * 10 ** rng.uniform(-12, math.log10(690))
    y = rng.choice([-1, 1]) * 10 ** rng.uniform(-3, math.log10(700 / abs(log_x)))
    if rng.random() < 0.4:
        y = float(round(y))
        return rng.choice([-1, 1]) * math.exp(log_x), y
    return math.exp(log_x), y


def nearly_too_small(rng: Rng) -> Point:
    """A power near the smallest float, where x^y may be subnormal and x^y ln x is not."""
    x = 10 ** rng.uniform(-300, -1)
    return x, -rng.uniform(705, 715) / math.log(x)


def whole(rng: Rng) -> Point:
    y = float(rng.randrange(1, 50)) * 10 ** rng.randrange(-5, 5)
    return y * rng.randrange(-40, 40), y


def pole(rng: Rng) -> Point:
    return rng.choice([0, 1, 2, 3]), -rng.randrange(30) + rng.choice([-1, 1]) * 10 ** rng.uniform(-12, -0.3)


TOGETHER: dict[str, list[Callable[[Rng], Point]]] = {
    **{name: [close, tie, moderate] for name in ("maximum", "minimum", "hypot", "atan2", "sub", "add", "xlogy")},
    "logaddexp": [close, tie, moderate, moderate],
    **{name: [base_and_exponent, base_and_exponent, nearly_too_small] for name in ("power", "pow")},
    **{name: [close, moderate, whole] for name in ("mod", "fmod", "remainder", "floordiv")},
    "clip": [
        lambda rng: (*tie(rng), real(rng)),
        lambda rng: (1.0, *tie(rng)),
        lambda rng: (3.0, rng.uniform(0, 3), 3.0),
    ],
    "polygamma": [pole],
    **{name: [lambda rng: pole(rng)[1:]] for name in ("digamma", "gamma", "lgamma")},
    **{name: [lambda rng: (rng.uniform(-180, 180),)] for name in ("gamma", "lgamma")},
    **{name: [lambda rng: (rng.uniform(-40, 40),)] for name in ("erf", "erfc", "gelu", "gaussian", "normal_density")},
    "normal_cdf": [lambda rng: (rng.uniform(-40, 10),)],
    **{name: [lambda rng: (rng.uniform(-760, -690),)] for name in ("silu", "sigmoid", "softplus", "exp")},
    "exp2": [lambda rng: (rng.uniform(-1100, 1024),)],
}


def sequence(rng: Rng) -> list[float]:
    """Up to six numbers, often with a tie or a zero, alike in size or not at all."""
    draw = rng.choice(
        [real, lambda rng: rng.uniform(-5, 5), lambda rng: rng.uniform(-400, 400), lambda rng: 1e3 + real(rng) % 1]
    )
    xs = [draw(rng) for _ in range(rng.randrange(1, 7))]
    if rng.random() < 0.3:
        xs[rng.randrange(len(xs))] = xs[0]
    if rng.random() < 0.1:
        xs[rng.randrange(len(xs))] = 0.0
    return xs


def sequences(row: Primitive, rng: Rng) -> Point:
    first = sequence(rng)
    return first, *([rng.choice([real(rng), rng.uniform(-5, 5)]) for _ in first] for _ in row.args[1:])


def candidates(row: Primitive, seed: int) -> Iterator[Point]:
    rng = random.Random(f"{row.name} {seed}")
    draws = [DRAWN.get((row.name, name)) or from_domain(row.domain.get(name)) for name in row.args]
    together = TOGETHER.get(row.name, [])
    while True:
        if row.kind == "sequence":
            yield sequences(row, rng)
        elif together and rng.random() < 0.5:
            point = rng.choice(together)(rng)
            if all(x in row.domain.get(name, Interval()) for name, x in zip(row.args, point, strict=True)):
                yield point
        else:
            yield tuple(draw(rng) for draw in draws)


def has_value(row: Primitive, point: Point) -> bool:
    try:
        row(*point)
    except BacksweepError:
        return False
    return True


def sample(row: Primitive, count: int, seed: int = 1) -> Iterator[Point]:
    """Points at which the row has a value."""
    return islice((point for point in candidates(row, seed) if has_value(row, point)), count)
