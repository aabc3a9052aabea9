"""scipy.signal.convolve: every mode, one dimension and two."""

import numpy as np
import pytest
import scipy.signal as plain
from against_scipy import check

from backsweep import Node, StructureError
from backsweep.scipy import signal

draw = np.random.default_rng(4).normal


@pytest.mark.parametrize("mode", ["full", "same", "valid"])
@pytest.mark.parametrize("shapes", [((6,), (3,)), ((2,), (5,)), ((5, 6), (2, 3))], ids=str)
def test_convolutions(mode, shapes):
    x, y = (draw(size=shape) for shape in shapes)
    check(lambda x, y: signal.convolve(x, y, mode), lambda x, y: plain.convolve(x, y, mode), [x, y])


def test_what_cannot_be_convolved_is_refused():
    with pytest.raises(StructureError, match=r"but got shapes \(2,\) and \(2, 2\)"):
        signal.convolve(Node(np.ones(2)), np.ones((2, 2)))
    with pytest.raises(StructureError, match="needs one array within the other"):
        signal.convolve(Node(np.ones((2, 3))), np.ones((3, 2)), mode="valid")
