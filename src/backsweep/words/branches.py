"""Branches within branches: what is known to hold in one need not be asked again inside it.

A rule makes its unused branch harmless first, `where(x == 0, 0, 1 / where(x == 0, 1, x))`, since both are
evaluated. To a reader that is 0 if x == 0 else 1 / x.
"""

from __future__ import annotations

from collections.abc import Mapping

from backsweep.words.expression import Applied, Condition, Term, apply, is_branch
from backsweep.words.text import text


def settle(term: Term, facts: Mapping[str, bool] | None = None) -> Term:
    """The term with every condition resolved that an enclosing branch has decided.

    >>> from backsweep.primitives.piecewise import where
    >>> from backsweep.words.expression import Name, writer
    >>> x, choose = Name("x"), writer(where)
    >>> text(settle(choose(x == 0, 0, 1 / choose(x == 0, 1, x))))
    '0 if x == 0 else 1 / x'
    """
    facts = facts or {}
    if isinstance(term, Condition):
        return Condition(term.sign, settle(term.left, facts), settle(term.right, facts))
    if isinstance(term, (list, tuple)):
        return [settle(item, facts) for item in term]
    if not isinstance(term, Applied):
        return term
    if not is_branch(term):
        whole = apply(term.row, *(settle(arg, facts) for arg in term.args))
        inner = first_branch(whole)
        # A choice inside a formula becomes a choice between two formulas.
        return whole if inner is None else settle(Applied(inner.row, (inner.args[0], whole, whole)), facts)
    condition = settle(term.args[0], facts)
    asked = text(condition)
    if asked in facts:
        return settle(term.args[1 if facts[asked] else 2], facts)
    yes = settle(term.args[1], {**facts, asked: True})
    no = settle(term.args[2], {**facts, asked: False})
    return yes if text(yes) == text(no) else Applied(term.row, (condition, yes, no))


def first_branch(term: Term) -> Applied | None:
    """The first choice inside a formula, which is not itself one."""
    if not isinstance(term, Applied) or is_branch(term):
        return None
    for arg in term.args:
        found = arg if is_branch(arg) else first_branch(arg)
        if found is not None:
            return found
    return None
