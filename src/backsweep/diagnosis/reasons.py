"""Why a step hands nothing on to a parent: read off the row's rule, never off its name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

from backsweep.diagnosis.corners import corner
from backsweep.diagnosis.entries import entry_of, entry_step, first_where, is_of_entries
from backsweep.diagnosis.probing import sides, slope_at, slope_with
from backsweep.diagnosis.rounding import UNIT
from backsweep.diagnosis.subject import Share, Subject, finite, listed, silent, size
from backsweep.diagnosis.suggestions import suggestion
from backsweep.kinds import Elementwise, Structural, is_number
from backsweep.node import Node
from backsweep.over_arrays import OverArrays
from backsweep.sweeps.order import topological_order
from backsweep.values import numpy
from backsweep.words.expression import Expression
from backsweep.words.text import number
from backsweep.worlds import value_of

Why = Literal[
    "stopped",
    "not chosen",
    "constant",
    "flat",
    "times zero",
    "underflow",
    "corner",
    "at rest",
    "for now",
    "cancel",
    "negligible",
]
TELLING: tuple[Why, ...] = get_args(Why)  # the most telling first: what cuts off for good, then what is 0 just here
ASIDE = 2.0**-200  # a number beside 0, of which a product of some has not yet become 0
MOST = 64  # arguments that are tried

# At these the der is 0 by right: nothing is wrong with the program.
HONEST: tuple[Why, ...] = ("corner", "at rest", "for now", "cancel", "negligible")


@dataclass(frozen=True, slots=True)
class Cut:
    """A step that hands nothing on to one of its parents."""

    node: Node
    share: Share


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a step hands nothing on, in words, and what can be done."""

    kind: Why
    words: str
    remedy: str = ""

    @property
    def alarm(self) -> bool:
        """Whether this is a fault, and not a 0 by right."""
        return self.kind not in HONEST


def reason(subject: Subject, cut: Cut, dead: Sequence[Node]) -> Reason:
    """Why `cut` hands nothing to its parent; `dead` are the inputs that are cut off by it."""
    node, share = cut.node, cut.share
    name, parent = subject.called(node), subject.called(share.parent)
    if not silent(share.amount):
        return Reason("cancel", f"The shares that {parent} receives cancel: they add up to exactly 0.")
    if isinstance(node.primitive, Structural):
        return _structural(node.primitive, node, share, name, parent)
    if isinstance(node.primitive, OverArrays):
        return _of_whole_arrays(node.primitive, node, share, name, parent)
    if is_of_entries(node):
        return _at_an_entry(subject, cut, dead)
    if share.partial:
        return _underflow(subject, cut, f"{number(subject.der(node))} * {number(share.partial)}")
    return _no_slope(subject, cut, dead)


def _of_whole_arrays(row: OverArrays, node: Node, share: Share, name: str, parent: str) -> Reason:
    """A linear map that gives 0: its factor is 0, or its terms cancel; or a function that is at rest here."""
    factors = [arg for position, arg in enumerate(node.args) if position in row.variables(node.args)]
    words = f"{name} hands exactly 0 to every entry of {parent}"
    if row.linear == "each" and any(silent(value_of(arg)) for arg in factors if arg is not share.parent):
        remedy = f"Where that factor is 0, {parent} cannot count. Start from another."
        return Reason("times zero", f"{words}: it is multiplied by an array that is 0 in every entry.", remedy)
    if row.linear is not None:
        return Reason("cancel", f"{words}: its terms cancel, or are 0 one by one.")
    return Reason("at rest", f"{words} at this point.")


def _at_an_entry(subject: Subject, cut: Cut, dead: Sequence[Node]) -> Reason:
    """The reason at one entry, of those that a der arrives at."""
    node, share = cut.node, cut.share
    der = numpy().broadcast_to(subject.der(node), node.shape)
    index = first_where(der != 0)
    within, step, own = entry_step(subject, node, index, entry_of(der, index))
    behind = [own[parent] for parent in own if _depends(parent, dead)]
    one = Share(own[share.parent], entry_of(share.partial, index), 0.0)
    found = reason(within, Cut(step, one), behind)
    if found.kind == "underflow" and not all(silent(subject.der(each)) for each in subject.inputs):
        return Reason("negligible", "")
    alike = f" All {node.size:,} entries hand on 0; this is told of one." if node.size > 1 and found.words else ""
    return replace(found, words=found.words + alike)


def _structural(row: Structural, node: Node, share: Share, name: str, parent: str) -> Reason:
    stated = [row.partials.get(row.args[position]) for position, arg in enumerate(node.args) if arg is share.parent]
    if not any(stated):
        return Reason("stopped", f"{row.name} cuts {parent} off from {name} on purpose.", f"Leave out {row.name}.")
    return Reason(
        "not chosen",
        f"{name} takes the other branch, and a branch not taken receives an exact 0.",
        f"If {parent} should count here, look at the condition.",
    )


def _no_slope(subject: Subject, cut: Cut, dead: Sequence[Node]) -> Reason:
    """The partial itself is 0: of which kind?"""
    node, parent = cut.node, cut.share.parent
    name, of = subject.called(node), subject.called(parent)
    if _is_constant(node, parent):
        return Reason(
            "constant",
            f"{name} is constant between its jumps: its slope is 0 everywhere.",
            f"Use {of} itself, or a smooth step such as sigmoid, where a der is needed.",
        )
    if not finite(parent.val):
        return Reason("at rest", f"{name} no longer moves with {of} where that is infinite.")
    return _at_corner(subject, node, parent) or _by_zero(subject, node, parent, dead) or _otherwise(subject, cut)


def _at_corner(subject: Subject, node: Node, parent: Node) -> Reason | None:
    """The slopes to both sides differ, and 0 was taken for them."""
    before, after = sides(node, parent) if corner(node) is not None else (None, None)
    if before is None or after is None or before == after:
        return None
    of = subject.called(parent)
    corner_at = f"{subject.called(node)} has a corner at {of} = {number(parent.val)}"
    slopes = f"its slope is {number(before)} on one side and {number(after)} on the other"
    if before + after == 0:
        return Reason("corner", f"{corner_at}: {slopes}, and their mean, 0, was taken.")
    return Reason(
        "flat", f"{corner_at}: {slopes}, and by convention 0 was taken.", f"Start from another value of {of}."
    )


def _by_zero(subject: Subject, node: Node, parent: Node, dead: Sequence[Node]) -> Reason | None:
    """Something that the slope is a multiple of is exactly 0: the parent, another argument, or a plain number."""
    name, of = subject.called(node), subject.called(parent)
    zero = _zero(node, parent)
    if zero is not None and (zero is parent or _depends(zero, dead)):
        return Reason(
            "at rest", f"{name} is at rest at {of} = {number(parent.val)}: its slope is 0 at this point only."
        )
    if zero is not None:
        other = subject.called(zero)
        words = f"The slope of {name} by {of} is {other}, which is exactly 0"
        if zero in subject.moving:
            return Reason("for now", f"{words} at this point only.")
        return Reason("times zero", f"{words}.", f"Start from another value than {other} = 0.")
    if _times_plain_zero(node, parent):
        words = f"In {name}, {of} is multiplied by a number that is exactly 0."
        return Reason("times zero", words, f"Where that number is 0, {of} cannot count. Start from another.")
    return None


def _otherwise(subject: Subject, cut: Cut) -> Reason:
    """The rule says 0 here, or what it says is too small."""
    node, parent = cut.node, cut.share.parent
    name, of = subject.called(node), subject.called(parent)
    if isinstance(subject.slope(node, parent), Expression):
        return _underflow(subject, cut, f"the slope of {name} at {of} = {number(parent.val)}")
    return Reason(
        "flat",
        f"{name} does not move with {of} at {_point(subject, node)}: its slope by {of} is 0 there.",
        "Start from another value, or take a function that is not flat there, such as a smooth one.",
    )


def _point(subject: Subject, node: Node) -> str:
    """The point a node was computed at, in its arguments' names."""
    return listed([f"{subject.called(parent)} = {number(parent.val)}" for parent in dict.fromkeys(node.parents)])


def _is_constant(node: Node, parent: Node) -> bool:
    """Whether the row states the number 0 as its slope by this parent."""
    row = node.primitive
    if not isinstance(row, Elementwise):
        return False
    stated = [row.partials.get(row.args[position]) for position, arg in enumerate(node.args) if arg is parent]
    return all(is_number(partial) and partial == 0 for partial in stated)


def _zero(node: Node, by: Node) -> Node | None:
    """An argument that makes a local derivative 0 by being exactly 0: with another value it would not be."""
    zeros = [by, *(parent for parent in node.parents if parent is not by)]
    return next((each for each in zeros[:MOST] if each.val == 0 and slope_with(node, by, each, ASIDE)), None)


def _times_plain_zero(node: Node, by: Node) -> bool:
    """Whether a local derivative is 0 because a plain number among the arguments is."""
    return bool(slope_at(node, by, [ASIDE if _is_plain_zero(arg) else value_of(arg) for arg in node.args]))


def _is_plain_zero(arg: Any) -> bool:
    return arg.__class__ is not Node and arg.__class__ is not bool and bool(arg == 0)


def _depends(node: Node, inputs: Sequence[Node]) -> bool:
    """Whether a node was computed from one of these inputs."""
    return not set(inputs).isdisjoint(topological_order(node))


def _underflow(subject: Subject, cut: Cut, what: str) -> Reason:
    """A number too small for a float, which does no harm where it would count for nothing anyway."""
    node, alive = cut.node, not all(silent(subject.der(each)) for each in subject.inputs)
    if alive and (not all(silent(share.amount) for share in subject.shares(node)) or _is_dwarfed(subject, node)):
        return Reason("negligible", "")
    return Reason(
        "underflow",
        f"It is not really 0, but too small for a float: {what} is below 5e-324 and becomes 0.",
        suggestion(subject, node, "range") or "Keep the argument in range, or compute with logarithms.",
    )


def _is_dwarfed(subject: Subject, node: Node) -> bool:
    """Whether all that a node goes into is larger by so much that the node counts for nothing there."""
    users = subject.users.get(node, [])
    return bool(users) and all(size(node.val) < UNIT * size(user.val) for user in users)
