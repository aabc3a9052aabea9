"""The optimizers: their first steps by hand, structures, callbacks, and that they arrive."""

import numpy as np
import pytest

from backsweep import grad
from backsweep.misc.optimizers import adam, rmsprop, sgd


def bowl(x):
    return np.sum((x["a"] - 1) ** 2) + 10 * (x["b"] + 2) ** 2


START = {"a": np.zeros(2), "b": 0.0}


@pytest.mark.parametrize(
    ("optimize", "settings"),
    [
        (sgd, {"num_iters": 400, "step_size": 0.05}),
        (rmsprop, {"num_iters": 2000, "step_size": 0.002}),
        (adam, {"num_iters": 2000, "step_size": 0.02}),
    ],
)
def test_each_arrives(optimize, settings):
    gradient = grad(lambda x, i: bowl(x))
    found = optimize(gradient, START, **settings)
    np.testing.assert_allclose(found["a"], [1, 1], atol=2e-3)
    assert found["b"] == pytest.approx(-2, abs=2e-3)


def test_the_first_steps_are_those_of_the_papers():
    g = lambda x, i: 4.0  # noqa: E731  # reason: a gradient that is constant
    assert adam(g, 1.0, num_iters=2, step_size=0.1) == pytest.approx(0.8, abs=1e-8)
    assert sgd(g, 1.0, num_iters=2, step_size=0.1, mass=0.5) == pytest.approx(1 - 0.1 * 2 - 0.1 * 3)
    assert rmsprop(g, 1.0, num_iters=1, step_size=0.1) == pytest.approx(1 - 0.4 / np.sqrt(0.9 + 1.6))


def test_a_callback_sees_structures():
    seen = []
    adam(grad(lambda x, i: bowl(x)), START, lambda x, i, g: seen.append((i, x["b"], g["b"])), num_iters=2)
    assert seen[0] == (0, 0.0, 40.0)
    assert [i for i, _, _ in seen] == [0, 1]
