"""What there is to differentiate, wherever it came from."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from backsweep.node import Node, Number
from backsweep.primitives.arithmetic import identity


@dataclass(frozen=True)
class Job:
    """What there is to differentiate: `f` of all of `values`, by the variables `wrt`."""

    f: Callable[..., Any]
    values: Mapping[str, Number]
    wrt: tuple[str, ...]

    @property
    def chosen(self) -> list[Number]:
        """The values of the variables in `wrt`."""
        return [self.values[name] for name in self.wrt]

    def function(self) -> Callable[..., Any]:
        """f of the variables in `wrt` alone, in their order, named so that a trace and a check can name them."""
        output = output_name(self.values)

        def of_chosen(*chosen: Any) -> Any:
            result = self.f(**{**self.values, **dict(zip(self.wrt, chosen, strict=True))})
            if result.__class__ is Node:
                # An input that is handed through stays an input; the result is a place of its own.
                result = identity(result) if any(result is node for node in chosen) else result
                result.name = result.name or output
            return result

        kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
        of_chosen.__signature__ = inspect.Signature(  # type: ignore[attr-defined]  # read by inspect.signature
            [inspect.Parameter(name, kind) for name in self.wrt]
        )
        return of_chosen


def output_name(names: Collection[str]) -> str:
    """y, unless a variable has that name."""
    name = "y" if "y" not in names else "result"
    while name in names:
        name += "_"
    return name
