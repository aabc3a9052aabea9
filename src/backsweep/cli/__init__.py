"""The command line: the sweeps of a formula, or of a function in a file, and what there is to say about them.

    backsweep "(x + 2)**2" x=2
    backsweep model.py:loss a=1 b=2.5
    backsweep explain model.py:loss a=1 b=2.5

Whatever goes wrong is told in one line on stderr, with exit status 2; a check that disagrees exits with 1, and so does
a diagnosis that has found something. Knows no calculus and reads no formula: each command has a file of its own, that
puts together what is elsewhere.
"""

from __future__ import annotations

import argparse
import contextlib
import linecache
import sys
from collections.abc import Iterator

from backsweep.cli.annotate import ANNOTATE
from backsweep.cli.command import FAILED, FINE, INTERRUPTED, Command
from backsweep.cli.diagnose import DIAGNOSE
from backsweep.cli.explain import EXPLAIN
from backsweep.cli.failure import Failure
from backsweep.cli.formulas import of_formula
from backsweep.cli.models import is_model, of_model
from backsweep.cli.options import read_options
from backsweep.cli.sweeps import PLAIN
from backsweep.cli.values import read_values
from backsweep.cli.writing import flush, no_more_output, write
from backsweep.errors import BacksweepError

COMMANDS = {command.name: command for command in (DIAGNOSE, ANNOTATE, EXPLAIN)}


def main(argv: list[str] | None = None) -> int:
    """Runs the command line with these words (by default, those the program was started with).

    Returns the exit status: 0, 1 if --check disagrees or diagnose has found something, 2 if there is no answer.
    """
    try:
        try:
            status = run(*read_options(sys.argv[1:] if argv is None else argv, PLAIN, COMMANDS))
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


def run(command: Command, options: argparse.Namespace) -> int:
    """Does what was asked for, and says it."""
    linecache.checkcache()
    values = read_values(options.values)
    prepare = of_model if is_model(options.target) else of_formula
    with in_one_line(), prepare(options, values) as job:
        answer = command.answer(job, options)
    write(answer.text, sys.stdout)
    if answer.aside:
        write(answer.aside, sys.stderr)
    return answer.status


def failed(failure: Failure) -> int:
    """Says what went wrong, and gives the exit status for it."""
    with contextlib.suppress(OSError):
        write(f"backsweep: {failure}", sys.stderr)
    return FAILED


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
