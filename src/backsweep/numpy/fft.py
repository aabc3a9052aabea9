"""NumPy's Fourier transforms, for Nodes and for lists of them."""

from __future__ import annotations

from typing import Any

from numpy import fft as _fft

from backsweep.numpy.covered import member as _member


def __getattr__(name: str) -> Any:
    return _member(_fft, "fft.", name, __name__)


def __dir__() -> list[str]:
    return dir(_fft)
