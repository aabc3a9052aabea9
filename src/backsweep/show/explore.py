"""explore: a function with a slider for each argument, in a notebook."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from backsweep.errors import ExtraMissing, WrongKind
from backsweep.node import short
from backsweep.show.sliders import Given, slider

if TYPE_CHECKING:
    from backsweep.show.explorer import Explorer


def explore(f: Callable[..., Any], /, **sliders: Given) -> Explorer:
    """A live widget: move a slider, and see f's value, its derivatives and its graph for the new arguments.

    Each argument of f that is named gets a slider. A number stands in the middle of its slider; a pair
    (low, high) gives the ends; a triple (low, high, step) the step too. Arguments are floats. Everything
    is computed in Python, by f itself; where f raises, the error is shown in place of the result.

    The widget is an anywidget, which Jupyter, VS Code, Colab and marimo show. Its `trace` is the last
    one, or None after an error.

    Raises:
        ExtraMissing: anywidget is not installed.
        WrongKind: f cannot be called with arguments of these names, or one of them is no number and no range.
        ValueError: a range leaves no room for a step.

    >>> shown = explore(lambda x, w: (x + w) * x, x=3.0, w=(0, 4))
    >>> shown.values, shown.trace.gradient
    ({'x': 3.0, 'w': 2.0}, {'x': 8.0, 'w': 3.0})
    """
    if not callable(f):
        raise WrongKind(f"explore needs a function, but got {short(f)}.")
    made = [slider(name, given) for name, given in sliders.items()]
    _check_call(f, sliders)
    try:
        from backsweep.show.explorer import Explorer
    except ImportError as error:
        if error.name not in ("anywidget", "traitlets"):
            raise
        raise ExtraMissing(
            "explore needs anywidget, which is not installed. Install it: pip install 'backsweep[notebook]'."
        ) from None
    return Explorer(f, made)


def _check_call(f: Callable[..., Any], sliders: dict[str, Given]) -> None:
    """Refuses names that are not those of f's arguments, before a widget shows the same at every move."""
    if not sliders:
        raise WrongKind("explore needs at least one argument to make a slider for: explore(f, x=2.0).")
    try:
        signature = inspect.signature(f)
    except (TypeError, ValueError):  # a function in C may not say what it takes
        return
    try:
        signature.bind(**sliders)
    except TypeError as error:
        raise WrongKind(
            f"explore calls f by the names of its arguments, here {', '.join(sliders)}: {error}. f takes {signature}."
        ) from None
