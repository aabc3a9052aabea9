"""llsq: a polynomial is fitted to a step, in arrays. Points and powers are made anew in every run."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from given import Given
from repeating import Task

from backsweep import grad


def powers(t, count):
    """t to the power 0, 1, ..., count - 1, a row for each, by repeated multiplication."""
    rows = np.ones((count, len(t)))
    for before, row in pairwise(rows):
        np.multiply(before, t, out=row)
    return rows


def distance(x, n):
    """Half the sum of squares between the polynomial of coefficients x and the step, at n points from -1 to 1."""
    t = -1 + 2 * np.arange(n) / (n - 1)
    residual = np.sign(t) - x @ powers(t, len(x))
    return 0.5 * (residual @ residual)


gradient = grad(distance)


def primal_task(given: Given) -> Task:
    x, n = given.vector("x"), given.count("n", least=2)
    return Task(lambda: distance(x, n), float)


def gradient_task(given: Given) -> Task:
    x, n = given.vector("x"), given.count("n", least=2)
    return Task(lambda: gradient(x, n), lambda der: der.tolist())


FUNCTIONS = {"primal": primal_task, "gradient": gradient_task}
