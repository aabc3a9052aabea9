"""backsweep explain: the paths from each variable to the result."""

from __future__ import annotations

import argparse

from backsweep.cli.command import Answer, Command
from backsweep.cli.job import Job
from backsweep.diagnosis.explain import explain
from backsweep.traces.trace import trace


def add_options(parser: argparse.ArgumentParser) -> None:
    """None but those that all forms share."""


def answer(job: Job, options: argparse.Namespace) -> Answer:
    """One explanation after another."""
    told = trace(job.function(), *job.chosen)
    if not job.wrt:
        return Answer("There is nothing to differentiate by, and so no path to explain.")
    return Answer("\n\n".join(str(explain(told, name)) for name in job.wrt))


EXPLAIN = Command(
    name="explain",
    about="every path from a variable to the result, and what comes along it",
    description="""\
Shows how the result depends on each variable: every path from the one to the
other, the product of the local derivatives along it, and their sum, which is
the derivative. Of more than ten paths the ten largest and the rest.""",
    examples=('backsweep explain "x * sin(x)" x=2', "backsweep explain model.py:loss a=1 b=2.5 --wrt a"),
    add_options=add_options,
    answer=answer,
)
