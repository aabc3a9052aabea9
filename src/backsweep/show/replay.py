"""A trace as a flat program that its page replays: which rule made each node, and from what.

One idea: everything about many nodes is a column of small numbers (a rule's number, how far back an argument stands),
which loops repeat and which therefore take next to no room once packed. What is said once is in tables: rules, forms
of formulas, constants, lines.

Nodes have the numbers of the trace's order, inputs first. After them come nodes that the result does not depend on,
but a comparison looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from backsweep.kinds import Elementwise
from backsweep.node import Node, short
from backsweep.row import Primitive
from backsweep.show import templates
from backsweep.show.opcodes import NotReplayable, Rule, is_double, rule_of
from backsweep.sweeps.order import topological_order
from backsweep.values import is_array, shape_of
from backsweep.worlds import value_of

if TYPE_CHECKING:
    from backsweep.traces.trace import Trace

INPUT = -1
UNKNOWN = -2  # a node behind a comparison that cannot be replayed

# Constants are written into formulas for so many forms: x ** 2 has the slope 2 * x. Beyond, data would fill the table.
FORMS = 2000

# What a formula with branches has in it; and of so many nodes with such a rule the branch taken is found and told.
BRANCH = " if "
BRANCHED = 5000


@dataclass
class Program:
    """A trace as columns and tables.

    nodes      the Nodes, in the order of the columns
    count      how many of them belong to the trace
    forms      how a node is written: its number of arguments and the texts of its formula and its slopes
    form       each node's form
    args       for all nodes, one after the other, each argument: how many nodes back it stands, or -1 - its constant
    constants  the numbers among the arguments
    rules      how a node is replayed
    rule       each node's rule; INPUT for an input
    reason     why the trace cannot be replayed; "" where it can
    """

    nodes: list[Node]
    count: int
    forms: list[Form] = field(default_factory=list)
    form: list[int] = field(default_factory=list)
    args: list[int] = field(default_factory=list)
    constants: list[Any] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    rule: list[int] = field(default_factory=list)
    reason: str = ""

    def number_of(self, node: Node) -> int:
        """Which of the nodes this is. (Not `nodes.index`, which compares values.)"""
        return next(number for number, one in enumerate(self.nodes) if one is node)


@dataclass(frozen=True)
class Form:
    """How the nodes of one kind are written.

    row     their row; None for inputs
    args    how many arguments they have
    text    the formula, with holes
    slopes  for each argument the local derivative with holes; "" where it is a number
    taken   whether the rule has branches, so that the slopes hold only where those are taken that were recorded
    """

    row: Primitive | None
    args: int
    text: str
    slopes: tuple[str, ...]
    taken: bool = False


def program_of(trace: Trace) -> Program:
    """A trace as a program, with the nodes that its guards looked at.

    >>> from backsweep.traces.trace import trace
    >>> program = program_of(trace(lambda x: (x + 2.0) ** 2, 1.0))
    >>> program.rule, program.args
    ([-1, 0, 1], [1, -1, 1, -2])
    """
    own = set(trace.order)
    asked = [side for guard in trace.guards for side in (guard.left, guard.right) if side.__class__ is Node]
    others = [node for node in topological_order(*asked) if node not in own]
    return Writer(trace.order, others).program(trace)


class Writer:
    """A program in the making."""

    def __init__(self, nodes: list[Node], others: list[Node]) -> None:
        self._program = Program([*nodes, *others], len(nodes))
        self._numbers = {node: index for index, node in enumerate(self._program.nodes)}
        self._forms: dict[Any, int] = {}
        self._rules: dict[Any, int | str] = {}
        self._constants: dict[Any, int] = {}
        self._unknown: set[int] = set()
        self._branched = 0

    def program(self, trace: Trace) -> Program:
        """The program; where a node of the trace itself cannot be replayed, with the reason."""
        program = self._program
        program.reason = _no_doubles(trace)
        for index, node in enumerate(program.nodes):
            program.form.append(self._form(node))
            program.args.extend(
                index - self._numbers[arg] if arg.__class__ is Node else -1 - self._constant(arg) for arg in node.args
            )
            rule = self._rule(node)
            if isinstance(rule, str) and index < program.count:
                program.reason = program.reason or f"{rule}."
            program.rule.append(self._known(index, node, rule))
        return program

    def _known(self, index: int, node: Node, rule: int | str) -> int:
        """The rule's number, if it and all that the node was computed from can be replayed."""
        if isinstance(rule, str) or any(self._numbers[parent] in self._unknown for parent in node.parents):
            self._unknown.add(index)
            return UNKNOWN
        return rule

    def _form(self, node: Node) -> int:
        """The number of the form in which a node is written."""
        row, args = node.primitive, node.args
        told: list[Any] = []
        if row is not None:
            few = len(self._forms) < FORMS
            told = [None if arg.__class__ is Node else arg for arg in args] if few else _in_the_rule(row, args)
        # 2 and 2.0 are written in different ways, and nan is another key each time.
        vals = [value_of(arg) for arg in args] if row is not None and row.kind == "array" else []
        key = (row, *map(_key, told), *(len(shape_of(val)) for val in vals))
        found = self._forms.get(key)
        if found is None:
            found = self._added(key, INPUT_FORM if row is None else _form(row, told, vals))
        general = self._program.forms[found]
        of_one = general.taken and not node.shape  # the entries of an array may each take another branch
        if row is None or not of_one or self._branched == BRANCHED or len(self._forms) >= FORMS:
            return found
        self._branched += 1
        slopes = _slopes_taken(row, told, node)
        taken = (*key, *slopes)
        return self._forms[taken] if taken in self._forms else self._added(taken, replace(general, slopes=slopes))

    def _added(self, key: Any, form: Form) -> int:
        self._forms[key] = len(self._forms)
        self._program.forms.append(form)
        return self._forms[key]

    def _rule(self, node: Node) -> int | str:
        """The number of a node's rule, or why it has none."""
        row = node.primitive
        if row is None:
            return INPUT if is_double(node.val) else UNKNOWN
        told = _in_the_rule(row, node.args)
        key = (row, *map(_key, told))
        if key not in self._rules:
            try:
                rule = rule_of(row, told)
                self._rules[key] = len(self._program.rules)
                self._program.rules.append(rule)
            except NotReplayable as reason:
                self._rules[key] = str(reason)
        return self._rules[key]

    def _constant(self, number: Any) -> int:
        """The place of a number among the constants."""
        key = _key(number)
        found = self._constants.get(key)
        if found is None:
            found = self._constants[key] = len(self._program.constants)
            self._program.constants.append(number)
        return found


INPUT_FORM = Form(None, 0, "", ())


def _key(told: Any) -> Any:
    """What tells constants apart; a large array is written with gaps, so of arrays each is its own."""
    return id(told) if is_array(told) else repr(told)


def _form(row: Primitive, told: Sequence[Any], vals: Sequence[Any]) -> Form:
    formulas = templates.slopes(row, told)
    return Form(
        row,
        len(told),
        templates.expression(row, told, vals),
        tuple("" if BRANCH in formula else formula for formula in formulas),
        any(BRANCH in formula for formula in formulas),
    )


def _slopes_taken(row: Primitive, told: Sequence[Any], node: Node) -> tuple[str, ...]:
    """The local derivatives of a node in the branches that its values take."""
    vals = [value_of(arg) for arg in node.args]
    if not node.shape and row.is_edge(vals):
        return ("",) * len(told)
    formulas = templates.slopes(row, told, [*vals, node.val])
    return tuple("" if BRANCH in formula else formula for formula in formulas)


def _in_the_rule(row: Primitive, args: Sequence[Any]) -> list[Any]:
    """The arguments that are part of a node's rule; None for the others, which the rule is given.

    Those are arguments without a derivative, such as the 2 of x ** 2, and truth values.
    """
    static = row.static if isinstance(row, Elementwise) else (False,) * len(args)
    return [
        arg if arg.__class__ is not Node and (fixed or isinstance(arg, bool)) else None
        for arg, fixed in zip(args, static, strict=True)
    ]


def _no_doubles(trace: Trace) -> str:
    """Why the numbers of a trace are none of JavaScript's; "" where they are."""
    for node in trace.order:
        for told in (node.val, *(arg for arg in node.args if arg.__class__ is not Node)):
            if not is_double(told):
                label = trace.labels[node]
                if is_array(told):
                    of = "is" if told is node.val else "was computed with"
                    return f"{label} {of} an array of shape {shape_of(told)}; a page computes with single numbers only."
                return f"{label} has to do with {short(told)}, {_kind(told)}, and a page computes with floats only."
    return ""


def _kind(number: Any) -> str:
    """What a number is that is no float."""
    if isinstance(number, int):
        return "an int that no float holds"
    kinds = {complex: "a complex number", Fraction: "a fraction", tuple: "several numbers at once"}
    return kinds.get(type(number), f"a {type(number).__name__}")
