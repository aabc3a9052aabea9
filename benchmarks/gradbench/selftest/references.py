"""What the evals are to answer, by mpmath at 40 digits and straight from the formulas, and their derivatives.

A derivative is the imaginary part of the function at x + ih with h = 1e-30: at 40 digits and more of room that leaves
an error of about h squared. One evaluation for each input it is asked for, so a few inputs are asked for of long ones.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import mpmath

Number = Any  # mpmath's real or complex number
Function = Callable[..., Number]

DIGITS = 40
STEP = mpmath.mpf("1e-30")


def exact(numbers: Any) -> Any:
    """Floats in nested lists as mpmath's numbers."""
    return [exact(part) for part in numbers] if isinstance(numbers, list) else mpmath.mpmathify(numbers)


def slopes(f: Function, x: Sequence[Number], places: Sequence[int]) -> list[Number]:
    """The derivatives of f by some of the elements of x."""
    return [mpmath.im(f([v + 1j * STEP if i == place else v for i, v in enumerate(x)])) / STEP for place in places]


def logsumexp(v: Sequence[Number], beside: int = 0) -> Number:
    return mpmath.log(beside + mpmath.fsum(mpmath.exp(part) for part in v))


def llsq(x: Sequence[Number], n: int) -> Number:
    total = mpmath.mpf(0)
    for i in range(n):
        t = -1 + mpmath.mpf(2 * i) / (n - 1)
        total += (mpmath.sign(t) - mpmath.polyval(list(reversed(x)), t)) ** 2
    return total / 2


def ode(x: Sequence[Number], steps: int) -> list[Number]:
    h = mpmath.mpf(2) / steps
    y = [mpmath.mpf(0)] * len(x)

    def slope(at: Sequence[Number]) -> list[Number]:
        return [x[0], *(x[i] * at[i - 1] for i in range(1, len(x)))]

    def moved(by: Number, k: Sequence[Number]) -> list[Number]:
        return [a + by * b for a, b in zip(y, k, strict=True)]

    for _ in range(steps):
        k1 = slope(y)
        k2 = slope(moved(h / 2, k1))
        k3 = slope(moved(h / 2, k2))
        k4 = slope(moved(h, k3))
        y = moved(h / 6, [a + 2 * b + 2 * c + d for a, b, c, d in zip(k1, k2, k3, k4, strict=True)])
    return y


def gmm(alpha: Any, mu: Any, q: Any, below: Any, x: Any, m: int, gamma: Number) -> Number:
    n, d, k = len(x), len(x[0]), len(alpha)
    factors = [_factor(q[c], below[c], d) for c in range(k)]
    likelihood = -n * mpmath.mpf(d) / 2 * mpmath.log(2 * mpmath.pi) - n * logsumexp(alpha)
    for point in x:
        beta = []
        for c in range(k):
            off = [a - b for a, b in zip(point, mu[c], strict=True)]
            turned = [mpmath.fdot(row, off) for row in factors[c]]
            beta.append(alpha[c] + mpmath.fsum(q[c]) - mpmath.fdot(turned, turned) / 2)
        likelihood += logsumexp(beta)
    freedom = mpmath.mpf(d + m + 1)
    multigamma = d * (d - 1) * mpmath.log(mpmath.pi) / 4
    multigamma += mpmath.fsum(mpmath.loggamma(freedom / 2 + (1 - mpmath.mpf(j)) / 2) for j in range(1, d + 1))
    prior = k * (freedom * d * mpmath.log(gamma / mpmath.sqrt(2)) - multigamma)
    for c in range(k):
        size = mpmath.fsum(mpmath.exp(2 * v) for v in q[c]) + mpmath.fdot(below[c], below[c])
        prior -= gamma**2 / 2 * size - m * mpmath.fsum(q[c])
    return likelihood + prior


def _factor(q: Sequence[Number], below: Sequence[Number], d: int) -> list[list[Number]]:
    rows = [[mpmath.mpf(0)] * d for _ in range(d)]
    left = iter(below)
    for column in range(d):
        rows[column][column] = mpmath.exp(q[column])
        for row in range(column + 1, d):
            rows[row][column] = next(left)
    return rows


def observation(cam: Any, x: Any, w: Number, feat: Any) -> list[Number]:
    """ba's e_0, e_1 and z."""
    r, centre, (f, u0, v0, k1, k2) = cam[:3], cam[3:6], cam[6:]
    y = [a - b for a, b in zip(x, centre, strict=True)]
    square = mpmath.fdot(r, r)
    if square:
        angle = mpmath.sqrt(square)
        axis = [part / angle for part in r]
        across, along = _cross(axis, y), mpmath.fdot(axis, y) * (1 - mpmath.cos(angle))
        p = [y[i] * mpmath.cos(angle) + across[i] * mpmath.sin(angle) + axis[i] * along for i in range(3)]
    else:
        p = [a + b for a, b in zip(y, _cross(r, y), strict=True)]
    u, v = p[0] / p[2], p[1] / p[2]
    rho = u**2 + v**2
    bent = 1 + k1 * rho + k2 * rho**2
    return [w * (f * bent * u + u0 - feat[0]), w * (f * bent * v + v0 - feat[1]), 1 - w**2]


def _cross(a: Sequence[Number], b: Sequence[Number]) -> list[Number]:
    return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]


def lstm(main: Any, extra: Any, state: Any, sequence: Any) -> Number:
    layers, bits = len(main) // 2, len(extra[0])
    hidden, cell = [list(state[2 * i]) for i in range(layers)], [list(state[2 * i + 1]) for i in range(layers)]
    total = mpmath.mpf(0)
    for now, following in pairwise(sequence):
        put = [a * b for a, b in zip(now, extra[0], strict=True)]
        for i in range(layers):
            weights, biases = main[2 * i], main[2 * i + 1]
            for j in range(bits):
                of = [(weights[part * bits + j], biases[part * bits + j]) for part in range(4)]
                forget, show = (_sigmoid(put[j] * weight + bias) for weight, bias in (of[0], of[2]))
                take = _sigmoid(hidden[i][j] * of[1][0] + of[1][1])
                change = mpmath.tanh(hidden[i][j] * of[3][0] + of[3][1])
                cell[i][j] = cell[i][j] * forget + take * change
                hidden[i][j] = show * mpmath.tanh(cell[i][j])
            put = hidden[i]
        y = [a * b + c for a, b, c in zip(put, extra[1], extra[2], strict=True)]
        foretold = logsumexp(y, 2)
        total += mpmath.fsum(bit * (part - foretold) for bit, part in zip(following, y, strict=True))
    return -total / (bits * (len(sequence) - 1))


def _sigmoid(z: Number) -> Number:
    return 1 / (1 + mpmath.exp(-z))
