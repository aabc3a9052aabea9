"""jacobian and hessian: all derivatives at once, in the cheaper of the two modes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import update_wrapper
from math import prod
from typing import Any, Literal

from backsweep.arrays import ARRAYS
from backsweep.errors import StructureError, WrongKind
from backsweep.node import Node
from backsweep.primitives.arrays.spelled import basics
from backsweep.sweeps.forward import Tangents, sweep_forward
from backsweep.sweeps.local import fit
from backsweep.sweeps.side_by_side import can_go_side_by_side
from backsweep.transforms.gradient import only_gradient
from backsweep.transforms.recording import (
    ArgNums,
    Recording,
    check_argnums,
    check_function,
    record,
    unit,
    zero_of,
)
from backsweep.transforms.side_by_side import rows_side_by_side, standing_still
from backsweep.transforms.structures import fill
from backsweep.values import is_array, numpy, shape_of
from backsweep.worlds import NODES, RECORDED, value_of

Function = Callable[..., Any]
Mode = Literal["auto", "forward", "reverse"]


@dataclass(frozen=True)
class Plan:
    """Which mode a Jacobian is computed in, and why; `str(plan)` is a sentence."""

    mode: Literal["forward", "reverse"]
    inputs: int
    outputs: int
    chosen: bool = True

    def __str__(self) -> str:
        counted = f"{self.inputs} input{'s' * (self.inputs != 1)}, {self.outputs} output{'s' * (self.outputs != 1)}"
        if not self.chosen:
            return f"{self.mode} mode, as asked ({counted})."
        if self.mode == "forward":
            return f"forward mode: {counted}, and forward mode costs one tangent per input."
        return f"reverse mode: {counted}, and reverse mode costs one backward sweep per output."


def plan(inputs: int, outputs: int, mode: Mode = "auto") -> Plan:
    """The mode to use for so many inputs and outputs: forward where there are at most as many inputs as outputs.

    Source: Griewank & Walther, Evaluating Derivatives, 2nd ed., section 3.3; docs/learn/06-forward-or-reverse.md.

    >>> print(plan(inputs=1000, outputs=1))
    reverse mode: 1000 inputs, 1 output, and reverse mode costs one backward sweep per output.
    """
    if mode != "auto":
        return Plan(mode, inputs, outputs, chosen=False)
    return Plan("forward" if inputs <= outputs else "reverse", inputs, outputs)


class Jacobian:
    """The function that jacobian(f) returns: call it for the derivatives; `plan(*args)` says in which mode and why."""

    def __init__(self, f: Function, argnums: ArgNums, mode: Mode, what: str) -> None:
        self._f, self._argnums, self._mode, self._what = f, argnums, mode, what
        update_wrapper(self, f, updated=())  # see standing_for: f may itself be a Jacobian

    def plan(self, *args: Any, **kwargs: Any) -> Plan:
        """The mode that a call with these arguments uses, and why."""
        return self._plan(self._record(args, kwargs))

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        run = self._record(args, kwargs)
        rows = forward_rows(run) if self._plan(run).mode == "forward" else reverse_rows(run)
        return fill(run.output, [fill(run.chosen, row) for row in rows])

    def _record(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Recording:
        run = record(self._f, args, kwargs, self._argnums, self._what)
        if not run.outputs:
            raise StructureError(f"{self._what} needs numbers from f, but f returned {run.output!r}.")
        return run

    def _plan(self, run: Recording) -> Plan:
        outputs = sum(prod(shape_of(value_of(leaf))) for leaf in run.outputs)
        return plan(sum(node.size for node in run.inputs), outputs, self._mode)


def units(node: Node) -> list[Any]:
    """The directions of a node: 1 for a number; for an array one array for each entry, 1 there and 0 elsewhere."""
    if not is_array(node.val):
        return [unit(node)]
    identity = numpy().eye(node.size, dtype=node.dtype)
    return [row.reshape(node.shape) for row in identity]


def reverse_rows(run: Recording) -> list[list[Any]]:
    """For each output its derivatives by all inputs: one backward sweep per number in an output."""
    rows = []
    for leaf in run.outputs:
        shape = shape_of(value_of(leaf))
        if not shape and not (is_array(value_of(leaf)) and run.is_within(leaf)):
            rows.append(run.gradient_of(leaf))
            continue
        if not run.is_within(leaf):
            rows.append([standing_still(shape, node) for node in run.inputs])
            continue
        swept = [run.gradient_of(leaf, seed) for seed in units(leaf)]
        rows.append(
            [
                put_together([row[index] for row in swept], 0, leaf.shape + node.shape)
                for index, node in enumerate(run.inputs)
            ]
        )
    return rows


def put_together(parts: list[Any], axis: int, shape: tuple[int, ...]) -> Any:
    """The block of a Jacobian between two arrays, from its parts along the output's entries, or the input's."""
    if not parts:
        return numpy().zeros(shape)
    return basics.reshape(basics.stack(parts, axis), shape)


def taken(tangent: Any, node: Node, leaf: Any) -> Any:
    """What an entry of the Jacobian takes of a tangent: the real part, for a real output of a real input."""
    if is_array(tangent) and tangent.dtype.kind == "c":
        real = not numpy().iscomplexobj(value_of(leaf)) and not numpy().iscomplexobj(node.val)
        return tangent.real if real else tangent
    if is_array(tangent) or isinstance(value_of(leaf), complex):
        return tangent
    return tangent if tangent.__class__ is Node else fit(tangent, node)


def forward_rows(run: Recording) -> list[list[Any]]:
    """The same by forward sweeps: all inputs' tangents in one, or one sweep per direction where tangents are Nodes."""
    if run.world is ARRAYS and can_go_side_by_side(run.order):
        together = rows_side_by_side(run)
        if together is not None:
            return together
    directions = [(node, direction) for node in run.inputs for direction in units(node)]
    if run.world is NODES or run.world is RECORDED:
        columns = [sweep_forward(reversed(run.order), {node: unit}, run.world) for node, unit in directions]
        found = [{leaf: column.get(leaf) for leaf in run.outputs if leaf.__class__ is Node} for column in columns]
    else:
        start: dict[Node, Tangents] = {}
        for index, (node, direction) in enumerate(directions):
            start[node] = Tangents({**(start[node].entries if node in start else {}), index: direction})
        swept = sweep_forward(reversed(run.order), start, run.world)
        none = Tangents({})
        found = [
            {leaf: swept.get(leaf, none).entries.get(index) for leaf in run.outputs if leaf.__class__ is Node}
            for index in range(len(directions))
        ]
    return [[block(leaf, node, directions, found) for node in run.inputs] for leaf in run.outputs]


def block(leaf: Any, node: Node, directions: list[tuple[Node, Any]], found: list[dict[Any, Any]]) -> Any:
    """The derivatives of one output by one input: a number, or an array of output shape + input shape."""
    shape = shape_of(value_of(leaf))
    if leaf.__class__ is not Node:
        return standing_still(shape, node)
    parts = [column.get(leaf) for (other, _), column in zip(directions, found, strict=True) if other is node]
    if not is_array(node.val):
        (part,) = parts
        if part is None:
            return numpy().zeros(shape) if shape else zero_of(node)
        return taken(part, node, leaf)
    whole = [numpy().zeros(shape) if part is None else taken(part, node, leaf) for part in parts]
    return put_together(whole, -1, shape + node.shape)


def jacobian(f: Function, argnums: ArgNums = 0, mode: Mode = "auto") -> Jacobian:
    """A function that gives every first derivative of f: output structure + input structure.

    For f from a list of n numbers to a list of m: J[i][j] = d f(x)[i] / d x[j]. A scalar f gives the
    gradient's structure. Any nesting of lists, tuples, dicts and dataclasses works on either side; between two
    arrays the derivatives are one array, of output shape + input shape.

    Cost: one backward sweep per output or one tangent per input; "auto" takes the cheaper, and
    `jacobian(f).plan(x)` says which and why.

    Raises:
        WrongKind: mode is none of "auto", "forward", "reverse"; or there is no number to differentiate by.
        StructureError: f returns no numbers, or argnums names no argument.

    Source: Griewank & Walther, Evaluating Derivatives, 2nd ed., section 3.2.

    >>> jacobian(lambda x: [x[0] * x[1], x[0]])([3.0, 5.0])
    [[5.0, 3.0], [1.0, 0.0]]
    """
    check_function(f, "jacobian")
    check_argnums(argnums, "jacobian")
    if mode not in ("auto", "forward", "reverse"):
        raise WrongKind(f'jacobian needs mode "auto", "forward" or "reverse", but got mode = {mode!r}.')
    return Jacobian(f, argnums, mode, "jacobian")


def hessian(f: Function, argnums: ArgNums = 0) -> Jacobian:
    """A function that gives every second derivative of f: H[i][j] = d2 f / (dx[i] dx[j]).

    For a structured argument the answer is that structure of that structure. Cost: a forward sweep with
    one tangent per input, over the recorded gradient. For a product with one vector use hvp.

    Raises:
        StructureError: f returns more than one number.

    >>> hessian(lambda x: x[0] ** 2 * x[1])([3.0, 5.0])
    [[10.0, 6.0], [6.0, 0.0]]
    """
    check_function(f, "hessian")
    check_argnums(argnums, "hessian")
    return Jacobian(only_gradient(f, argnums, False, "hessian"), argnums, "auto", "hessian")
