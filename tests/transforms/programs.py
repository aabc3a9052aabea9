"""Random programs: smooth functions of a few numbers, made of operators and primitives, the same for one seed.

Each can be run on plain numbers, on Nodes, and on mpmath's numbers, which are the witness from outside.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import mpmath

import backsweep

# Bounded functions, defined everywhere, so that a program of any length stays in range.
UNARY = ["sin", "cos", "tanh", "atan", "sigmoid", "softplus", "asinh"]
EXACT = {
    "sigmoid": lambda x: 1 / (1 + mpmath.exp(-x)),
    "softplus": lambda x: mpmath.log(1 + mpmath.exp(x)),
}

Step = Callable[[list[Any], Any], Any]


def steps(rng: random.Random, inputs: int, length: int) -> list[tuple[Any, ...]]:
    """A straight-line program: what each new number is made of, by position among all before it."""
    program: list[tuple[Any, ...]] = []
    for count in range(inputs, inputs + length):
        a, b = rng.randrange(count), rng.randrange(max(0, count - 6), count)
        kind = rng.choice(["unary", "unary", "+", "-", "*", "/", "scale", "power"])
        name = rng.choice(UNARY) if kind == "unary" else kind
        program.append((name, a, b, rng.choice([-1.5, 0.25, 0.5, 2.0])))
    return program


def run(program: list[tuple[Any, ...]], inputs: list[Any], functions: Callable[[str], Any]) -> list[Any]:
    """All numbers of a program, inputs first."""
    xs = list(inputs)
    for name, a, b, c in program:
        x, y = xs[a], xs[b]
        if name == "+":
            xs.append(x + y)
        elif name == "-":
            xs.append(c - x - y)
        elif name == "*":
            xs.append(functions("sin")(x) * y)
        elif name == "/":
            xs.append(x / (y * y + 1))
        elif name == "scale":
            xs.append(c * x)
        elif name == "power":
            xs.append((x * x + 1) ** c / (1 + y * y))
        else:
            xs.append(functions(name)(x))
    return xs


def random_function(seed: int, inputs: int = 3, length: int = 12) -> Callable[[list[Any]], Any]:
    """f(x) for a list x: the last number of a random program plus a little of each input."""
    program = steps(random.Random(seed), inputs, length)

    def f(x: list[Any]) -> Any:
        exact = any(isinstance(v, mpmath.mpf) for v in x)
        functions = (lambda name: EXACT.get(name) or getattr(mpmath, name)) if exact else by_name
        return run(program, x, functions)[-1] + 0.125 * x[0] * x[-1]

    return f


def by_name(name: str) -> Any:
    """backsweep's function of that name."""
    return getattr(backsweep, name)


def random_point(seed: int, inputs: int = 3) -> list[float]:
    """Where to try it."""
    rng = random.Random(seed + 10_000)
    return [rng.uniform(-2.0, 2.0) for _ in range(inputs)]


def exact_gradient(f: Callable[[list[Any]], Any], x: list[float]) -> list[Any]:
    """The gradient by central differences of 60-digit numbers, good to 1e-30."""
    with mpmath.workdps(60):
        h = mpmath.mpf(10) ** -20
        point = [mpmath.mpf(v) for v in x]
        found = []
        for i in range(len(x)):
            up, down = point.copy(), point.copy()
            up[i], down[i] = up[i] + h, down[i] - h
            found.append((f(up) - f(down)) / (2 * h))
        return found
