"""backsweep annotate: the source of a function, with figures on each line."""

from __future__ import annotations

import argparse

from backsweep.cli.command import FUNCTION, Answer, Command
from backsweep.cli.failure import Failure
from backsweep.cli.job import Job
from backsweep.cli.models import is_model
from backsweep.cli.writing import write_file
from backsweep.diagnosis.annotate import annotate


def add_options(parser: argparse.ArgumentParser) -> None:
    """Where to write the page."""
    parser.add_argument("--html", metavar="FILE", help="write it as a page to this file")


def answer(job: Job, options: argparse.Namespace) -> Answer:
    """The annotated source; with --html only where it is.

    Raises:
        Failure: the target is a formula, which has no lines.
    """
    if not is_model(options.target):
        raise Failure(
            "annotate shows the lines of a function in a file, as in model.py:loss, and a formula has only one. "
            "backsweep without annotate shows its steps."
        )
    found = annotate(job.function(), *job.chosen)
    if options.html is None:
        return Answer(str(found))
    write_file(options.html, found.html())
    return Answer(f"{options.html} has the annotated source.")


ANNOTATE = Command(
    name="annotate",
    about="a function's source, with figures on each line",
    description="""\
Shows the source of a function and of those it calls. Each line has the number
of nodes it made, the range of their values and of the size of their ders, and
its share in the rounding error of the result.""",
    examples=(
        "backsweep annotate model.py:loss a=1 b=2.5",
        "backsweep annotate model.py:loss a=1 b=2.5 --html loss.html",
    ),
    add_options=add_options,
    answer=answer,
    takes=(FUNCTION,),
)
