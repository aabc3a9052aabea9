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
from backsweep.worlds import value_of

MAX_BITS = 10_000
MAX_WORK = 1_000_000
ALL_TOGETHER = (
    f"The exact numbers of this formula have more than {MAX_WORK:,} bits together. "
    "Write a decimal point, as in 2.0, to compute with floats."
)
# polygamma sums about n terms.
MAX_ORDER = 100


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
    larger: int = max(abs(base.numerator), base.denominator)
    return (larger.bit_length() - 1) * abs(exponent) > MAX_BITS


def factorial(n: Any) -> bool:
    """Whether n! would be too large: it is at least (n / e) ** n."""
    return isinstance(n, int) and (n > MAX_BITS or (n > 0 and n * math.log2(n / math.e) > MAX_BITS))


def combinations(n: Any, k: Any) -> bool:
    """Whether n over k would be too large: it is at least (n / k) ** k, for the smaller of k and n - k."""
    if not (isinstance(n, int) and isinstance(k, int) and 0 < k < n):
        return False
    smaller: int = min(k, n - k)
    return smaller > MAX_BITS or smaller * (math.log2(n) - math.log2(smaller)) > MAX_BITS


def permutations(n: Any, k: Any = None) -> bool:
    """Whether n! / (n - k)! would be too large: it is at least k!, and at least (n - k) ** k."""
    k = n if k is None else k
    if not (isinstance(n, int) and isinstance(k, int) and 0 < k <= n):
        return False
    return factorial(k) or k * math.log2(max(n - k, 1)) > MAX_BITS


def product(*args: Any) -> bool:
    """Whether the product of all exact numbers among the arguments would be too large."""
    numbers = flat(args)
    return sum(map(bits, numbers)) > MAX_BITS + len(numbers)


def rounding(x: Any, places: Any = None) -> bool:
    """Whether round(x, places) would compute a huge power of ten."""
    return isinstance(places, int) and not isinstance(value_of(x), float) and power(10, abs(places))


# Functions whose answers, or whose work, can outgrow their arguments.
BEFORE: dict[str, Callable[..., bool]] = {
    "pow": power,
    "factorial": factorial,
    "comb": combinations,
    "perm": permutations,
    "prod": product,
    "lcm": product,
    "round": rounding,
}


def refusal(name: str, f: Callable[..., Any], args: list[Any], named: dict[str, Any], piece: str) -> str:
    """What is said of a call that would be too much, known before it is made; else ""."""
    if named:
        try:
            args = list(inspect.signature(f).bind(*args, **named).arguments.values())
        except TypeError:  # of which the function itself will complain
            return ""
    if name == "polygamma" and args and isinstance(args[0], int) and args[0] > MAX_ORDER:
        return f"polygamma(n, x) takes time in proportion to n, so a formula has it up to n = {MAX_ORDER:,}."
    rule = BEFORE.get(name)
    try:
        return sentence(piece) if rule is not None and rule(*map(settled, args)) else ""
    except TypeError:  # the wrong number of arguments: the same
        return ""


def settled(arg: Any) -> Any:
    """An argument's plain number, or its list of them."""
    return flat(arg) if isinstance(arg, (list, tuple)) else value_of(arg)
