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
    if not sliders:
        raise WrongKind("explore needs at least one argument to make a slider for: explore(f, x=2.0).")
    made = [slider(name, given) for name, given in sliders.items()]
    called = _by_name(f, sliders)
    try:
        from backsweep.show.explorer import Explorer
    except ImportError as error:
        if error.name not in ("anywidget", "traitlets"):
            raise
        raise ExtraMissing(
            "explore needs anywidget, which is not installed. Install it: pip install 'backsweep[notebook]'."
        ) from None
    return Explorer(called, made)


def _by_name(f: Callable[..., Any], sliders: dict[str, Given]) -> Callable[..., Any]:
    """f as a function of named arguments, also where it takes them by place only, as sin does.

    Raises:
        WrongKind: the names are not those of f's arguments; else a widget would show the same error at every move.
    """
    try:
        signature = inspect.signature(f)
    except (TypeError, ValueError):  # a function in C may not say what it takes
        return f
    by_place = [name for name, each in signature.parameters.items() if each.kind is each.POSITIONAL_ONLY]

    def placed(named: dict[str, Any]) -> tuple[list[Any], dict[str, Any]]:
        return [named[name] for name in by_place if name in named], {k: named[k] for k in named if k not in by_place}

    args, kwargs = placed(dict(sliders))
    try:
        signature.bind(*args, **kwargs)
    except TypeError as error:
        raise WrongKind(
            f"explore calls f by the names of its arguments, here {', '.join(sliders)}: {error}. f takes {signature}."
        ) from None

    def call(**named: Any) -> Any:
        args, kwargs = placed(named)
        return f(*args, **kwargs)

    return call
