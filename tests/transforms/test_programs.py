"""Random programs: every way to differentiate agrees with every other, and with 60-digit differences."""

import random
from fractions import Fraction

import mpmath
import pytest
from programs import exact_gradient, random_function, random_point

from backsweep import Node, check_grad, checkpoint, grad, hessian, hvp, jacobian, jvp, vjp

SEEDS = range(60)
# Programs of 12 steps lose a few digits in their own sums; the ways of sweeping round differently.
CLOSE = 1e-12


@pytest.mark.parametrize("seed", SEEDS)
def test_every_mode_agrees_with_sixty_digits(seed):
    f, x = random_function(seed), random_point(seed)
    gradient = grad(f)(x)
    inputs = [Node(v) for v in x]
    f(inputs).backward()
    assert [node.der for node in inputs] == gradient
    exact = pytest.approx([float(v) for v in exact_gradient(f, x)], rel=CLOSE, abs=CLOSE)
    assert gradient == exact
    assert jacobian(f, mode="reverse")(x) == exact
    assert jacobian(f, mode="forward")(x) == exact
    assert [jvp(f)(x, tangent=[float(i == k) for i in range(3)])[1] for k in range(3)] == exact
    assert vjp(f)(x)[1](1.0) == exact


@pytest.mark.parametrize("seed", SEEDS[::3])
def test_second_derivatives_agree_in_every_nesting(seed):
    f, x = random_function(seed), random_point(seed)
    exact = pytest.approx(
        [float(v) for i in range(3) for v in exact_gradient(lambda u, i=i: exact_gradient_entry(f, u, i), x)],
        rel=1e-9, abs=1e-9,
    )  # fmt: skip
    flat = [v for row in hessian(f)(x) for v in row]
    assert flat == exact
    for outer in ("forward", "reverse"):
        for inner in ("forward", "reverse"):
            rows = jacobian(jacobian(f, mode=inner), mode=outer)(x)
            assert [v for row in rows for v in row] == pytest.approx(flat, rel=CLOSE, abs=CLOSE)
    by_vector = [hvp(f)(x, tangent=[float(i == k) for i in range(3)]) for k in range(3)]
    assert [v for row in by_vector for v in row] == pytest.approx(flat, rel=CLOSE, abs=CLOSE)
    assert [grad(lambda u, k=k: grad(f)(u)[k])(x)[k] for k in range(3)] == pytest.approx(
        flat[::4], rel=CLOSE, abs=CLOSE
    )


def exact_gradient_entry(f, x, i):
    h = mpmath.mpf(10) ** -15
    up, down = list(x), list(x)
    up[i], down[i] = up[i] + h, down[i] - h
    return (f(up) - f(down)) / (2 * h)


@pytest.mark.parametrize("seed", SEEDS[::3])
def test_a_checkpoint_changes_no_bit(seed):
    first, second, x = random_function(seed), random_function(seed + 500), random_point(seed)

    def plain(u):
        return second([first(u), u[1], first([u[2], u[0], u[1]])]) * first(u)

    def kept(u):
        inner, outer = checkpoint(first), checkpoint(second)
        return outer([inner(u), u[1], inner([u[2], u[0], u[1]])]) * inner(u)

    assert grad(kept)(x) == grad(plain)(x)
    assert grad(checkpoint(kept))(x) == grad(plain)(x)
    assert hessian(kept)(x) == [pytest.approx(row, rel=CLOSE, abs=CLOSE) for row in hessian(plain)(x)]


@pytest.mark.parametrize("seed", SEEDS[::6])
def test_check_grad_finds_no_fault(seed):
    assert check_grad(random_function(seed), random_point(seed))


@pytest.mark.parametrize("seed", range(20))
def test_programs_of_whole_numbers_and_fractions_are_exact(seed):
    rng = random.Random(seed)
    coefficients = [rng.randint(-5, 5) for _ in range(6)]

    def f(x, y):
        total = 0
        for power, c in enumerate(coefficients):
            total = total + c * x**power * y ** (5 - power) - x * (y - c)
        return total

    def by_hand(x, y):
        return sum(c * k * x ** (k - 1) * y ** (5 - k) - (y - c) for k, c in enumerate(coefficients) if k) - (
            y - coefficients[0]
        )

    for x, y in ((2, 3), (-1, 4), (Fraction(1, 3), Fraction(-2, 7)), (Fraction(5, 2), 3)):
        found = grad(f)(x, y)
        assert found == by_hand(x, y)
        assert not isinstance(found, float)
        assert not isinstance(hessian(f)(x, y), float)
