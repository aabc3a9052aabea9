"""The values of the variables, and which of them to differentiate by: read and refused."""

from __future__ import annotations

import ast
import keyword
import re
from collections.abc import Sequence
from fractions import Fraction
from math import isinf
from typing import Any

from backsweep.cli.failure import Failure
from backsweep.errors import ExtraMissing
from backsweep.formula.vocabulary import listed, nearest
from backsweep.node import Number, short
from backsweep.values import numpy


def read_values(words: Sequence[str]) -> dict[str, Any]:
    """The values of the variables: x=2 and so on."""
    values: dict[str, Any] = {}
    for word in words:
        name, equals, text = (part.strip() for part in word.partition("="))
        if not equals:
            raise Failure(
                f"{short(word)} is not a value such as x=2. Put the formula in quotes, and give each value a name."
            )
        if not name.isidentifier() or not name.isascii() or keyword.iskeyword(name):
            raise Failure(f"{short(name)} is not a variable's name, in {short(word)}.")
        if name in values:
            raise Failure(f"{name} is given twice: {name}={values[name]} and {word}.")
        values[name] = read_array(name, text) if text.startswith("[") else read_number(name, text)
    return values


# What an array is written with: so much, and no more, goes to Python's own reader of lists.
ARRAY = re.compile(r"[0-9eE.,+\-\[\]\s]*")


def read_array(name: str, text: str) -> Any:
    """An array of floats, written as a list of numbers or of lists of equal length: [1, 2.5] or [[1, 2], [3, 4]]."""
    try:
        array = numpy().array(ast.literal_eval(text) if ARRAY.fullmatch(text) else None, dtype=float)
        if array.ndim and numpy().isfinite(array).all():
            return array
    except ExtraMissing as missing:
        raise Failure(str(missing)) from None
    except (SyntaxError, ValueError, TypeError, OverflowError, MemoryError, RecursionError):
        pass
    raise Failure(
        f"{name} needs a list of numbers, or of lists of equal length, but got {short(text)}. "
        f"Write {name}=[1,2.5] or {name}=[[1,2],[3,4]], in quotes if there are spaces."
    )


UNSIGNED = r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]+)?"
INTEGER = re.compile(r"[+-]?[0-9]+")
FRACTION = re.compile(r"[+-]?[0-9]+/[0-9]+")
FLOAT = re.compile(rf"[+-]?(?:{UNSIGNED}|inf|nan)", re.IGNORECASE)
COMPLEX = re.compile(rf"(?:[+-]?{UNSIGNED})?[+-]?(?:{UNSIGNED})?j", re.IGNORECASE)
DIGITS = 3000


def read_number(name: str, text: str) -> Number:
    """A number, of the kind it is written as: int 2, float 2.0, Fraction 1/3, complex 1+2j."""
    if len(text) > DIGITS:
        raise Failure(f"{name} has more than {DIGITS:,} digits. Write it as a float, as in {name}=1e300.")
    if INTEGER.fullmatch(text):
        return int(text)
    if FRACTION.fullmatch(text):
        if not int(text.partition("/")[2]):
            raise Failure(f"{name}={text} divides by zero.")
        return Fraction(text)
    if FLOAT.fullmatch(text) or COMPLEX.fullmatch(text):
        number = float(text) if FLOAT.fullmatch(text) else complex(text)
        if isinf(abs(number)) and "inf" not in text.lower():
            raise Failure(f"{name}={text} is larger than the largest float, about 1.8e308.")
        return number
    raise Failure(
        f"{name} needs a number, but got {short(text)}. Write {name}=2, {name}=2.5, {name}=1/3 or {name}=1+2j."
    )


def read_wrt(text: str | None, names: Sequence[str]) -> tuple[str, ...]:
    """The variables to differentiate by, in the order of the formula; all of them where none are named."""
    if text is None:
        return tuple(names)
    chosen = [name.strip() for name in text.split(",")]
    for name in chosen:
        if name not in names:
            have = f"The variables are {listed(names)}." if names else "There are none."
            raise Failure(
                f"--wrt {short(text)}: {name or 'an empty name'} is no variable. {have}{nearest(name, names)}"
            )
    return tuple(name for name in names if name in chosen)
