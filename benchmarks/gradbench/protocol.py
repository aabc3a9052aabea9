"""What the tool answers: one line of JSON for each line of JSON, whatever that line holds.

Lock-step leaves no choice about a line that is no message: the other side waits, so it gets an answer, whose id is
null because none is known. It can then stop with a reason instead of waiting for ever. A failure to evaluate is an
answer too, and the session goes on.
"""

from __future__ import annotations

import json
import math
import sys
from importlib import import_module
from types import ModuleType
from typing import Any

from given import Given, Unusable
from repeating import Task, timed

EVALS = ("hello", "llsq", "lse", "gmm", "ba", "lstm", "ode")


class Tool:
    """One session. `answer` takes a line and gives a line."""

    def answer(self, line: bytes) -> bytes:
        """The answer to one message, as a line that ends in a newline."""
        try:
            message = json.loads(line)
        except (ValueError, RecursionError) as error:
            return _line(_failed(None, f"This line is no JSON: {error}."))
        if not isinstance(message, dict):
            return _line(_failed(None, f"A message is a JSON object, but got a {type(message).__name__}."))
        identity = message.get("id")
        try:
            return _line({"id": identity, **self._reply(message)})
        except Exception as error:
            return _line(_failed(identity, f"{type(error).__name__}: {error}"))

    def _reply(self, message: dict[str, Any]) -> dict[str, Any]:
        """What is to be said besides the id."""
        kind = message.get("kind")
        if kind == "start":
            return {"tool": "backsweep"}
        if kind == "define":
            _module(message)
            return {"success": True}
        if kind == "evaluate":
            return _evaluated(message)
        if kind == "analysis" and message.get("valid") is False:
            _note(f"The answer to message {message.get('of')} was found wrong: {message.get('error')}")
        return {}


def _evaluated(message: dict[str, Any]) -> dict[str, Any]:
    module, function = _module(message), message.get("function")
    known = module.FUNCTIONS
    if function not in known:
        raise Unusable(f"{message['module']} has the functions {' and '.join(known)}, but got {function!r}.")
    if "input" not in message:
        raise Unusable("An evaluate message needs an input, but has none.")
    task: Task = known[function](Given(message["input"]))
    output, timings = timed(task, message["input"])
    return {"success": True, "output": _finite(task.told(output)), "timings": timings}


def _module(message: dict[str, Any]) -> ModuleType:
    name = message.get("module")
    if name not in EVALS:
        raise Unusable(f"This tool has the modules {', '.join(EVALS)}, but got {name!r}.")
    return import_module(f"evals.{name}")


def _finite(output: Any) -> Any:
    """The output, whose numbers JSON has words for.

    Raises:
        Unusable: a number is infinite or nan. Python would write it as no reader of strict JSON takes it; and the eval
            counts a nan as right, which it hardly is.
    """
    place = _not_finite(output, "output")
    if place:
        raise Unusable(f"{place}, which JSON has no word for.")
    return output


def _not_finite(output: Any, name: str) -> str:
    """Where the first number that is not finite stands, or nothing."""
    if isinstance(output, float):
        return "" if math.isfinite(output) else f"{name} is {output}"
    parts = output.items() if isinstance(output, dict) else enumerate(output) if isinstance(output, list) else ()
    return next(filter(None, (_not_finite(part, f"{name}[{key!r}]") for key, part in parts)), "")


def _failed(identity: Any, error: str) -> dict[str, Any]:
    _note(error)
    return {"id": identity, "success": False, "error": error}


def _note(text: str) -> None:
    print(f"gradbench tool: {text}", file=sys.stderr, flush=True)


def _line(answer: dict[str, Any]) -> bytes:
    return json.dumps(answer, allow_nan=False).encode() + b"\n"
