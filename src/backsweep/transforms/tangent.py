"""jvp and hvp: derivatives along a direction, by a forward sweep."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from backsweep.errors import WrongKind
from backsweep.node import Node
from backsweep.sweeps.forward import sweep_forward
from backsweep.transforms.gradient import only_gradient
from backsweep.transforms.recording import ArgNums, Recording, check_argnums, check_function, record, standing_for
from backsweep.transforms.structures import Match, fill
from backsweep.values import for_the_caller, is_array, numpy
from backsweep.worlds import NODES, value_of

Function = Callable[..., Any]


def push(run: Recording, tangents: list[Any]) -> Any:
    """One forward sweep: the tangent of a run's output for tangents of its inputs."""
    start = dict(zip(run.inputs, tangents, strict=True))
    world = NODES if any(tangent.__class__ is Node for tangent in tangents) else run.world
    found = sweep_forward(reversed(run.order), start, world)
    tangents = [found[leaf] if leaf.__class__ is Node and leaf in found else still(leaf) for leaf in run.outputs]
    return fill(run.output, for_the_caller(tangents))


def still(leaf: Any) -> Any:
    """The tangent of an output that does not move."""
    val = value_of(leaf)
    return numpy().zeros(val.shape, val.dtype if val.dtype.kind in "fc" else float) if is_array(val) else 0.0


def _check_given(tangent: Any, what: str) -> None:
    """Refuses a call without a direction: there would be nothing to differentiate along."""
    if tangent is None:
        raise WrongKind(f"{what}(f) needs the direction to differentiate along. Write {what}(f)(x, tangent=v).")


def jvp(f: Function, argnums: ArgNums = 0) -> Function:
    """A function of (*args, tangent=v) that gives f's value and its derivative along v: the Jacobian times v.

    The tangent has the structure of the argument that argnums names (a tuple of them for a tuple); the
    answer's derivative has that of f's value. Cost: one forward sweep, however many outputs there are.

    Raises:
        StructureError: the tangent does not have the structure of the argument.
        WrongKind: there is no tangent.

    >>> jvp(lambda x: [x[0] * x[1], x[0]])([3.0, 5.0], tangent=[1.0, 0.0])
    ([15.0, 3.0], [5.0, 1.0])
    """
    check_function(f, "jvp")
    check_argnums(argnums, "jvp")

    @standing_for(f)
    def value_and_tangent(*args: Any, tangent: Any = None, **kwargs: Any) -> Any:
        _check_given(tangent, "jvp")
        run = record(f, args, kwargs, argnums, "jvp")
        return run.settle(run.output), push(run, Match(run.chosen, "the argument").fitting(tangent, "tangent"))

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
    along = jvp(only_gradient(f, argnums, False, "hvp"), argnums)

    @standing_for(f)
    def product(*args: Any, tangent: Any = None, **kwargs: Any) -> Any:
        _check_given(tangent, "hvp")
        return along(*args, tangent=tangent, **kwargs)[1]

    return product
