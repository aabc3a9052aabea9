"""What a page is told of a trace, as plain data for JSON.

Three ways, by what can be done: a program with the recorded numbers; for a large graph the program alone, which the
page runs when it is opened; and for a trace that JavaScript cannot replay, all numbers as texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from math import isfinite
from typing import TYPE_CHECKING, Any

from backsweep.domain import Interval, Without
from backsweep.node import Node
from backsweep.place import Place
from backsweep.primitive import Primitive
from backsweep.show.opcodes import Rule, Script, is_double
from backsweep.show.replay import Form, Program, program_of
from backsweep.show.sources import Listing, listings
from backsweep.show.wording import brief
from backsweep.traces.steps import Contribution, plain
from backsweep.traces.tables import handed, in_full
from backsweep.values import shape_of
from backsweep.words.text import number

if TYPE_CHECKING:
    from backsweep.traces.trace import Trace

# More nodes than this are recomputed by the page.
RECORDED = 5000
# So many ders stand at the head of a page.
RESULTS = 4
# More entries of gradients than this are left out of a trace that cannot be replayed.
ENTRIES = 200_000

Json = dict[str, Any]


def contents(trace: Trace, formula: str | None = None) -> Json:
    """All that a page needs to know. `formula` is the source, where it is no Python file.

    >>> from backsweep.traces.trace import trace
    >>> told = contents(trace(lambda x: (x + 2) ** 2, 2))
    >>> told["start"], told["recorded"]["der"]
    ([2], [8, 8, 1])
    """
    program = program_of(trace)
    numbers = Numbers(trace)
    reason = program.reason or numbers.reason()
    told = {
        "mode": trace.mode,
        "count": program.count,
        "inputs": len(trace.inputs),
        "output": program.number_of(trace.output),
        "reason": reason,
        "forms": [_form(form) for form in program.forms],
        "form": program.form,
        "args": program.args,
        "constants": [_number(constant) if is_double(constant) else number(constant) for constant in program.constants],
        "labels": _labels([_label(trace, node) for node in program.nodes]),
        "results": numbers.results(),
        "counts": trace.counts.table(),
    }
    told |= _source(trace, program, formula)
    if reason:
        return told | {"told": numbers.texts()}
    told |= _rules(program.rules) | {"rule": program.rule}
    told |= {
        "start": [_number(node.val) for node in trace.inputs],
        "fixed": {
            str(index): _number(node.val)
            for index, node in enumerate(program.nodes[program.count :], program.count)
            if node.primitive is None and is_double(node.val)
        },
        "whole": numbers.whole(),
        "guards": _guards(trace, program),
    }
    return told | ({"recorded": numbers.recorded()} if program.count <= RECORDED else {})


class Numbers:
    """The numbers of both sweeps, by node; local derivatives by edge."""

    def __init__(self, trace: Trace) -> None:
        self._trace = trace
        self.val = [node.val for node in trace.order]
        self.der = [plain(node, trace.ders.get(node, 0)) for node in trace.order]

    @cached_property
    def partial(self) -> list[Any]:
        """The local derivatives, node by node."""
        return [partial for node in self._trace.order for partial in node.partials]

    def reason(self) -> str:
        """Why the page cannot compute with these numbers; "" where it can."""
        for der in self.der:
            if not is_double(der):
                return f"A der is {number(der)}, and a page computes with floats only."
        return ""

    def recorded(self) -> Json:
        """All numbers as they are."""
        return {name: [_number(told) for told in getattr(self, name)] for name in ("val", "der", "partial")}

    def whole(self) -> dict[str, str]:
        """Which numbers are ints: a text of 0 and 1. (Of local derivatives that are computed, the rules say.)"""
        names = ("val", "der", "partial") if len(self.val) <= RECORDED else ("val", "der")
        return {name: "".join("01"[isinstance(told, int)] for told in getattr(self, name)) for name in names}

    def results(self) -> Json:
        """The value, and the ders of the first inputs, in full."""
        trace = self._trace
        ders = list(trace.gradient.values())[:RESULTS]
        return {"value": in_full(trace.output.val), "ders": [in_full(der) for der in ders]}

    def texts(self) -> Json:
        """Every number in six digits, every array by its shape and range; forward mode where that is not too much."""
        visits = self._trace.in_mode("reverse").backward[::-1]
        places = {self._trace.labels[node]: place for place, node in enumerate(self._trace.order)}
        told = {
            "val": list(map(brief, self.val)),
            "der": list(map(brief, self.der)),
            "partial": list(map(brief, self.partial)),
            "entries": {str(place): number(val) for place, val in enumerate(self.val) if shape_of(val)},
            "linear": [place for place, node in enumerate(self._trace.order) if is_linear_map(node)],
            "contributions": [
                [_contribution(step.der, part, places) for part in step.contributions] for step in visits
            ],
        }
        inputs = sum(node.size for node in self._trace.inputs)
        if sum(node.size for node in self._trace.order) * inputs > ENTRIES:
            return told
        steps = self._trace.in_mode("forward").forward
        gradient = [{places[label]: brief(entry) for label, entry in (step.gradient or {}).items()} for step in steps]
        return told | {"gradient": gradient}


def _contribution(der: Any, part: Contribution, places: Mapping[str, int]) -> list[Any]:
    """The parent's number, then the local derivative, what is handed on, and the running sum."""
    summed = part.partial is not None and handed(der, part).startswith("sum of")
    partial = brief(part.partial) + ", summed" * summed
    return [places[part.parent], partial, brief(part.amount), brief(part.total)]


def is_linear_map(node: Node) -> bool:
    """Whether a node takes arrays as a whole, so that its local derivatives are linear maps."""
    return node.primitive is not None and node.primitive.kind == "array"


# Tables.


def _form(form: Form) -> list[Any]:
    row = form.row
    name = "" if row is None else row.name
    domain = [] if row is None or not row.domain else [_domain(row, name) for name in row.args]
    return [name, form.args, form.text, list(form.slopes), domain, int(form.taken)]


def _domain(row: Primitive, name: str) -> Json | None:
    """Where an argument of a row has a value, in numbers and in words."""
    domain = row.domain.get(name)
    if isinstance(domain, Interval):
        bounds = {"low": _number(domain.low), "high": _number(domain.high), "ends": domain.ends}
        return {"name": name, "words": domain.words(name), **bounds}
    if isinstance(domain, Without):
        return {"name": name, "words": domain.words(name), "without": _number(domain.value)}
    return None


def _rules(rules: Iterable[Rule]) -> Json:
    """The rules, with the names of operations in a table of their own."""
    operations: dict[str, int] = {}

    def script(found: Script) -> Json:
        steps = [[operations.setdefault(name, len(operations)), *registers] for name, registers in found.steps]
        return {
            "constants": [_number(constant) for constant in found.constants],
            "steps": steps,
            "results": list(found.results),
            "whole": list(found.whole),
        }

    told = [
        {
            "value": script(rule.value),
            "slopes": script(rule.slopes),
            "shares": script(rule.shares) if rule.shares else None,
        }
        for rule in rules
    ]
    return {"rules": told, "operations": list(operations)}


NUMBERED = re.compile(r"(.*?)(0|[1-9][0-9]{0,8})([^0-9]*)", re.DOTALL)


def _labels(labels: Sequence[str]) -> Json:
    """Labels as their last number and the text around it, each number as what it grows by: v1, v2, v3 take no room."""
    stems: dict[tuple[str, str, bool], int] = {}
    last: dict[int, int] = {}
    stem, grown = [], []
    for label in labels:
        found = NUMBERED.fullmatch(label)
        key = (found[1], found[3], True) if found else (label, "", False)
        index = stems.setdefault(key, len(stems))
        value = int(found[2]) if found else 0
        stem.append(index)
        grown.append(value - last.get(index, 0))
        last[index] = value
    return {"stems": [list(key) for key in stems], "stem": stem, "number": grown}


def _label(trace: Trace, node: Node) -> str:
    """A node's label; of one that the result does not depend on, its name."""
    return trace.labels.get(node) or node.name or "a number on the way"


def _source(trace: Trace, program: Program, formula: str | None) -> Json:
    """The source as listings, and each node's line: which of the places, and the turn of the loop around it."""
    if formula is not None:
        return {
            "listings": [{"name": "formula", "first": 1, "lines": [formula]}],
            "places": [],
            "place": [],
            "turn": [],
        }
    origins = [trace.origin(node) for node in program.nodes]
    places: dict[Place, int] = {}
    place = [-1 if origin is None else places.setdefault(origin.place, len(places)) for origin in origins]
    asked = [places.setdefault(guard.origin.place, len(places)) for guard in trace.guards]
    found = listings(places)
    return {
        "listings": [{"name": _short(one.file), "first": one.first, "lines": list(one.lines)} for one in found],
        "places": [[_short(one.file), one.line, _listing(found, one)] for one in places],
        "place": place,
        "asked": asked,
        "turn": [origin.scope.turn if origin is not None and origin.scope is not None else 0 for origin in origins],
    }


def _listing(found: Sequence[Listing], place: Place) -> int:
    """Which listing a line stands in; -1 for none."""
    inside = (
        number
        for number, one in enumerate(found)
        if one.file == place.file and one.first <= place.line < one.first + len(one.lines)
    )
    return next(inside, -1)


def _short(file: str) -> str:
    """A file's own name: the folders around it are nobody's business."""
    return re.split(r"[/\\]", file)[-1]


def _guards(trace: Trace, program: Program) -> Json:
    """The comparisons in columns; a side is the number of a node, -1 - the place of a number in `numbers`, or null."""
    index = {node: place for place, node in enumerate(program.nodes)}
    numbers: dict[str, int] = {}

    def side(thing: Any) -> int | None:
        if thing.__class__ is Node:
            return index[thing]
        return -1 - numbers.setdefault(repr(float(thing)), len(numbers)) if is_double(thing) else None

    return {
        "sign": [guard.sign for guard in trace.guards],
        "left": [side(guard.left) for guard in trace.guards],
        "right": [side(guard.right) for guard in trace.guards],
        "outcome": [guard.outcome for guard in trace.guards],
        "numbers": [_number(float(told)) for told in numbers],
    }


def _number(told: Any) -> Any:
    """A number for JSON, which has no nan and no infinities."""
    if isinstance(told, bool):
        return int(told)
    return told if isfinite(told) else str(float(told))
