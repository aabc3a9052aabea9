"""The plain form: both sweeps, step by step, and a check against finite differences."""

from __future__ import annotations

import argparse

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
    add("--format", choices=FORMATS, default="text", metavar="FORM", help=f"{', '.join(FORMATS)}")


def answer(job: Job, options: argparse.Namespace) -> Answer:
    """The trace in the form that was asked for; the check's report stands before the results, or aside."""
    report = check(job) if options.check else (True, "")
    text = written(trace(job.function(), *job.chosen, mode=options.mode), job, options.format, report)
    return Answer(text, FINE if report[0] else FOUND, report[1] if options.format != "text" else "")


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
    value = f"{told.labels[told.output]}.val = {in_full(told.output.val)}"
    ders = [f"{name}.der = {in_full(told.gradient[name])}" for name in job.wrt]
    return "\n".join([sweeps, "", *([report[1], ""] if report[1] else []), value, *ders])


PLAIN = Command(
    name="",
    about="both sweeps, step by step",
    description="Differentiates a formula, or a function in a Python file, and shows how.",
    examples=(
        'backsweep "(x + 2)**2" x=2',
        'backsweep "sin(w*t + p)" w=2 t=0.5 p=1 --wrt w',
        "backsweep model.py:loss a=1 b=2.5 --check",
    ),
    add_options=add_options,
    answer=answer,
)
