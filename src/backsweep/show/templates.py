"""How a node's formula is written, with holes where its arguments stand, so that a page can fill them in.

One idea: the words of the library are asked once for a row and not once for a node. Arguments are named after their
positions, between two characters that no name has; a page puts labels there, or numbers. Whether a negative number
needs parentheses in a hole is found by asking for a negative one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from backsweep.kinds import OverSequence
from backsweep.row import TABLE, Primitive
from backsweep.show.wording import MANY
from backsweep.words.expression import WORDS, Applied, Name, Term, term_of
from backsweep.words.text import text

LISTED = 16  # terms of a sequence that are written out
OPEN, CLOSE, GUARDED = "\x02", "\x03", "!"


def expression(row: Primitive, args: Sequence[Any], vals: Sequence[Any] = ()) -> str:
    """How a row is written. `args` are the numbers that are written out, and None for each hole.

    `vals` are what the holes stand for, where a row over whole arrays leaves out what goes without saying of them.

    >>> expression(TABLE["power"], [None, 2]).replace(OPEN, "<").replace(CLOSE, ">")
    '<0!> ** 2'
    """
    terms = [_hole(position) if arg is None else term_of(arg) for position, arg in enumerate(args)]
    if row.kind == "array":
        known = zip(terms, vals or args, strict=True)
        return text(_applied(row, [Name(term.name, val) if isinstance(term, Name) else term for term, val in known]))
    plain = whole = text(_applied(row, terms))
    if row.symbol is None or row.kind == "item":
        return whole  # a call has parentheses of its own
    for position, term in enumerate(terms):
        if isinstance(term, Name):
            negative = Applied(TABLE["neg"], (term,))
            below = text(_applied(row, [*terms[:position], negative, *terms[position + 1 :]]))
            if below == plain.replace(term.name, f"(-{term.name})"):
                whole = whole.replace(term.name, f"{OPEN}{position}{GUARDED}{CLOSE}")
    return whole


def slopes(row: Primitive, args: Sequence[Any], vals: Sequence[Any] = ()) -> list[str]:
    """The local derivative by each argument, with holes for the arguments and, after them, for the answer.

    "" where there is none to be written: of a whole call, or where it would be too long to read. `vals`, of the
    arguments and the answer, decide between the branches of a rule; without them all are written.

    >>> slopes(TABLE["relu"], [None], [3.0, 3.0])
    ['1']
    """
    if row.kind in ("call", "item", "array") or (row.kind == "sequence" and len(args) > MANY):
        return [""] * len(args)
    known = vals or [None] * (len(args) + 1)
    terms = tuple(
        _hole(position, known[position]) if arg is None else term_of(arg) for position, arg in enumerate(args)
    )
    wanted = [position for position, arg in enumerate(args) if arg is None]
    weights = dict(row.weights(WORDS, terms, _hole(len(args), known[len(args)]), wanted))
    return [
        text(row.scale(WORDS, 1, weights[position])) if position in weights else "" for position in range(len(args))
    ]


def _hole(position: int, val: Any = None) -> Name:
    return Name(f"{OPEN}{position}{CLOSE}", val)


def _applied(row: Primitive, terms: Sequence[Term]) -> Term:
    return Applied(row, tuple(map(_shortened, row.split(terms))) if isinstance(row, OverSequence) else tuple(terms))


def _shortened(terms: Sequence[Term]) -> list[Term]:
    """The terms of a sequence; of many the first and the last."""
    return list(terms) if len(terms) <= LISTED else [*terms[: LISTED - 4], Name("..."), *terms[-4:]]
