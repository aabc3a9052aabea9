"""grad, value_and_grad, derivative, vjp: derivatives by backward sweeps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from backsweep.errors import StructureError, WrongKind
from backsweep.node import Node, short
from backsweep.sweeps.backward import sweep
from backsweep.sweeps.local import fit
from backsweep.transforms.recording import (
    ArgNums,
    Recording,
    check_argnums,
    check_function,
    one_number,
    record,
    standing_for,
    unit,
    zero_of,
)
from backsweep.transforms.structures import Match, fill, is_leaf
from backsweep.worlds import NODES, value_of

Function = Callable[..., Any]


def value_and_grad(f: Function, argnums: ArgNums = 0, has_aux: bool = False) -> Function:
    """A function that gives f's value and its gradient, for the cost of one run and one backward sweep.

    f(*args) must return one number; with has_aux=True a pair (number, anything), and the answer is
    ((number, anything), gradient). argnums=0 differentiates by the first argument; a tuple gives a tuple
    of gradients. A gradient has the structure of its argument: lists, tuples, dicts, dataclasses of numbers.

    Raises:
        StructureError: f returns more than one number, or argnums names no argument.
        WrongKind: there is no number to differentiate by.

    Source: Griewank & Walther, Evaluating Derivatives, 2nd ed., section 3.2.

    >>> value_and_grad(lambda w: w[0] * w[1])([3.0, 5.0])
    (15.0, [5.0, 3.0])
    """
    return gradient_of(f, argnums, has_aux, "value_and_grad")


def gradient_of(f: Function, argnums: ArgNums, has_aux: bool, what: str) -> Function:
    """value_and_grad, in the name of `what`: the transform that the user called and that errors speak of."""
    check_function(f, what)
    check_argnums(argnums, what)

    @standing_for(f)
    def value_and_gradient(*args: Any, **kwargs: Any) -> Any:
        run = record(f, args, kwargs, argnums, what)
        value = run.output
        if has_aux:
            if not isinstance(value, tuple) or len(value) != 2:
                raise StructureError(
                    f"With has_aux=True, {what} needs a pair from f, (the number to differentiate, anything else), "
                    f"but f returned {short(run.settle(value))}."
                )
            value = value[0]
        return run.settle(run.output), fill(run.chosen, run.gradient_of(one_real_number(run, value, what)))

    return value_and_gradient


def one_real_number(run: Recording, value: Any, what: str) -> Any:
    """The number that f returned; complex only where all inputs are: of a real one half the derivative would be lost.

    Raises:
        StructureError: f returned no number, several, or a complex one for a real input.
    """
    val = value_of(one_number(value, what))
    if isinstance(val, complex) and not all(isinstance(node.val, complex) for node in run.inputs):
        raise StructureError(
            f"{what} needs a real number from f, but f returned the complex number {val!r} for a real input. "
            "Use jacobian(f) or derivative(f), which give complex derivatives."
        )
    return value


def grad(f: Function, argnums: ArgNums = 0, has_aux: bool = False) -> Function:
    """A function that gives f's gradient: every first derivative of one number by many, in one backward sweep.

    Cost: a small multiple of one run of f, however many inputs there are. With has_aux=True f returns
    (number, anything) and the answer is (gradient, anything). See value_and_grad for the rest.

    >>> grad(lambda x, y: x * x * y, argnums=(0, 1))(3.0, 5.0)
    (30.0, 9.0)
    >>> grad(grad(lambda x: (3 * x) ** 2))(0.0)
    18.0
    """
    return only_gradient(f, argnums, has_aux, "grad")


def only_gradient(f: Function, argnums: ArgNums, has_aux: bool, what: str) -> Function:
    """grad, in the name of `what`."""
    both = gradient_of(f, argnums, has_aux, what)

    @standing_for(f)
    def gradient(*args: Any, **kwargs: Any) -> Any:
        value, found = both(*args, **kwargs)
        return (found, value[1]) if has_aux else found

    return gradient


def vjp(f: Function, argnums: ArgNums = 0) -> Function:
    """A function that gives f's value and a `pull`: pull(seed) is seed times the Jacobian of f.

    f may return any structure of numbers; the seed has that structure, and pull(seed) that of the
    argument. Each pull is one backward sweep over the one recorded run.

    Raises:
        StructureError: the seed does not have the structure of f's value.

    >>> value, pull = vjp(lambda x: [x[0] * x[1], x[0]])([3.0, 5.0])
    >>> value, pull([1.0, 10.0])
    ([15.0, 3.0], [15.0, 3.0])
    """
    check_function(f, "vjp")
    check_argnums(argnums, "vjp")

    @standing_for(f)
    def value_and_pull(*args: Any, **kwargs: Any) -> Any:
        run = record(f, args, kwargs, argnums, "vjp")
        model = Match(run.output, "f's value")

        def pull(seed: Any) -> Any:
            return fill(run.chosen, run.pull(model.fitting(seed, "seed")))

        return run.settle(run.output), pull

    return value_and_pull


def derivative(f: Function, order: int = 1) -> Function:
    """A function that gives the derivative of f, of any order, for f of one number.

    f(x) is run once; each order is one more backward sweep, on Nodes, so that it can be swept again. The graph
    grows about threefold with each order.

    Raises:
        WrongKind: order is not an int >= 0, or x is not a number.
        StructureError: f does not return one number.

    >>> derivative(lambda x: x**4, order=3)(2.0)
    48.0
    """
    check_function(f, "derivative")
    if not isinstance(order, int) or isinstance(order, bool) or order < 0:
        raise WrongKind(f"derivative needs an order of 0, 1, 2, ..., but got order = {order!r}.")

    @standing_for(f)
    def nth_derivative(x: Any, *args: Any, **kwargs: Any) -> Any:
        if not is_leaf(x):
            raise WrongKind(f"derivative is for functions of one number, but got x = {x!r}. Use grad or jacobian.")
        run = record(f, (x, *args), kwargs, 0, "derivative")
        (node,) = run.inputs
        answer = one_number(run.output, "derivative")
        for _ in range(order):
            if answer.__class__ is not Node or answer.age < run.since:
                return zero_of(node)
            step = Recording(run.chosen, run.inputs, answer, run.since)
            whole = isinstance(value_of(answer), complex)  # of a complex answer a real x takes all of the derivative
            seeds = {answer: unit(answer)} if answer in step.active else {}
            ders = sweep(step.order, seeds, NODES, step.active, project=not whole)
            answer = ders.get(node, zero_of(node))
        # Of a float it is a float, also where arrays lie between.
        return fit(run.settle(answer), node, project=False)

    return nth_derivative
