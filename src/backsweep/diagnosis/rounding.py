"""How much of a result is rounding: each operation's own error, and what it comes to in the result.

One idea: a row whose value can be read on decimal numbers of sixty digits (`+`, `*`, `/`, a power, a sum) shows the
very error that this operation made; where nothing was rounded off, that is an exact 0. Of the others, such as `sin`,
only the usual size is known: an error is spread evenly over half a unit in the last place to either side. Times the
der it is the operation's part in the error of the result, to first order. docs/why/rounding-estimate.md has the
reasons.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal, DivisionByZero, InvalidOperation, localcontext
from fractions import Fraction
from typing import Any

from backsweep.accuracy import Bound
from backsweep.diagnosis.rounding_of_arrays import (
    backward_stable_error,
    by_numpy,
    error_of_entries,
    usual_error_of_entries,
)
from backsweep.kinds import OverSequence
from backsweep.node import Node
from backsweep.over_arrays import OverArrays
from backsweep.traces.trace import Trace
from backsweep.values import is_array, numpy
from backsweep.worlds import value_of

UNIT = 2.0**-53  # the largest relative error of one rounding
EVENLY = 1 / math.sqrt(12)  # the root mean square of what is evenly spread over one unit
ALL_DIGITS = -math.log10(UNIT)  # a float has nearly 16
NOT_DOUBLE = "How many digits are good is estimated in double precision only, and here are arrays of another."
# Of Python's functions on floats, those that decimal has with as many digits as one likes.
ON_DECIMALS: dict[Any, Callable[[Decimal], Decimal]] = {
    math.sqrt: Decimal.sqrt,
    math.exp: Decimal.exp,
    math.log: Decimal.ln,
    math.log10: Decimal.log10,
}
SIXTY_DIGITS = Context(prec=60, Emin=MIN_EMIN, Emax=MAX_EMAX, traps=[InvalidOperation, DivisionByZero])


@dataclass(frozen=True, slots=True)
class Rounding:
    """What one operation rounded off, for an array entry by entry.

    error  the error itself, computed - exact; or its usual size, where that is all we know
    known  which of the two
    """

    error: Any
    known: bool


EXACT = Rounding(0.0, True)


@dataclass(frozen=True, slots=True)
class Estimate:
    """The rounding error of a result.

    value  how large the result is
    error  how far it is likely to be from what exact arithmetic gives at the very same inputs
    own    each operation's own rounding
    parts  what each operation's rounding comes to in the result: with its sign where that is known
    """

    value: float
    error: float
    own: Mapping[Node, Rounding]
    parts: Mapping[Node, float]

    @property
    def digits(self) -> float:
        """How many decimal digits of the result are good, from 0 to nearly 16."""
        return good_digits(self.value, self.error)


def good_digits(value: float, error: float) -> float:
    """The number of decimal digits that an absolute error leaves of a value.

    >>> good_digits(2.0, 0.002)
    3.0
    """
    relative = error / abs(value) if value else math.inf if error else 0.0
    if relative <= UNIT:
        return ALL_DIGITS
    return max(0.0, -math.log10(relative)) if math.isfinite(relative) else 0.0


def rounding_errors(trace: Trace) -> dict[Node, float]:
    """The contribution of each operation's rounding to the error of the result, as a size; exact operations have none.

    >>> from backsweep import cos, trace
    >>> def f(x):
    ...     c = cos(x)
    ...     return (1 - c) / (x * x)
    >>> found = trace(f, 1e-4)
    >>> {found.labels[node]: f"{error:.0e}" for node, error in rounding_errors(found).items()}
    {'c': '3e-09', 'v2': '4e-17', 'y': '1e-17'}
    """
    estimate = estimated(trace)
    return {} if estimate is None else {node: abs(part) for node, part in estimate.parts.items()}


def estimated(trace: Trace) -> Estimate | None:
    """The rounding error of a trace's result, to first order; None where a number is not finite, or no double."""
    ders, value = trace.ders, trace.output.val
    if not _is_finite(value) or not all(map(_is_finite, ders.values())) or not all(map(is_double, trace.order)):
        return None
    own = dict(_roundings(node for node in trace.order if node.primitive is not None and _matters(ders.get(node, 0))))
    parts = {node: _part(ders[node], each) for node, each in own.items()}
    if not all(map(math.isfinite, parts.values())):
        return None
    # What is known adds up with its signs, as it did in the result; what is not adds up as chance does.
    known = math.fsum(part for node, part in parts.items() if own[node].known)
    spread = math.hypot(*(part for node, part in parts.items() if not own[node].known))
    return Estimate(_size(value), math.hypot(known, spread), own, parts)


def _part(der: Any, rounding: Rounding) -> float:
    """What an operation's rounding comes to in the result; that of an array's entries together."""
    if is_array(rounding.error) or is_array(der):
        shares = der * rounding.error
        return float(numpy().sum(shares.real) if rounding.known else numpy().linalg.norm(shares))
    return float(_real(der) * rounding.error if rounding.known else abs(der) * rounding.error)


def _matters(der: Any) -> bool:
    """Whether a der, or one of its entries, is not 0."""
    return bool(numpy().any(der)) if is_array(der) else bool(der)


def is_double(node: Node) -> bool:
    """Whether a node's value has the digits of a float; an array may have fewer, or more."""
    val: Any = node.val
    return not is_array(val) or val.dtype.char in "dD"


def _is_finite(der: Any) -> bool:
    """Whether a value or a der is a finite number; the der of several results at once is not looked into."""
    if is_array(der):
        return bool(numpy().isfinite(der).all())
    if isinstance(der, complex):
        return math.isfinite(der.real) and math.isfinite(der.imag)
    return not isinstance(der, float) or math.isfinite(der)


def _real(der: Any) -> float:
    return float(der.real) if isinstance(der, complex) else float(der)


def _size(value: Any) -> float:
    """How large a number is; inf for an int beyond all floats."""
    try:
        return float(abs(value))
    except OverflowError:
        return math.inf


def _roundings(nodes: Iterator[Node]) -> Iterator[tuple[Node, Rounding]]:
    """The operations that rounded, each with what it rounded off."""
    with localcontext(SIXTY_DIGITS):
        for node in nodes:
            rounding = rounded_off(node)
            if rounding is not EXACT:
                yield node, rounding


def rounded_off(node: Node) -> Rounding:
    """A node's own rounding error; to be asked in the context of many digits."""
    val = node.val
    if by_numpy(node) and not isinstance(val, tuple):
        return _of_entries(node)
    if not isinstance(val, (float, complex)) or not _is_finite(val):
        return EXACT
    known = None if isinstance(val, complex) else _known(node, val)
    if known is not None:
        return Rounding(known, True) if known else EXACT
    spread = _spread(node, val)
    return Rounding(spread, False) if spread else EXACT


def _of_entries(node: Node) -> Rounding:
    """The rounding error of an operation on arrays."""
    error = error_of_entries(node)
    if error is not None:
        return Rounding(error, True) if error.any() else EXACT
    if isinstance(node.primitive, OverArrays):
        return Rounding(backward_stable_error(node, EVENLY), True)
    return Rounding(usual_error_of_entries(node, EVENLY), False) if _bound(node).ulps else EXACT


def _known(node: Node, val: float) -> float | None:
    """computed - exact; None where the row has no reading on decimals, or one that does not mean the same."""
    row = node.primitive
    if row is None:
        return 0.0
    try:
        on_decimals: Callable[..., Any] = ON_DECIMALS.get(row.plain, row.of_flat)
        exact = on_decimals(*map(_decimal, node.args))
        if exact.__class__ is not Decimal and exact.__class__ is not int:
            return None  # through a function of Python's that knows floats only
        off = float(Decimal(val) - exact)
    except (ArithmeticError, TypeError, ValueError, AttributeError, LookupError):
        return None
    if abs(off) <= math.ulp(val):
        return off
    # More than one rounding: a sum, say. Or another function: Decimal's % takes the sign of the dividend.
    return off if abs(off) <= _allowed(node, val) else None


def _decimal(arg: Any) -> Any:
    """An argument with all its digits."""
    val = value_of(arg)
    if val.__class__ is float:
        return Decimal(val)
    return Decimal(val.numerator) / val.denominator if val.__class__ is Fraction else val


def _allowed(node: Node, val: float) -> float:
    """The largest error that the row's stated accuracy allows here."""
    bound, point = _bound(node), _point(node)
    return 2 * UNIT * float(bound.at(point)) * float(bound.scale(point, val))


def _spread(node: Node, val: Any) -> float:
    """The usual size of a row's error: one rounding, of the result or of the largest term that went into it."""
    bound = _bound(node)
    if bound.ulps == 0:
        return 0.0
    if bound.terms is None or isinstance(val, complex):
        return EVENLY * math.ulp(abs(val))
    return EVENLY * 2 * UNIT * float(bound.scale(_point(node), val))


def _bound(node: Node) -> Bound:
    row = node.primitive
    return Bound() if row is None else row.accuracy.value


def _point(node: Node) -> tuple[Any, ...]:
    """A node's arguments as its row takes them, as plain numbers."""
    row, vals = node.primitive, tuple(map(value_of, node.args))
    return tuple(row.split(vals)) if isinstance(row, OverSequence) else vals
