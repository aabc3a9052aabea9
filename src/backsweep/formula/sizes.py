"""How large the integers of a formula may grow, so that 9**9**9 is refused before it is computed.

A float is never the trouble: it overflows at once. Integers and fractions have no end, and a formula of a few
characters could fill the memory. Each may have 10,000 bits, about 3,000 decimal digits; all of a formula's
together a million, so that the derivatives, which multiply them, stay cheap too.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any

from backsweep.formula.source import short_piece
from backsweep.reading import value_of

MAX_BITS = 10_000
MAX_WORK = 1_000_000
# polygamma sums about n terms.
MAX_ORDER = 10_000


def bits(value: Any) -> int:
    """How many bits an exact number takes; 0 for a float, which always takes the same."""
    value = value_of(value)
    if isinstance(value, int):
        return value.bit_length()
    return value.numerator.bit_length() + value.denominator.bit_length() if isinstance(value, Fraction) else 0


def too_large(value: Any) -> bool:
    """Whether an exact number has more bits than it may."""
    return bits(value) > MAX_BITS


def sentence(piece: str) -> str:
    """What is said of a piece of a formula that is too large."""
    advice = "Write a decimal point, as in 2.0, to compute with floats."
    return f"{short_piece(piece)} would be an exact number of more than {MAX_BITS:,} bits. {advice}"


def flat(args: Iterable[Any]) -> list[Any]:
    """The numbers among a call's arguments, those in lists too."""
    return [x for arg in args for x in (flat(arg) if isinstance(arg, (list, tuple)) else [value_of(arg)])]


def power(base: Any, exponent: Any, *rest: Any) -> bool:
    """Whether base ** exponent would be too large, by a lower bound of its logarithm."""
    base, exponent = value_of(base), value_of(exponent)
    if not isinstance(exponent, int) or not isinstance(base, (int, Fraction)):
        return False
    if isinstance(base, int) and exponent < 0:  # a float
        return False
    larger = max(abs(base.numerator), base.denominator)
    return (larger.bit_length() - 1) * abs(exponent) > MAX_BITS


def factorial(n: Any) -> bool:
    """Whether n! would be too large."""
    return isinstance(n, int) and n > MAX_BITS


def combinations(n: Any, k: Any = None) -> bool:
    """Whether comb(n, k) or perm(n, k) would be too large: each is at most n ** k."""
    if not isinstance(n, int) or not isinstance(k, int | None):
        return False
    k = n if k is None else k
    return min(k, n) * bits(n) > 4 * MAX_BITS


def product(*args: Any) -> bool:
    """Whether the product of all exact numbers among the arguments would be too large."""
    numbers = flat(args)
    return sum(map(bits, numbers)) > MAX_BITS + len(numbers)


def rounding(x: Any, places: Any = None) -> bool:
    """Whether round(x, places) would compute a huge power of ten."""
    return isinstance(places, int) and not isinstance(value_of(x), float) and power(10, abs(places))


def polygamma(n: Any, x: Any = None) -> bool:
    """Whether the row of terms would be too long."""
    return isinstance(n, int) and n > MAX_ORDER


# Functions whose answers, or whose work, can outgrow their arguments.
BEFORE: dict[str, Callable[..., bool]] = {
    "pow": power,
    "factorial": factorial,
    "comb": combinations,
    "perm": combinations,
    "prod": product,
    "lcm": product,
    "round": rounding,
    "polygamma": polygamma,
}


def refuses(name: str, f: Callable[..., Any], args: list[Any], named: dict[str, Any]) -> bool:
    """Whether a call of a function would be too much, known before it is made."""
    rule = BEFORE.get(name)
    if rule is None:
        return False
    if named:
        args = list(inspect.signature(f).bind(*args, **named).arguments.values())
    try:
        return rule(*map(settled, args))
    except TypeError:  # a wrong number of arguments, of which the function itself will complain
        return False


def settled(arg: Any) -> Any:
    """An argument's plain number, or its list of them."""
    return flat(arg) if isinstance(arg, (list, tuple)) else value_of(arg)


__all__ = ["MAX_WORK", "bits", "math", "power", "refuses", "sentence", "too_large"]
