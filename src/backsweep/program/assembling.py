"""From an outline to a program: of its values, of one value and its gradient, or of a whole Jacobian.

The output array holds the values first, then for each value that is differentiated its ders by all inputs.
"""

from __future__ import annotations

from collections.abc import Collection

from backsweep.program.builder import as_float
from backsweep.program.forward import Forward
from backsweep.program.outline import Outline
from backsweep.program.pruning import prune
from backsweep.program.reverse import reverse
from backsweep.program.statements import Address, Array, Program


def assemble(outline: Outline, wanted: Collection[int] | None = None, name: str = "f") -> Program:
    """The program of an outline.

    wanted  the inputs to differentiate by: every result gets a row of ders by all inputs (0 for the others);
            None for the values alone
    """
    forward = Forward(outline, name)
    count = len(outline.results)
    rows = 0 if wanted is None else count
    output = Array("out", "output", count + rows * outline.inputs)
    for index, result in enumerate(outline.results):
        forward.builder.line = ""
        forward.builder.store(output, Address(index), as_float(forward.operand(result, forward.found, None)))
    if wanted is not None:
        for index, result in enumerate(outline.results):
            reverse(forward, result, wanted, output, count + index * outline.inputs)
    program = Program(name, forward.inputs, output, [*forward.arrays, output], forward.builder.statements)
    prune(program, forward.needed)
    name_arrays(program)
    return program


def name_arrays(program: Program) -> None:
    """Numbers the arrays anew, now that some are gone: saved, saved1, saved2, ..."""
    counts: dict[str, int] = {}
    for array in program.arrays:
        kind = array.name.rstrip("0123456789")
        count = counts[kind] = counts.get(kind, -1) + 1
        array.name = f"{kind}{count or ''}"
