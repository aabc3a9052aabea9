"""What a rule may say: primitives, numbers and its own parameters, so that it can be read in every world.

The code object is looked through once, when a row is made; whatever else it names is refused by name.
"""

from __future__ import annotations

import builtins
import dis
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import pairwise
from types import CodeType, FunctionType, ModuleType
from typing import TYPE_CHECKING, Any

from backsweep.errors import RuleError

if TYPE_CHECKING:
    from backsweep.row import Primitive

# How an outside name is loaded.
OUTSIDE = ("LOAD_GLOBAL", "LOAD_NAME", "LOAD_DEREF")

# What a rule over a sequence needs to walk along positions. They never touch a value.
POSITIONS: dict[str, Any] = {"range": range, "len": len, "enumerate": enumerate, "zip": zip, "reversed": reversed}


# Functions about shapes and axes, for the rules of whole arrays. They never touch a value either.
ABOUT_SHAPES: set[Any] = set()


def about_shapes(function: Any) -> Any:
    """Lets the rules of whole arrays use a function that only looks at shapes, axes and indices."""
    ABOUT_SHAPES.add(function)
    return function


def is_function(rule: object) -> bool:
    """Whether a rule is Python code that can be rebound (a built-in such as math.tan cannot)."""
    return isinstance(rule, FunctionType)


def loaded_names(code: CodeType) -> Iterator[str]:
    """The global names a code object reads, nested functions and comprehensions included."""
    for instruction in dis.get_instructions(code):
        if instruction.opname in ("LOAD_GLOBAL", "LOAD_NAME"):
            yield instruction.argval
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from loaded_names(constant)


def bindings(rule: FunctionType) -> Iterator[tuple[str, Any]]:
    """Every outside name a rule uses, with what it is bound to; missing names are left out.

    A row may name rows that its file defines further down, so a missing name is looked up again
    when the rule is read.
    """
    for name in dict.fromkeys(loaded_names(rule.__code__)):
        if name in rule.__globals__:
            yield name, rule.__globals__[name]
        elif hasattr(builtins, name):
            yield name, getattr(builtins, name)
    for name, cell in zip(rule.__code__.co_freevars, rule.__closure__ or (), strict=True):
        try:
            yield name, cell.cell_contents
        except ValueError:  # still empty: the row being made, inside a function
            continue
    yield from zip(defaulted(rule), rule.__defaults__ or (), strict=True)
    yield from (rule.__kwdefaults__ or {}).items()


def parameters(rule: Any) -> tuple[str, ...]:
    """A rule's own parameters; one with a default, as in k=k, is a constant of the rule instead."""
    names: tuple[str, ...] = rule.__code__.co_varnames[: rule.__code__.co_argcount]
    return names[: len(names) - len(rule.__defaults__ or ())]


def defaulted(rule: FunctionType) -> tuple[str, ...]:
    """The parameters that have a default."""
    return rule.__code__.co_varnames[len(parameters(rule)) : rule.__code__.co_argcount]


def module_attributes(code: CodeType) -> Iterator[tuple[str, str]]:
    """(name, attribute) for each attribute a code object reads straight off an outside name: ("backsweep", "sin")."""
    for before, instruction in pairwise(dis.get_instructions(code)):
        if instruction.opname in ("LOAD_ATTR", "LOAD_METHOD") and before.opname in OUTSIDE:
            yield before.argval, instruction.argval
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from module_attributes(constant)


def python_only(code: CodeType) -> Iterator[str]:
    """What in a rule only Python itself could follow: decisions by value, and imports."""
    for instruction in dis.get_instructions(code):
        if instruction.opname.startswith(("POP_JUMP", "JUMP_IF")):
            yield "`if`, `while`, `and` or `or`"
        elif instruction.opname == "IMPORT_NAME":
            yield f"import {instruction.argval}"
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from python_only(constant)


def row_of(thing: Any) -> Primitive | None:
    """The row behind a name: a primitive itself, or a wider spelling of one such as log(x, base)."""
    from backsweep.row import Primitive

    row = getattr(thing, "primitive", thing)
    return row if isinstance(row, Primitive) else None


def is_vocabulary(name: str, thing: Any) -> bool:
    """Whether a rule may use this name."""
    if isinstance(thing, ModuleType):
        return thing.__name__ == "backsweep"
    number = isinstance(thing, (int, float, Fraction, complex))
    position = name in POSITIONS and POSITIONS[name] is thing
    return number or position or row_of(thing) is not None or (is_function(thing) and thing in ABOUT_SHAPES)


def stranger(rule: Callable[..., Any]) -> str | None:
    """The first thing in a rule that is neither a primitive nor a number, or None."""
    if not isinstance(rule, FunctionType):
        return repr(rule)
    bound = dict(bindings(rule))
    for name, thing in bound.items():
        if not is_vocabulary(name, thing):
            return name
    for name, attribute in module_attributes(rule.__code__):
        module = bound.get(name)
        if isinstance(module, ModuleType) and not is_vocabulary(attribute, getattr(module, attribute, None)):
            return f"{name}.{attribute}"
    return next(python_only(rule.__code__), None)


def check_vocabulary(rule: object, what: str, own: str) -> None:
    """Refuses a rule that could not be read in every world; `own` is the name of the row being made.

    Raises:
        RuleError: the rule is not a Python function, or uses a name that is not a primitive or a number.
    """
    if not isinstance(rule, FunctionType):
        raise RuleError(f"{what} must be a lambda or a def written in primitives, but got {rule!r}.")
    name = stranger(rule)
    if name is not None and name != own:
        raise RuleError(
            f"{what} uses {name}, so it cannot be read in every world: {_instead(name)}. "
            "A rule may use only primitives, numbers and its own parameters."
        )


def _instead(name: str) -> str:
    """What to write instead of something that a rule may not use."""
    if name == "math":
        return "write `import backsweep as math`"
    if name.startswith("`if`"):
        return "write where(condition, a, b)"
    from backsweep.row import TABLE

    return f"import {name} from backsweep" if name in TABLE else "write it out in primitives"
