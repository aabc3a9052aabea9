"""ode: Runge and Kutta's classical method on a chain of equations, in arrays. The gradient is of the last element."""

from __future__ import annotations

import numpy as np
from given import Given
from repeating import Task

from backsweep import grad


def slope(x, y):
    """The right-hand side: x_0, and x_i times the y before."""
    return x * np.concatenate([np.ones(1), y[:-1]])


def solution(x, steps):
    """y at time 2, from y = 0 at time 0."""
    h = 2 / steps
    y = np.zeros(len(x))
    for _ in range(steps):
        k1 = slope(x, y)
        k2 = slope(x, y + h / 2 * k1)
        k3 = slope(x, y + h / 2 * k2)
        k4 = slope(x, y + h * k3)
        y = y + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
    return y


gradient = grad(lambda x, steps: solution(x, steps)[-1])


def primal_task(given: Given) -> Task:
    x, steps = given.vector("x"), given.count("s", least=1)
    return Task(lambda: solution(x, steps), lambda y: y.tolist())


def gradient_task(given: Given) -> Task:
    x, steps = given.vector("x"), given.count("s", least=1)
    return Task(lambda: gradient(x, steps), lambda der: der.tolist())


FUNCTIONS = {"primal": primal_task, "gradient": gradient_task}
