"""A program as C99: one function to take away, that needs the C library and nothing of ours.

    double NAME(const double *x, double *gradient)

It gives NAN where Python would raise: the processor notes every operation without a value, every division by
zero and every overflow, and the note is read at the end (c_frame.py). What the note cannot tell is asked in words:
an unused division by zero, which a compiler leaves out (noted.py), and rounding, for which C has an answer even at
inf (c_helpers.py).
"""

from __future__ import annotations

import operator
from collections.abc import Sequence

from backsweep.program.c_frame import entry, header, includes
from backsweep.program.c_function import STACK, CLayout
from backsweep.program.c_helpers import HELPERS
from backsweep.program.c_words import check_name
from backsweep.program.expressions import identifier
from backsweep.program.spelling import native_rule, spelled
from backsweep.program.statements import Instruction, Program


def c_source(programs: Program | Sequence[Program], name: str = "") -> str:
    """Programs as the text of a C99 file with the function NAME(x, gradient); tried in order.

    Each program's output is a value and its derivatives, one after the other.

    Raises:
        WrongKind: a row's value is a Python function for which C has no equal.
    """
    paths = [with_c_rows(path) for path in ([programs] if isinstance(programs, Program) else programs)]
    name = check_name(name or identifier(paths[0].name))
    layouts = [CLayout(path, f"{name}_path{number}") for number, path in enumerate(paths, 1)]
    bodies = [layout.printed() for layout in layouts]
    helpers = {helper for layout in layouts for helper in layout.helpers}
    nearly = sorted({function for layout in layouts for function in layout.nearly})
    foreign = {known: text for layout in layouts for known, text in layout.prototypes.items()}
    sizes = paths[0].inputs.size or 0, paths[0].output.size or 0
    big = any(layout.heap for layout in layouts) or sizes[1] > STACK
    finite = any(layout.divides for layout in layouts)
    parts = [
        header(name, *sizes, nearly, finite),
        includes(stdlib=big, stdint=any("int64_t" in body for body in bodies)),
        *[text for _, text in sorted(foreign.items())],
        *[text for helper, text in HELPERS.items() if helper in helpers],
        *bodies,
        entry(name, [layout.function for layout in layouts], *sizes, finite),
    ]
    return "\n".join(parts)


def with_c_rows(program: Program) -> Program:
    """The program, with the rows spelled out that have a rule for machine code and no function here."""
    rows = {statement.row for statement in program.walk() if isinstance(statement, Instruction)}
    known = (operator.mod, operator.floordiv)
    return spelled(program) if any(native_rule(row) and row.plain not in known for row in rows) else program
