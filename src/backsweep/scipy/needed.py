"""SciPy, which this namespace needs, and how a name of it is answered with and without Nodes."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from importlib import import_module
from typing import Any

from backsweep.errors import ExtraMissing
from backsweep.primitives.arrays.spelled.spelling import holds_node


def scipy(module: str) -> Any:
    """One of SciPy's modules.

    Raises:
        ExtraMissing: SciPy is not installed.
    """
    try:
        return import_module(f"scipy.{module}")
    except ImportError as error:
        raise ExtraMissing(
            f"backsweep.scipy.{module} needs SciPy, which is not installed. pip install scipy"
        ) from error


def for_nodes(plain: Callable[..., Any]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Puts a function for Nodes in front of SciPy's, which answers where there are none."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def called(*args: Any, **kwargs: Any) -> Any:
            return (function if holds_node((*args, *kwargs.values())) else plain)(*args, **kwargs)

        return called

    return decorate
