"""What explore shows of a function at one setting of its sliders, as plain data: or the error, in the same place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypedDict

from backsweep.node import Node
from backsweep.traces.trace import Trace, trace
from backsweep.words.text import number


class Row(TypedDict):
    """An input in the table: its name, its value, and the derivative by it."""

    name: str
    value: str
    der: str


class Sight(TypedDict):
    """All that is shown at one setting.

    values   the setting itself, by the arguments' names
    result   the result with its value, such as "y = 15.0"; "" where there is an error
    rows     the inputs
    picture  the graph as SVG; "" where there is an error
    error    the error as a sentence with its kind, and the line of source if known; else ""
    """

    values: dict[str, float]
    result: str
    rows: list[Row]
    picture: str
    error: str


def look(f: Callable[..., Any], values: Mapping[str, float]) -> tuple[Sight, Trace | None]:
    """What there is to see of f at these values, and the trace it was taken from; None where f raises.

    An error of f is caught, whatever its kind: it belongs to this setting, and the next one may be fine.

    >>> sight, seen = look(lambda x, w: (x + w) * x, {"x": 3.0, "w": 2.0})
    >>> sight["result"], [row["der"] for row in sight["rows"]]
    ('y = 15.0', ['8.0', '3.0'])
    """

    def by_name(*args: Any) -> Any:
        return f(**dict(zip(values, args, strict=True)))

    try:
        # In order, as Nodes with names: so that an argument called `mode` is one of f and not of trace.
        seen = trace(by_name, *(Node(value, name) for name, value in values.items()))
        return _seen(seen, values), seen
    except Exception as error:
        return _failed(error, values), None


def _seen(seen: Trace, values: Mapping[str, float]) -> Sight:
    rows = [
        Row(name=seen.labels[node], value=number(node.val), der=number(seen.gradient[seen.labels[node]]))
        for node in seen.inputs
    ]
    result = f"{seen.labels[seen.output]} = {number(seen.output.val)}"
    return Sight(values=dict(values), result=result, rows=rows, picture=seen.svg(), error="")


def _failed(error: Exception, values: Mapping[str, float]) -> Sight:
    said = f"{type(error).__name__}: {error}".removesuffix(": ")
    where = getattr(error, "__notes__", [])
    return Sight(values=dict(values), result="", rows=[], picture="", error="\n".join([said, *where]))
