"""Whether a user's graph has the form of a formula, and what the formula's arguments then stand for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from backsweep.diagnosis.subject import silent
from backsweep.node import Node
from backsweep.primitives.arithmetic import add, mul, pow, power
from backsweep.primitives.sequences import mean, sum
from backsweep.values import shape_of

COMMUTE = (add, mul)
MOST = 64  # terms of a sum that is looked at
DEEP = 6  # steps in which two nodes are compared, to see whether they were computed alike
Found = dict[Node, Any]  # what each argument of a formula stands for: a node, a number, or a list of them


def match(pattern: Any, thing: Any, arguments: frozenset[Node]) -> Iterator[Found]:
    """What the arguments of a pattern may stand for in a graph, if it has that form; x + 1 fits a + b in two ways."""
    if pattern in arguments:
        yield {pattern: thing}
    elif pattern.__class__ is not Node or thing.__class__ is not Node:
        yield from [{}] if same(pattern, thing) else []
    elif pattern.primitive in (sum, mean):
        yield from _match_many(pattern.args[0], _terms(pattern, thing), arguments)
    elif pattern.primitive is power and thing.primitive is mul:  # x * x for x ** 2
        if pattern.args[1] == 2 and same(thing.args[0], thing.args[1]):
            yield from match(pattern.args[0], thing.args[0], arguments)
    elif len(pattern.args) == len(thing.args) and (
        pattern.primitive is thing.primitive
        or (pattern.primitive is pow and thing.primitive is power)  # x ** 3 for x ** n
    ):
        yield from match_step(pattern, thing.args, arguments)


def match_step(pattern: Node, args: Sequence[Any], arguments: frozenset[Node]) -> Iterator[Found]:
    """The same for a step of which only the arguments are there, such as one that failed."""
    yield from _match_each(pattern.args, args, arguments)
    if pattern.primitive in COMMUTE:
        yield from _match_each(pattern.args, args[::-1], arguments)


def _match_each(patterns: Sequence[Any], things: Sequence[Any], arguments: frozenset[Node]) -> Iterator[Found]:
    """Matches side by side, in which an argument that comes twice stands for the same thing."""
    if not patterns:
        yield {}
        return
    for first in match(patterns[0], things[0], arguments):
        for rest in _match_each(patterns[1:], things[1:], arguments):
            if all(same(each, rest[key]) for key, each in first.items() if key in rest):
                yield first | rest


def _terms(pattern: Node, thing: Node) -> Sequence[Any]:
    """The terms of a sum or a mean, or none where a thing is not what the pattern is."""
    if pattern.primitive is thing.primitive:
        return thing.args
    return _summands(thing) if pattern.primitive is sum else ()


def _match_many(pattern: Any, terms: Sequence[Any], arguments: frozenset[Node]) -> Iterator[Found]:
    """Terms that are all of the one form: the argument then stands for a list."""
    matches = [next(match(pattern, term, arguments), None) for term in terms]
    if len(matches) > 1 and None not in matches:
        yield {key: [found[key] for found in matches if found] for key in matches[0] or {}}


def _summands(node: Node) -> list[Any]:
    """The terms of a chain of +, as Python's own sum() makes it."""
    terms: list[Any] = []
    rest: list[Any] = [node]
    while rest and len(terms) <= MOST:
        term = rest.pop()
        if term.__class__ is Node and term.primitive is add:
            rest.extend(reversed(term.args))
        elif term.__class__ is Node or not silent(term):
            terms.append(term)
    return terms


def same(one: Any, other: Any, deep: int = DEEP) -> bool:
    """Whether two things are the same number, were computed in the same way, or are lists of such things."""
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if one.__class__ is not Node or other.__class__ is not Node:
        return not any(each.__class__ is Node or shape_of(each) for each in (one, other)) and bool(one == other)
    if one is other:
        return True
    alike = one.primitive is not None and one.primitive is other.primitive and len(one.args) == len(other.args)
    return alike and deep > 0 and all(same(mine, its, deep - 1) for mine, its in zip(one.args, other.args, strict=True))
