"""Where a Node meets code that knows nothing of Nodes: float(x), math.sin(x), np.asarray(x).

Such a call would take the plain number and silently forget how it was made. So it is refused with a
sentence that quotes the call as it stands in the caller's source and says what to write instead. NumPy's
own functions ask the Node first, and are answered in numpy_calls.py.
"""

from __future__ import annotations

import ast
import dis
import math
from types import FrameType
from typing import Any

from backsweep.errors import DerivativeLost
from backsweep.node import Node, short
from backsweep.place import calling_frame, expression_at
from backsweep.primitives import spellings
from backsweep.recorded import Recorded
from backsweep.row import TABLE


def lost(node: Any, conversion: str) -> DerivativeLost:
    """The error for a call that would forget where a number came from, named `conversion` if the source is unknown."""
    frame = calling_frame()
    text = expression_at(frame) if frame is not None else ""
    if frame is not None and is_assignment(frame):
        array, _, index = text.removesuffix("]").partition("[")
        return DerivativeLost(
            f"{text} = ... would lose the derivative of what is put there. Put the parts together with numpy.stack or "
            f"numpy.concatenate, or write {array} = backsweep.Node({array}).at[{index}].set(...)."
        )
    try:
        call = ast.parse(text, mode="eval").body
    except SyntaxError:
        advice = _advice(conversion, "node.val", "")
        name = getattr(node, "name", None) or short(node)
        return DerivativeLost(f"{conversion} of {name} would lose its derivative. {advice}")
    name, val = _name(node, text, call, frame)
    return DerivativeLost(
        f"{text} would lose the derivative of {name}. {_advice(conversion, val, _alternative(text, call))}"
    )


def is_assignment(frame: FrameType) -> bool:
    """Whether a frame is just assigning to an entry: a[i] = v."""
    return frame.f_code.co_code[frame.f_lasti] == dis.opmap["STORE_SUBSCR"]


def _advice(conversion: str, val: str, alternative: str) -> str:
    if conversion == "index":
        return f"For an index or a count write int({val}), or backsweep.floor_int({val.removesuffix('.val')})."
    return f"Use {alternative}{val} if you want a plain number."


def _alternative(text: str, call: ast.expr) -> str:
    """The same call on backsweep's function of that name, where there is one."""
    if not isinstance(call, ast.Call):
        return ""
    function = (ast.get_source_segment(text, call.func) or "").rpartition(".")[2]
    spelled = hasattr(math, function) and hasattr(spellings, function) and function not in spellings.REFUSED
    if function not in TABLE and not spelled:
        return ""
    return f"backsweep.{function}{text[call.func.end_col_offset :]}, or "


def _name(node: Node | Recorded, text: str, call: ast.expr, frame: FrameType | None) -> tuple[str, str]:
    """What the source calls the Node, and how it would write its plain number."""
    for part in ast.walk(call):
        if isinstance(part, ast.Name) and frame is not None:
            known = frame.f_locals.get(part.id, frame.f_globals.get(part.id))
            if known is node:
                return part.id, f"{part.id}.val"
    if isinstance(call, ast.Call) and len(call.args) == 1:
        argument = call.args[0]
        written = ast.get_source_segment(text, argument) or ""
        if isinstance(argument, (ast.BinOp, ast.UnaryOp)):
            return written, f"({written}).val"
        if isinstance(argument, (ast.Call, ast.Attribute, ast.Subscript)):
            return written, f"{written}.val"
    return getattr(node, "name", None) or "a Node", "node.val"
