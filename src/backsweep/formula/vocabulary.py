"""The names a formula may use: backsweep's functions, a user's own primitives, and five constants."""

from __future__ import annotations

import difflib
import inspect
import math
import sys
from collections.abc import Callable, Iterable
from typing import Any

from backsweep.primitive import OWN, TABLE, Primitive
from backsweep.primitives import spellings

CONSTANTS: dict[str, float] = {"pi": math.pi, "e": math.e, "tau": math.tau, "inf": math.inf, "nan": math.nan}

# They give two numbers at once, of which a formula can use none.
PAIRS = ("frexp", "modf")

# What the same thing is called elsewhere.
OTHERWISE = {"ln": "log", "arcsin": "asin", "arccos": "acos", "arctan": "atan", "arctan2": "atan2", "sgn": "sign"}


def function(name: str) -> Callable[..., Any] | None:
    """The function of that name that a formula may call: what the roof offers for numbers, or a row of the user's own.

    The roof is asked, though nobody inside imports it: which names are public stands there and nowhere else.
    """
    thing = vars(sys.modules["backsweep"]).get(name)
    if is_of_numbers(thing):
        f: Any = thing
        return None if name in PAIRS else f
    return TABLE.get(name) if name not in OWN else None


def functions() -> dict[str, Callable[..., Any]]:
    """Every function that a formula may call, by name."""
    names = (*vars(sys.modules["backsweep"]), *TABLE)
    return {name: f for name in names if (f := function(name)) is not None}


def is_of_numbers(thing: object) -> bool:
    """Whether a thing is a row, or one of the wider ways to call one."""
    spelled = callable(thing) and getattr(thing, "__module__", "") == spellings.__name__
    return isinstance(thing, Primitive) or spelled or thing in spellings.REFUSING.values()


def takes_sequences(f: Callable[..., Any]) -> bool:
    """Whether a function is one of those over sequences, such as sum and max."""
    row = getattr(f, "primitive", f)
    return f is spellings.dist or (isinstance(row, Primitive) and row.kind == "sequence")


def keywords(f: Callable[..., Any]) -> tuple[str, ...]:
    """The names by which a function takes its arguments."""
    if isinstance(f, Primitive):
        return () if f.kind == "sequence" else f.args
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
    have = f"Given: {listed(given)}." if given else "No variable was given."
    return f"{name} has no value. {have}{nearest(name, given) or f' Add one, as in {name}=2.'}"


def listed(names: Iterable[str], limit: int = 10) -> str:
    """The names in a row; of many, the first ten."""
    names = list(names)
    return ", ".join(names if len(names) <= limit else [*names[:limit], f"... {len(names) - limit:,} more"])


def nearest(name: str, known: Iterable[str]) -> str:
    """Which of the known names may have been meant: " Did you mean sin?", or nothing."""
    close = difflib.get_close_matches(name, list(known), n=1)
    return f" Did you mean {close[0]}?" if close else ""
