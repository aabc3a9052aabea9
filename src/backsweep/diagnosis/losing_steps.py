"""A step that lost digits, as it is told: what it is called, what cancelled in it, where its error came from.

One idea: whatever made the step, a function of numbers, of one entry of an array, or of whole arrays, the same few
things are to be said of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from backsweep.arrays import ARRAYS, quietly
from backsweep.diagnosis.carried import Spot, one_at
from backsweep.diagnosis.entries import entry_name, entry_step
from backsweep.diagnosis.losses import Loss
from backsweep.diagnosis.rounding_of_arrays import by_numpy
from backsweep.diagnosis.subject import Subject, listed, size
from backsweep.kinds import Elementwise, OverSequence, is_number
from backsweep.node import Node
from backsweep.over_arrays import OverArrays
from backsweep.sweeps.order import topological_order
from backsweep.words.previews import largest_entry
from backsweep.words.text import number
from backsweep.worlds import FLOATS, value_of

MOST = 100  # steps on fractions


@dataclass(frozen=True, slots=True)
class LosingStep:
    """What is told of a step that lost digits.

    name      what its value is called, and value that number
    adds      whether it adds and subtracts what is large to what is small
    largest   the size of the largest number that it adds
    near      what went into it, with numbers
    came      what its error came from; "" where the step made it by itself
    came_val  that number
    rational  whether it could be computed with fractions
    whole     whether it is a function of whole arrays
    """

    name: str
    value: Any
    adds: bool
    largest: float
    near: str
    came: str = ""
    came_val: Any = None
    rational: bool = False
    whole: bool = False


def losing_step(subject: Subject, loss: Loss) -> LosingStep:
    """The step at which digits were lost."""
    node, cause = loss.at.node, loss.cause
    if isinstance(node.primitive, OverArrays):
        return _of_whole_arrays(subject, loss.at, cause)
    if not isinstance(node.primitive, Elementwise) or not by_numpy(node):
        return _of_numbers(subject, node, cause.node if cause else None, _is_rational(node))
    within, step, own = entry_step(subject, node, loss.at.index)
    return _of_numbers(within, step, own[cause.node] if cause else None, rational=False)


def _of_numbers(subject: Subject, node: Node, cause: Node | None, rational: bool) -> LosingStep:
    vals = [value_of(arg) for arg in node.args]
    return LosingStep(
        name=subject.called(node),
        value=node.val,
        adds=_adds(node),
        largest=max((abs(val) for val in vals if isinstance(val, (int, float))), default=0.0),
        near=listed([f"{subject.called(parent)} = {number(parent.val)}" for parent in dict.fromkeys(node.parents)]),
        came=subject.called(cause) if cause else "",
        came_val=cause.val if cause else None,
        rational=rational,
    )


def _of_whole_arrays(subject: Subject, at: Spot, cause: Spot | None) -> LosingStep:
    largest = _largest_term(at)
    return LosingStep(
        name=entry_name(subject.called(at.node), at.index),
        value=at.val,
        adds=largest > size(at.val),
        largest=largest,
        near=subject.listed(dict.fromkeys(at.node.parents)),
        came=entry_name(subject.called(cause.node), cause.index) if cause else "",
        came_val=cause.val if cause else None,
        whole=True,
    )


def _largest_term(at: Spot) -> float:
    """The largest of the numbers that a linear map of arrays adds up to one entry; 0 for any other row."""
    node, row = at.node, at.node.primitive
    if not isinstance(row, OverArrays) or row.linear is None:
        return 0.0
    with quietly(ARRAYS):
        shares = row.contributions(ARRAYS, node.args, node.val, one_at(node, at.index))
        return max((largest_entry(share * parent.val) for parent, share in shares), default=0.0)


def _is_rational(node: Node) -> bool:
    """Whether a node is made by steps that are exact on fractions; many of them would make the fractions too long."""
    steps = [each for each in topological_order(node) if each.primitive is not None]
    return len(steps) <= MOST and all(map(_is_exact_on_fractions, steps))


def _is_exact_on_fractions(node: Node) -> bool:
    """Whether a step gives a fraction for fractions; tried with 1 first, or x**10**8 would not come back."""
    row = node.primitive
    if not isinstance(row, (Elementwise, OverSequence)) or by_numpy(node):
        return False
    try:
        rest = [Fraction(value_of(arg)) for arg in node.args[1:]]
        return isinstance(row.of_flat(Fraction(1), *rest), (int, Fraction))
    except (ArithmeticError, TypeError, ValueError, AttributeError):
        return False


def _adds(node: Node) -> bool:
    """Whether a step adds and subtracts what is large to what is small.

    Its slopes are plain numbers; or, of a sequence, the terms slope * argument add up to its value, as those of a
    product or of a maximum do not where one of them is larger than the value.
    """
    row = node.primitive
    if isinstance(row, Elementwise):
        return all(map(is_number, row.partials.values()))
    if not isinstance(row, OverSequence) or not isinstance(node.val, (int, float)):
        return False
    vals = tuple(map(value_of, node.args))
    slopes = dict(row.weights(FLOATS, vals, node.val, range(len(vals))))
    return any(abs(slope * vals[position]) > abs(node.val) for position, slope in slopes.items())
