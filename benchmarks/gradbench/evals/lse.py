"""lse: the logarithm of a sum of exponentials, made of its elements, on a whole array.

The maximum is taken out so that no exponential overflows; its derivative is left to flow, and cancels.
"""

from __future__ import annotations

import numpy as np
from given import Given
from repeating import Task

from backsweep import grad


def logsumexp(x):
    largest = np.max(x)
    return largest + np.log(np.sum(np.exp(x - largest)))


gradient = grad(logsumexp)


def primal_task(given: Given) -> Task:
    x = given.vector("x")
    return Task(lambda: logsumexp(x), float)


def gradient_task(given: Given) -> Task:
    x = given.vector("x")
    return Task(lambda: gradient(x), lambda der: der.tolist())


FUNCTIONS = {"primal": primal_task, "gradient": gradient_task}
