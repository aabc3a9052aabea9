"""NumPy's random numbers. They have no derivative, and a Node as parameter of one is refused."""

from __future__ import annotations

from typing import Any

from numpy import random as _random

from backsweep.numpy.covered import member as _member


def __getattr__(name: str) -> Any:
    return _member(_random, "random.", name, __name__)


def __dir__() -> list[str]:
    return dir(_random)
