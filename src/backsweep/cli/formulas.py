"""The job for a formula."""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Iterator, Mapping

from backsweep.cli.failure import Failure
from backsweep.cli.job import Job
from backsweep.cli.values import read_wrt
from backsweep.errors import FormulaError, NotDifferentiable
from backsweep.formula import caret, parse
from backsweep.formula.vocabulary import listed, nearest
from backsweep.node import Node, Number, Scalar


@contextlib.contextmanager
def of_formula(options: argparse.Namespace, values: Mapping[str, Number]) -> Iterator[Job]:
    """The job for a formula; its faults are told with a caret."""
    text = options.target
    try:
        formula = parse(text)
        for name in values:
            if name not in formula.names and name not in formula.constants:
                have = f"only {listed(formula.names)}" if formula.names else "nor any other"
                raise Failure(f"The formula has no variable {name}, {have}.{nearest(name, formula.names)}")
        if not all(name in values for name in formula.names):
            formula.run(values)  # which says what is missing, and where
        names = [name for name in (*formula.names, *formula.constants) if name in values]
        yield Job(lambda **given: as_node(formula.run(given)), values, read_wrt(options.wrt, names))
    except FormulaError as error:
        advice = ""
        if isinstance(error.__cause__, NotDifferentiable) and options.wrt is None and len(values) > 1:
            advice = " To differentiate by some of the variables only, name them: --wrt x,y."
        raise Failure(f"{error}{advice}", caret(text, error.position)) from None


def as_node(result: Scalar) -> Node:
    """A formula's result as a Node, also where it depends on no variable, such as 2 + 3."""
    return result if isinstance(result, Node) else Node(result)
