"""The backward sweep over an outline: ders of all inputs, appended to the forward sweep's statements.

One idea, as in sweeps/backward.py: newest first. Shares are added in the one documented order: newest user
first, within a user by argument position.
"""

from __future__ import annotations

from collections.abc import Collection

from backsweep.primitives import arithmetic
from backsweep.program.builder import as_float
from backsweep.program.ders import Ders
from backsweep.program.forward import Forward
from backsweep.program.outline import Argument, Op, Repeat
from backsweep.program.reverse_loop import ReverseLoop
from backsweep.program.statements import Address, Array


def reverse(forward: Forward, result: Argument, wanted: Collection[int], output: Array, offset: int) -> None:
    """Appends the backward sweep from `result`; the ders of all inputs go to output[offset:]."""
    sweep = Ders(forward, wanted, output, offset)
    builder = forward.builder
    builder.line = ""
    if sweep.is_active(result):
        sweep.add(result, 1.0)
    for step in reversed(forward.outline.steps):
        if isinstance(step, Repeat):
            ReverseLoop(sweep, step).write()
        elif isinstance(step, Op) and step in sweep.active:
            der = sweep.der(step)
            if der is not None:
                for arg, share in sweep.shares(step, der, forward.found, None):
                    sweep.add(arg, share)
    if sweep.in_memory:
        return
    for index in sorted(sweep.wanted):
        # 0.0 + der, as the first share is added to 0.0: -0.0 becomes 0.0.
        total = builder.instruction(arithmetic.add, (0.0, as_float(sweep.ders.get(index, 0.0))))
        builder.store(output, Address(offset + index), total)
