"""Optimizers with HIPS autograd's signatures: sgd, rmsprop, adam.

Each takes grad(x, i), the gradient at x in step i, and a start of any structure of arrays and numbers.
callback(x, i, gradient) is called before each step.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from backsweep.misc.flatten import flatten
from backsweep.values import numpy

Gradient = Callable[[Any, int], Any]
Callback = Callable[[Any, int, Any], Any] | None


def for_structures(optimize: Callable[..., Any]) -> Callable[..., Any]:
    """An optimizer of rows of numbers as one of structures."""

    @wraps(optimize)
    def optimized(grad: Gradient, x0: Any, callback: Callback = None, *args: Any, **kwargs: Any) -> Any:
        row, unflatten = flatten(x0)

        def flat_gradient(x: Any, i: int) -> Any:
            return flatten(grad(unflatten(x), i))[0]

        def told(x: Any, i: int, g: Any) -> None:
            if callback is not None:
                callback(unflatten(x), i, unflatten(g))

        return unflatten(optimize(flat_gradient, row, told, *args, **kwargs))

    return optimized


@for_structures
def sgd(
    grad: Gradient,
    x: Any,
    callback: Callable[[Any, int, Any], None],
    num_iters: int = 200,
    step_size: float = 0.1,
    mass: float = 0.9,
) -> Any:
    """Gradient descent with momentum."""
    velocity = numpy().zeros_like(x)
    for i in range(num_iters):
        g = grad(x, i)
        callback(x, i, g)
        velocity = mass * velocity - (1 - mass) * g
        x = x + step_size * velocity
    return x


@for_structures
def rmsprop(
    grad: Gradient,
    x: Any,
    callback: Callable[[Any, int, Any], None],
    num_iters: int = 100,
    step_size: float = 0.1,
    gamma: float = 0.9,
    eps: float = 1e-8,
) -> Any:
    """Steps divided by the root of a running mean of squared gradients, which starts at 1.

    Source: Tieleman & Hinton 2012, lecture 6.5 of Neural Networks for Machine Learning.
    """
    squares = numpy().ones_like(x)
    for i in range(num_iters):
        g = grad(x, i)
        callback(x, i, g)
        squares = gamma * squares + (1 - gamma) * g**2
        x = x - step_size * g / (numpy().sqrt(squares) + eps)
    return x


@for_structures
def adam(
    grad: Gradient,
    x: Any,
    callback: Callable[[Any, int, Any], None],
    num_iters: int = 100,
    step_size: float = 0.001,
    b1: float = 0.9,
    b2: float = 0.999,
    eps: float = 1e-8,
) -> Any:
    """Steps from running means of gradients and of their squares, both corrected for starting at 0.

    Source: Kingma & Ba 2015, Adam: a method for stochastic optimization, algorithm 1.
    """
    mean, squares = numpy().zeros_like(x), numpy().zeros_like(x)
    for i in range(num_iters):
        g = grad(x, i)
        callback(x, i, g)
        mean = b1 * mean + (1 - b1) * g
        squares = b2 * squares + (1 - b2) * g**2
        root = numpy().sqrt(squares / (1 - b2 ** (i + 1)))
        x = x - step_size * (mean / (1 - b1 ** (i + 1))) / (root + eps)
    return x


__all__ = ["adam", "rmsprop", "sgd"]
