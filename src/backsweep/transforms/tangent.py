"""jvp and hvp: derivatives along a direction, by a forward sweep."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from backsweep.node import Node
from backsweep.reading import NODES
from backsweep.sweeps.forward import sweep_forward
from backsweep.transforms.gradient import grad
from backsweep.transforms.recording import ArgNums, Recording, check_argnums, check_function, record
from backsweep.transforms.structures import Match, rebuild

Function = Callable[..., Any]


def push(run: Recording, tangents: list[Any]) -> Any:
    """One forward sweep: the tangent of a run's output for tangents of its inputs."""
    start = dict(zip(run.inputs, tangents, strict=True))
    world = NODES if any(tangent.__class__ is Node for tangent in tangents) else run.world
    found = sweep_forward(reversed(run.order), start, world)
    return rebuild(run.output, lambda leaf: found.get(leaf, 0.0) if leaf.__class__ is Node else 0.0)


def jvp(f: Function, argnums: ArgNums = 0) -> Function:
    """A function of (*args, tangent=v) that gives f's value and its derivative along v: the Jacobian times v.

    The tangent has the structure of the argument that argnums names (a tuple of them for a tuple); the
    answer's derivative has that of f's value. Cost: one forward sweep, however many outputs there are.

    Raises:
        StructureError: the tangent does not have the structure of the argument.

    >>> jvp(lambda x: [x[0] * x[1], x[0]])([3.0, 5.0], tangent=[1.0, 0.0])
    ([15.0, 3.0], [5.0, 1.0])
    """
    check_function(f, "jvp")
    check_argnums(argnums, "jvp")

    @wraps(f)
    def value_and_tangent(*args: Any, tangent: Any, **kwargs: Any) -> Any:
        run = record(f, args, kwargs, argnums, "jvp")
        return run.settle(run.output), push(run, Match(run.chosen, "the argument").values(tangent, "tangent"))

    return value_and_tangent


def hvp(f: Function, argnums: ArgNums = 0) -> Function:
    """A function of (*args, tangent=v) that gives the Hessian of f times v, without ever forming the Hessian.

    The derivative of the gradient along v: a forward sweep over a backward one. Cost: a small multiple of f.

    Source: Pearlmutter 1994, Fast exact multiplication by the Hessian.

    >>> hvp(lambda x: x[0] ** 2 * x[1])([3.0, 5.0], tangent=[1.0, 0.0])
    [10.0, 6.0]
    """
    check_function(f, "hvp")
    check_argnums(argnums, "hvp")
    along = jvp(grad(f, argnums), argnums)

    @wraps(f)
    def product(*args: Any, tangent: Any, **kwargs: Any) -> Any:
        return along(*args, tangent=tangent, **kwargs)[1]

    return product
