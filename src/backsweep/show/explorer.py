"""The widget of explore: its state, which Python and the notebook share. Only imported when anywidget is there.

One idea: the notebook sets `values`, Python answers with `sight`. Nothing else goes back and forth.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from backsweep.show.sight import look
from backsweep.show.sliders import Slider
from backsweep.traces.trace import Trace

HERE = Path(__file__).parent


class Explorer(anywidget.AnyWidget):
    """A function with a slider for each argument.

    sliders  the sliders, as dicts
    values   where they stand: set it, and `sight` follows
    sight    what there is to see there: result, derivatives, picture, or an error
    trace    the trace behind it; None after an error
    """

    _esm = HERE / "explore.js"
    _css = HERE / "explore.css"

    sliders = traitlets.List(traitlets.Dict()).tag(sync=True)
    values = traitlets.Dict(value_trait=traitlets.Float(), key_trait=traitlets.Unicode()).tag(sync=True)
    sight = traitlets.Dict().tag(sync=True)

    def __init__(self, f: Callable[..., Any], sliders: Sequence[Slider]) -> None:
        self._f = f
        self.trace: Trace | None = None
        super().__init__(
            sliders=[asdict(slider) for slider in sliders],
            values={slider.name: slider.value for slider in sliders},
        )

    @traitlets.validate("values")
    def _check(self, proposal: dict[str, Any]) -> dict[str, float]:
        """The values, in the order of the sliders: one for each, and no others."""
        given: dict[str, float] = proposal["value"]
        names = [slider["name"] for slider in self.sliders]
        if given.keys() != set(names):
            raise traitlets.TraitError(f"explore has sliders for {', '.join(names)}, but got {', '.join(given)}.")
        return {name: given[name] for name in names}

    @traitlets.observe("values")
    def _look(self, change: object) -> None:
        sight, self.trace = look(self._f, self.values)
        self.sight = dict(sight)

    def __repr__(self) -> str:
        return f"<explore: {', '.join(f'{name} = {value!r}' for name, value in self.values.items())}>"
