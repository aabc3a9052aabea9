"""annotate: the user's source, each line with what it did to the value, to the derivative and to their exactness.

One idea: a trace knows the line that made each node. So what is known of the nodes, added up by line, is what is known
of the lines: a line profiler for gradients.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from os import PathLike
from typing import Any

from backsweep.diagnosis import annotation_html, annotation_text
from backsweep.diagnosis.blocks import Block, blocks_of
from backsweep.diagnosis.ranges import Range, range_of
from backsweep.diagnosis.rounding import Estimate, estimated, is_double
from backsweep.errors import WrongKind
from backsweep.node import Node, short
from backsweep.place import Place
from backsweep.show.saving import by_ending, save
from backsweep.traces.trace import Trace, trace
from backsweep.values import is_array, numpy


@dataclass(frozen=True)
class Line:
    """A line of source, and what its nodes are like.

    place   the file and the number of the line
    source  its text, without the indentation that its function's lines share; "" where it is unknown
    nodes   how many nodes it made, of those that the result depends on
    values  the range of their values; None where there are none
    ders    the range of |der|, the size of the derivative of the result by each
    error   what their rounding comes to in the result, as a size; None where it cannot be estimated
    share   that as a share of the errors of all lines, from 0 to 1
    """

    place: Place
    source: str
    nodes: int = 0
    values: Range | None = None
    ders: Range | None = None
    error: float | None = None
    share: float | None = None


@dataclass(frozen=True)
class Function:
    """A function of the source, with all its lines; where its source is unknown, those that made nodes.

    name    "loss", or "Model.loss" for a method; "" for a statement outside of functions
    file    the file it stands in
    known   whether its source is known
    lines   its lines, in order
    """

    name: str
    file: str
    known: bool
    lines: tuple[Line, ...]


class Annotation:
    """The source of a function and of those it calls, each line with its nodes, values, ders and rounding.

    trace      the run that is told
    functions  every Function with a line that made nodes, callers before what they call
    lines      the lines of all of them, one after another
    elsewhere  how many computed nodes come from no line that is known
    digits     how many digits of the result are good, about; None where that cannot be estimated
    double     whether all arrays are of doubles: of others rounding is not estimated

    Print it for the table; `html()` gives the same as a page, `save("loss.html")` writes it, a notebook shows it.
    """

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        by_place, self.elsewhere = _by_place(trace)
        estimate = estimated(trace)
        self.digits = None if estimate is None else estimate.digits
        self.double = all(map(is_double, trace.order))
        told = _told(by_place, trace.ders, estimate)
        self.functions = tuple(_functions(told, trace))

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        return tuple(line for function in self.functions for line in function.lines)

    def html(self) -> str:
        """The annotated source as a page of HTML that needs nothing beside it."""
        return annotation_html.page(self)

    def save(self, path: str | PathLike[str]) -> None:
        """Writes it to a file: .html the page, .txt the table.

        Raises:
            StructureError: the name has another ending.
            CannotSave: the file cannot be written; what was there before is still there.
        """
        save(path, by_ending(path, {".html": Annotation.html, ".txt": Annotation.__str__})(self))

    def _repr_html_(self) -> str:
        """The same as a part of a notebook."""
        return annotation_html.part(self)

    def __str__(self) -> str:
        return annotation_text.write(self)

    def __repr__(self) -> str:
        nodes = sum(line.nodes for line in self.lines)
        return f"<annotation of {self.trace.labels[self.trace.output]}: {nodes} nodes on {len(self.lines)} lines>"


def annotate(f: Callable[..., Any] | Trace | Node, /, *args: Any, **kwargs: Any) -> Annotation:
    """The source of f and of what it calls, each line with what it did; also of a Trace.

    Each line has the number of nodes it made, the range of their values, the range of |der|, and its share in the
    rounding error of the result. Nodes that the result does not depend on are not counted. The inputs' `der` are set,
    as by `trace`. Where the source is unknown (typed at a prompt, made by exec), lines have their numbers alone.

    Raises:
        WrongKind: f is neither a function nor a Trace; or arguments come with a Trace.
        StructureError: f does not return one number.

    >>> def f(x):
    ...     total = 0.0
    ...     for power in range(3):
    ...         total = total + x**power
    ...     return total
    >>> [(line.nodes, str(line.values)) for line in annotate(f, 2.0).lines if line.nodes]
    [(6, '1.0 to 7.0')]
    """
    if not isinstance(f, Trace):
        if not callable(f) and not isinstance(f, Node):
            raise WrongKind(f"annotate needs a function and its arguments, or a Trace, but got {short(f)}.")
        return Annotation(trace(f, *args, **kwargs))
    if args or kwargs:
        raise WrongKind("annotate of a Trace takes no further arguments: annotate(trace).")
    return Annotation(f)


def _by_place(trace: Trace) -> tuple[dict[Place, list[Node]], int]:
    """The computed nodes by the line that made them, in order of first use; and how many come from no line."""
    found: dict[Place, list[Node]] = {}
    elsewhere = 0
    for node in trace.order:
        origin = trace.origin(node)
        if origin is not None:
            found.setdefault(origin.place, []).append(node)
        elif node.primitive is not None:
            elsewhere += 1
    return found, elsewhere


def _told(
    by_place: Mapping[Place, list[Node]], ders: Mapping[Node, Any], estimate: Estimate | None
) -> dict[Place, Line]:
    """Each line that made nodes with what is to be said of it."""
    errors = {place: _error(nodes, estimate) for place, nodes in by_place.items()} if estimate else {}
    whole = math.fsum(errors.values())
    return {
        place: Line(
            place,
            place.text,
            len(nodes),
            range_of(value for node in nodes for value in _numbers(node.val)),
            range_of(_size(ders.get(node, 0)) for node in nodes if not isinstance(node.val, tuple)),
            errors.get(place),
            (errors[place] / whole if whole else 0.0) if errors else None,
        )
        for place, nodes in by_place.items()
    }


def _numbers(val: Any) -> Iterable[Any]:
    """The value; of a call with several results each of them."""
    return val if isinstance(val, tuple) else (val,)


def _size(der: Any) -> Any:
    if is_array(der):
        return numpy().abs(der)
    return math.hypot(der.real, der.imag) if isinstance(der, complex) else abs(der)


def _error(nodes: Iterable[Node], estimate: Estimate) -> float:
    """What the rounding of some nodes comes to: known errors add up with their signs, others as chance does."""
    parts = [(estimate.own[node].known, estimate.parts[node]) for node in nodes if node in estimate.parts]
    known = math.fsum(part for by_sign, part in parts if by_sign)
    return math.hypot(known, *(part for by_sign, part in parts if not by_sign))


def _functions(told: Mapping[Place, Line], trace: Trace) -> Iterator[Function]:
    """The functions of these lines, callers first."""
    places: dict[Block | str, list[Place]] = {}
    for place, block in blocks_of(trace).items():
        places.setdefault(block, []).extend([place] * (place in told))
    for block, busy in places.items():
        if busy and isinstance(block, Block):
            yield Function(block.name, block.file, True, tuple(_lines(block, told)))
        elif busy and isinstance(block, str):
            yield Function(
                "", block, False, tuple(sorted(map(told.__getitem__, busy), key=lambda line: line.place.line))
            )


def _lines(block: Block, told: Mapping[Place, Line]) -> Iterable[Line]:
    """Every line of a block, also those without nodes."""
    for number, source in enumerate(block.lines(), block.first):
        place = Place(block.file, number)
        line = told.get(place, Line(place, source))
        yield Line(place, source, line.nodes, line.values, line.ders, line.error, line.share)
