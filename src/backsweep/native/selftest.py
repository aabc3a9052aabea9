"""Whether machine code can be trusted here: tried out once, at first use.

The one thing that we take from the processor and cannot see in LLVM's text are the exception flags; so each way to
set one is tried. A harmless program shows that bits are right.
"""

from __future__ import annotations

import math
import platform
import struct
from functools import cache
from typing import Any, Literal

from backsweep.native.flags import watched
from backsweep.primitives import arithmetic, exponential, trigonometric
from backsweep.program.statements import Address, Array, Instruction, Load, Program, Statement, Store
from backsweep.row import Primitive

# Each of these raises an error in Python.
ERRORS: tuple[tuple[Any, ...], ...] = (
    (exponential.exp, 1000.0),
    (exponential.log, -1.0),
    (exponential.log, 0.0),
    (exponential.sqrt, -1.0),
    (trigonometric.sin, math.inf),
    (arithmetic.div, 1.0, 0.0),
    (arithmetic.pow, -1.0, 0.5),
    (arithmetic.pow, 0.0, -1.0),
)
ROWS: tuple[Primitive, ...] = tuple(dict.fromkeys(row for row, *_ in ERRORS))
HARMLESS = 0.7, 1.3


@cache
def refused() -> str | None:
    """None if machine code works here, else a sentence that says why it is not used."""
    if watched() is None:
        return f"There is no machine code on {platform.machine()}: we do not know its exception flags."
    if struct.calcsize("P") != 8:
        return "There is no machine code for a Python that is not one of 64 bits."
    try:
        return _tried("quick") or _tried("full")
    except ImportError as error:
        return f"There is no machine code: {error}. Write: pip install 'backsweep[native]'."
    except Exception as error:
        return f"The trial of machine code failed: {error!r}."


def _tried(level: Literal["quick", "full"]) -> str | None:
    from backsweep.native.engine import compile_program

    native = compile_program(trial(), level)
    harmless = list(HARMLESS) * len(ROWS)
    status, out = native.run(harmless)
    right = [row.plain(*HARMLESS[: len(row.args)]) for row in ROWS]
    if status != 0 or out != right:
        return f"Machine code ({level}) gave {out} with status {status}, where {right} is right."
    for row, *args in ERRORS:
        given = harmless.copy()
        first = 2 * ROWS.index(row)
        given[first : first + len(args)] = args
        if native.run(given)[0] != 2:
            return f"Machine code ({level}) does not notice the error of {row.name} at {args}."
    return None


def trial() -> Program:
    """Each row on two inputs of its own."""
    x, out = Array("x", "input", 2 * len(ROWS)), Array("out", "output", len(ROWS))
    statements: list[Statement] = []
    for number, row in enumerate(ROWS):
        args = tuple(1 + 3 * number + position for position in range(len(row.args)))
        statements += [Load(arg, x, Address(2 * number + position)) for position, arg in enumerate(args)]
        statements += [Instruction(3 + 3 * number, row, args), Store(out, Address(number), 3 + 3 * number)]
    return Program("trial", x, out, [x, out], statements)
