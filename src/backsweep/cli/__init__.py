"""The command line: both sweeps of a formula, or of a function in a file, in a terminal.

    backsweep "(x + 2)**2" x=2
    backsweep model.py:loss a=1 b=2.5

Whatever goes wrong is told in one line on stderr, with exit status 2; a check that disagrees exits with 1.
Knows no calculus and reads no formula: it puts the parser, the trace and the check together.
"""

from __future__ import annotations

import argparse
import contextlib
import linecache
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from backsweep.cli.failure import Failure
from backsweep.cli.formulas import of_formula
from backsweep.cli.job import Job
from backsweep.cli.models import is_model, of_model
from backsweep.cli.options import read_options, read_values
from backsweep.errors import BacksweepError
from backsweep.node import Number
from backsweep.traces.tables import in_full
from backsweep.traces.trace import Trace, trace
from backsweep.transforms.check import check_grad

FINE, DISAGREES, FAILED, INTERRUPTED = 0, 1, 2, 130
Report = tuple[bool, str]


def main(argv: list[str] | None = None) -> int:
    """Runs the command line with these words (by default, those the program was started with).

    Returns the exit status: 0, 1 if --check disagrees, 2 if there is no answer.
    """
    try:
        try:
            status = run(read_options(sys.argv[1:] if argv is None else argv))
        except SystemExit:  # argparse, after --help and --version
            status = FINE
        flush()
        return status
    except KeyboardInterrupt:
        return INTERRUPTED
    except Failure as failure:
        return failed(failure)
    except OSError as error:
        no_more_output()
        # The reader may have gone (| head), and that is its right.
        return (
            FINE if isinstance(error, BrokenPipeError) else failed(Failure(f"Cannot write: {error.strerror or error}."))
        )


def failed(failure: Failure) -> int:
    """Says what went wrong, and gives the exit status for it."""
    with contextlib.suppress(OSError):
        write(f"backsweep: {failure}", sys.stderr)
    return FAILED


def no_more_output() -> None:
    """Sends what Python still holds for stdout nowhere, or it would complain once more at exit."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextlib.contextmanager
def in_one_line() -> Iterator[None]:
    """Turns what may rightly go wrong while differentiating into a Failure."""
    try:
        yield
    except BacksweepError as error:
        raise Failure(str(error)) from None
    except (ArithmeticError, TypeError, ValueError) as error:
        if "integer string conversion" in str(error):
            sentence = "An integer here has too many digits to print. Write 2.0, not 2, to compute with floats."
            raise Failure(sentence) from None
        raise Failure(f"The derivatives cannot be computed: {error}.") from None


def run(options: argparse.Namespace) -> int:
    """Traces, checks and prints what was asked for."""
    linecache.checkcache()
    values = read_values(options.values)
    prepare = of_model if is_model(options.target) else of_formula
    with in_one_line(), prepare(options, values) as job:
        f = job.function()
        report = check(f, job.chosen) if options.check else (True, "")
        written = answer(trace(f, *job.chosen, mode=options.mode), job, options.format, report)
    write(written, sys.stdout)
    if options.check and options.format != "text":
        write(report[1], sys.stderr)
    return FINE if report[0] else DISAGREES


def check(f: Callable[..., Any], chosen: Sequence[Number]) -> Report:
    """Whether finite differences agree, and the report in words."""
    if not chosen:
        return True, "check_grad: there is nothing to differentiate by."
    if any(isinstance(number, complex) for number in chosen):
        raise Failure("--check takes differences along real numbers, but a variable is complex.")
    report = check_grad(f, *chosen)
    return report.ok, str(report)


def answer(told: Trace, job: Job, form: str, report: Report) -> str:
    """What goes to stdout; in text, the results come last, each on a line of its own."""
    if form != "text":
        written: str = getattr(told, form)()
        return written
    # In place of the trace's own results: those of the variables, in the order they stand in the formula.
    sweeps, _, _ = told.text().rpartition("\n\n")
    value = f"{told.labels[told.output]}.val = {in_full(told.output.val)}"
    ders = [f"{name}.der = {in_full(told.gradient[name])}" for name in job.wrt]
    return "\n".join([sweeps, "", *([report[1], ""] if report[1] else []), value, *ders])


def write(text: str, stream: Any) -> None:
    """A text and a new line; what the stream's encoding lacks is written as an escape."""
    if stream is None:  # closed from the start
        return
    encoding = getattr(stream, "encoding", None) or "utf-8"
    print(text.encode(encoding, "backslashreplace").decode(encoding), file=stream)


def flush() -> None:
    """Everything written so far, now: while an error can still be told."""
    if sys.stdout is not None:
        sys.stdout.flush()
