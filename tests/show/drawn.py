"""Functions whose graphs the tests of pictures draw."""

import random
from functools import reduce

import backsweep as bs
from backsweep import Node, trace


def squares():
    """w1² + w2²."""
    return trace(lambda w1, w2: w1**2 + w2**2, 3.0, -4.0)


def network():
    """A network of 2 inputs, 3 hidden units and 1 output."""

    def f(x1, x2, w, b, v, c):
        hidden = [bs.tanh(w[i][0] * x1 + w[i][1] * x2 + b[i]) for i in range(3)]
        return bs.sigmoid(sum(v[i] * hidden[i] for i in range(3)) + c)

    weights = [[0.1, 0.2], [0.3, -0.4], [0.5, 0.6]]
    return trace(f, 0.5, -1.2, weights, [0.1, 0.2, 0.3], [1.0, -1.0, 0.5], 0.1)


def runge_kutta(steps):
    """y' = -k y by the classical Runge-Kutta method; some 21 nodes a step."""

    def f(y, k):
        h = 0.1
        for _ in range(steps):
            k1 = -k * y
            k2 = -k * (y + h / 2 * k1)
            k3 = -k * (y + h / 2 * k2)
            k4 = -k * (y + h * k3)
            y = y + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
        return y

    return trace(f, 1.0, 0.5)


def decay(turns):
    """A loop of four nodes a turn."""

    def slope(y, k):
        return k * y + 0.001

    def f(x, k):
        for _ in range(turns):
            k1 = slope(x, k)
            x = x - 0.001 * k1
        return x

    return trace(f, 1.0, 0.5)


def at_random(seed, count=40):
    """A graph of operations taken at random, with numbers of many lengths."""
    rng = random.Random(seed)
    inputs = [Node(rng.choice([0.5, -1.25e-7, 3, 1e12]), f"{rng.choice(['x', 'weight', 'μ'])}{n}") for n in range(4)]
    nodes = list(inputs)
    for _ in range(count - 4):
        a, b = rng.choice(nodes[-9:]), rng.choice(nodes[-9:])
        row = rng.choice([bs.add, bs.mul, bs.sub, bs.sin, bs.sum])
        nodes.append(bs.sin(a) if row is bs.sin else bs.sum([a, b, *inputs]) if row is bs.sum else row(a, b))
    return trace(reduce(bs.add, nodes[-3:]))
