"""Where a Node meets code that knows nothing of Nodes: float(x), math.sin(x), np.asarray(x).

Such a call would take the plain number and silently forget how it was made. So it is refused with a
sentence that quotes the call as it stands in the user's source and says what to write instead. NumPy's
own functions ask the Node first, and are answered in numpy_calls.py.
"""

from __future__ import annotations

import ast
import builtins
import dis
import math
from types import FrameType, ModuleType
from typing import Any

from backsweep.errors import DerivativeLost
from backsweep.libraries import counterpart
from backsweep.node import Node, short
from backsweep.place import expression_at, frame_of_the_user
from backsweep.primitives import spellings
from backsweep.recorded import Recorded
from backsweep.row import TABLE


def lost(node: Any, conversion: str) -> DerivativeLost:
    """The error for a call that would forget where a number came from, named `conversion` if the source is unknown."""
    frame = frame_of_the_user()
    text = expression_at(frame) if frame is not None else ""
    if frame is not None and is_assignment(frame):
        text = text or "a[i]"
        array, _, index = text.removesuffix("]").partition("[")
        return DerivativeLost(
            f"{text} = ... would lose the derivative of what is put there. Put the parts together with numpy.stack or "
            f"numpy.concatenate, or write {array} = backsweep.Node({array}).at[{index}].set(...)."
        )
    kind = "array" if getattr(node, "shape", ()) else "number"
    try:
        call = ast.parse(text, mode="eval").body
    except SyntaxError:
        name = getattr(node, "name", None) or short(node)
        return DerivativeLost(
            f"{conversion} of {name} would lose its derivative. {_advice(conversion, 'node.val', '', kind)}"
        )
    name, val = _name(node, text, call, frame)
    alternative = _alternative(text, call, conversion, frame)
    return DerivativeLost(f"{text} would lose the derivative of {name}. {_advice(conversion, val, alternative, kind)}")


def is_assignment(frame: FrameType) -> bool:
    """Whether a frame is just assigning to an entry: a[i] = v."""
    return frame.f_code.co_code[frame.f_lasti] == dis.opmap["STORE_SUBSCR"]


def _advice(conversion: str, val: str, alternative: str, kind: str) -> str:
    if conversion == "index":
        return f"For an index or a count write int({val}), or backsweep.floor_int({val.removesuffix('.val')})."
    return f"Use {alternative}{val} if you want a plain {kind}."


def _alternative(text: str, call: ast.expr, conversion: str, frame: FrameType | None) -> str:
    """What takes Nodes in place of the call: the function of ours, or the array that a list should have been."""
    written = text[call.func.end_col_offset :] if isinstance(call, ast.Call) else ""
    ours = counterpart(found_in(frame, call.func)) if isinstance(call, ast.Call) else ""
    if ours:
        return f"{ours}{written}, or "
    if conversion == "np.asarray" and any(holds_nodes(part, frame) for part in ast.walk(call)):
        return "backsweep.numpy.array for a list of Nodes, or "
    if not isinstance(call, ast.Call) or is_method(call.func, frame):
        return ""
    function = (ast.get_source_segment(text, call.func) or "").rpartition(".")[2]
    spelled = hasattr(math, function) and hasattr(spellings, function) and function not in spellings.REFUSED
    return f"backsweep.{function}{written}, or " if function in TABLE or spelled else ""


def holds_nodes(part: ast.AST, frame: FrameType | None) -> bool:
    """Whether a part of a call is a list, or a tuple, that is written with Nodes in it."""
    names = [name for name in ast.walk(part) if isinstance(name, ast.Name)]
    return isinstance(part, (ast.List, ast.Tuple)) and any(found_in(frame, name).__class__ is Node for name in names)


def is_method(function: ast.expr, frame: FrameType | None) -> bool:
    """Whether a function is written as one of an object that is no module: matrix.dot is not the dot of ours."""
    return isinstance(function, ast.Attribute) and not isinstance(found_in(frame, function.value), ModuleType)


def found_in(frame: FrameType | None, written: ast.expr) -> Any:
    """What a name, or a name with dots, stands for in a frame; None if that is not known."""
    if isinstance(written, ast.Attribute):
        return getattr(found_in(frame, written.value), written.attr, None)
    if not isinstance(written, ast.Name) or frame is None:
        return None
    outer = frame.f_globals.get(written.id, getattr(builtins, written.id, None))
    return frame.f_locals.get(written.id, outer)


def _name(node: Node | Recorded, text: str, call: ast.expr, frame: FrameType | None) -> tuple[str, str]:
    """What the source calls the Node, and how it would write its plain number."""
    for part in ast.walk(call):
        if isinstance(part, ast.Name) and found_in(frame, part) is node:
            return part.id, f"{part.id}.val"
    if isinstance(call, ast.Call) and len(call.args) == 1:
        argument = call.args[0]
        written = ast.get_source_segment(text, argument) or ""
        if isinstance(argument, (ast.BinOp, ast.UnaryOp)):
            return written, f"({written}).val"
        makes_a_list = isinstance(argument, ast.Call) and found_in(frame, argument.func) in (list, tuple, sorted)
        if isinstance(argument, (ast.Call, ast.Attribute, ast.Subscript)) and not makes_a_list:
            return written, f"{written}.val"
    return getattr(node, "name", None) or "a Node", "node.val"
