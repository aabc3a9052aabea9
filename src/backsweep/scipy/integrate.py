"""scipy.integrate for Nodes: odeint, with derivatives by the adjoint equation."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import backsweep.numpy as np
from backsweep.extend import defvjp_argnums, primitive
from backsweep.misc.flatten import flatten
from backsweep.node import Node
from backsweep.scipy.needed import scipy
from backsweep.transforms.gradient import vjp
from backsweep.transforms.structures import leaves

_plain = scipy("integrate")


def __getattr__(name: str) -> Any:
    return getattr(_plain, name)


def _solution(y0: Any, t: Any, flat: Any, slope: Callable[..., Any], settings: Mapping[str, Any]) -> Any:
    return _plain.odeint(slope, y0, t, args=(flat,), **settings)


_solve = primitive(_solution)


def _adjoint(
    argnums: Sequence[int], path: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any]
) -> Callable[[Any], Any]:
    """The der of the state, of each time and of the parameters: the adjoint equation, solved backwards in time."""
    y0, t, flat, slope, settings = args
    size, count = y0.shape[0], t.shape[0]

    def backwards(state: Any, time: Any, flat: Any) -> Any:
        """The slopes of the state, of its der and of the parameters' ders."""
        rate, pull = vjp(slope, (0, 2))(state[:size], time, flat)
        by_state, by_flat = pull(-state[size : 2 * size])
        return np.concatenate([np.asarray(rate), by_state, by_flat])

    def pull_all(g: Any) -> Any:
        der, by_flat, by_times = g[-1], np.zeros(flat.shape), []
        for i in range(count - 1, 0, -1):
            moved = np.sum(np.asarray(slope(path[i], t[i], flat)) * g[i])
            by_times.append(moved)
            start = np.concatenate([path[i], der, by_flat])
            ended = _solve(start, np.stack([t[i], t[i - 1]]), flat, backwards, settings)[1]
            der, by_flat = ended[size : 2 * size] + g[i - 1], ended[2 * size :]
        by_times.append(-np.sum(np.asarray(slope(path[0], t[0], flat)) * (der - g[0])))
        found = {0: der, 1: np.stack(by_times[::-1]), 2: by_flat}
        return (found[n] for n in argnums)

    return pull_all


# Source: Pontryagin; Chen, Rubanova, Bettencourt & Duvenaud 2018, Neural ordinary differential equations, algorithm 2.
defvjp_argnums(_solve, _adjoint)


def odeint(func: Callable[..., Any], y0: Any, t: Any, args: Any = (), **settings: Any) -> Any:
    """The solution of dy/dt = func(y, t, *args) at the times t, as SciPy's odeint gives it.

    Its derivatives by y0, t and args are those of the solution itself, to the accuracy asked for (rtol, atol). What
    func closes over counts as a constant: pass what has a derivative through args.
    """
    if not any(leaf.__class__ is Node for leaf in leaves([y0, t, tuple(args)])):
        return _plain.odeint(func, y0, t, args=args, **settings)
    flat, unflatten = flatten(tuple(args))

    def slope(state: Any, time: Any, flat: Any) -> Any:
        return np.asarray(func(state, time, *unflatten(flat)))

    state = np.asarray(y0)
    return _solve(np.reshape(state, (-1,)) * 1.0, np.asarray(t) * 1.0, flat, slope, settings)
