"""Running a user's function on fresh Nodes, and what is known about the graph it built.

Each number that is differentiated by becomes a fresh Node. A Node handed in by an outer transform gets
an `identity` in front, so that the same Node may also be closed over without being mistaken for the
input. Nothing else tells the levels of nested derivatives apart: no tags, no global state.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any

from backsweep.errors import StructureError, WrongKind
from backsweep.node import Node, next_age, remedy, short
from backsweep.primitives.arithmetic import identity
from backsweep.recorded import Recorded
from backsweep.slopes import SEEDED
from backsweep.sweeps.backward import sweep, sweep_floats
from backsweep.sweeps.local import number_world
from backsweep.sweeps.order import newest_first
from backsweep.transforms.structures import fill, is_leaf, leaves, rebuild
from backsweep.values import for_the_caller, is_array, numpy, shape_of
from backsweep.worlds import FLOATS, LINKED, NODES, World, value_of

ArgNums = int | tuple[int, ...]


def check_function(f: object, what: str) -> None:
    """Refuses what cannot be called.

    Raises:
        WrongKind: f is not callable.
    """
    if not callable(f):
        raise WrongKind(f"{what} needs a function, but got f = {short(f)}. Write {what}(f), not {what}(f(x)).")


def standing_for(f: Callable[..., Any]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Gives what a transform returns the name and the docstring of f, as functools.wraps does.

    But not f's own fields: the f inside a Jacobian, or the row behind a primitive, are not those of its derivative.
    """
    return wraps(f, updated=())


def check_argnums(argnums: object, what: str) -> None:
    """Refuses an argnums that is not an int or a tuple of different ints.

    Raises:
        WrongKind: it is not.
    """
    numbers = argnums if isinstance(argnums, tuple) else (argnums,)
    good = all(isinstance(number, int) and not isinstance(number, bool) for number in numbers)
    if not good or not numbers or len(set(numbers)) < len(numbers):
        raise WrongKind(
            f"{what} needs argnums, the position of an argument or a tuple of positions, but got argnums = "
            f"{short(argnums)}. For both of f's first two arguments write argnums=(0, 1)."
        )


def selected(args: Sequence[Any], argnums: ArgNums, what: str) -> Any:
    """The argument that argnums names, or the tuple of them.

    Raises:
        StructureError: there is no such argument, or one is named twice.
    """
    numbers = argnums if isinstance(argnums, tuple) else (argnums,)
    for number in numbers:
        if not -len(args) <= number < len(args):
            given = f"{len(args)} argument{'s' if len(args) != 1 else ''}"
            raise StructureError(
                f"{what} was asked for argument {number}, but f got {given} by position. "
                "Change argnums, or pass by position what you differentiate by."
            )
    if len({number % len(args) for number in numbers}) < len(numbers):
        raise StructureError(f"{what} was asked twice for one argument: argnums = {argnums}, and f got {len(args)}.")
    return tuple(args[number] for number in argnums) if isinstance(argnums, tuple) else args[argnums]


def fresh(leaf: Any) -> Node:
    """A Node to differentiate by, for a number or for a Node of an outer transform."""
    # A Node becomes another one; a recorded value another step, which becomes a Node.
    kind = leaf.__class__
    again: Any = identity(leaf) if kind in LINKED else leaf
    return again if kind is Node else Node(again)


@dataclass
class Recording:
    """A function's run on fresh Nodes.

    chosen    what is differentiated by: the argument, or the tuple of them, as given
    inputs    the fresh Nodes, one per number in `chosen`
    output    what f returned, Nodes and all
    since     the age from which on Nodes belong to this run
    """

    chosen: Any
    inputs: list[Node]
    output: Any
    since: int

    def __post_init__(self) -> None:
        self.outputs = leaves(self.output)
        self.order = newest_first([leaf for leaf in self.outputs if self.is_within(leaf)], self.since)
        self.active, older = survey(self.order, self.inputs, self.since)
        # A run that used a Node from outside: the derivative depends on it too, and must be a graph.
        self.world = NODES if older else number_world(*self.order)

    def is_within(self, leaf: Any) -> bool:
        """Whether a leaf is a Node of this run."""
        return leaf.__class__ is Node and leaf.age >= self.since

    def settle(self, tree: Any) -> Any:
        """A structure as the caller gets it: plain numbers, unless an outer transform still needs the Nodes."""
        if self.world is NODES:
            return tree
        return rebuild(tree, lambda leaf: leaf.val if self.is_within(leaf) else leaf)

    def gradient_of(self, value: Any, seed: Any = None) -> list[Any]:
        """The inputs' ders for one of the outputs, with 1 as its der, or `seed`: one backward sweep."""
        seeds = {value: unit(value) if seed is None else seed} if self.is_within(value) else {}
        return self._swept(seeds, self.world, project=not isinstance(value_of(value), complex))

    def pull(self, seeds: Sequence[Any]) -> list[Any]:
        """One backward sweep: the inputs' ders for the outputs' seeds (0 for an output that counts for nothing)."""
        start: dict[Node, Any] = {}
        for leaf, seed in zip(self.outputs, seeds, strict=True):
            if self.is_within(leaf) and not is_zero(seed):
                start[leaf] = start[leaf] + seed if leaf in start else seed
        linked = self.world is not NODES and any(seed.__class__ is Node for seed in seeds)
        return self._swept(start, SEEDED if linked else self.world)

    def _swept(self, seeds: Mapping[Node, Any], world: World, project: bool = True) -> list[Any]:
        """The inputs' ders for these seeds."""
        if world is FLOATS and all(
            node.val.__class__ is float and seed.__class__ is float for node, seed in seeds.items()
        ):
            # All nodes are this run's own, made a moment ago: their der fields serve as the mapping, which takes
            # a tenth of the time. An input that the sweep does not visit may hold what a backward() inside f left.
            for node in self.inputs:
                node.der = 0.0
            sweep_floats(self.order, seeds)
            return [node.der or zero_of(node) for node in self.inputs]
        start = {node: seed for node, seed in seeds.items() if node in self.active}
        ders = sweep(self.order, start, world, self.active, project, frozenset(self.inputs))
        return for_the_caller(ders[node] if node in ders else zero_of(node) for node in self.inputs)


def survey(order: Sequence[Node], inputs: Iterable[Node], since: int) -> tuple[set[Node], bool]:
    """The inputs and all that depends on them; and whether a node was computed from one of an age before `since`.

    order  the nodes, newest first
    """
    active = set(inputs)
    others: list[Any] = []
    for node in reversed(order):
        a, b = node.a, node.b
        # Asked of `a` and `b` themselves: through node.args it takes three times as long.
        one, other = a.__class__ is Node, b.__class__ is Node
        by_one, by_other = one and a in active, other and b in active
        if by_one or by_other or (a.__class__ is tuple and any(arg.__class__ is Node and arg in active for arg in a)):
            active.add(node)
        # How old an argument is, is asked only of one that is not active, which is rare.
        if one is not by_one or other is not by_other or a.__class__ is tuple:
            others += node.args
    return active, any(arg.__class__ is Node and arg.age < since for arg in others)


def is_zero(seed: Any) -> bool:
    """Whether a seed counts for nothing: a plain number 0."""
    return seed.__class__ is not Node and not is_array(seed) and bool(seed == 0)


def unit(node: Node) -> int | float:
    """The der of an output by itself, so that a float result has float ders throughout."""
    return 1.0 if isinstance(node.val, (float, Recorded)) or is_array(node.val) else 1


def zero_of(node: Node) -> Any:
    """The derivative by an input that the output does not depend on: an exact 0 where the input is exact."""
    if is_array(node.val):
        return numpy().zeros_like(node.val)
    return 0.0 if isinstance(node.val, (float, complex, Recorded)) else 0


def record(
    f: Callable[..., Any], args: Sequence[Any], kwargs: dict[str, Any], argnums: ArgNums, what: str
) -> Recording:
    """Runs f with the selected arguments' numbers replaced by fresh Nodes.

    Raises:
        StructureError: argnums names no argument.
        WrongKind: there is no number to differentiate by.
    """
    chosen = selected(args, argnums, what)
    since = next_age()
    inputs = [fresh(leaf) for leaf in leaves(chosen)]
    if not inputs:
        raise nothing_to_differentiate_by(chosen, argnums, what)
    nodes = fill(chosen, list(inputs))
    call = list(args)
    for number, arg in zip(argnums, nodes, strict=True) if isinstance(argnums, tuple) else [(argnums, nodes)]:
        call[number] = arg
    return Recording(chosen, inputs, f(*call, **kwargs), since)


def nothing_to_differentiate_by(chosen: Any, argnums: ArgNums, what: str) -> WrongKind:
    """The sentence for an argument without numbers."""
    return WrongKind(
        f"{what} found no number to differentiate by in argument {argnums}: {short(chosen)}. {_acceptable(chosen)}"
    )


def _acceptable(chosen: Any) -> str:
    """What to write instead of an argument without numbers."""
    if hasattr(chosen, "__array__"):
        return "Pass numpy.asarray(x)."
    lists = isinstance(chosen, (list, tuple))
    return ("" if lists else remedy(chosen, "x")) or "Pass numbers, or lists, tuples, dicts or dataclasses of numbers."


def one_number(output: Any, what: str) -> Any:
    """f's result, once it is shown to be a single number.

    Raises:
        StructureError: it is a structure, or no number at all.
    """
    if is_leaf(output):
        shape = shape_of(value_of(output))
        if shape:
            raise StructureError(
                f"{what} needs one number from f, but f returned an array of shape {shape}. "
                "Use jacobian(f) for the derivatives of all, or sum them."
            )
        return output
    count = len(leaves(output))
    kind = type(output).__name__
    if count == 0:
        raise StructureError(f"{what} needs one number from f, but f returned {short(output)} ({kind}).")
    raise StructureError(
        f"{what} needs one number from f, but f returned a {kind} of {count}. "
        f"Use jacobian(f) for the derivatives of all, or sum them."
    )
