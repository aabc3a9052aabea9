"""A network of 2, 16, 16 and 1 neurons with tanh, written with single numbers: mean squared error over 100 samples."""

from __future__ import annotations

import ctypes
import importlib
import random
from functools import cache
from typing import Any

from running.workload import Point, Run, Workload

import backsweep as math
from native import by_hand, libraries

WIDE = 16
SAMPLES = 100
WEIGHTS = 2 * WIDE + WIDE + WIDE * WIDE + WIDE + WIDE + 1

_chance = random.Random(2)
INPUTS = [(_chance.uniform(-1.0, 1.0), _chance.uniform(-1.0, 1.0)) for _ in range(SAMPLES)]
TARGETS = [a * b for a, b in INPUTS]


def neuron(weights, bias, inputs):
    total = bias
    for weight, x in zip(weights, inputs, strict=True):
        total = total + weight * x
    return total


def network(weights):
    """The weights one after the other, as an optimiser holds them: matrix, biases, matrix, biases, row, bias."""
    at = iter(range(WEIGHTS))
    first = [[weights[next(at)] for _ in range(2)] for _ in range(WIDE)]
    first_biases = [weights[next(at)] for _ in range(WIDE)]
    second = [[weights[next(at)] for _ in range(WIDE)] for _ in range(WIDE)]
    second_biases = [weights[next(at)] for _ in range(WIDE)]
    last = [weights[next(at)] for _ in range(WIDE)]
    last_bias = weights[next(at)]
    loss = 0.0
    for inputs, target in zip(INPUTS, TARGETS, strict=True):
        one = [math.tanh(neuron(row, bias, inputs)) for row, bias in zip(first, first_biases, strict=True)]
        two = [math.tanh(neuron(row, bias, one)) for row, bias in zip(second, second_biases, strict=True)]
        error = neuron(last, last_bias, two) - target
        loss = loss + error * error
    return loss / SAMPLES


@cache
def points() -> list[Point]:
    chance = random.Random(3)
    return [([chance.uniform(-0.7, 0.7) for _ in range(WEIGHTS)],)]


def data() -> Point:
    inputs, targets = by_hand.doubles(by_hand.flat(INPUTS)), by_hand.doubles(TARGETS)
    # They live as long as the process.
    KEPT.extend([inputs, targets])
    return by_hand.address(inputs), by_hand.address(targets), ctypes.c_long(SAMPLES)


KEPT: list[Any] = []


def split(weights: Any) -> tuple[Any, ...]:
    """The weights as matrices and vectors of any array library."""
    sizes = (2 * WIDE, WIDE, WIDE * WIDE, WIDE, WIDE, 1)
    parts, at = [], 0
    for size in sizes:
        parts.append(weights[at : at + size])
        at += size
    return parts[0].reshape(WIDE, 2), parts[1], parts[2].reshape(WIDE, WIDE), *parts[3:]


def on_arrays(weights: Any, inputs: Any, targets: Any, tanh: Any) -> Any:
    first, first_biases, second, second_biases, last, last_bias = split(weights)
    one = tanh(inputs @ first.T + first_biases)
    two = tanh(one @ second.T + second_biases)
    errors = two @ last + last_bias - targets
    return (errors * errors).mean()


def jax_arrays() -> Run:
    jax = importlib.import_module("jax")
    jax.config.update("jax_enable_x64", True)
    jnp = importlib.import_module("jax.numpy")
    inputs, targets = jnp.array(INPUTS), jnp.array(TARGETS)
    return libraries.jax_ready(lambda weights: on_arrays(weights, inputs, targets, jnp.tanh), points())


def torch_arrays() -> Run:
    torch = importlib.import_module("torch")
    torch.set_num_threads(1)
    torch.set_default_dtype(torch.float64)
    inputs, targets = torch.tensor(INPUTS), torch.tensor(TARGETS)
    weights = torch.tensor(points()[0][0], requires_grad=True)

    def gradient(weights: Any) -> Any:
        (der,) = torch.autograd.grad(on_arrays(weights, inputs, targets, torch.tanh), weights)
        return der

    return Run(
        gradient,
        [(weights,)],
        lambda der: der.tolist(),
        lambda weights: on_arrays(weights.detach(), inputs, targets, torch.tanh),
    )


WORKLOADS = [
    Workload(
        "network",
        f"A network of 2, 16, 16 and 1 neurons written with single numbers: squared error over {SAMPLES} samples.",
        "at most 20 us, gradient / value at most 2.7, value at most 1.2 x by hand",
        points,
        by_hand.reference("network", WEIGHTS, data),
        {
            "backsweep": lambda: libraries.compiled(network, points(), arrays=True),
            "backsweep fast": lambda: libraries.compiled(network, points(), arrays=True, fast=True),
            "backsweep, lists": lambda: libraries.compiled(network, points()),
            "backsweep eager": lambda: libraries.eager(network, points()),
            **by_hand.peers("network", points, WEIGHTS, data),
            "jax": lambda: libraries.jax_run(network, points()),
            "jax on arrays": jax_arrays,
            **libraries.casadi_peers(network, points, WEIGHTS),
            **libraries.ddx_peers(network, points, WEIGHTS),
            "torch": lambda: libraries.torch_run(network, points()),
            "torch on arrays": torch_arrays,
        },
        hand=by_hand.LIMIT,
        why={
            "hand": f"{libraries.ANOTHER_ORDER} Its tanh is a vector function, too.",
            "torch on": libraries.MATRICES,
            "jax on": libraries.MATRICES,
        },
    )
]
