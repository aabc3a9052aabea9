"""Wider ways to call a row: the spellings of Python's math module and of the built-ins.

Each is a plain function around a row, which it carries as `.primitive`: a rule may name either.
With these, `import backsweep as math` is the way over from plain Python; what makes no sense for a
Node is refused by name.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, Protocol, cast, overload

from backsweep.errors import NotDifferentiable
from backsweep.node import Node, Scalar, short
from backsweep.primitives import arithmetic, exponential, piecewise, sequences, trigonometric
from backsweep.recorded import NotWritten, Recorded, tape_of
from backsweep.row import Primitive
from backsweep.worlds import LINKED, value_of


class Spelling(Protocol):
    """A function of numbers or Nodes: a plain number for plain numbers, a Node once there is a Node."""

    @overload
    def __call__(self, *args: float | Iterable[float], **named: float | None) -> float: ...  # type: ignore[overload-overlap]  # a float is no Node
    @overload
    def __call__(self, *args: Scalar | Iterable[Scalar], **named: Scalar | None) -> Node: ...


def spelling(row: Primitive | None = None) -> Callable[[Callable[..., Any]], Spelling]:
    """Marks a function as a wider way to call `row`, or as one written in rows."""

    def mark(function: Callable[..., Any]) -> Spelling:
        if row is not None:
            function.primitive = row  # type: ignore[attr-defined]  # read by vocabulary.row_of
        return cast(Spelling, function)

    return mark


@spelling(exponential.log)
def log(x: Any, base: Any = None) -> Any:
    """Natural logarithm of x, or its logarithm to a base.

    >>> log(8.0, 2)
    3.0
    """
    return exponential.log(x) if base is None else arithmetic.div(exponential.log(x), exponential.log(base))


@spelling(trigonometric.hypot)
def hypot(*coordinates: Any) -> Any:
    """Distance from the origin, without overflow, in any number of dimensions.

    >>> hypot(2.0, 3.0, 6.0)
    7.0
    """
    return trigonometric.hypot(*coordinates) if len(coordinates) == 2 else sequences.norm(coordinates)


@spelling(sequences.sum)
def sum(xs: Iterable[Any], /, start: Any = None, **of_array: Any) -> Any:
    """Sum of a sequence, added from the left; 0 for an empty one. Of an array, over all or over `axis`.

    >>> sum([1.0, 2.0, 4.0])
    7.0
    """
    return (
        sequences.sum(xs, **of_array) if start is None or not isinstance(xs, Iterable) else sequences.sum([start, *xs])
    )


@spelling(sequences.sum)
def fsum(xs: Iterable[Any]) -> Any:
    """Sum of a sequence: exactly rounded for plain numbers, as math.fsum; as sum() once there is a Node."""
    items = list(xs)
    return sequences.sum(items) if any_node(items) else math.fsum(items)


@spelling(sequences.prod)
def prod(xs: Iterable[Any], /, *, start: Any = None, **of_array: Any) -> Any:
    """Product of a sequence; 1 for an empty one. Of an array, over all or over `axis`.

    >>> prod([2.0, 3.0])
    6.0
    """
    return (
        sequences.prod(xs, **of_array)
        if start is None or not isinstance(xs, Iterable)
        else sequences.prod([start, *xs])
    )


@spelling(sequences.dot)
def sumprod(xs: Iterable[Any], ys: Iterable[Any]) -> Any:
    """Sum of the products of two sequences, pair by pair: as math.sumprod for plain numbers, else as dot."""
    left, right = list(xs), list(ys)
    if hasattr(math, "sumprod") and not any_node(left) and not any_node(right):  # from Python 3.12 on
        exact: Callable[..., Any] = math.sumprod
        return exact(left, right)
    return sequences.dot(left, right)


@spelling()
def dist(p: Iterable[Any], q: Iterable[Any]) -> Any:
    """Euclidean distance of two points.

    >>> dist([1.0, 1.0], [4.0, 5.0])
    5.0
    """
    return sequences.norm([a - b for a, b in zip(p, q, strict=True)])


def _of_many(row: Callable[..., Any], args: tuple[Any, ...], of_array: dict[str, Any]) -> Any:
    many = args[0] if len(args) == 1 and isinstance(args[0], Iterable) else args
    return row(many, **of_array)


@spelling(sequences.max)
def max(*args: Any, **of_array: Any) -> Any:
    """The largest of a sequence or of the arguments; ties share the derivative equally. Of an array, over `axis`.

    >>> max(2.0, 3.0), max([2.0, 3.0])
    (3.0, 3.0)
    """
    return _of_many(sequences.max, args, of_array)


@spelling(sequences.min)
def min(*args: Any, **of_array: Any) -> Any:
    """The smallest of a sequence or of the arguments; ties share the derivative equally. Of an array, over `axis`.

    >>> min(2.0, 3.0), min([2.0, 3.0])
    (2.0, 2.0)
    """
    return _of_many(sequences.min, args, of_array)


@spelling(piecewise.round)
def round(x: Any, ndigits: int | None = None) -> Any:
    """x rounded to an integer, or to ndigits decimal places, halves to even; derivative 0.

    >>> round(2.5), round(2.567, 2)
    (2, 2.57)
    """
    return piecewise.round(x) if ndigits is None else piecewise.round_to(x, ndigits)


@spelling(arithmetic.pow)
def pow(x: Any, y: Any) -> Any:
    """x to the power y; a plain number y is a constant exponent, as in x ** y.

    >>> pow(2.0, 3)
    8.0
    """
    return x**y if any_node((x, y)) else arithmetic.power(x, y)


fabs = piecewise.abs


@spelling()
def degrees(x: Any) -> Any:
    """An angle in radians, given in degrees."""
    return x * (180.0 / math.pi)


@spelling()
def radians(x: Any) -> Any:
    """An angle in degrees, given in radians."""
    return x * (math.pi / 180.0)


def modf(x: Any) -> tuple[Any, float]:
    """The fractional part of x, with derivative 1, and the integer part, a plain float; both have x's sign."""
    if value_of(x).__class__ is Recorded:
        raise NotWritten("modf, which looks at a value")
    fraction, whole = math.modf(value_of(x))
    return (arithmetic.fmod(x, 1.0) if x.__class__ is Node else fraction), whole


def frexp(x: Any) -> tuple[Any, int]:
    """(m, e) with x = m * 2**e and 0.5 <= |m| < 1; m has the derivative 2**-e, e is a plain int."""
    if value_of(x).__class__ is Recorded:
        raise NotWritten("frexp, which looks at a value")
    exponent = math.frexp(value_of(x))[1]
    return (arithmetic.ldexp(x, -exponent) if x.__class__ is Node else math.frexp(x)[0]), exponent


def floor_int(x: Any) -> int:
    """The largest int that is not above x, as a plain int without derivative: for an index or a count.

    >>> floor_int(Node(2.7))
    2
    """
    val = value_of(x)
    floor: int = val.tape.whole(val) if val.__class__ is Recorded else math.floor(val)
    return floor


def isnan(x: Any) -> bool:
    """Whether the value of x is nan."""
    val = value_of(x)
    return bool(val != val) if val.__class__ is Recorded else math.isnan(val)


def _size(val: Any) -> Any:
    """The absolute value of a recorded value."""
    return piecewise.abs(val)


def isinf(x: Any) -> bool:
    """Whether the value of x is infinite."""
    val = value_of(x)
    return bool(_size(val) == math.inf) if val.__class__ is Recorded else math.isinf(val)


def isfinite(x: Any) -> bool:
    """Whether the value of x is neither infinite nor nan."""
    val = value_of(x)
    return bool(_size(val) < math.inf) if val.__class__ is Recorded else math.isfinite(val)


def isclose(a: Any, b: Any, *, rel_tol: float = 1e-09, abs_tol: float = 0.0) -> bool:
    """Whether the values of a and b are close, as math.isclose."""
    left, right = value_of(a), value_of(b)
    if tape_of((left, right)) is None:
        return math.isclose(left, right, rel_tol=rel_tol, abs_tol=abs_tol)
    if left == right:
        return True
    size, other = piecewise.abs(left), piecewise.abs(right)
    difference = piecewise.abs(right - left)
    finite = size < math.inf and other < math.inf
    return bool(finite and (difference <= rel_tol * other or difference <= rel_tol * size or difference <= abs_tol))


def any_node(args: Iterable[Any]) -> bool:
    """Whether there is a Node, or a recorded value, among the arguments."""
    return any(arg.__class__ in LINKED for arg in args)


# What math has and a Node cannot take, with what to write instead.
REFUSED = {
    "comb": "It is for integers; write it with gamma.",
    "factorial": "It is for integers; use gamma(x + 1).",
    "gcd": "It is for integers.",
    "isqrt": "It is for integers; use sqrt(x).",
    "lcm": "It is for integers.",
    "perm": "It is for integers; write it with gamma.",
    "nextafter": "It steps between floats, which has no slope.",
    "ulp": "It measures the spacing of floats, which has no slope.",
}


def _refusing(name: str, advice: str) -> Callable[..., Any]:
    original = getattr(math, name)

    @wraps(original)
    def refusing(*args: Any, **kwargs: Any) -> Any:
        for arg in args:
            if arg.__class__ in LINKED:
                raise NotDifferentiable(f"{name} has no derivative, but got {short(arg)}. {advice} Or pass x.val.")
        return original(*args, **kwargs)

    return refusing


REFUSING = {name: _refusing(name, advice) for name, advice in REFUSED.items()}
comb, factorial, gcd, isqrt = (REFUSING[name] for name in ("comb", "factorial", "gcd", "isqrt"))
lcm, perm, nextafter, ulp = (REFUSING[name] for name in ("lcm", "perm", "nextafter", "ulp"))

if hasattr(math, "fma"):  # from Python 3.13 on
    fused: Callable[..., float] = math.fma

    @spelling(arithmetic.add)
    def fma(x: Any, y: Any, z: Any) -> Any:
        """x * y + z: rounded once for plain numbers, as math.fma; as two operations once there is a Node."""
        return x * y + z if any_node((x, y, z)) else fused(x, y, z)
