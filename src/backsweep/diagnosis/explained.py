"""An explanation in words: the paths as a table, what is odd about them, and their sum.

Long paths are folded in the middle, so that an explanation always fits on a screen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from backsweep.traces.as_text import columns
from backsweep.traces.tables import ends, narrow
from backsweep.words.text import number

if TYPE_CHECKING:
    from backsweep.diagnosis.explain import ExplainedPath, Explanation, Step

STEPS = 6  # of a path
NAMED = 3  # local derivatives that are written with their names: of more, the path itself tells which they are
TERMS = 6  # of a sum
LABEL = 20  # characters

# Two ways to add up the same numbers may differ by a few roundings.
AGREE = 1e-6


def write(told: Explanation) -> str:
    """All there is to say, the derivative last."""
    return "\n\n".join(_parts(told))


def _parts(told: Explanation) -> Iterator[str]:
    y, x = narrow(told.output, LABEL), narrow(told.input, LABEL)
    if not told.count:
        yield f"{y} does not depend on {x}: no path leads from {x} to {y}, and so {x}.der = {number(told.der)}."
        return
    if not told.paths[0].steps:
        yield f"The one path from {x} to {y} has no step, and so {x}.der = {number(told.der)}."
        return
    yield _opening(told, y, x)
    yield columns(list(_table(told)))
    notes = list(_notes(told))
    if notes:
        yield "\n".join(notes)
    yield _sum(told, x)


def _opening(told: Explanation, y: str, x: str) -> str:
    """How many paths there are, and what to do with them."""
    if told.count == 1:
        return f"{y} depends on {x} along 1 path. Along it, multiply the local derivatives."
    here = f" Here are the {len(told.paths)} with the largest products.\n" if told.rest.count else " "
    begin = f"{y} depends on {x} along {_count(told.count)} paths.{here}"
    return begin + "Along each, multiply the local derivatives; then add up the products."


def _count(count: int) -> str:
    """1,024; a count that is too long to read in round numbers."""
    return f"{count:,}" if count < 10**15 else f"about {number(float(count) if count < 2**1000 else count, 3)}"


def _table(told: Explanation) -> Iterator[list[str]]:
    """One row for each path, and one for all others together."""
    for index, path in enumerate(told.paths):
        yield [f"path {index + 1}", _nodes(path.steps), _product(path)]
    if told.rest.count:
        many = "1 other path" if told.rest.count == 1 else f"{_count(told.rest.count)} other paths together"
        yield ["rest", many, number(told.rest.total)]


def _nodes(steps: Sequence[Step]) -> str:
    """x -> v1 -> y."""
    first, left_out, last = ends(steps, STEPS)
    names = [_from(step) for step in first]
    names += [f"... {left_out:,} more ..."] * bool(left_out)
    names += [_from(step) for step in last]
    return " -> ".join([*names, narrow(steps[-1].node, LABEL)])


def _from(step: Step) -> str:
    """The node that a step starts from: x, or (2nd x) where it stands in several places."""
    parent = narrow(step.parent, LABEL)
    return f"({step.place} {parent})" if step.place else parent


def _derivative(step: Step) -> str:
    """dy/dx, or dy/d(2nd x)."""
    return f"d{narrow(step.node, LABEL)}/d{_from(step)}"


def _product(path: ExplainedPath) -> str:
    """du/dx * dy/du = 2 * 3 = 6; of a longer path the numbers alone."""
    first, left_out, last = ends(path.steps, STEPS)
    factors = [*map(_factor, first), *["..."] * bool(left_out), *map(_factor, last)]
    names = list(map(_derivative, path.steps)) if len(path.steps) <= NAMED else []
    sides = [" * ".join(names), " * ".join(factors) if len(factors) > 1 else "", number(path.product)]
    return " = ".join(side for side in sides if side)


def _factor(step: Step) -> str:
    value = number(step.partial)
    return f"({value})" if value.startswith("-") else value


def _notes(told: Explanation) -> Iterator[str]:
    """What is odd about the paths, each thing once: that nothing comes along, or nothing that is a number."""
    found: dict[str, list[str]] = {}
    for index, path in enumerate(told.paths):
        found.setdefault(_note(path), []).append(str(index + 1))
    for note, paths in found.items():
        if note:
            *most, last = paths
            yield f"Paths {', '.join(most)} and {last}: {note}" if most else f"Path {last}: {note}"


def _note(path: ExplainedPath) -> str:
    """Why a product is 0, infinite, nan, or not what the factors come to; "" for any other."""
    zero = next((step for step in path.steps if step.partial == 0), None)
    endless = next((step for step in path.steps if not is_finite(step.partial)), None)
    if not isinstance(path.product, complex) and any(isinstance(step.partial, complex) for step in path.steps):
        return "this is the real part of the product, as the der of a real number is real."
    if path.product == 0 and zero:
        through = f", even through {_derivative(endless)} = {number(endless.partial)}" if endless else ""
        return f"nothing comes along{through}, since {_derivative(zero)} is 0."
    if path.product == 0:
        return "the product is not 0, but smaller than the smallest float."
    if is_finite(path.product):
        return ""
    if endless is None:
        return "the product is larger than the largest float."
    if zero and not is_nan(endless.partial):
        return f"{_derivative(endless)} is {number(endless.partial)} and {_derivative(zero)} is 0, which makes nan."
    return f"{_derivative(endless)} is {number(endless.partial)}."


def _sum(told: Explanation, x: str) -> str:
    """6.0 + 1.0 = 7.0 = x.der."""
    terms = [path.product for path in told.paths] + [told.rest.total] * bool(told.rest.count)
    added = number(told.total)
    if told.count == 1:
        return f"{x}.der = {number(told.der)}"
    if len(terms) <= TERMS:
        written = "".join(_term(term, first=index == 0) for index, term in enumerate(terms))
        added = f"{written} = {added}"
    else:
        added = f"All products add up to {added}"
    if _agree(told.total, told.der):
        return f"{added} = {x}.der"
    return f"{added}\n{x}.der = {number(told.der)} in the backward sweep. {_difference(told)}"


def _difference(told: Explanation) -> str:
    """Why the sweep, which adds at each node before it multiplies, got something else."""
    if is_finite(told.total):
        return "It adds at each node before it multiplies, and so rounds elsewhere: here the products nearly cancel."
    return "It adds at each node before it multiplies, and so did not meet what is infinite or nan here."


def _term(term: Any, first: bool) -> str:
    """A term of a sum with the sign before it."""
    written = number(term)
    if first:
        return written
    return f" - {written[1:]}" if written.startswith("-") else f" + {written}"


def _agree(total: Any, der: Any) -> bool:
    """Whether two results are the same, up to rounding."""
    if number(total) == number(der):
        return True
    return is_finite(total) and is_finite(der) and abs(total - der) <= AGREE * abs(der)


def is_finite(value: Any) -> bool:
    return value.__class__ is int or bool(value - value == 0)


def is_nan(value: Any) -> bool:
    return bool(value != value)
