"""The errors of all operations carried forward along with the values: how far each value is off, and from where.

One idea: an error is a small change, so it moves on as a tangent does. Of numbers the errors that are known are carried
apart from those of which only the size is known, which add up as squares do. Of arrays, whose rows carry tangents and
no squares, errors of the latter kind are given a sign by lot, and what comes of them is one error that may well be.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from backsweep.arrays import ARRAYS, quietly
from backsweep.diagnosis.entries import Index, entry_of
from backsweep.diagnosis.rounding import Estimate
from backsweep.diagnosis.rounding_of_arrays import by_numpy, drawn
from backsweep.diagnosis.subject import Subject
from backsweep.node import Node
from backsweep.sweeps.forward import fit_tangent, step_forward
from backsweep.sweeps.local import fit
from backsweep.values import is_array, numpy, shape_of


@dataclass(frozen=True, slots=True)
class Spot:
    """A number in a computation: a node, or one entry of an array; the index of a number is ()."""

    node: Node
    index: Index = ()

    @property
    def val(self) -> Any:
        """The number itself."""
        return entry_of(self.node.val, self.index)


class Carried(Protocol):
    """The errors of all values of a computation."""

    def error(self, spot: Spot) -> float:
        """How far a value is off, as a size."""

    def own(self, spot: Spot) -> float:
        """How much of that its own operation made."""

    def handed(self, spot: Spot) -> Iterator[tuple[Spot, float]]:
        """How much came from each parent; of an array, from that entry of it from which most came."""


def carried(subject: Subject, estimate: Estimate) -> Carried:
    """The errors of a computation."""
    kind = ThroughArrays if any(map(by_numpy, subject.order)) else ThroughNumbers
    return kind(subject, estimate)


class ThroughNumbers:
    """Errors in a computation with numbers alone: of each what is known, with its sign, and the spread of the rest."""

    def __init__(self, subject: Subject, estimate: Estimate) -> None:
        self._own = estimate.own
        self._errors: dict[Node, tuple[float, float]] = {}
        for node in subject.order:
            own = self._own.get(node)
            known, spread = (0.0, 0.0) if own is None else (own.error, 0.0) if own.known else (0.0, own.error)
            if isinstance(node.val, (int, float)):
                for parent, slope in self._slopes(node).items():
                    its = self._errors[parent]
                    known, spread = known + slope * its[0], math.hypot(spread, slope * its[1])
            if known or spread:
                self._errors[node] = known, spread

    def error(self, spot: Spot) -> float:
        return math.hypot(*self._errors.get(spot.node, (0.0, 0.0)))

    def own(self, spot: Spot) -> float:
        own = self._own.get(spot.node)
        return abs(own.error) if own else 0.0

    def handed(self, spot: Spot) -> Iterator[tuple[Spot, float]]:
        for parent, slope in self._slopes(spot.node).items():
            yield Spot(parent), abs(slope) * self.error(Spot(parent))

    def _slopes(self, node: Node) -> dict[Node, float]:
        """The slopes of a node by those parents that have an error; of x * x by x it is 2 * x."""
        slopes: dict[Node, float] = {}
        if any(parent in self._errors for parent in node.parents):
            for parent, partial in zip(node.parents, node.partials, strict=True):
                if parent in self._errors and isinstance(partial, (int, float)) and partial:
                    slopes[parent] = slopes.get(parent, 0.0) + partial
        return slopes


class ThroughArrays:
    """Errors in a computation with arrays: of each entry one number."""

    def __init__(self, subject: Subject, estimate: Estimate) -> None:
        self._own = {
            node: own.error if own.known else drawn(numpy().asarray(own.error)) for node, own in estimate.own.items()
        }
        self._errors: dict[Node, Any] = {}
        with quietly(ARRAYS):
            for node in subject.order:
                moved = self._moved(node)
                if numpy().any(moved):
                    self._errors[node] = moved

    def _moved(self, node: Node) -> Any:
        """How far a node's value is off: by its own operation, and by what went into it."""
        own, row = self._own.get(node, 0.0), node.primitive
        came = {
            position: self._errors[arg]
            for position, arg in enumerate(node.args)
            if arg.__class__ is Node and arg in self._errors
        }
        moved = None if row is None or not came else step_forward(row, ARRAYS, node.args, node.val, came)
        if moved is None or isinstance(node.val, tuple):
            return own
        return own + (fit_tangent(moved, node.shape) if node.shape else moved)

    def error(self, spot: Spot) -> float:
        return float(abs(entry_of(self._errors.get(spot.node, 0.0), spot.index)))

    def own(self, spot: Spot) -> float:
        return float(abs(entry_of(self._own.get(spot.node, 0.0), spot.index)))

    def handed(self, spot: Spot) -> Iterator[tuple[Spot, float]]:
        node, row = spot.node, spot.node.primitive
        if row is None or isinstance(node.val, tuple):
            return
        shares: dict[Node, Any] = {}
        with quietly(ARRAYS):
            for parent, share in row.contributions(ARRAYS, node.args, node.val, one_at(node, spot.index)):
                if parent in self._errors:
                    shares[parent] = shares.get(parent, 0) + fit(share, parent) * self._errors[parent]
        for parent, share in shares.items():
            most = numpy().unravel_index(int(numpy().argmax(numpy().abs(share))), shape_of(share))
            yield Spot(parent, tuple(map(int, most))), float(abs(numpy().sum(share)))


def one_at(node: Node, index: Index) -> Any:
    """A der that is 1 at one entry of a node's value and 0 elsewhere."""
    val: Any = node.val
    if not is_array(val):
        return 1.0
    one = numpy().zeros(val.shape, val.dtype)
    one[index] = 1.0
    return one
