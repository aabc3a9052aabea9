"""np.r_[x, 1.0] and np.c_[x, y] with Nodes among what is joined."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy

from backsweep.errors import NotDifferentiable
from backsweep.primitives.arrays.spelled.spelling import SPELLED, as_array, holds_node


class Brackets:
    """What is joined by being written in brackets.

    plain  NumPy's own, which answers where there is no Node
    axis   the axis along which the parts are joined
    shape  the shape that a part of fewer than two dimensions takes
    """

    def __init__(self, plain: Any, axis: int, shape: tuple[int, ...]) -> None:
        self.plain, self.axis, self.shape = plain, axis, shape

    def __getitem__(self, parts: Any) -> Any:
        """The parts one after the other, a slice for the range that it spells.

        Raises:
            NotDifferentiable: a text among them asks for another way to join.
        """
        several = parts if isinstance(parts, tuple) else (parts,)
        if not holds_node(several):
            return self.plain[parts]
        if any(isinstance(part, str) for part in several):
            raise NotDifferentiable("In brackets with Nodes no text says how to join. Write numpy.concatenate.")
        return SPELLED["concatenate"]([self.part(part) for part in several], axis=self.axis)

    def part(self, given: Any) -> Any:
        """One part as an array that can be joined."""
        array = as_array(numpy.r_[given] if isinstance(given, slice) else given)
        reshape: Callable[..., Any] = SPELLED["reshape"]
        return array if array.ndim > len(self.shape) - 1 and array.ndim else reshape(array, self.shape)


r_ = Brackets(numpy.r_, 0, (-1,))
c_ = Brackets(numpy.c_, -1, (-1, 1))
