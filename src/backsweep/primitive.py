"""primitive(): the one way into the table."""

from __future__ import annotations

from collections.abc import Mapping
from keyword import iskeyword
from typing import Any

from backsweep.accuracy import Accuracy
from backsweep.domain import Domain
from backsweep.errors import RuleError
from backsweep.kinds import Elementwise, OverSequence, Structural, is_number
from backsweep.place import called_from_inside
from backsweep.row import TABLE, Primitive, Rule
from backsweep.vocabulary import check_vocabulary, parameters

__all__ = ["TABLE", "Primitive", "primitive"]

# The rows that come with backsweep. They cannot be redefined: half the table is written in them.
OWN: set[str] = set()


def primitive(
    name: str,
    *,
    value: Rule,
    partials: Mapping[str, Any] | Rule | None = None,
    transposes: Mapping[str, Any] | None = None,
    about: str = "",
    domain: Mapping[str, Domain] | None = None,
    edges: Mapping[tuple[float, ...], tuple[float, ...]] | None = None,
    latex: str | None = None,
    symbol: str | None = None,
    complex: Rule | None = None,
    native: str | Rule | None = None,
    js: str | Rule | None = None,
    array: str | None = None,
    accuracy: Accuracy | None = None,
    source: str = "",
    stepwise: bool = False,
) -> Primitive:
    """A new row of the table: call it on numbers or Nodes, and it works in every sweep.

    name        what it is called
    value       the function on plain numbers
    partials    by argument name, the local derivative as a function of the arguments and then the answer,
                or a number where it is constant; an argument without one is static. Or, for a function over
                sequences, one function of the sequence(s) and the answer that returns the list of all partials.
    transposes  instead of partials, for a linear map: by argument name, what the argument receives, as a
                function of the answer's der, the arguments and the answer
    about       one sentence
    domain      by argument name, where it has a value
    edges       {point: partials} where the rule would divide by zero or calculus has no answer; -0.0 counts as 0.0
    latex       the value, with {x} for an argument: r"\\tan {x}"
    symbol      the infix or prefix operator that writes it: "+"
    complex     the function on complex numbers, where it is analytic
    native, js  the name of the same function in libm (or LLVM) and of JavaScript's function or operator ("Math.sin",
                "%"), where value is opaque; either may also be the same function, for native bit for bit, written
                in primitives. Without a js, native's rule is read in its place
    array       the name of the same function in NumPy, entry by entry, where value is opaque; "special.erf" for one
                that SciPy has, which is used where SciPy is installed
    accuracy    its bounds, where they are not the usual 8 ulp
    source      where the formula comes from
    stepwise    for a function over sequences: the derivatives of its value's own steps are its partials, bit for
                bit, so that compile may write it down step by step

    A rule names only primitives, numbers and its own parameters, so that it can be read in every world:
    use where(condition, a, b) for `if`. Both branches are evaluated, so make the unused one harmless first.

    Raises:
        RuleError: a rule breaks this, or the name is taken by one of backsweep's own rows.

    >>> from backsweep import Node, primitive
    >>> cube = primitive("cube", value=lambda x: x * x * x, partials=dict(x=lambda x, y: 3 * x * x))
    >>> x = Node(2.0)
    >>> cube(x).backward()
    >>> x.der
    12.0
    """
    if not isinstance(name, str) or not name.isidentifier() or iskeyword(name):
        raise RuleError(f"A primitive's name is a Python name, but got name = {name!r}.")
    if not callable(value):
        raise RuleError(f"{name} needs value, the function on plain numbers, but got value = {value!r}.")
    if partials is not None and transposes is not None:
        raise RuleError(f"{name} takes either partials or transposes, but got both.")
    fields = {
        "name": name,
        "about": about,
        "value": value,
        "domain": domain,
        "edges": edges,
        "latex": latex,
        "symbol": symbol,
        "complex": complex,
        "native": native,
        "js": js,
        "array": array,
        "accuracy": accuracy,
        "source": source,
    }
    if transposes is not None:
        row: Primitive = Structural(transposes, args=_arguments(name, transposes, extra=("g",)), **fields)
    elif isinstance(partials, Mapping):
        stated = {arg: rule for arg, rule in partials.items() if rule is not None}
        row = Elementwise(stated, args=_arguments(name, stated), **fields)
    elif partials is not None:
        check_vocabulary(partials, f"The rule for the partials of {name}", name)
        row = OverSequence(partials, stepwise, args=parameters(partials)[:-1], **fields)
    else:
        raise RuleError(f"{name} needs partials or transposes: partials=dict(x=lambda x, y: ...).")
    _check_points(row)
    return _enter(row, own=called_from_inside())


def _arguments(name: str, rules: Mapping[str, Any], extra: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The arguments' names: a rule's parameters, less the answer and (for a transpose) the der."""
    found: dict[tuple[str, ...], str] = {}
    for arg, rule in rules.items():
        if rule is not None and not is_number(rule):
            check_vocabulary(rule, f"The rule of {name} for {arg}", name)
            found[parameters(rule)[len(extra) : -1]] = arg
    if not rules:
        raise RuleError(f"{name} needs a rule for at least one argument: partials=dict(x=lambda x, y: ...).")
    if not found:
        return tuple(rules)
    if len(found) > 1:
        raise RuleError(f"The rules of {name} disagree about its arguments: {' and '.join(map(str, found))}.")
    (args,) = found
    if not args:
        raise RuleError(f"A rule of {name} takes its arguments and then the answer: lambda x, y: ...")
    for arg in rules:
        if arg not in args:
            raise RuleError(f"{name} has a rule for {arg}, but its arguments are {', '.join(args)}.")
    return args


def _check_points(row: Primitive) -> None:
    """Refuses a domain or edges that do not fit the row's arguments."""
    for name in row.domain:
        if name not in row.args:
            raise RuleError(f"{row.name} has a domain for {name}, but its arguments are {', '.join(row.args)}.")
    for point, found in row.edges.items():
        sizes = {len(side) if isinstance(side, tuple) else 0 for side in (point, found)}
        if sizes != {len(row.args)}:
            raise RuleError(
                f"{row.name} needs edges as {{point: partials}}, two tuples with one number for each of "
                f"{', '.join(row.args)}, but got {{{point!r}: {found!r}}}."
            )


def _enter(row: Primitive, own: bool) -> Primitive:
    """Puts a row into the table; a user's row may be redefined, as when a notebook cell runs again."""
    if row.name in OWN:
        raise RuleError(f"backsweep has a primitive named {row.name} already. Choose another name.")
    if own:
        OWN.add(row.name)
    TABLE[row.name] = row
    return row
