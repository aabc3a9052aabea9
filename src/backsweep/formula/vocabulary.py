"""The names a formula may use: backsweep's functions, a user's own primitives, and five constants."""

from __future__ import annotations

import difflib
import inspect
import math
from collections.abc import Callable, Iterable
from typing import Any

from backsweep.primitives import spellings
from backsweep.row import TABLE, Primitive

CONSTANTS: dict[str, float] = {"pi": math.pi, "e": math.e, "tau": math.tau, "inf": math.inf, "nan": math.nan}

# The wider ways to call a row, where they give one number (or bool). fma is there from Python 3.13 on.
SPELLED = (
    *("comb", "degrees", "dist", "fabs", "factorial", "floor_int", "fma", "fsum", "gcd", "hypot", "isclose"),
    *("isfinite", "isinf", "isnan", "isqrt", "lcm", "log", "max", "min", "nextafter", "perm", "pow", "prod"),
    *("radians", "round", "sum", "sumprod", "ulp"),
)
# Rows that other rows are written in, and that nobody calls by name.
HIDDEN = ("contribute", "identity", "power", "round_to")

# What the same thing is called elsewhere.
OTHERWISE = {"ln": "log", "arcsin": "asin", "arccos": "acos", "arctan": "atan", "arctan2": "atan2", "sgn": "sign"}


def functions() -> dict[str, Callable[..., Any]]:
    """Every function that a formula may call, by name."""
    rows = {name: row for name, row in TABLE.items() if name not in HIDDEN}
    wider = {name: getattr(spellings, name) for name in SPELLED if hasattr(spellings, name)}
    return {**rows, **wider}


def function(name: str) -> Callable[..., Any] | None:
    """The function of that name, or None."""
    return functions().get(name)


def takes_sequences(f: Callable[..., Any]) -> bool:
    """Whether a function is one of those over sequences, such as sum and max."""
    row = getattr(f, "primitive", f)
    return f is spellings.dist or (isinstance(row, Primitive) and row.kind == "sequence")


def keywords(f: Callable[..., Any]) -> tuple[str, ...]:
    """The names by which a function takes its arguments; a row takes them by position only."""
    if isinstance(f, Primitive):
        return ()
    try:
        parameters = inspect.signature(f).parameters.values()
    except ValueError:  # a built-in that does not say
        return ()
    named = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    return tuple(parameter.name for parameter in parameters if parameter.kind in named)


def unknown(name: str) -> str:
    """The sentence for a call of a function there is not."""
    if name in OTHERWISE:
        return f"There is no function {name}. Write {OTHERWISE[name]}."
    meant = nearest(name, functions())
    return f"There is no function {name}.{meant or ' For a product write *.'}"


def missing(name: str, given: tuple[str, ...]) -> str:
    """The sentence for a variable that was given no value."""
    if name in functions():
        return f"{name} is a function: write {name}(x), or give it a value as a variable, as in {name}=2."
    have = f"Given: {', '.join(given)}." if given else "No variable was given."
    return f"{name} has no value. {have}{nearest(name, given) or f' Add one, as in {name}=2.'}"


def nearest(name: str, known: Iterable[str]) -> str:
    """Which of the known names may have been meant: " Did you mean sin?", or nothing."""
    close = difflib.get_close_matches(name, list(known), n=1)
    return f" Did you mean {close[0]}?" if close else ""
