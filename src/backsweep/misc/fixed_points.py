"""fixed_point: where an iteration comes to rest, with the derivative of that place and not of the way there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from backsweep.autograd import make_vjp
from backsweep.extend import defvjp, primitive
from backsweep.misc.flatten import flatten

# f(a) is a step, from x to the next x.
Steps = Callable[[Any], Callable[[Any], Any]]
Distance = Callable[[Any, Any], Any]


def fixed_point(f: Steps, a: Any, x0: Any, distance: Distance, tol: float) -> Any:
    """The x with f(a)(x) = x, from x0 by repetition until distance(x, x before) is at most tol.

    a is a number, an array or a structure of them; x is a number or an array. The derivative by `a` is that of the
    equation, wherever the iteration began: with J the Jacobian of f(a) at x, a seed g becomes g (1 - J)^-1, itself by
    repetition, and that times the derivative of f(a)(x) by a.

    Source: Christianson 1994, Optimization Methods and Software 3.

    >>> from backsweep import grad
    >>> root = lambda a: fixed_point(lambda a: lambda x: (x + a / x) / 2, a, 1.0, lambda x, y: abs(x - y), 1e-12)
    >>> round(grad(root)(4.0), 9)
    0.25
    """
    row, unflatten = flatten(a)
    return _at_rest(lambda row: f(unflatten(row)), row, x0, distance, tol)


@primitive
def _at_rest(f: Steps, row: Any, x0: Any, distance: Distance, tol: float) -> Any:
    """The same, with all of a in one row, by which the derivative is stated."""
    step = f(row)
    x, before = step(x0), x0
    while distance(x, before) > tol:
        x, before = step(x), x
    return x


def _pull(ans: Any, f: Steps, row: Any, x0: Any, distance: Distance, tol: float) -> Callable[[Any], Any]:
    """From g to g (1 - J)^-1 times the derivative by the row."""
    by_row, _ = make_vjp(lambda row: f(row)(ans))(row)
    return lambda g: by_row(fixed_point(_repeated(f), (row, ans, g), 0.0 * ans, distance, tol))


def _repeated(f: Steps) -> Steps:
    """The steps w -> g + w J, which come to rest at g (1 - J)^-1."""

    def step(given: Any) -> Callable[[Any], Any]:
        row, x, g = given
        by_x, _ = make_vjp(f(row))(x)
        return lambda w: g + by_x(w)

    return step


defvjp(_at_rest, None, _pull, None)
