"""The computation under examination: a trace, with what every examiner asks of it."""

from __future__ import annotations

import cmath
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, reduce
from operator import add
from typing import Any

from backsweep.arrays import quietly
from backsweep.diagnosis.findings import Finding, Given, Kind
from backsweep.kinds import OverSequence
from backsweep.node import Node
from backsweep.place import Place
from backsweep.row import Primitive
from backsweep.sweeps.backward import sweep
from backsweep.sweeps.local import fit, number_world
from backsweep.sweeps.order import newest_first
from backsweep.traces.trace import Trace
from backsweep.transforms.recording import unit
from backsweep.values import is_array, numpy
from backsweep.words.expression import WORDS, Applied, Name, Term, term_of
from backsweep.words.previews import largest_entry
from backsweep.words.text import number, text
from backsweep.worlds import value_of

# An unnamed result is told by its formula where that has at most so many steps, and so many characters.
STEPS, CHARACTERS = 16, 48
# So many things are listed before the rest is counted.
LISTED = 6
# A formula is shown up to so many characters.
LINE = 100
# Significant digits of a number, where it is about the last of them: as many as always hold.
IN_FULL = 16


@dataclass(frozen=True, eq=False, slots=True)
class Share:
    """What a node hands to one parent in the backward sweep; through a whole call or array no partial leads: None."""

    parent: Node
    partial: Any
    amount: Any


def finite(val: Any) -> bool:
    """Whether a number is neither nan nor infinite; of several results, whether all are."""
    if isinstance(val, tuple):
        return all(map(finite, val))
    if is_array(val):
        return bool(numpy().isfinite(val).all())
    return not isinstance(val, (float, complex)) or cmath.isfinite(val)


def cut(words: str, length: int) -> str:
    """Words, with dots in place of what is too long.

    >>> cut("abcdefgh", 6)
    'abc...'
    """
    return words if len(words) <= length else words[: length - 3] + "..."


def size(val: Any) -> float:
    """How large a number of any kind is; inf for an int beyond all floats; of an array the largest entry."""
    if is_array(val):
        return largest_entry(val)
    try:
        return float(abs(val))
    except OverflowError:
        return math.inf


def is_nan(val: Any) -> bool:
    """Whether a number is nan, or an entry of an array."""
    if is_array(val):
        return bool(numpy().isnan(val).any())
    return isinstance(val, (float, complex)) and cmath.isnan(val)


def silent(der: Any) -> bool:
    """Whether a der is exactly 0: of an array, in every entry."""
    return not numpy().any(der) if is_array(der) else not der


class Subject:
    """A trace under examination: its nodes' names, their lines, their shares in the backward sweep."""

    def __init__(self, trace: Trace, ders: Mapping[Node, Any] | None = None) -> None:
        """A trace with its own ders, or with these."""
        self.trace, self.order, self.output, self.inputs = trace, trace.order, trace.output, trace.inputs
        self._ders = trace.ders if ders is None else ders

    @cached_property
    def has_arrays(self) -> bool:
        """Whether a node is an array."""
        return any(node.shape for node in self.order)

    def der(self, node: Node) -> Any:
        """d(output)/d(node); 0 where no der arrives."""
        return self._ders.get(node, 0)

    def seen_from(self, node: Node) -> Subject:
        """The same computation with another node for its output: what that node's ders are."""
        order = newest_first([node])
        seed = numpy().ones(node.shape) if node.shape else unit(node)
        view = Subject(self.trace, sweep(order, {node: seed}, number_world(*order)))
        view.output, view.order = node, order[::-1]
        return view

    def shares(self, node: Node) -> list[Share]:
        """What a node hands to its parents, in argument order."""
        row, der = node.primitive, self._ders.get(node)
        if row is None or der is None:
            return []
        with quietly(number_world(node)):
            return self._shares(node, row, der)

    def _shares(self, node: Node, row: Primitive, der: Any) -> list[Share]:
        world = number_world(node)
        if row.kind in ("call", "item", "array"):
            found = row.contributions(world, node.args, node.val, der)
            return [Share(parent, None, fit(amount, parent)) for parent, amount in found]
        wanted = [position for position, arg in enumerate(node.args) if arg.__class__ is Node]
        shares = []
        for position, weight in row.weights(world, node.args, node.val, wanted):
            parent: Any = node.args[position]
            amount = fit(row.scale(world, der, weight), parent)
            shares.append(Share(parent, row.scale(world, 1, weight), amount))
        return shares

    @cached_property
    def users(self) -> dict[Node, list[Node]]:
        """The nodes that each node goes into, oldest first."""
        found: dict[Node, list[Node]] = {}
        for node in self.order:
            for parent in dict.fromkeys(node.parents):
                found.setdefault(parent, []).append(node)
        return found

    @cached_property
    def moving(self) -> set[Node]:
        """The nodes with a slope by an input that has a der: a step along the ders moves them."""
        moving = {node for node in self.inputs if self.der(node)}
        for node in self.order:
            if not moving.isdisjoint(node.parents):
                slopes = zip(node.parents, node.partials, strict=True)
                if any(parent in moving and partial for parent, partial in slopes):
                    moving.add(node)
        return moving

    # Names and lines.

    def label(self, node: Node) -> str:
        """What a node is called in the trace; a very long name is cut."""
        return cut(self.trace.labels[node], CHARACTERS)

    def place(self, node: Node) -> Place | None:
        """The line of source that made a node."""
        origin = self.trace.origin(node)
        return origin.place if origin else None

    def called(self, node: Node) -> str:
        """What to call a node in a sentence: the user's word for it, its formula where that is short, or its label."""
        if node.primitive is None or (self.trace.is_named(node) and node is not self.trace.output):
            return self.label(node)
        return self.formula(node)

    def formula(self, node: Node) -> str:
        """How a node was computed, as text where that is short; else its label."""
        written = text(self.term(node))
        return written if len(written) <= CHARACTERS else self.label(node)

    def term(self, node: Node) -> Term:
        """How a node was computed, in the user's own names as far as that stays short."""
        return self._term(node, [STEPS], top=True)

    def mention(self, arg: Any) -> Term:
        """A node as part of a formula: the user's word for it, or how it was computed; a number as it is."""
        return self._term(arg, [STEPS])

    def _term(self, arg: Any, left: list[int], top: bool = False) -> Term:
        if arg.__class__ is not Node:
            return term_of(arg)
        row = arg.primitive
        left[0] -= 1
        too_long = left[0] < 0 or len(arg.args) > LISTED
        if row is None or too_long or (self.trace.is_named(arg) and not top):
            return Name(self.label(arg), arg.val)
        terms = tuple(self._term(each, left) for each in arg.args)
        return Applied(row, tuple(map(list, row.split(terms))) if isinstance(row, OverSequence) else terms)

    def listed(self, nodes: Iterable[Node]) -> str:
        """Several nodes by name: "x, y and z", or "x1, x2, ... and 994 more"."""
        return listed([self.called(node) for node in nodes])

    # Findings.

    def finding(
        self,
        kind: Kind,
        node: Node,
        headline: str,
        explanation: str,
        remedy: str = "",
        alarm: bool = True,
        by: Node | None = None,
    ) -> Finding:
        """A finding at a node, with all that is known of this step; `by` is the parent whose slope it is about."""
        made = node.primitive is not None
        expression = self.trace.expression(node) if made else ""
        return Finding(
            kind=kind,
            alarm=alarm,
            headline=headline,
            explanation=explanation,
            remedy=remedy,
            node=self.label(node),
            place=self.place(node),
            expression=cut(text(expression), LINE) if made else "",
            filled_in=cut(self._filled_in(expression, kind), LINE) if made else "",
            value=node.val,
            inputs=tuple(self.given(parent) for parent in dict.fromkeys(node.parents)),
            rule="" if by is None else self.rule(node, by),
        )

    def _filled_in(self, expression: Term, kind: Kind) -> str:
        """A formula with its numbers; with all their digits where that is what the finding is about."""
        return text(_in_full(expression)) if kind == "rounding" else text(expression, with_values=True)

    def given(self, node: Node) -> Given:
        """A node as what goes into another."""
        expression = cut(text(self.term(node)), LINE) if node.primitive is not None else ""
        return Given(self.label(node), expression, node.val, self.place(node))

    def slope(self, node: Node, by: Node) -> Term:
        """A node's local derivative by a parent as a formula; the number itself where no rule was read for it."""
        row = node.primitive
        at_edge = row is not None and not node.shape and row.is_edge([value_of(arg) for arg in node.args])
        if row is None or row.kind in ("call", "item", "array") or at_edge:
            return _partial(node, by)
        terms = tuple(Name(self.label(arg), arg.val) if arg.__class__ is Node else term_of(arg) for arg in node.args)
        positions = [position for position, arg in enumerate(node.args) if arg is by]
        weights = row.weights(WORDS, terms, Name(self.label(node), node.val), positions)
        parts = [row.scale(WORDS, 1, weight) for _, weight in weights]
        return reduce(add, parts) if parts else 0

    def rule(self, node: Node, by: Node) -> str:
        """A node's local derivative by a parent: "dy/dx = 1 / x = 0.5"; of x * x it is "dy/dx = x + x = 6.0".

        "" for a linear map.
        """
        partial = _partial(node, by)
        if partial is None:
            return ""
        value = number(partial)
        formula = text(self.slope(node, by)) if len(node.args) <= LISTED else value
        plain = formula in (value, str(partial)) or len(formula) > 2 * CHARACTERS
        return f"d{self.label(node)}/d{self.label(by)} = {value if plain else f'{formula} = {value}'}"


def _in_full(term: Any, apart: bool = False) -> Any:
    """A term with numbers of all digits in place of its names; in parentheses where a sign would not stand apart."""
    if isinstance(term, Applied):
        return Applied(term.row, tuple(_in_full(arg, apart=term.row.symbol not in ("+", "-")) for arg in term.args))
    if isinstance(term, list):
        return list(map(_in_full, term))
    val = term.val if isinstance(term, Name) else term
    if not isinstance(val, (int, float, complex, Fraction)):
        return term
    written = number(val, IN_FULL)
    return Name(f"({written})" if apart and (written.startswith("-") or "/" in written) else written)


def _partial(node: Node, by: Node) -> Any:
    """The local derivative by a parent, at all the places where that stands together."""
    first, *rest = [partial for parent, partial in zip(node.parents, node.partials, strict=True) if parent is by]
    return first if first is None or isinstance(first, tuple) else reduce(add, rest, first)


def position_of(node: Node, nodes: Iterable[Any]) -> int:
    """The first position of a node itself; list.index would take another of the same value."""
    return next(position for position, each in enumerate(nodes) if each is node)


def listed(names: list[str]) -> str:
    """Words as an enumeration.

    >>> listed(["x", "y", "z"])
    'x, y and z'
    """
    if len(names) > LISTED + 1:
        return f"{', '.join(names[:LISTED])} and {len(names) - LISTED:,} more"
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def times(count: int, what: str) -> str:
    """A count with its noun.

    >>> times(1, "finding"), times(2, "finding")
    ('1 finding', '2 findings')
    """
    return f"{count:,} {what}{'' if count == 1 else 's'}"
