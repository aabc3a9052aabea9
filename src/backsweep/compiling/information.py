"""What compile runs programs with, on this machine, and why."""

from __future__ import annotations

import platform
from dataclasses import dataclass

from backsweep.compiling.executors import machine_code_refused


@dataclass(frozen=True)
class Info:
    """What is in use; `print(backsweep.info())` tells it in lines.

    executor          what runs programs in the end: "machine code (LLVM ...)" or "generated Python"
    reason            why there is no machine code; "" where there is
    processor         what the code is made for
    vector_functions  where functions of several samples at once come from with fast=True; "" if from nowhere
    calls             how Python calls machine code
    cache             where cache=True keeps machine code
    """

    executor: str
    reason: str
    processor: str
    vector_functions: str
    calls: str
    cache: str

    def __str__(self) -> str:
        lines = [f"programs run as   {self.executor}"]
        if self.reason:
            lines.append(f"because           {self.reason}")
        lines += [
            f"processor         {self.processor}",
            f"vector functions  {self.vector_functions or 'none: batches call the scalar ones'}",
            f"calls             {self.calls}",
            f"cache             {self.cache}",
        ]
        return "\n".join(lines)


def info() -> Info:
    """What compile runs programs with on this machine, and why.

    >>> info().executor.split(" (")[0] in ("machine code", "generated Python")
    True
    """
    reason = machine_code_refused()
    if reason is not None:
        return Info("generated Python", reason, platform.machine(), "", "Python's own", "not used")
    from backsweep.native.executor import described

    return Info(**described())
