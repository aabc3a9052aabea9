"""What to write instead of a formula: a better one, in the user's own names, that helps at the user's own numbers.

One idea: no formula is better everywhere. log1p(x) keeps what 1 + x loses of x, but cannot bring back what x itself had
lost before. So the better formula is computed as well, and told only if it comes out better.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from backsweep.diagnosis.matching import Found, match, match_step, same
from backsweep.diagnosis.rewrites import REWRITES, Cure, Rewrite
from backsweep.diagnosis.rounding import estimated
from backsweep.diagnosis.subject import Subject, finite
from backsweep.kinds import OverSequence
from backsweep.node import Node
from backsweep.reading import read
from backsweep.row import Primitive
from backsweep.sweeps.order import topological_order
from backsweep.traces.trace import trace
from backsweep.vocabulary import parameters
from backsweep.words.expression import WORDS, Applied, Name, Term
from backsweep.words.text import text

LONGEST = 140  # characters of a formula that is still of help
LISTED = 3  # members of a list that are written out
NEARBY = 64  # nodes that are looked at in each step away from a finding
TRIES = 4  # better formulas that are computed, to see whether they help
BETTER = 10.0  # so many times smaller has an error to become
Mention = Callable[[Any], Term]  # how a node or a number is told as part of a formula


def suggestion(subject: Subject, node: Node, cure: Cure, levels: int = 3) -> str:
    """What to write for a node, or for what is made of it within so many steps: "Write log1p(x) ..."; "" if unknown."""
    tries, ring = TRIES, [node]
    for _ in range(levels + 1):
        for each in ring:
            for rewrite, found in better_forms(each, cure):
                told = _told(subject.mention, subject.formula(each), rewrite, found)
                if told and _helps(each, rewrite, found, cure):
                    return told
                tries -= 1
                if not tries:
                    return ""
        ring = list(dict.fromkeys(user for each in ring for user in subject.users.get(each, [])))[:NEARBY]
    return ""


def better_forms(node: Node, cure: Cure) -> Iterator[tuple[Rewrite, Found]]:
    """The rewrites whose naive formula a node has, each with what its arguments stand for there."""
    for each in REWRITES:
        for pattern, arguments in each.patterns if cure in each.cures else []:
            found = next(match(pattern, node, frozenset(arguments)), None)
            if found is not None:
                yield each, {argument: found[argument] for argument in arguments}
                break


def better_form(subject: Subject, node: Node, cure: Cure) -> str:
    """What to write in place of a node's formula, in the user's own names; "" where nothing better is known."""
    forms = better_forms(node, cure)
    return next(filter(None, (_told(subject.mention, subject.formula(node), *form) for form in forms)), "")


def form_of_failed(row: Primitive, args: Sequence[Any], mention: Mention) -> str:
    """The same in place of a step that failed and so is no node: log(sum of exp), where each exp became 0."""
    for each in REWRITES:
        for pattern, arguments in each.patterns if each.better is not None else []:
            matches = match_step(pattern, args, frozenset(arguments)) if _asks(pattern, row, args) else iter(())
            match_ = next(matches, None)
            if match_ is not None:
                found = {argument: match_[argument] for argument in arguments}
                if _computed(each, found) is not None:
                    terms = tuple(map(mention, args))
                    of = tuple(map(list, row.split(terms))) if isinstance(row, OverSequence) else terms
                    return _told(mention, text(Applied(row, of)), each, found)
    return ""


def _told(mention: Mention, formula: str, rewrite: Rewrite, found: Found) -> str:
    """A better formula in the user's own names; "" where that is too long to be of help."""
    if rewrite.better is None:
        return rewrite.words
    told = text(read(rewrite.better, WORDS)(*(_mention(mention, thing) for thing in found.values())))
    return f"Write {told} in place of {formula}." if len(told) <= LONGEST else ""


def _helps(node: Node, rewrite: Rewrite, found: Found, cure: Cure) -> bool:
    """Whether the better formula comes out better at the same numbers; of one in words nobody knows."""
    if rewrite.better is None:
        return True
    better = _computed(rewrite, found)
    if better is None or cure != "digits":
        return better is not None
    before, after = estimated(trace(node)), estimated(trace(better))
    # Errors that happen to cancel in the better formula at this point do not count in its favour.
    return before is not None and after is not None and math.hypot(*after.parts.values()) * BETTER <= before.error


def _computed(rewrite: Rewrite, found: Found) -> Node | None:
    """The better formula at the same numbers; None where it has no finite value either."""
    assert rewrite.better is not None
    try:
        better = rewrite.better(*found.values())
    except (ArithmeticError, ValueError):
        return None
    return better if better.__class__ is Node and finite(better.val) else None


def larger_forms(row: Primitive, args: Sequence[Any], cure: Cure) -> list[str]:
    """The formulas with a row in them, asked as here, that have a better form: "softplus(x) for log(1 + exp(x))"."""
    known = []
    for each in REWRITES:
        for naive, (pattern, _) in zip(each.naive, each.patterns, strict=True):
            uses = any(_asks(node, row, args) for node in topological_order(pattern) if node is not pattern)
            if cure in each.cures and each.better is not None and uses:
                known.append(f"{_written(each.better)} for {_written(naive)}")
                break
    return known


def _asks(node: Node, row: Primitive, args: Sequence[Any]) -> bool:
    """Whether a step of a pattern is this row with these plain numbers: x ** 2 is no x ** 300."""
    plain = zip(node.args, args, strict=False)
    return node.primitive is row and all(arg.__class__ is Node or same(arg, given) for arg, given in plain)


def _written(rule: Callable[..., Any]) -> str:
    """A rule as text."""
    return text(read(rule, WORDS)(*map(Name, parameters(rule))))


def _mention(mention: Mention, thing: Any) -> Term:
    """What an argument stands for, as part of a formula; a long list by its first members."""
    if not isinstance(thing, list):
        return mention(thing)
    if len(thing) > LISTED:
        first = ", ".join(text(mention(each)) for each in thing[: LISTED - 1])
        return Name(f"[{first}, ...]")
    return [mention(each) for each in thing]
