"""What the distributions share: logarithms of densities on a support, and SciPy's own functions behind ours."""

from __future__ import annotations

from collections.abc import Callable
from math import inf, log, pi
from typing import Any

import backsweep.numpy as np
from backsweep.worlds import value_of

LOG_2_PI = log(2 * pi)


def behind(plain: Any) -> Callable[[str], Any]:
    """A module's __getattr__ that hands on what SciPy's distribution has besides: ppf, rvs, mean."""

    def own(name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(plain, name)

    return own


def within(z: Any, low: float, high: float, inside: Any, rule: Callable[[Any], Any]) -> Any:
    """rule(z) between two bounds, -inf outside; `inside` is a point where the rule is harmless."""
    met = (value_of(z) >= low) & (value_of(z) <= high)
    return np.where(met, rule(np.where(met, z, inside)), -inf)


def exponential_of(logarithm: Callable[..., Any]) -> Callable[..., Any]:
    """A density from its logarithm."""
    return lambda *args, **kwargs: np.exp(logarithm(*args, **kwargs))
