"""backsweep diagnose: what is wrong with a computation and its derivatives."""

from __future__ import annotations

import argparse
import functools
from collections.abc import Callable
from typing import Any

from backsweep.cli.command import FINE, FOUND, Answer, Command
from backsweep.cli.job import Job
from backsweep.diagnosis.diagnose import diagnose
from backsweep.errors import DomainError, FormulaError


def add_options(parser: argparse.ArgumentParser) -> None:
    """None but those that all forms share."""


class Unreadable(Exception):
    """A formula's fault that is no matter of numbers, on its way past diagnose."""


def answer(job: Job, options: argparse.Namespace) -> Answer:
    """The report; the exit status says whether it found anything wrong."""
    try:
        found = diagnose(with_errors_of_numbers(job.function()), *job.chosen)
    except Unreadable as fault:
        error = fault.args[0]
        raise error from error.__cause__
    return Answer(str(found), FINE if found.ok else FOUND)


def with_errors_of_numbers(f: Callable[..., Any]) -> Callable[..., Any]:
    """f, with the error itself, such as log's of -1, where a formula would tell of its place."""

    @functools.wraps(f)
    def unwrapped(*args: Any) -> Any:
        try:
            return f(*args)
        except FormulaError as error:
            if isinstance(error.__cause__, (DomainError, ArithmeticError)):
                raise error.__cause__ from None
            raise Unreadable(error) from None

    return unwrapped


DIAGNOSE = Command(
    name="diagnose",
    about="what is wrong: nan, inf, zero and exploding ders, lost digits, kinks",
    description="""\
Looks for what is wrong with the result and with its derivatives: the first nan
or infinity, exact zeros that cut variables off, ders that fade or explode,
digits lost to rounding, kinks that are hit exactly. Says where it happens, why,
and what to write instead. If all is well, it says so in one line.""",
    examples=('backsweep diagnose "sqrt(x) * 0" x=0', "backsweep diagnose model.py:loss a=1 b=2.5"),
    add_options=add_options,
    answer=answer,
)
