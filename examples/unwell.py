"""Four functions with something wrong: backsweep diagnose examples/unwell.py:distance x=0.0 y=0.0"""

import backsweep as math


def distance(x, y):
    """Fine everywhere but at the origin, where its slope is nan."""
    return math.sqrt(x * x + y * y)


def activity(x, w):
    """A unit that does not fire, and so learns nothing."""
    h = math.relu(w * x - 5.0)
    return h * h + 1.0


def curvature(x):
    """One half for small x, if it were not for rounding."""
    near = math.cos(x)
    return (1 - near) / (x * x)


def deep(x, w):
    """So many sigmoids that no der comes through to x."""
    for _ in range(60):
        x = math.sigmoid(w * x)
    return x
