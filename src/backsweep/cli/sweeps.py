"""The plain form: both sweeps, step by step, and a check against finite differences."""

from __future__ import annotations

import argparse

from backsweep.cli import pages
from backsweep.cli.command import FINE, FOUND, Answer, Command
from backsweep.cli.failure import Failure
from backsweep.cli.job import Job
from backsweep.traces.tables import in_full
from backsweep.traces.trace import Trace, trace
from backsweep.transforms.check import check_grad

FORMATS = ("text", "markdown", "latex", "json")
Report = tuple[bool, str]


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of the plain form."""
    add = parser.add_argument
    add(
        "--mode",
        choices=["reverse", "forward"],
        default="reverse",
        metavar="MODE",
        help="reverse (if not said) or forward",
    )
    add("--check", action="store_true", help="compare with finite differences")
    add("--format", choices=FORMATS, default=None, metavar="FORM", help=f"{', '.join(FORMATS)}")
    pages.add_options(parser)


def answer(job: Job, options: argparse.Namespace) -> Answer:
    """The trace in the form that was asked for; the check's report stands before the results, or aside.

    Where a drawing or a page is asked for and no form, there are no tables: the results, and where the files are.
    """
    report = check(job) if options.check else (True, "")
    told = trace(job.function(), *job.chosen, mode=options.mode)
    drawn = pages.draw(told, options) if pages.wanted(options) else []
    status = FINE if report[0] else FOUND
    if drawn and options.format is None:
        return Answer("\n".join([*([report[1], ""] if report[1] else []), *results(told, job), *drawn]), status, "")
    form = options.format or "text"
    aside = [*([report[1]] if report[1] and form != "text" else []), *drawn]
    return Answer(written(told, job, form, report), status, "\n".join(aside))


def check(job: Job) -> Report:
    """Whether finite differences agree, and the report in words."""
    if not job.chosen:
        return True, "check_grad: there is nothing to differentiate by."
    if any(isinstance(number, complex) for number in job.chosen):
        raise Failure("--check takes differences along real numbers, but a variable is complex.")
    report = check_grad(job.function(), *job.chosen)
    return report.ok, str(report)


def written(told: Trace, job: Job, form: str, report: Report) -> str:
    """What goes to stdout; in text, the results come last, each on a line of its own."""
    if form != "text":
        text: str = getattr(told, form)()
        return text
    # In place of the trace's own results: those of the variables, in the order they stand in the formula.
    sweeps, _, _ = told.text().rpartition("\n\n")
    return "\n".join([sweeps, "", *([report[1], ""] if report[1] else []), *results(told, job)])


def results(told: Trace, job: Job) -> list[str]:
    """The value, and the der of each variable."""
    value = f"{told.labels[told.output]}.val = {in_full(told.output.val)}"
    return [value, *(f"{name}.der = {in_full(told.gradient[name])}" for name in job.wrt)]


PLAIN = Command(
    name="",
    about="both sweeps, step by step",
    description="Differentiates a formula, or a function in a Python file, and shows how.",
    examples=(
        'backsweep "(x + 2)**2" x=2',
        'backsweep "sin(w*t + p)" w=2 t=0.5 p=1 --wrt w',
        "backsweep model.py:loss a=1 b=2.5 --check",
        'backsweep "(x + 2)**2" x=2 --html y.html --open',
    ),
    add_options=add_options,
    answer=answer,
)
