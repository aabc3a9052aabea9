"""check_grads, as in HIPS autograd: derivatives against differences, both modes, to any order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from backsweep.autograd import grad, make_jvp, make_vjp
from backsweep.errors import BacksweepError
from backsweep.misc.flatten import flatten
from backsweep.values import numpy

# Central differences of fourth order; half of the digits are lost in them.
STEP, TOLERANCE = 1e-3, 1e-6
WEIGHTS = {1: 2 / 3, 2: -1 / 12}


class WrongDerivative(BacksweepError, AssertionError):
    """A derivative does not agree with differences."""


def check_grads(f: Callable[..., Any], modes: Sequence[str] = ("fwd", "rev"), order: int = 2) -> Callable[..., None]:
    """A function of f's arguments that checks f's derivatives there, in these modes and up to this order.

    Raises:
        WrongDerivative: one does not agree with differences along a random direction; the sentence says which.

    >>> check_grads(lambda x: x**3)(2.0)
    """

    def check(*args: Any) -> None:
        start, unflatten = flatten(args)

        def flat(row: Any) -> Any:
            return flatten(f(*unflatten(row)))[0]

        _check(flat, numpy().asarray(start, dtype=float), modes, order, 1)

    return check


def _check(f: Callable[[Any], Any], x: Any, modes: Sequence[str], order: int, now: int) -> None:
    """The derivatives of a function between rows, and then those of its gradient."""
    draw = numpy().random.default_rng(now).normal
    along, seed = draw(size=x.shape), draw(size=f(x).shape)
    expected = sum(w * (f(x + k * STEP * along) - f(x - k * STEP * along)) for k, w in WEIGHTS.items()) / STEP
    scale = 1 + float(numpy().max(numpy().abs(expected), initial=0.0))
    if "fwd" in modes:
        _agree(make_jvp(f)(x)(along)[1], expected, scale, f"The forward derivative of order {now}")
    if "rev" in modes:
        found = make_vjp(f)(x)[0](seed) @ along
        _agree(found, seed @ expected, scale, f"The reverse derivative of order {now}")
    if now < order:
        _check(grad(lambda row: (f(row) * seed).sum()), x, modes, order, now + 1)


def _agree(found: Any, expected: Any, scale: float, what: str) -> None:
    off = float(numpy().max(numpy().abs(found - expected), initial=0.0))
    if not off <= TOLERANCE * scale:
        raise WrongDerivative(f"{what} along a direction is {found}, but differences give {expected}.")


__all__ = ["WrongDerivative", "check_grads"]
