"""Formulas that lose digits or leave the range of floats, each with another that does not.

One idea: both are ordinary rules, such as `lambda x: log(1 + x)` and `lambda x: log1p(x)`. The first, run once on
Nodes, is a small graph. Where the user's graph has that form, the second is read as words, with the user's own names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import pi
from typing import Any, Literal

from backsweep.diagnosis.subject import Subject, silent
from backsweep.node import Node
from backsweep.primitives.arithmetic import add, mul, power
from backsweep.primitives.exponential import exp, expm1, log, log1p, logaddexp, sigmoid, softplus, sqrt
from backsweep.primitives.hyperbolic import sinh
from backsweep.primitives.piecewise import abs
from backsweep.primitives.sequences import logsumexp, mean, norm, sum
from backsweep.primitives.special import erf, erfc, xlogy
from backsweep.primitives.trigonometric import cos, hypot, sin, sinc, tan
from backsweep.reading import read
from backsweep.row import Primitive
from backsweep.sweeps.order import topological_order
from backsweep.values import shape_of
from backsweep.vocabulary import parameters
from backsweep.words.expression import WORDS, Name, Term
from backsweep.words.text import text

COMMUTE = (add, mul)
LONGEST = 140  # characters of a formula that is still of help
LISTED = 3  # members of a list that are written out
MOST = 64  # terms of a sum that is looked at
SAMPLE = (0.75, 0.5, 0.25)  # arguments at which every naive formula has a value
NEARBY = 64  # nodes that are looked at in each step away from a finding
Cure = Literal["digits", "range", "slope", "domain"]
Found = dict[Node, Any]  # what each argument of a naive formula stands for: a node, a number, or a list of them


@dataclass(frozen=True)
class Rewrite:
    """A formula and a better one.

    naive   the formula as one first writes it, and other ways to write it; sum([x]) stands for a sum of many
    better  the same function in a form that keeps its digits and its range; None where `words` say how
    cures   what is better about it: "digits" it keeps, a "range" it does not leave on the way, a "slope" that is finite
            where that of a part is not, a "domain" in which a part has no value
    """

    naive: tuple[Callable[..., Any], ...]
    better: Callable[..., Any] | None
    words: str = ""
    cures: tuple[Cure, ...] = ("digits",)

    @cached_property
    def patterns(self) -> list[tuple[Node, list[Node]]]:
        """Each naive formula as a graph, with its arguments."""
        found = []
        for formula in self.naive:
            arguments = [Node(value) for value in SAMPLE[: len(parameters(formula))]]
            found.append((formula(*arguments), arguments))
        return found


def rewrite(*formulas: Callable[..., Any], cures: tuple[Cure, ...] = ("digits",)) -> Rewrite:
    """A rewrite: the last formula is the better one."""
    return Rewrite(formulas[:-1], formulas[-1], cures=cures)


def advice(*formulas: Callable[..., Any], words: str) -> Rewrite:
    """Formulas for which the better way is told in words."""
    return Rewrite(formulas, None, words)


# Longer formulas before those that are part of them.
REWRITES = (
    advice(
        lambda x, n: sum([x**2]) / n - (sum([x]) / n) ** 2,
        lambda x: mean([x**2]) - mean([x]) ** 2,
        words="Take the mean m off first: the variance is the mean of (x - m) ** 2.",
    ),
    advice(
        lambda x, y, n: sum([x * y]) / n - (sum([x]) / n) * (sum([y]) / n),
        lambda x, y: mean([x * y]) - mean([x]) * mean([y]),
        words="Take the means mx and my off first: the covariance is the mean of (x - mx) * (y - my).",
    ),
    rewrite(lambda x: log(1 + exp(x)), lambda x: softplus(x), cures=("digits", "range")),
    rewrite(
        lambda x: log(sigmoid(x)), lambda x: log(1 / (1 + exp(-x))), lambda x: -softplus(-x), cures=("digits", "range")
    ),
    rewrite(lambda x, y: log(exp(x) + exp(y)) - x, lambda x, y: softplus(y - x), cures=("digits", "range")),
    rewrite(lambda x, y: log(exp(x) + exp(y)), lambda x, y: logaddexp(x, y), cures=("digits", "range")),
    rewrite(lambda x: log(sum([exp(x)])), lambda x: logsumexp(x), cures=("digits", "range")),
    rewrite(lambda x: exp(x) / (1 + exp(x)), lambda x: 1 / (1 + exp(-x)), lambda x: sigmoid(x), cures=("range",)),
    rewrite(lambda x: sqrt(1 + x) - 1, lambda x: x / (sqrt(1 + x) + 1)),
    rewrite(lambda x: 1 - sqrt(1 - x), lambda x: x / (1 + sqrt(1 - x))),
    rewrite(lambda b, c: -b + sqrt(b**2 - c), lambda b, c: sqrt(b**2 - c) - b, lambda b, c: -c / (b + sqrt(b**2 - c))),
    rewrite(lambda b, c: -b - sqrt(b**2 - c), lambda b, c: c / (-b + sqrt(b**2 - c))),
    rewrite(lambda x, h: sqrt(x + h) - sqrt(x), lambda x, h: h / (sqrt(x + h) + sqrt(x))),
    rewrite(lambda x, y: sqrt(x) - sqrt(y), lambda x, y: (x - y) / (sqrt(x) + sqrt(y))),
    rewrite(lambda x, y: sqrt(x**2 + y**2), lambda x, y: hypot(x, y), cures=("range", "slope")),
    rewrite(lambda x: sqrt(x**2), lambda x: abs(x), cures=("range", "slope")),
    rewrite(lambda x: sqrt(sum([x**2])), lambda x: norm(x), cures=("range", "slope")),
    rewrite(lambda x: log(1 + x), lambda x: log1p(x)),
    rewrite(lambda x, n: (1 + x) ** n, lambda x, n: exp(n * log1p(x))),
    rewrite(lambda x: exp(x) - exp(-x), lambda x: 2 * sinh(x)),
    rewrite(lambda x, h: exp(x + h) - exp(x), lambda x, h: exp(x) * expm1(h)),
    rewrite(lambda x, y: exp(x) - exp(y), lambda x, y: exp(y) * expm1(x - y)),
    rewrite(lambda x: exp(x) - 1, lambda x: expm1(x)),
    rewrite(lambda x: 1 - exp(x), lambda x: -expm1(x)),
    rewrite(lambda x, h: log(x + h) - log(x), lambda x, h: log1p(h / x)),
    rewrite(lambda x, y: log(x) - log(y), lambda x, y: log1p((x - y) / y)),
    rewrite(lambda x: 1 - cos(x), lambda x: 2 * sin(x / 2) ** 2),
    rewrite(lambda x: cos(x) - 1, lambda x: -2 * sin(x / 2) ** 2),
    rewrite(lambda x: tan(x) - sin(x), lambda x: 2 * tan(x) * sin(x / 2) ** 2),
    rewrite(lambda x, h: sin(x + h) - sin(x), lambda x, h: 2 * cos(x + h / 2) * sin(h / 2)),
    rewrite(lambda x, y: sin(x) - sin(y), lambda x, y: 2 * cos((x + y) / 2) * sin((x - y) / 2)),
    rewrite(lambda x, h: cos(x + h) - cos(x), lambda x, h: -2 * sin(x + h / 2) * sin(h / 2)),
    rewrite(lambda x, y: cos(x) - cos(y), lambda x, y: -2 * sin((x + y) / 2) * sin((x - y) / 2)),
    rewrite(lambda x: 1 - erf(x), lambda x: erfc(x)),
    rewrite(lambda x, h: 1 / x - 1 / (x + h), lambda x, h: h / (x * (x + h))),
    rewrite(lambda x, y: 1 / x - 1 / y, lambda x, y: (y - x) / (x * y)),
    rewrite(lambda x: 1 - x**2, lambda x: (1 - x) * (1 + x)),
    rewrite(lambda x, y: x**2 - y**2, lambda x, y: (x - y) * (x + y)),
    rewrite(lambda x, y: x * log(y), lambda x, y: xlogy(x, y), cures=("domain",)),
    rewrite(lambda x: sin(pi * x) / (pi * x), lambda x: sinc(x), cures=("domain",)),
)


def suggestion(subject: Subject, node: Node, cure: Cure, levels: int = 3) -> str:
    """What to write for a node, or for what is made of it within so many steps: "Write log1p(x) ..."; "" if unknown."""
    ring = [node]
    for _ in range(levels + 1):
        for each in ring:
            told = better_form(subject, each, cure)
            if told:
                return told
        ring = list(dict.fromkeys(user for each in ring for user in subject.users.get(each, [])))[:NEARBY]
    return ""


def better_form(subject: Subject, node: Node, cure: Cure) -> str:
    """What to write in place of a node's formula, in the user's own names; "" where nothing better is known."""
    for each in REWRITES:
        for pattern, arguments in each.patterns if cure in each.cures else []:
            found = next(match(pattern, node, frozenset(arguments)), None)
            if found is None:
                continue
            if each.better is None:
                return each.words
            told = text(read(each.better, WORDS)(*(_mention(subject, found[argument]) for argument in arguments)))
            if len(told) <= LONGEST:
                return f"Write {told} in place of {subject.formula(node)}."
    return ""


def larger_forms(row: Primitive, args: Sequence[Any], cure: Cure) -> list[str]:
    """The formulas with a row, asked as here, that have a better form: "softplus(x) for log(1 + exp(x))"."""
    known = []
    for each in REWRITES:
        for naive, (pattern, _) in zip(each.naive, each.patterns, strict=True):
            uses = any(_asks(node, row, args) for node in topological_order(pattern))
            if cure in each.cures and each.better is not None and uses:
                known.append(f"{_written(each.better)} for {_written(naive)}")
                break
    return known


def _asks(node: Node, row: Primitive, args: Sequence[Any]) -> bool:
    """Whether a step of a pattern is this row with these plain numbers: x ** 2 is no x ** 300."""
    plain = zip(node.args, args, strict=False)
    return node.primitive is row and all(arg.__class__ is Node or _same(arg, given) for arg, given in plain)


def _written(rule: Callable[..., Any]) -> str:
    """A rule as text."""
    return text(read(rule, WORDS)(*map(Name, parameters(rule))))


def _mention(subject: Subject, thing: Any) -> Term:
    """What an argument stands for, as part of a formula; a long list by its first members."""
    if not isinstance(thing, list):
        return subject.mention(thing)
    if len(thing) > LISTED:
        first = ", ".join(text(subject.mention(each)) for each in thing[: LISTED - 1])
        return Name(f"[{first}, ...]")
    return [subject.mention(each) for each in thing]


def match(pattern: Any, thing: Any, arguments: frozenset[Node]) -> Iterator[Found]:
    """What the arguments of a pattern may stand for in a graph, if it has that form; x + 1 fits a + b in two ways."""
    if pattern in arguments:
        yield {pattern: thing}
    elif pattern.__class__ is not Node or thing.__class__ is not Node:
        yield from [{}] if _same(pattern, thing) else []
    elif pattern.primitive in (sum, mean):
        yield from _match_many(pattern.args[0], _terms(pattern, thing), arguments)
    elif pattern.primitive is power and thing.primitive is mul:  # x * x for x ** 2
        if pattern.args[1] == 2 and thing.args[0] is thing.args[1]:
            yield from match(pattern.args[0], thing.args[0], arguments)
    elif pattern.primitive is thing.primitive and len(pattern.args) == len(thing.args):
        yield from _match_each(pattern.args, thing.args, arguments)
        if pattern.primitive in COMMUTE:
            yield from _match_each(pattern.args, thing.args[::-1], arguments)


def _match_each(patterns: Sequence[Any], things: Sequence[Any], arguments: frozenset[Node]) -> Iterator[Found]:
    """Matches side by side, in which an argument that comes twice stands for the same thing."""
    if not patterns:
        yield {}
        return
    for first in match(patterns[0], things[0], arguments):
        for rest in _match_each(patterns[1:], things[1:], arguments):
            if all(_same(each, rest[key]) for key, each in first.items() if key in rest):
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


def _same(one: Any, other: Any) -> bool:
    """Whether two things are the same node, the same number, or lists of the same."""
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    if one.__class__ is Node or other.__class__ is Node:
        return one is other
    return not shape_of(one) and not shape_of(other) and bool(one == other)
