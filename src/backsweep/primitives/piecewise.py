"""Functions made of pieces: absolute value, rounding, the larger of two, choices.

What a derivative is at each kink is settled in docs/why/kinks.md: the average of the two
one-sided derivatives; relu at 0 is the one exception (0, as in the literature).
"""

import builtins
import math
from math import nan
from typing import Any

from backsweep.accuracy import EXACT
from backsweep.domain import FINITE
from backsweep.primitive import primitive
from backsweep.row import Primitive, Rule
from backsweep.values import is_array, numpy
from backsweep.worlds import value_of


def choose(condition: Any, a: Any, b: Any) -> Any:
    """a where the condition holds, else b."""
    return a if condition else b


where: Primitive = primitive(
    "where",
    about="a where the condition holds, else b. Only the chosen branch receives a derivative.",
    value=choose,
    transposes={
        "a": lambda g, condition, a, b, y: where(condition, g, 0),
        "b": lambda g, condition, a, b, y: where(condition, 0, g),
    },
    complex=choose,
    latex=r"\begin{cases} {a} & \text{if } {condition} \\ {b} & \text{otherwise} \end{cases}",
    native="select",
    js="?:",
    source="definition",
)


def choose_entries(condition: Any, a: Any, b: Any) -> Any:
    """The same on arrays: one condition for all, or one for each entry."""
    return numpy().where(condition, a, b) if is_array(condition) else choose(condition, a, b)


def choose_node(condition: Any, a: Any, b: Any) -> Any:
    """The same in a rule that is read on Nodes, where a condition is decided already.

    The chosen branch itself will do, and the graph of a second derivative stays free of where-nodes.
    """
    return where(condition, a, b) if is_array(condition) else choose(condition, a, b)


def choose_quickly(condition: Any, a: Any, b: Any) -> Any:
    """The same in a rule, where an array on one side will do as it is if the condition holds for all entries, or none.

    To count takes a fiftieth of the time of choosing (NumPy 2.4, 100,000 entries), and most conditions of rules are
    for places that are hardly ever met.
    """
    if not is_array(condition):
        return a if condition else b
    if is_array(a) or is_array(b):
        holds = numpy().count_nonzero(condition)
        chosen = b if not holds else a if holds == condition.size else None
        if chosen is not None and is_array(chosen) and chosen.shape == condition.shape:
            return chosen
    return numpy().where(condition, a, b)


where.on_arrays = choose_entries
where.in_rules_on_arrays = choose_quickly
where.on_nodes = choose_node

stop_gradient = primitive(
    "stop_gradient",
    about="x itself, cut off: its derivative is a structural zero, in every world and to every order.",
    value=lambda x: x,
    transposes={"x": None},
    latex=r"\operatorname{stop}({x})",
    complex=lambda x: x,
    source="definition",
)

sign = primitive(
    "sign",
    about="-1, 0 or 1, as x is negative, zero or positive.",
    value=lambda x: where(x > 0, 1, where(x < 0, -1, x)),
    partials={"x": 0},
    latex=r"\operatorname{sgn}({x})",
    source="definition; derivative 0 everywhere, docs/why/kinks.md",
)

abs = primitive(  # the name of the built-in, on purpose: the operator row behind abs(node)
    "abs",
    about="Absolute value.",
    value=builtins.abs,
    partials={"x": lambda x, y: sign(x)},
    latex=r"\left|{x}\right|",
    native="fabs",
    js="Math.abs",
    array="absolute",
    source="d|x|/dx = sgn x; 0 at the kink",
)


def size(x: Any) -> Any:
    """abs, and of a complex number its modulus, which rules only ever compare with a bound."""
    val = value_of(x)
    return builtins.abs(val) if isinstance(val, complex) else abs(x)


# On Nodes as on complex numbers, a rule may ask how large a complex argument is.
abs.on_nodes = size


def _copysign(x: Any, y: Any) -> Any:
    """The sign of a 0 shows in its reciprocal, where dividing by 0 is no error."""
    return where(where(y == 0, 1 / y, y) < 0, -abs(x), abs(x))


copysign: Primitive = primitive(
    "copysign",
    about="The size of x with the sign of y.",
    value=math.copysign,
    partials={"x": lambda x, y, z: sign(x) * copysign(1, y), "y": 0},
    latex=r"\operatorname{copysign}({x}, {y})",
    native="copysign",
    array="copysign",
    js=_copysign,
    accuracy=EXACT,
    source="|x| sgn y",
)


def _rounding(name: str, about: str, value: Rule, latex: str, native: str, js: str | Rule) -> Primitive:
    """A row whose value is an integer and whose derivative is 0 everywhere."""
    return primitive(
        name,
        about=about,
        value=value,
        partials={"x": 0},
        domain={"x": FINITE},
        latex=latex,
        native=native,
        js=js,
        array=native,  # NumPy calls them as LLVM does
        source="constant between the jumps; docs/why/kinks.md",
    )


def _round(x: Any) -> Any:
    """The integer below, or the one above; half way between them the even one."""
    below = floor(x)
    rest = x - below
    even = where(below - 2 * floor(below / 2) == 0, below, below + 1)
    return where(rest < 0.5, below, where(rest > 0.5, below + 1, even))


floor = _rounding(
    "floor", "The largest integer that is not above x.", math.floor, r"\lfloor {x} \rfloor", "floor", "Math.floor"
)
ceil = _rounding(
    "ceil", "The smallest integer that is not below x.", math.ceil, r"\lceil {x} \rceil", "ceil", "Math.ceil"
)
trunc = _rounding(
    "trunc",
    "The integer part of x, towards zero.",
    math.trunc,
    r"\operatorname{trunc}({x})",
    "trunc",
    "Math.trunc",
)
round = _rounding(
    "round",
    "The nearest integer; halves go to the even one.",
    builtins.round,
    r"\operatorname{round}({x})",
    "rint",
    _round,
)

round_to = primitive(
    "round_to",
    about="x to the given number of decimal places, as Python's round(x, places).",
    value=builtins.round,
    partials={"x": lambda x, places, y: 0},
    latex=r"\operatorname{round}_{{places}}({x})",
    array="round",
    source="constant between the jumps; docs/why/kinks.md",
)

maximum = primitive(
    "maximum",
    about="The larger of two numbers; nan if either is nan. At a tie each receives half.",
    value=lambda x, y: where(x > y, x, where(y >= x, y, nan)),
    partials={
        "x": lambda x, y, z: where(x > y, 1, where(x < y, 0, where(x == y, 0.5, nan))),
        "y": lambda x, y, z: where(y > x, 1, where(y < x, 0, where(x == y, 0.5, nan))),
    },
    array="maximum",
    latex=r"\max({x}, {y})",
    source="definition; ties: docs/why/kinks.md",
)

minimum = primitive(
    "minimum",
    about="The smaller of two numbers; nan if either is nan. At a tie each receives half.",
    value=lambda x, y: where(x < y, x, where(y <= x, y, nan)),
    partials={
        "x": lambda x, y, z: where(x < y, 1, where(x > y, 0, where(x == y, 0.5, nan))),
        "y": lambda x, y, z: where(y < x, 1, where(y > x, 0, where(x == y, 0.5, nan))),
    },
    array="minimum",
    latex=r"\min({x}, {y})",
    source="definition; ties: docs/why/kinks.md",
)

# Each bound's share is what the definition gives, so that the fused row agrees with it at every tie.


def _clip_by_x(x: Any, low: Any, high: Any, y: Any) -> Any:
    """1 between the bounds, 0 outside, 1/2 at either one; 0 where the bounds are equal."""
    above = where(x > low, 1, where(x < low, 0, where(x == low, 0.5, nan)))
    below = where(x < high, 1, where(x > high, 0, where(x == high, 0.5, nan)))
    return where(low == high, where(x == x, 0, nan), above * below)


def _clip_by_low(x: Any, low: Any, high: Any, y: Any) -> Any:
    """1 for x below it, 0 above, 1/2 at it; 1/2 and 0 in place of 1 where low = high and low > high."""
    below = where(low < high, 1, where(low == high, 0.5, 0))
    at = where(low <= high, 0.5, 0)
    return where(x < low, below, where(x > low, 0, where(x == low, at, nan)))


def _clip_by_high(x: Any, low: Any, high: Any, y: Any) -> Any:
    """1 where the larger of x and low is above it, 0 where that is below, 1/2 at a tie."""
    raised = maximum(x, low)
    return where(raised > high, 1, where(raised < high, 0, where(raised == high, 0.5, nan)))


clip = primitive(
    "clip",
    about="x, kept between low and high: minimum(maximum(x, low), high), so high wins where low > high.",
    value=lambda x, low, high: minimum(maximum(x, low), high),
    partials={"x": _clip_by_x, "low": _clip_by_low, "high": _clip_by_high},
    latex=r"\operatorname{clip}({x}, {low}, {high})",
    source="definition; docs/why/kinks.md",
)

relu = primitive(
    "relu",
    about="x where it is positive, else 0; its slope at 0 is 0.",
    value=lambda x: where(x > 0, x, where(x <= 0, 0, x)),
    partials={"x": lambda x, y: where(x > 0, 1, where(x <= 0, 0, nan))},
    latex=r"\operatorname{relu}({x})",
    source="Nair & Hinton 2010; slope at 0 as in the literature, docs/why/kinks.md",
)
