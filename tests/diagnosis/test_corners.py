"""Corners and jumps are found for what they are, and nothing else is taken for one."""

import math
from fractions import Fraction

import pytest

import backsweep as bs
from backsweep import Node
from backsweep.diagnosis.corners import corner


def n(val):
    return Node(val)


CORNERS = [
    bs.abs(n(0.0)),
    bs.abs(n(0)),
    bs.abs(n(Fraction(0))),
    bs.relu(n(0.0)),
    bs.maximum(n(2.0), n(2.0)),
    bs.maximum(n(0.0), 0.0),
    bs.minimum(-1.5, n(-1.5)),
    bs.clip(n(1.0), 0.0, 1.0),
    bs.clip(n(0.5), n(0.5), n(0.5)),
    bs.hypot(n(0.0), n(0.0)),
    bs.norm([n(0.0)] * 3),
    bs.norm([n(0.0) for _ in range(1000)]),
    bs.max([n(1.0), n(1.0), n(0.5)]),
    bs.max([n(1.0) for _ in range(1000)]),
    bs.min([n(0), n(0)]),
    bs.copysign(n(0.0), 1.0),
]
JUMPS = [
    bs.floor(n(3.0)),
    bs.floor(n(1e9)),
    bs.ceil(n(2)),
    bs.round(n(2.5)),
    bs.sign(n(0.0)),
    n(6.0) % 2.0,
    n(6.0) // 2.0,
    bs.fmod(n(6.0), 2.0),
    bs.atan2(n(0.0), n(-1.0)),
    bs.copysign(n(1.0), n(0.0)),
]
SMOOTH = [
    bs.sin(n(1e22)),
    bs.sin(n(1e10)),
    bs.tan(n(math.pi / 2)),
    bs.exp(n(700.0)),
    n(0.0) ** 2,
    n(0.0) ** 3,
    n(0.0) ** 1.5,
    n(1.0) ** 0.5,
    n(2.0) ** 1.0,
    n(0.0) ** n(2.0),
    n(0.0) * n(0.0),
    n(0.0) / n(2.0),
    bs.sinc(n(0.0)),
    bs.sigmoid(n(0.0)),
    bs.softplus(n(0.0)),
    bs.silu(n(0.0)),
    bs.gelu(n(0.0)),
    bs.erf(n(0.0)),
    bs.gaussian(n(28.0)),
    bs.normal_cdf(n(0.0)),
    bs.tanh(n(700.0)),
    bs.logaddexp(n(1.0), n(1.0)),
    bs.logsumexp([n(1.0)] * 3),
    bs.logsumexp([n(0.0), n(800.0)]),
    bs.sqrt(n(0.0)),
    bs.sqrt(n(5e-324)),
    bs.cbrt(n(0.0)),
    bs.asin(n(1.0)),
    bs.acosh(n(1.0)),
    bs.hypot(n(3.0), n(0.0)),
    bs.abs(n(5e-324)),
    bs.abs(n(-1e-300)),
    bs.trunc(n(0.0)),
    bs.floor(n(0.5)),
    bs.fmod(n(0.0), 1.0),
    bs.max([n(1.0), n(0.0)]),
    bs.prod([n(0.0), n(0.0)]),
    bs.dot([n(0.0)], [n(0.0)]),
    bs.xlogy(n(0.0), n(1.0)),
    bs.where(True, n(0.0), n(0.0)),
    bs.stop_gradient(n(0.0)),
    bs.exp(n(1j)),
    n(1.0) + n(1.0),
    Node(2.0),
]


@pytest.mark.parametrize("node", CORNERS, ids=repr)
def test_a_corner_is_found(node):
    found = corner(node)
    assert found is not None
    assert not found.jumps


@pytest.mark.parametrize("node", JUMPS, ids=repr)
def test_a_jump_is_found(node):
    assert corner(node).jumps


@pytest.mark.parametrize("node", SMOOTH, ids=repr)
def test_a_smooth_point_is_no_corner(node):
    assert corner(node) is None


def test_a_users_own_row_needs_no_word_about_its_corners():
    leaky = bs.primitive(
        "leaky",
        value=lambda x: bs.where(x > 1, x, 1 + 0.1 * (x - 1)),
        partials={"x": lambda x, y: bs.where(x > 1, 1, 0.1)},
    )
    assert corner(leaky(n(1.0))) is not None
    assert corner(leaky(n(1.5))) is None
