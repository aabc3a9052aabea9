"""Which function a name of NumPy's namespace stands for: backsweep's where it has one, else NumPy's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from backsweep.primitives.arrays.spelled.spelling import SPELLED


def member(module: Any, prefix: str, name: str, face: str) -> Any:
    """The member of one of NumPy's modules, for the face of ours that is called `face`.

    NumPy's own functions ask a Node first, and refuse one hidden in a list: so whatever is not covered is NumPy's.

    Raises:
        AttributeError: NumPy has nothing of that name.
    """
    if name.startswith("__"):
        raise AttributeError(f"module {face!r} has no attribute {name!r}")
    found = getattr(module, name)
    covered: Callable[..., Any] | None = SPELLED.get(prefix + name) or SPELLED.get(prefix + str(own_name(found)))
    return found if covered is None else covered


def own_name(found: Any) -> str | None:
    """What NumPy itself calls a function: np.abs is np.absolute."""
    name: str | None = getattr(found, "__name__", None) if callable(found) else None
    return name
