"""checkpoint: recompute instead of store, with the same gradients bit for bit.

The call's inner nodes are dropped once its value is known. When a sweep reaches the call, f runs again
on the very same Nodes, and the sweep simply continues through the new inner nodes: every share reaches
the outer nodes one by one, in the order it would have had without the checkpoint.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, NoReturn

from backsweep.errors import BacksweepError
from backsweep.node import Node, next_age
from backsweep.recorded import Recorded
from backsweep.sweeps.forward import Tangents, sweep_forward
from backsweep.sweeps.local import fit
from backsweep.sweeps.order import newest_first
from backsweep.transforms.joint import Call, results
from backsweep.transforms.recording import check_function, standing_for
from backsweep.transforms.structures import leaves, rebuild, snapshot
from backsweep.values import is_array
from backsweep.worlds import NODES, World, value_of

Function = Callable[..., Any]


def _told(val: Any) -> str:
    """A value in a form that can be compared; what a recorded one is will be known in later calls only."""
    if is_array(val):
        return f"{val.dtype} {val.shape} {val.tobytes()!r}"  # repr leaves most of a large array out
    return "recorded" if val.__class__ is Recorded else repr(val)


class Rerun:
    """A run of f on Nodes: its output, the inner nodes newest first, and the different inner results."""

    def __init__(self, f: Function, args: Sequence[Any], kwargs: Mapping[str, Any]) -> None:
        self.since = next_age()
        self.output = f(*args, **kwargs)
        inner = (leaf for leaf in leaves(self.output) if leaf.__class__ is Node and leaf.age >= self.since)
        self.results = list(dict.fromkeys(inner))
        self.order = newest_first(self.results, self.since)

    def outer(self) -> tuple[Node, ...]:
        """The Nodes from outside that the run used: arguments, and whatever f closes over."""
        used = (arg for node in self.order for arg in node.args if arg.__class__ is Node and arg.age < self.since)
        return tuple(dict.fromkeys(used))


class CheckpointCall(Call):
    """One call of a function that is run again when a sweep reaches it."""

    def __init__(self, f: Function, args: Sequence[Any], kwargs: Mapping[str, Any]) -> None:
        super().__init__(f, "A function that is run again instead of stored.")
        self._run = f, args, kwargs

    def _again(self, args: tuple[Any, ...], answer: Any) -> Rerun:
        """f run once more on what it was given.

        Raises:
            BacksweepError: it did not do the same.
        """
        f, given, kwargs = self._run
        run = Rerun(f, snapshot(given), snapshot(kwargs))
        val = value_of(answer)
        vals = tuple(map(value_of, run.results))
        # repr, so that nan is the same as nan, and 1 another thing than 1.0
        before = val if isinstance(val, tuple) else (val,)
        if list(map(_told, vals)) != list(map(_told, before)) or not set(run.outer()) <= set(args):
            raise BacksweepError(
                f"checkpoint needs a function that does the same each time it is run, but {self.name} gave {val!r} "
                f"and then {vals if isinstance(val, tuple) or len(vals) != 1 else vals[0]!r}. "
                "Draw random numbers outside and pass them in."
            )
        return run

    def __deepcopy__(self, memo: dict[int, Any]) -> NoReturn:
        raise BacksweepError(
            f"A Node made by checkpoint cannot be deepcopied: {self.name} would run again on the original inputs. "
            "Copy the inputs and compute again."
        )

    def contributions(
        self, world: World, args: tuple[Any, ...], answer: Any, der: Any, within: Collection[Node] | None = None
    ) -> Iterator[tuple[Node, Any]]:
        run = self._again(args, answer)
        ders = dict(zip(run.results, self.seeds(answer, der), strict=True))
        for node in run.order:
            if node.primitive is None or node not in ders:
                continue
            seen = node if world is NODES else node.val
            for parent, share in node.primitive.contributions(world, node.args, seen, ders[node]):
                if parent.age < run.since:
                    if within is None or parent in within:
                        yield parent, share
                else:
                    share = fit(share, parent)
                    ders[parent] = ders[parent] + share if parent in ders else share

    def tangent(self, world: World, args: tuple[Any, ...], answer: Any, tangents: Mapping[int, Any]) -> Any:
        run = self._again(args, answer)
        start = {args[position]: tangent for position, tangent in tangents.items()}
        found = sweep_forward(reversed(run.order), start, world)
        along = {index: found[node] for index, node in enumerate(run.results) if node in found}
        val = answer.val if answer.__class__ is Node else answer
        return Tangents(along) if isinstance(val, tuple) else along.get(0)


def checkpoint(f: Function) -> Function:
    """f, with its inner nodes recomputed during a sweep instead of stored: less memory, one more run of f.

    Gradients are the same bit for bit, provided that f does the same each time it is run.

    Source: Griewank & Walther, Evaluating Derivatives, 2nd ed., chapter 12.

    >>> x = Node(0.5)
    >>> def step(u):
    ...     for _ in range(100):
    ...         u = u + 0.01 * u * (1.0 - u)
    ...     return u
    >>> y = checkpoint(step)(checkpoint(step)(x))
    >>> len(topological_order(y))
    3
    """
    check_function(f, "checkpoint")

    @standing_for(f)
    def call(*args: Any, **kwargs: Any) -> Any:
        given, named = snapshot(args), snapshot(kwargs)
        run = Rerun(f, args, kwargs)
        outer = run.outer()
        if not outer:
            return run.output
        row = CheckpointCall(f, given, named)
        vals = [value_of(result) for result in run.results]
        nodes = dict(zip(run.results, results(row, vals, outer, single=len(vals) == 1), strict=True))
        return rebuild(run.output, lambda leaf: nodes.get(leaf, leaf) if leaf.__class__ is Node else leaf)

    return call
