"""A trace as JSON: the steps as they are, for other programs."""

from __future__ import annotations

import json
from dataclasses import asdict
from math import isfinite
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from backsweep.explain.trace import Trace


def write(trace: Trace, indent: int | None = 2) -> str:
    """The steps in JSON. A number JSON lacks becomes a string: "nan", "inf", "-inf", "1/3", "(1+2j)"."""
    steps = {
        "mode": trace.mode,
        "output": trace.labels[trace.output],
        "value": trace.output.val,
        "gradient": trace.gradient,
        "inputs": [trace.labels[node] for node in trace.inputs],
        "forward": [asdict(step) for step in trace.forward],
        "backward": [asdict(step) for step in trace.backward],
        "counts": asdict(trace.counts),
    }
    return json.dumps(_plain(steps), indent=indent, allow_nan=False)


def _plain(thing: Any) -> Any:
    if isinstance(thing, dict):
        return {str(key): _plain(value) for key, value in thing.items()}
    if isinstance(thing, (list, tuple)):
        return [_plain(item) for item in thing]
    if thing is None or isinstance(thing, (str, int)):
        return thing
    return thing if isinstance(thing, float) and isfinite(thing) else str(thing)
