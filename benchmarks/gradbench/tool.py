"""backsweep as a tool of GradBench: `python benchmarks/gradbench/tool.py` answers messages on standard input.

One message a line, one answer a line, in lock-step, until the input ends. Nothing but answers goes to standard output:
what a library prints, from Python or from C, goes to standard error.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

from protocol import Tool

READ_AT_ONCE = 1 << 20  # the largest inputs are lines of tens of megabytes


def messages() -> Iterator[bytes]:
    """The lines of standard input that hold something."""
    with open(0, "rb", buffering=READ_AT_ONCE, closefd=False) as lines:
        for line in lines:
            if line.strip():
                yield line


def standard_output() -> int:
    """A descriptor of our own for standard output, whose number then leads to standard error."""
    kept = os.dup(1)
    os.dup2(2, 1)
    return kept


def write(descriptor: int, line: bytes) -> None:
    """The whole line; a pipe may take less than that at a time."""
    rest = memoryview(line)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def main() -> int:
    """Answers until the input ends. Returns the exit status."""
    try:
        answers = standard_output()
        tool = Tool()
        for message in messages():
            write(answers, tool.answer(message))
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        print(
            f"gradbench tool: standard input or output is gone, so nobody hears the answers: {error}", file=sys.stderr
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
