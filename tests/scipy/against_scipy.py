"""What is asked of every function of backsweep.scipy: SciPy's values, both modes, differences, second derivatives."""

import numpy as np
import pytest

from backsweep import Node, grad, jvp, vjp

WEIGHTS = {1: 3 / 4, 2: -3 / 20, 3: 1 / 60}


def slope(f, args, along, h=1e-3):
    """The derivative along a direction by central differences of sixth order."""

    def at(step):
        return np.asarray(f(*(arg + step * way for arg, way in zip(args, along, strict=True))))

    return sum(w * (at(k * h) - at(-k * h)) for k, w in WEIGHTS.items()) / h


def check(f, plain, args, rtol=1e-7):
    """f(*Nodes) has the values of plain(*args), and derivatives that agree with differences."""
    draw, every = np.random.default_rng(1).normal, tuple(range(len(args)))
    args = [np.asarray(arg, dtype=float) for arg in args]
    along = [0.1 * draw(size=arg.shape) for arg in args]
    np.testing.assert_allclose(f(*map(Node, args)).val, plain(*args), rtol=1e-12, atol=1e-13)
    np.testing.assert_allclose(f(*args), plain(*args), rtol=1e-12, atol=1e-13)
    value, pull = vjp(f, every)(*args)
    g = draw(size=np.shape(value))
    _, tangent = jvp(f, every)(*args, tangent=tuple(along))
    shares = sum(np.vdot(share, way) for share, way in zip(pull(g), along, strict=True))
    assert shares == pytest.approx(np.vdot(g, tangent), rel=1e-9, abs=1e-12)
    expected = slope(plain, args, along)
    np.testing.assert_allclose(tangent, expected, rtol=rtol, atol=1e-8)
    gradient = grad(lambda *xs: np.sum(g * f(*xs) ** 2), every)
    _, seconds = jvp(gradient, every)(*args, tangent=tuple(along))
    for index, second in enumerate(seconds):
        expected = slope(lambda *xs, index=index: gradient(*xs)[index], args, along)
        np.testing.assert_allclose(second, expected, rtol=10 * rtol, atol=1e-7)
