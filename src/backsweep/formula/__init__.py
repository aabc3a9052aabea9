"""Formulas as text: "(x + 2)**2", read without eval and computed on Nodes.

One idea: Python's own parser turns the text into a tree, a whitelist says what may stand in it, and a
walker computes it through backsweep's operators and primitives. What is not on the list never runs.

    source      the text itself: its limits, its places, the caret under a fault
    grammar     the whitelist
    vocabulary  which names are functions and constants
    sizes       which integers grow too large, known before they are computed
    evaluation  walking the tree, without recursion
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from backsweep.errors import FormulaError
from backsweep.formula.evaluation import evaluate
from backsweep.formula.grammar import read
from backsweep.formula.source import Source, caret
from backsweep.formula.vocabulary import CONSTANTS, listed, missing, nearest
from backsweep.node import Node, Scalar, as_number

__all__ = ["Formula", "caret", "parse"]


@dataclass(frozen=True)
class Formula:
    """A formula that has been read: call it with a number or a Node for each of its variables.

    text       as it was written
    names      its variables, in order of appearance
    constants  those of pi, e, tau, inf and nan that it uses; each is a variable too, if it is given

    >>> parse("a * sin(w * t)").names
    ('a', 'w', 't')
    """

    text: str
    names: tuple[str, ...]
    constants: tuple[str, ...]
    tree: ast.expr = field(repr=False, compare=False)

    def __call__(self, /, **values: Scalar) -> Scalar:
        """The formula's value; a Node where it depends on one.

        Raises:
            FormulaError: a variable is missing or unknown, or a piece has no value; `position` says where.
            WrongKind: a value is not a number.

        >>> parse("(x + 2)**2")(x=2)
        16
        """
        return self.run(values)

    def run(self, values: Mapping[str, Scalar], made: Callable[[Node, str], object] | None = None) -> Scalar:
        """The same, with the values in a mapping; `made` is told of each new Node and the piece of text it came from.

        Raises:
            FormulaError, WrongKind: as for a call.

        >>> pieces = {}
        >>> y = parse("(x + 2)**2").run({"x": Node(2)}, made=pieces.__setitem__)
        >>> list(pieces.values())
        ['x + 2', '(x + 2)**2']
        """
        given = {
            name: val if val.__class__ is Node else as_number(val, "A formula", name) for name, val in values.items()
        }
        source = Source(self.text)
        for name in given:
            if name not in self.names and name not in self.constants:
                raise FormulaError(
                    f"The formula has no variable {name}. {self._variables()}{nearest(name, self.names)}"
                )
        for name in self.names:
            if name not in given:
                raise source.fault(missing(name, tuple(given)), self._first(name))
        return evaluate(source, self.tree, CONSTANTS | given, made)

    def _variables(self) -> str:
        if not self.names:
            return "It has none."
        return f"Its variable{'s are' if len(self.names) > 1 else ' is'} {listed(self.names)}."

    def _first(self, name: str) -> int:
        """Where a variable stands first."""
        source = Source(self.text)
        return min(source.start(node) for node in ast.walk(self.tree) if isinstance(node, ast.Name) and node.id == name)


def parse(text: str) -> Formula:
    """A formula, read and checked but not yet computed.

    It may hold numbers, variables, pi e tau inf nan, + - * / // % **, comparisons, `a if c else b`, and or not,
    calls of backsweep's functions, and lists as arguments of those that take them: sum([x, y]).

    Raises:
        FormulaError: it holds anything else, or is longer or more deeply nested than a formula may be.
        WrongKind: text is not a str.

    >>> parse("(x + 2)**2")(x=2)
    16
    """
    source = Source.screened(text)
    tree = source.tree()
    names, constants = read(source, tree)
    return Formula(text, names, constants, tree)
