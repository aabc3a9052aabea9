"""backsweep annotate: the source of a function, with figures on each line."""

from __future__ import annotations

import argparse

from backsweep.cli import pages
from backsweep.cli.command import FUNCTION, Answer, Command
from backsweep.cli.failure import Failure
from backsweep.cli.job import Job
from backsweep.cli.models import is_model
from backsweep.diagnosis.annotate import annotate
from backsweep.show.saving import save


def add_options(parser: argparse.ArgumentParser) -> None:
    """Where to write a page."""
    parser.add_argument("--html", metavar="FILE", help="make a page of it")
    parser.add_argument("--open", action="store_true", help="open the page in a browser")


def answer(job: Job, options: argparse.Namespace) -> Answer:
    """The annotated source; where a page is asked for, only where that is.

    Raises:
        Failure: the target is a formula, which has no lines.
    """
    if not is_model(options.target):
        raise Failure(
            "annotate shows the lines of a function in a file, as in model.py:loss, and a formula has only one. "
            "backsweep without annotate shows its steps."
        )
    found = annotate(job.function(), *job.chosen)
    if options.html is None and not options.open:
        return Answer(str(found))
    file = pages.new_file() if options.html is None else options.html
    pages.spare_the_model(options.target, "--html", file)
    save(file, found.html())
    if options.open:
        pages.open_file(file)
    return Answer(f"The page is in {file}.")


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
