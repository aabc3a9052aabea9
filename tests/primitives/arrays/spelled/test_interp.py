"""np.interp at its corners and beyond its ends."""

import numpy as np
import pytest

from backsweep import Node, NotDifferentiable, grad

XP, FP = np.array([0.0, 1.0, 3.0]), np.array([0.0, 2.0, 0.0])


@pytest.mark.parametrize(
    ("x", "slope"), [(0.5, 2.0), (2.0, -1.0), (-1.0, 0.0), (4.0, 0.0), (1.0, 0.5), (0.0, 1.0), (3.0, -0.5)]
)
def test_the_slope_at_a_corner_is_the_mean_of_both_sides(x, slope):
    assert grad(lambda x: np.interp(x, XP, FP))(np.array(x)) == slope


def test_the_heights_receive_their_weights():
    assert grad(lambda fp: np.sum(np.interp([0.25, 4.0], XP, fp)))(FP).tolist() == [0.75, 0.25, 1.0]


def test_beyond_the_ends_stands_what_was_given():
    y = np.interp(Node(np.array([-1.0, 0.0, 5.0])), XP, FP, left=-7.0, right=9.0)
    assert y.val.tolist() == [-7.0, 0.0, 9.0]


def test_a_period_is_refused_with_what_to_write():
    with pytest.raises(NotDifferentiable, match=r"Write np\.interp\(x % period"):
        np.interp(Node(np.array(1.0)), XP, FP, period=2.0)
