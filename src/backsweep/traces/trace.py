"""trace: a function, or a finished Node, told step by step in either mode."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from os import PathLike
from typing import Any, Literal, overload

from backsweep.arrays import quietly
from backsweep.errors import StructureError, WrongKind
from backsweep.kinds import OverSequence
from backsweep.node import Node, short
from backsweep.show.display import trace_bundle, trace_html, trace_latex, trace_svg
from backsweep.show.dot import dot
from backsweep.show.page import page
from backsweep.show.picture import picture
from backsweep.show.saving import by_ending, save
from backsweep.show.svg import svg
from backsweep.sweeps.backward import sweep
from backsweep.sweeps.forward import Tangents
from backsweep.sweeps.local import fit, number_world
from backsweep.sweeps.order import topological_order
from backsweep.traces import as_json, as_latex, as_markdown, as_text
from backsweep.traces.blocks import carried, check_size
from backsweep.traces.counts import Counts, count
from backsweep.traces.inputs import named_inputs
from backsweep.traces.labels import label
from backsweep.traces.steps import BackwardStep, Contribution, ForwardStep, LocalDerivative, plain
from backsweep.traces.watching import Guard, Origin, Watch
from backsweep.transforms.recording import nothing_to_differentiate_by, unit
from backsweep.transforms.structures import is_leaf, leaves
from backsweep.words.expression import WORDS, Applied, Name, Term, term_of
from backsweep.words.text import text
from backsweep.worlds import value_of

Mode = Literal["reverse", "forward"]

# A formula over more arguments than this is not written out: each derivative of a product would name all factors.
MANY = 6


class Trace:
    """One run of a computation, step by step.

    output    the Node it ended in
    inputs    the Nodes it started from, in order of creation
    order     all its Nodes: each after its parents, inputs first
    mode      "reverse" or "forward"
    forward   the forward sweep: one ForwardStep per node, inputs first
    backward  the backward sweep: one BackwardStep per node, output first; () in forward mode
    ders      d(output)/d(node) of every Node that a der arrives at
    gradient  d(output)/d(input) by the input's label
    counts    what the two modes cost on this graph
    labels    what each Node is called here
    guards    the comparisons that looked at a value, such as `if x > 0`: with another outcome, other nodes might follow

    Print it for the tables; `markdown()`, `latex()` and `json()` give the same in other forms.
    """

    def __init__(self, output: Node, mode: Mode, watch: Watch, inputs: list[Node]) -> None:
        self.output, self.mode, self._watch = output, mode, watch
        self.guards: tuple[Guard, ...] = tuple(watch.guards)
        self.order = _with_inputs(topological_order(output), inputs)
        self.inputs = [node for node in self.order if node.primitive is None]
        self.labels = label(self.order, output, watch.name)
        if mode == "forward":
            check_size(self.order, self.inputs)

    # All that is told of each node is told when it is asked for: a graph of 100,000 nodes has many words.

    @cached_property
    def counts(self) -> Counts:
        return count(self.order, self.inputs, number_world(*self.order))

    @cached_property
    def ders(self) -> Mapping[Node, Any]:
        return sweep(reversed(self.order), {self.output: unit(self.output)}, number_world(*self.order))

    @cached_property
    def forward(self) -> tuple[ForwardStep, ...]:
        return tuple(self.forward_step(node) for node in self.order)

    @cached_property
    def backward(self) -> tuple[BackwardStep, ...]:
        if self.mode == "forward":
            return ()
        running: dict[Node, Any] = {self.output: unit(self.output)}
        newest_first = zip(reversed(self.order), reversed(self.forward), strict=True)
        return tuple(self._backward_step(node, step, running) for node, step in newest_first)

    @cached_property
    def gradient(self) -> dict[str, Any]:
        if self.mode == "reverse":
            return {self.labels[node]: fit(self.ders.get(node, 0), node) for node in self.inputs}
        entries = self._entries(self.output)
        return {self.labels[node]: fit(entries.get(self.labels[node], 0), node) for node in self.inputs}

    @cached_property
    def _gradients(self) -> dict[Node, Any]:
        """The full gradient at every node, for forward mode."""
        return carried(self.order, self.inputs)

    def forward_step(self, node: Node) -> ForwardStep:
        """The step of the forward sweep at one node."""
        origin, expression = self.origin(node), self.expression(node)
        entries = self._entries(node) if self.mode == "forward" else None
        return ForwardStep(
            node=self.labels[node],
            expression="" if node.primitive is None else text(expression),
            filled_in="" if node.primitive is None else text(expression, with_values=True),
            value=node.val,
            partials=tuple(
                LocalDerivative(self.labels[parent], "" if formula is None else text(formula), partial)
                for parent, formula, partial in zip(node.parents, self.formulas(node), node.partials, strict=True)
            ),
            gradient=entries,
            zeros=None if entries is None else len(self.inputs) - len(entries),
            place=origin.place if origin else None,
        )

    def origin(self, node: Node) -> Origin | None:
        """The line of source that made a node, with the call and the turn of a loop it was made in; None if unknown."""
        return self._watch.origin(node)

    def is_named(self, node: Node) -> bool:
        """Whether a node's label is the user's word for it: its own name, or what the source assigns it to."""
        return node.name is not None or self._watch.name(node) is not None

    def expression(self, node: Node) -> Term:
        """How a node was computed, in the labels of its parents, just as it was asked for: x * 1 stays x * 1."""
        row = node.primitive
        if row is None:
            return self._term(node)
        terms = tuple(map(self._term, node.args))
        return Applied(row, tuple(map(list, row.split(terms))) if isinstance(row, OverSequence) else terms)

    def _term(self, arg: Any) -> Term:
        return Name(self.labels[arg], arg.val) if arg.__class__ is Node else term_of(arg)

    def formulas(self, node: Node) -> list[Term]:
        """The local derivative by each parent as a formula: the row's own rule, read as words.

        Where no rule was read (at an edge, through a whole function call) or the formula would be too long, it is
        the number itself; of a row over whole arrays, which has none, None.
        """
        row = node.primitive
        if row is None or row.kind in ("call", "item", "array") or (row.kind == "sequence" and len(node.args) > MANY):
            return list(node.partials)
        if not node.shape and row.is_edge([value_of(arg) for arg in node.args]):
            return list(node.partials)
        wanted = [position for position, arg in enumerate(node.args) if arg.__class__ is Node]
        weights = dict(row.weights(WORDS, tuple(map(self._term, node.args)), self._term(node), wanted))
        return [row.scale(WORDS, 1, weights[position]) if position in weights else 0 for position in wanted]

    def _entries(self, node: Node) -> dict[str, Any]:
        """The full gradient at a node, without its structural zeros."""
        entries = by_input(node, self._gradients.get(node))
        return {self.labels[self.inputs[index]]: entries[index] for index in sorted(entries)}

    def _backward_step(self, node: Node, step: ForwardStep, running: dict[Node, Any]) -> BackwardStep:
        """The visit of one node, whose parents' running sums grow."""
        der = running.get(node, 0)
        contributions = []
        with quietly(number_world(node)):
            shares = list(_shares(node, step, der))
        for parent, partial, share in shares:
            amount, first = fit(share, parent), parent not in running
            total = running[parent] = running.get(parent, 0) + amount
            told = plain(parent, amount), plain(parent, total)
            contributions.append(Contribution(self.labels[parent], partial, *told, first))
        return BackwardStep(self.labels[node], plain(node, der), tuple(contributions))

    def steps(self) -> Iterator[tuple[Node, ForwardStep]]:
        """The Nodes, inputs first, each with its step of the forward sweep."""
        return zip(self.order, self.forward, strict=True)

    def in_mode(self, mode: Mode) -> Trace:
        """The same run, told in that mode.

        >>> trace(lambda x: x * x, 3.0).in_mode("forward").gradient
        {'x': 6.0}
        """
        return self if mode == self.mode else Trace(self.output, mode, self._watch, self.inputs)

    def text(self) -> str:
        """Both sweeps as plain tables."""
        return as_text.write(self)

    def markdown(self) -> str:
        """Both sweeps as Markdown tables."""
        return as_markdown.write(self)

    def latex(self) -> str:
        """Both sweeps as LaTeX tables."""
        return as_latex.write(self)

    def json(self, indent: int | None = 2) -> str:
        """Both sweeps as JSON; nan and infinities are written as the strings "nan", "inf", "-inf"."""
        return as_json.write(self, indent)

    def svg(self, step: int | None = None) -> str:
        """The graph as a drawing, one self-contained SVG text: values over the boxes, ders under them.

        `step` draws the moment after so many steps of both sweeps: 0 before anything is computed, then one step
        for each node of the forward sweep, one for the seed, and one for each node of the backward sweep. A graph
        of more than 300 nodes is folded by function, loop and line.

        Raises:
            ExtraMissing: fast-sugiyama, of `backsweep[pictures]`, is not installed.
            WrongKind, StructureError: there is no such step.

        >>> y = trace(lambda x: (x + 2) ** 2, 2)
        >>> y.svg().startswith("<svg")
        True
        """
        return svg(picture(self, step))

    def dot(self) -> str:
        """The graph in the language of Graphviz, with every node; nothing of it is needed to write this."""
        return dot(self)

    @overload
    def html(self) -> str: ...
    @overload
    def html(self, path: str | PathLike[str]) -> None: ...
    def html(self, path: str | PathLike[str] | None = None) -> str | None:
        """A page one can step through: both sweeps, forward mode, sliders for the inputs; written to `path` if given.

        It is one file that asks for nothing else, so it works wherever a browser opens it.

        Raises:
            CannotSave: the file cannot be written; what was there before is still there.

        >>> trace(lambda x: (x + 2) ** 2, 2).html()[:15]
        '<!doctype html>'
        """
        if path is None:
            return page(self)
        save(path, page(self))
        return None

    def save(self, path: str | PathLike[str]) -> None:
        """Writes the trace to a file; the ending of its name says as what.

        .svg the picture, .html the page one can step through, .dot the graph for Graphviz, .md and .tex and .txt the
        tables, .json the steps as data.

        Raises:
            StructureError: the name has another ending.
            CannotSave: the file cannot be written; what was there before is still there.
            ExtraMissing: pictures and pages need `backsweep[pictures]`.
        """
        save(path, by_ending(path, FORMS)(self))

    def _repr_mimebundle_(
        self, include: Iterable[str] | None = None, exclude: Iterable[str] | None = None
    ) -> dict[str, str]:
        return trace_bundle(self, include, exclude)

    def _repr_html_(self) -> str:
        return trace_html(self)

    def _repr_svg_(self) -> str | None:
        return trace_svg(self)

    def _repr_latex_(self) -> str | None:
        return trace_latex(self)

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        result = f"{self.labels[self.output]} = {short(self.output.val)}"
        return f"<trace of {result}: {len(self.order)} nodes, {self.mode} mode>"


FORMS: dict[str, Callable[[Trace], str]] = {
    ".svg": Trace.svg,
    ".html": page,
    ".dot": Trace.dot,
    ".md": Trace.markdown,
    ".tex": Trace.latex,
    ".json": Trace.json,
    ".txt": Trace.text,
}


def by_input(node: Node, gradient: Any) -> dict[int, Any]:
    """A node's gradient by the number of the input; an exact 0, behind a branch not taken, has no entries."""
    if not isinstance(node.val, tuple):
        return _entries(gradient)
    rows = [_entries(gradient.entries.get(result)) for result in range(len(node.val))] if gradient else []
    return {index: tuple(row.get(index, 0) for row in rows) for index in set().union(*rows)}


def _entries(gradient: Any) -> dict[int, Any]:
    return gradient.entries if isinstance(gradient, Tangents) else {}


def _shares(node: Node, step: ForwardStep, der: Any) -> Iterator[tuple[Node, Any, Any]]:
    """Each parent with the partial and what it receives; through a whole call or array there is no partial: None."""
    row, world = node.primitive, number_world(node)
    if row is None:
        return
    if row.kind in ("call", "item", "array"):
        for parent, share in row.contributions(world, node.args, node.val, der):
            yield parent, None, share
    elif row.kind == "structural":
        wanted = [position for position, arg in enumerate(node.args) if arg.__class__ is Node]
        for position, weight in row.weights(world, node.args, node.val, wanted):
            yield node.args[position], row.scale(world, 1, weight), row.scale(world, der, weight)  # type: ignore[misc]
    else:
        for parent, partial in zip(node.parents, step.partials, strict=True):
            yield parent, partial.value, row.scale(world, der, partial.value)


def _with_inputs(order: list[Node], inputs: list[Node]) -> list[Node]:
    """The order, with the inputs in front, also those that the output does not depend on."""
    found = set(inputs)
    return inputs + [node for node in order if node not in found]


def trace(f: Callable[..., Any] | Node, /, *args: Any, mode: Mode = "reverse", **kwargs: Any) -> Trace:
    """Both sweeps of f at these arguments, step by step; also of a Node that is finished already.

    Every number in the arguments, nested ones too, becomes an input named after f's parameter. In
    reverse mode the Trace holds the forward sweep (node, expression, value, local derivatives) and then
    the backward sweep (visited node, its der, each contribution, each parent's running sum). In forward
    mode it holds the full gradient at every node. Nodes know the line of source that made them. The
    inputs' `der` are set, unless f is a Node: then nothing is written.

    Raises:
        WrongKind: f is neither a function nor a Node, mode is neither "reverse" nor "forward", or the arguments have
            no number to differentiate by.
        StructureError: f does not return one number, or forward mode would have to carry too many of them.

    Of arrays, a node's gradient in forward mode is a block for each input: with the node's axes, then the input's.

    >>> y = trace(lambda x: (x + 2) ** 2, 2)
    >>> y.gradient
    {'x': 8}
    """
    if mode not in ("reverse", "forward"):
        raise WrongKind(f'trace needs mode "reverse" or "forward", but got mode = {mode!r}.')
    if isinstance(f, Node):
        if args or kwargs:
            raise WrongKind("trace of a finished Node takes no further arguments: trace(node).")
        if f.shape:
            raise of_an_array(f)
        return Trace(f, mode, Watch(), [])
    if not callable(f):
        raise WrongKind(f"trace needs a function and its arguments, or a finished Node, but got {short(f)}.")
    call_args, call_kwargs, inputs = named_inputs(f, args, kwargs)
    watch = Watch()
    with watch:
        output = f(*call_args, **call_kwargs)
    if output.__class__ is not Node:
        if args and not inputs:
            chosen, argnums = (args[0], 0) if len(args) == 1 else (args, tuple(range(len(args))))
            raise nothing_to_differentiate_by(chosen, argnums, "trace")
        raise not_one_node(output)
    if output.shape:
        raise of_an_array(output)
    output.backward()
    return Trace(output, mode, watch, inputs)


def of_an_array(output: Node, asked: str = "trace") -> StructureError:
    """The sentence for a result of many numbers."""
    return StructureError(
        f"{asked} needs one number for its result, but got an array of shape {output.shape}. {asked.capitalize()} one "
        "of its entries, such as y[0], or their sum, numpy.sum(y)."
    )


def not_one_node(output: Any, asked: str = "trace") -> StructureError:
    """The sentence for a function whose answer is not one Node."""
    if is_leaf(output):
        return StructureError(
            f"f returned {short(output)}, a plain number that remembers nothing. "
            "Compute it from f's arguments, without .val."
        )
    return StructureError(
        f"{asked} needs one number from f, but f returned {short(output)}."
        + (f" {asked.capitalize()} one of them, or their sum." if leaves(output) else "")
    )
