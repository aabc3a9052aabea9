"""A trace as JSON: the steps as they are, for other programs."""

from __future__ import annotations

import json
from math import isfinite
from typing import TYPE_CHECKING, Any

from backsweep.place import Place
from backsweep.traces.counts import Counts
from backsweep.traces.steps import BackwardStep, Contribution, ForwardStep, LocalDerivative
from backsweep.values import is_array
from backsweep.words.previews import summary
from backsweep.words.text import number

if TYPE_CHECKING:
    from backsweep.traces.trace import Trace

# Python refuses to write out an int of more than 4300 digits.
LONGEST = 14_000  # bits
ENTRIES = 1000  # of an array
RECORDS = (ForwardStep, LocalDerivative, BackwardStep, Contribution, Counts)


def write(trace: Trace, indent: int | None = 2) -> str:
    """The steps in JSON. A number JSON lacks becomes a string: "nan", "inf", "-inf", "1/3", "(1+2j)".

    An array becomes lists of lists; one of more than 1000 entries an object that tells its shape, its range, how many
    entries are nan or infinite, and that its entries are left out.
    """
    steps = {
        "mode": trace.mode,
        "output": trace.labels[trace.output],
        "value": trace.output.val,
        "gradient": trace.gradient,
        "inputs": [trace.labels[node] for node in trace.inputs],
        "forward": trace.forward,
        "backward": trace.backward,
        "counts": trace.counts,
    }
    return json.dumps(_plain(steps), indent=indent, allow_nan=False)


def _plain(thing: Any) -> Any:
    if is_array(thing):
        return _array(thing)
    if isinstance(thing, float):
        return thing if isfinite(thing) else str(thing)
    if isinstance(thing, int):
        return thing if thing.bit_length() <= LONGEST else number(thing)
    if thing is None or isinstance(thing, str):
        return thing
    if isinstance(thing, (list, tuple)):
        return [_plain(item) for item in thing]
    if isinstance(thing, RECORDS):
        return _plain(vars(thing))
    if isinstance(thing, Place):
        return {"file": thing.file, "line": thing.line, "text": thing.text}
    return {key: _plain(value) for key, value in thing.items()} if isinstance(thing, dict) else str(thing)


def _array(array: Any) -> Any:
    """An array as lists; of a large one what is known of it."""
    if array.size <= ENTRIES:
        return _plain(array.tolist())
    told = summary(array)
    known = {"shape": told.shape, "low": told.low, "high": told.high, "modulus": told.modulus, "odd": told.odd}
    return _plain(known | {"left_out": f"{array.size:,} entries"})
