"""custom_derivative: a whole function of the user's as one node, with a rule of its own.

For what should not be differentiated step by step: a solver that iterates to convergence, a function
that is implicit or lives in another language, a formula whose derivative is known in a better form.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial, reduce
from operator import add
from typing import Any

from backsweep.errors import StructureError, WrongKind
from backsweep.node import Node, short
from backsweep.primitives.arrays.spelled import basics
from backsweep.recorded import NotWritten, tape_of
from backsweep.row import make_node
from backsweep.slopes import SEEDED
from backsweep.sweeps.forward import Tangents, in_each_direction
from backsweep.transforms.joint import Call, Item, nothing_to, results
from backsweep.transforms.recording import standing_for
from backsweep.transforms.structures import Match, fill, is_leaf, leaves, rebuild, snapshot
from backsweep.values import is_array, is_ndarray, numpy, own_floats, shape_of
from backsweep.worlds import NODES, World, value_of

Function = Callable[..., Any]


class CustomCall(Call):
    """One call of a function with a derivative of its own; `pull` maps the results' ders to the arguments' shares."""

    def __init__(self, f: Function, structure: tuple[Any, ...], output: Any, rule: Function, by_partials: bool) -> None:
        super().__init__(f, "A function with a derivative rule of its own.")
        self._structure, self._output, self._rule, self._by_partials = structure, output, rule, by_partials

    def pull(self, world: World, args: tuple[Any, ...], answer: Any, seeds: list[Any]) -> list[Any]:
        """What each argument receives for the ders `seeds` of the results."""
        call = fill(self._structure, [world.look(arg) for arg in args])
        output = self._seen(answer)
        if self._by_partials:
            partials = self._matching(world, self._rule(*call, output))
            return [world.contribute(seeds[0], partial) for partial in partials]
        return self._matching(world, self._rule(fill(self._output, seeds), *call, output))

    def _seen(self, answer: Any) -> Any:
        """The answer as the rule sees it. Of a Node with several results each is a Node again, linked to it."""
        if answer.__class__ is not Node:
            return fill(self._output, list(answer)) if isinstance(answer, tuple) else answer
        if not isinstance(answer.val, tuple):
            return answer
        items = [make_node(Item(self, index), val, (answer,)) for index, val in enumerate(answer.val)]
        return fill(self._output, items)

    def _matching(self, world: World, given: Any) -> list[Any]:
        """The rule's answer as a flat list; for one argument its structure alone will do."""
        model: Any = self._structure
        if len(model) == 1 and not (isinstance(given, tuple) and len(given) == 1):
            model = model[0]
        found = Match(model, "the arguments' structure").values(given, "the rule's answer")
        if world not in (NODES, SEEDED) and any(number.__class__ is Node for number in found):
            raise WrongKind(
                f"The rule of {self.name} uses a Node from outside its arguments, whose derivative would be lost. "
                f"Pass that Node to {self.name} as an argument."
            )
        return found

    def contributions(
        self, world: World, args: tuple[Any, ...], answer: Any, der: Any, within: Collection[Node] | None = None
    ) -> Iterator[tuple[Node, Any]]:
        seeds = self.seeds(answer, der)
        if world not in (NODES, SEEDED) and not any(seed.any() if is_array(seed) else seed for seed in seeds):
            return  # nothing arrives, even through an infinite derivative
        shares = self.pull(world, args, answer, seeds)
        for arg, share in zip(args, shares, strict=True):
            if arg.__class__ is Node and (within is None or arg in within):
                yield arg, share

    def tangent(self, world: World, args: tuple[Any, ...], answer: Any, tangents: Mapping[int, Any]) -> Any:
        """The rule gives J's rows one result at a time; their products with the arguments' tangents."""
        if any(is_array(value_of(leaf)) for leaf in (*args, *leaves(self._output))):
            return self._tangent_of_arrays(world, args, answer, tangents)
        count = len(leaves(self._output))
        along: dict[int, Any] = {}
        for index in range(count):
            row = self.pull(world, args, answer, [1 if i == index else 0 for i in range(count)])
            shares = [world.contribute(tangent, row[position]) for position, tangent in tangents.items()]
            total = shares[0]
            for share in shares[1:]:
                total = total + share
            along[index] = total
        return along[0] if is_leaf(self._output) else Tangents(along)

    def _tangent_of_arrays(self, world: World, args: tuple[Any, ...], answer: Any, tangents: Mapping[int, Any]) -> Any:
        """The same with arrays: one pull for each entry of the results, or the partials entry by entry."""
        vals = leaves(self._output)
        rows = [[self.pull(world, args, answer, seeds) for seeds in units(vals, index)] for index in range(len(vals))]
        along = {}
        for index, val in enumerate(vals):
            along[index] = in_each_direction(tangents, partial(combined, rows[index], val))
        return along[0] if is_leaf(self._output) else Tangents(along)


def units(vals: list[Any], index: int) -> Iterator[list[Any]]:
    """Seeds for all results: 1 for one entry of the result at `index`, in turn, and 0 elsewhere."""
    seeds = [nothing_to(val) for val in vals]
    if not is_array(vals[index]):
        yield [*seeds[:index], 1, *seeds[index + 1 :]]
        return
    for entry in numpy().ndindex(vals[index].shape):
        unit = numpy().zeros_like(vals[index], shape=vals[index].shape)
        unit[entry] = 1
        yield [*seeds[:index], unit, *seeds[index + 1 :]]


def combined(rows: list[list[Any]], val: Any, tangents: Mapping[int, Any]) -> Any:
    """The tangent of one result along one direction: the inner product of each row with the tangents."""
    entries = [
        reduce(add, [basics.sum(row[position] * tangent) for position, tangent in tangents.items()]) for row in rows
    ]
    return basics.reshape(basics.stack(entries), shape_of(val)) if shape_of(val) else entries[0]


def custom_derivative(f: Function, *, partials: Function | None = None, vjp: Function | None = None) -> Function:
    """f with a derivative rule of its own: on Nodes it runs on plain numbers and becomes a single node.

    partials  partials(*args, answer) gives the derivative of the one number f returns by each number in
              args, as a tuple with the structure of args (for one argument its structure alone will do)
    vjp       vjp(seed, *args, answer) gives seed times those derivatives, in the same form; f may then
              return a structure of numbers, and seed and answer have that structure

    A rule written in backsweep's functions can itself be differentiated, for second derivatives.
    Check it once: check_grad(custom_derivative(f, ...), *args).

    Raises:
        WrongKind: neither or both of partials and vjp are given, or one cannot be called.
        StructureError: the rule's answer does not have the structure of the arguments.

    >>> def root(a):  # Newton's method; its steps need no derivative, the answer does
    ...     x = a
    ...     for _ in range(50):
    ...         x = (x + a / x) / 2
    ...     return x
    >>> square_root = custom_derivative(root, partials=lambda a, x: 0.5 / x)
    >>> x = Node(16.0)
    >>> square_root(x).backward()
    >>> x.der
    0.125
    """
    rule = partials if vjp is None else vjp
    if (partials is None) == (vjp is None) or not callable(f) or rule is None or not callable(rule):
        raise WrongKind(
            "custom_derivative needs a function and one rule for it: custom_derivative(f, partials=...) or "
            f"custom_derivative(f, vjp=...), but got f = {short(f)}, partials = {short(partials)}, vjp = {short(vjp)}."
        )

    @standing_for(f)
    def call(*args: Any, **kwargs: Any) -> Any:
        if kwargs:
            raise WrongKind(
                f"custom_derivative passes its rule what it was given by position, but got {', '.join(kwargs)} by "
                "name. Pass all arguments by position."
            )
        args = snapshot(args)
        flat = tuple(leaves(args))
        if tape_of(map(value_of, flat)) is not None:
            raise NotWritten(f"{getattr(f, '__name__', 'a function')}, which has a derivative rule of its own")
        if not any(arg.__class__ is Node for arg in flat):
            return f(*args)
        output = f(*rebuild(args, value_of))
        refuse_nodes(output, f)
        output = rebuild(output, lambda leaf: own_floats(leaf) if is_ndarray(leaf) else leaf)
        single = is_leaf(output)
        if partials is not None and not single:
            raise StructureError(
                f"partials is for a function that returns one number, but f returned {short(output)}. Give vjp instead."
            )
        row = CustomCall(f, args, output, rule, by_partials=partials is not None)
        return fill(output, list(results(row, leaves(output), flat, single)))

    return call


def refuse_nodes(output: Any, f: Function) -> None:
    """Refuses a result that still depends on a Node from outside: the rule could not know of it.

    Raises:
        WrongKind: there is a Node in the output of a run on plain numbers.
    """
    for leaf in leaves(output):
        if leaf.__class__ is Node:
            name = getattr(f, "__name__", "f")
            raise WrongKind(
                f"{name} uses a Node from outside its arguments, whose derivative the rule would lose: {leaf!r}. "
                f"Pass that Node to {name} as an argument."
            )
