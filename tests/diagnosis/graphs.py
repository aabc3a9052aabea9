"""Graphs for the tests of paths: at random, and with every path walked one by one as the witness."""

import random
from fractions import Fraction

from backsweep import Node, dot, prod, sin, sum


def random_graph(seed, steps=8, exact=False):
    """(y, x) of a small graph in which nodes are used several times; of Fractions where it is to be exact."""
    chance = random.Random(seed)
    number = (lambda: Fraction(chance.randint(-4, 4), chance.randint(1, 3))) if exact else chance.gauss
    x, w = Node(number() if exact else chance.gauss(0, 1)), Node(number() if exact else chance.gauss(0, 1))
    nodes = [x, w]
    for _ in range(steps):
        a, b, c = (chance.choice(nodes[-4:]) for _ in range(3))
        made = [lambda a, b, c: a * b, lambda a, b, c: a - b, lambda a, b, c: sum([a, b, a, c])]
        made += [lambda a, b, c: dot([a, b], [c, a]), lambda a, b, c: prod([a, b, c])]
        made += [] if exact else [lambda a, b, c: sin(a)]
        nodes.append(chance.choice(made)(a, b, c))
    return nodes[-1], x


def walk(y, x):
    """The product of the local derivatives along each path from y down to x, path by path."""
    if y is x:
        yield 1
    for parent, partial in zip(y.parents, y.partials, strict=True):
        for product in walk(parent, x):
            yield partial * product


def doublings(x, count):
    """A chain of `count` steps with two ways to take at each."""
    for _ in range(count):
        x = x * 0.5 + x * 0.6
    return x
