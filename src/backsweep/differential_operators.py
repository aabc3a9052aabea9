"""The transforms that HIPS autograd has, under the second name that it has for them: those of backsweep.autograd."""

from backsweep import autograd
from backsweep.autograd import *  # noqa: F403  # every one of them, and no other

__all__: list[str] = []
__all__ += autograd.__all__
