"""Digamma and polygamma on plain floats: the slopes of log Gamma that `math` leaves out.

One idea: both are sums over the row of points x, x + 1, x + 2, ... The nearest points are added one by one; once a
point is far enough from zero, a series with Bernoulli numbers gives all the rest at once. A negative x is first
reflected to 1 - x.

Knows nothing of derivatives, nodes or tables. At a pole it raises a plain ValueError; the sentence a reader sees is
the caller's. Formula numbers are those of https://dlmf.nist.gov.
"""

import math
import operator
from collections.abc import Iterator
from functools import cache

# B_2, B_4, ..., B_20 (DLMF 24.2). From y = _FAR + n on the next one would add less than 1e-17 of the sum.
_BERNOULLI = (1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510, 43867 / 798, -174611 / 330)
_FAR = 10

# Two numbers that one double cannot hold well enough, each with what it misses.
_LOG_FAR, _LOG_FAR_REST = 2.302585092994046, -2.1707562233822494e-16
_ROOT, _ROOT_REST = 1.4616321449683622, 9.549995429965697e-17  # the positive zero of digamma (DLMF Table 5.4.1)


def digamma(x: float) -> float:
    """The slope of log Gamma at x: psi(x) = Gamma'(x) / Gamma(x).

    Within 8 ulp, also next to its positive zero 1.4616... Next to its negative zeros, one in each gap between poles,
    within 8 ulp of the larger of the two parts that cancel there.

    Raises:
        ValueError: x is a pole: 0, -1, -2, ... or -inf.

    Source: DLMF 5.5.2 (steps), 5.11.2 (the rest of the row), 5.5.4 (reflection).

    >>> round(digamma(1.0), 15)  # minus Euler's constant
    -0.577215664901533
    """
    x = _off_the_poles(x)
    if math.isnan(x):
        return x
    if 1 <= x <= 2:
        return _digamma_from_root((x - _ROOT) - _ROOT_REST)
    if -1 < x < 0:
        # Not digamma(1 - x): near x = 1 - _ROOT the answer hangs on the very digits that 1 - x rounds away.
        return _digamma_from_root(((1 - _ROOT) - x) - _ROOT_REST) - _pi_cot_pi(x)
    if x < 0:
        return digamma(1 - x) - _pi_cot_pi(x)
    if x >= _FAR:
        return math.log(x) - sum(_corrections(1, x)) / x
    # Just outside [1, 2] the steps cancel most of the logarithm, so its rounding would show: hence log 10 in two parts,
    # the rest of y taken from x, where it is exact, and fsum.
    steps = _steps(0, x)
    rest = x - (_FAR - steps)
    y = _FAR + rest
    singly = [-1 / (x + j) for j in range(steps)]
    return math.fsum([_LOG_FAR, _LOG_FAR_REST, math.log1p(rest / _FAR), -sum(_corrections(1, y)) / y, *singly])


def polygamma(n: int, x: float) -> float:
    """The n-th derivative of digamma at x; for n = 0 digamma itself.

    Within 8 ulp, except where it crosses zero, once between any two poles for even n: there within 8 ulp of the larger
    of the two parts that cancel. An answer too large for a float is inf or -inf, one too small is 0. Time grows with n,
    which is meant to be dozens, not thousands.

    Raises:
        ValueError: x is a pole, that is 0, -1, -2, ... or -inf; or n is negative.
        TypeError: n is not an integer.

    Source: DLMF 5.15.5 (steps), 5.15.9 (the rest of the row), 5.15.6 (reflection).

    >>> round(polygamma(1, 1.0), 15)  # pi squared over 6
    1.644934066848226
    """
    n, x = _order(n), _off_the_poles(x)
    if n == 0:
        return digamma(x)
    if math.isnan(x):
        return x
    if x == math.inf:
        return 0.0
    sign = 1 if n % 2 else -1
    if x > 0:
        return sign * _scaled(n, x, math.fsum(value for value, _, _ in _row(n, x)))
    cotangent = sign * _cotangent_slope(n, x)
    y = 1 - x
    lost = (1 - y) - x  # exactly what y misses of 1 - x, and worth n/2 ulp of the answer
    reflected = _scaled(n, y, math.fsum(value for value, _, _ in _row(n, y, lost)))
    # Beyond n = 170 both may be inf and their difference nan; the cotangent part is then the larger.
    return cotangent if math.isinf(cotangent) else cotangent - reflected


def _off_the_poles(x: float) -> float:
    """x as a float, if it is not a pole."""
    x = float(x)
    if x <= 0 and (x.is_integer() or math.isinf(x)):
        raise ValueError(f"digamma and polygamma have a pole at x = {x!r}.")
    return x


def _order(n: int) -> int:
    """n as an int, if it can count derivatives."""
    try:
        n = operator.index(n)
    except TypeError:
        raise TypeError(f"polygamma needs an integer n, but got n = {n!r}.") from None
    if n < 0:
        raise ValueError(f"polygamma needs n >= 0, but got n = {n!r}.")
    return n


def _steps(n: int, x: float) -> int:
    """How many points of the row x, x + 1, ... come before the first that is far enough."""
    return math.ceil(_FAR + n - x) if x < _FAR + n else 0


def _corrections(s: int, y: float) -> list[float]:
    """1/2, then B_2k / (2k)! * s (s+1) ... (s+2k-2) / y^(2k-1) for k = 1, 2, ...

    Divided by y^s, they are what 1/y^s + 1/(y+1)^s + ... has beyond its integral (Euler and Maclaurin; DLMF 25.11.43).
    """
    terms, factor = [0.5], s / y / 2
    for k, bernoulli in enumerate(_BERNOULLI, start=1):
        terms.append(bernoulli * factor)
        # Two divisions by y, not one by y * y, which may overflow.
        factor *= (s + 2 * k - 1) / y * ((s + 2 * k) / y) / ((2 * k + 1) * (2 * k + 2))
    return terms


def _row(n: int, near: float, gap: float = 0.0) -> Iterator[tuple[float, int, float]]:
    """The sum over j >= 0 of (near / (near + gap + j))^(n + 1), as finitely many terms.

    Each comes as (value, m, point): value is proportional to 1 / point^m. Measured against the nearest point, no term
    can overflow, and none that underflows would have mattered.
    """
    s = n + 1

    def ratio(j: int) -> float:
        # Not (near / point) ** s: a power makes the rounding of its base s times larger. Here the exponent t is off by
        # about t eps, and the term by t exp(-t) eps, which never reaches eps / 2.
        return math.exp(-s * math.log1p((gap + j) / near))

    steps = _steps(n, near)
    for j in range(steps):
        yield ratio(j), s, near + j
    y, scale = near + steps, ratio(steps)
    yield scale * (y / n), n, y
    for k, correction in enumerate(_corrections(s, y)):
        yield scale * correction, s + max(0, 2 * k - 1), y


def _scaled(n: int, x: float, total: float) -> float:
    """n! * total / x^(n + 1), in integers: rounded once, and never too large or too small halfway."""
    (p, q), (a, b) = x.as_integer_ratio(), total.as_integer_ratio()
    above: int = math.factorial(n) * a * q ** (n + 1)
    below: int = b * p ** (n + 1)
    try:
        return above / below
    except OverflowError:
        return math.inf if (above > 0) == (below > 0) else -math.inf


def _cotangent_slope(n: int, x: float) -> float:
    """The n-th derivative of pi cot(pi x), times (-1)^n: n! times the sum of 1 / (x + m)^(n + 1) over every integer m.

    Not the usual polynomial in cot(pi x): next to a pole that is a power of the cotangent, with n + 1 times its
    rounding error. Source: DLMF 4.22.3, differentiated term by term.
    """
    r = x - round(x)  # exact
    # On one side of zero lie the points d, d + 1, ...; on the other 1 - d, 2 - d, ...: the same, shifted.
    d = abs(r)
    shift = 1 - 2 * d
    terms = []
    for value, m, point in _row(n, d):
        # The shifted value is value * (1 + change); expm1 because for even n the two nearly cancel around d = 1/2.
        change = math.expm1(-m * math.log1p(shift / point))
        terms.append(value * (2 + change) if n % 2 else -value * change)
    return _scaled(n, r, math.fsum(terms))


def _pi_cot_pi(x: float) -> float:
    """pi cot(pi x), with the whole turns taken off while that is still exact."""
    r = x - round(x)
    if abs(r) <= 0.25:
        return math.pi / math.tan(math.pi * r)
    # Measured from the zero of cot at 1/2 or -1/2, which pi * r would miss by a rounding.
    return math.pi * math.tan(math.pi * (math.copysign(0.5, r) - r))


@cache
def _taylor_at_root() -> list[float]:
    """psi^(k)(root) / k!, from k = 38 down to 1; on [1, 2] the terms shrink like 0.37^k."""
    return [polygamma(k, _ROOT) / math.factorial(k) for k in range(38, 0, -1)]


def _digamma_from_root(h: float) -> float:
    """digamma(root + h) for 1 <= root + h <= 2. As a multiple of h it keeps every digit near the root."""
    slope = 0.0
    for coefficient in _taylor_at_root():
        slope = slope * h + coefficient
    return slope * h
