"""ode: Runge and Kutta's classical method on a chain of equations, in arrays. The gradient is of the last element."""

from __future__ import annotations

import numpy as np
from given import Given
from repeating import Task

from backsweep import grad


def moved(x, y):
    """x times the y before. A 1 stands before y, where the chain begins, and is not moved."""
    return np.concatenate([np.zeros(1), x * y[:-1]])


def solution(x, steps):
    """y at time 2, from y = 0 at time 0."""
    whole = 2.0 / steps * x  # the right-hand side's factors times the length of a step, and of half a step
    half = 0.5 * whole
    y = np.concatenate([np.ones(1), np.zeros(len(x))])
    for _ in range(steps):
        k1 = moved(half, y)
        k2 = moved(half, y + k1)
        k3 = moved(whole, y + k2)
        k4 = moved(half, y + k3)
        y = y + (k1 + 2.0 * k2 + k3 + k4) / 3.0
    return y[1:]


gradient = grad(lambda x, steps: solution(x, steps)[-1])


def primal_task(given: Given) -> Task:
    x, steps = given.vector("x"), given.count("s", least=1)
    return Task(lambda: solution(x, steps), lambda y: y.tolist())


def gradient_task(given: Given) -> Task:
    x, steps = given.vector("x"), given.count("s", least=1)
    return Task(lambda: gradient(x, steps), lambda der: der.tolist())


FUNCTIONS = {"primal": primal_task, "gradient": gradient_task}
