"""check_grads: silent where derivatives are right, and a sentence where they are wrong."""

import numpy as np
import pytest

from backsweep.extend import defvjp, primitive
from backsweep.test_util import WrongDerivative, check_grads


def test_right_derivatives_pass_in_both_modes_to_any_order():
    check_grads(lambda x, y: np.sin(x) * y["a"], order=3)(np.ones(3), {"a": 2.0})


def test_a_wrong_one_is_told_with_its_mode_and_order():
    wrong = primitive(lambda x: x**2)
    defvjp(wrong, lambda ans, x: lambda g: g * 3 * x)
    with pytest.raises(WrongDerivative, match="The reverse derivative of order 1 along a direction is"):
        check_grads(wrong, modes=["rev"])(2.0)
    with pytest.raises(WrongDerivative, match="The forward derivative of order 1"):
        check_grads(wrong)(2.0)
