"""Reading a rule in another world: the same code with another dictionary of names.

A rule such as `lambda x, y: 1 + y * y` or `lambda x, y: cos(x)` names only primitives, numbers and
its own parameters. So the very same code object can be run on floats, with math's functions behind
the names, on Nodes, with the primitives themselves, or on symbols, which write down what was asked
of them. This file knows how to check a rule's vocabulary and how to rebind it; it knows no calculus.
"""

from __future__ import annotations

import builtins
import dis
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from types import CellType, CodeType, FunctionType, ModuleType
from typing import TYPE_CHECKING, Any

from backsweep.errors import RuleError
from backsweep.node import Node

if TYPE_CHECKING:
    from backsweep.primitive import Primitive

# How an outside name is loaded.
OUTSIDE = ("LOAD_GLOBAL", "LOAD_NAME", "LOAD_DEREF")

# What a rule over a sequence needs to walk along positions. They never touch a value.
POSITIONS: dict[str, Any] = {"range": range, "len": len, "enumerate": enumerate, "zip": zip, "reversed": reversed}


@dataclass(frozen=True, eq=False)
class World:
    """A way to read the table.

    name        what it is called in sentences
    means       what a primitive's name stands for here
    look        what an argument of a Node looks like here: its value, or the Node itself
    contribute  der * partial, where a der that is 0 contributes nothing, even through an infinite partial
    """

    name: str
    means: Callable[[Primitive], Callable[..., Any]]
    look: Callable[[Any], Any]
    contribute: Callable[[Any, Any], Any]


def value_of(arg: Any) -> Any:
    """The plain number behind an argument that may be a Node."""
    return arg.val if arg.__class__ is Node else arg


def exact_value_of(arg: Any) -> Any:
    """The same, an int as a Fraction: so that 1 / y stays exact beside Fractions."""
    val = value_of(arg)
    return Fraction(val) if val.__class__ is int else val


def itself(arg: Any) -> Any:
    """The argument as it is."""
    return arg


def contribute_numbers(der: Any, partial: Any) -> Any:
    """der * partial on plain numbers; 0 where der is 0, whatever the partial."""
    return der * partial if der else der


def contribute_nodes(der: Any, partial: Any) -> Any:
    """The same on Nodes, as a primitive of its own, so that it can be differentiated also where der is 0.

    Skipping the step there would lose second derivatives in silence: (3x)**2 at 0 has f'' = 18.
    """
    from backsweep.row import TABLE

    if der.__class__ is not Node:
        if partial.__class__ is not Node or der == 0:
            return contribute_numbers(der, partial)
        if der == 1:
            return partial
    if partial.__class__ is not Node and partial == 1:
        return der
    return TABLE["contribute"](der, partial)


FLOATS = World("floats", lambda row: row.plain, value_of, contribute_numbers)
EXACT = World("fractions", lambda row: row.plain, exact_value_of, contribute_numbers)
COMPLEX = World("complex numbers", lambda row: row.on_complex, value_of, contribute_numbers)
NODES = World("Nodes", lambda row: row.on_nodes, itself, contribute_nodes)


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
    from backsweep.primitive import Primitive

    row = getattr(thing, "primitive", thing)
    return row if isinstance(row, Primitive) else None


def is_vocabulary(name: str, thing: Any) -> bool:
    """Whether a rule may use this name."""
    if isinstance(thing, ModuleType):
        return thing.__name__ == "backsweep"
    number = isinstance(thing, (int, float, Fraction, complex))
    return number or (name in POSITIONS and POSITIONS[name] is thing) or row_of(thing) is not None


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
    return f"import {name} from backsweep" if hasattr(builtins, name) else "write it out"


class _Namespace:
    """Stands for the module backsweep inside a rule that says backsweep.sin(x)."""

    def __init__(self, module: ModuleType, world: World) -> None:
        self._module, self._world = module, world

    def __getattr__(self, name: str) -> Any:
        return _meaning(getattr(self._module, name), self._world)


def _meaning(thing: Any, world: World) -> Any:
    if isinstance(thing, ModuleType):
        return _Namespace(thing, world)
    row = row_of(thing)
    return thing if row is None else world.means(row)


def read(rule: Callable[..., Any], world: World) -> Callable[..., Any]:
    """The same rule with its names standing for what they mean in `world`.

    Raises:
        RuleError: a name is still not defined.
    """
    if not isinstance(rule, FunctionType):
        return rule
    code = rule.__code__
    # Without empty __builtins__ an unknown `max` would silently be Python's.
    names: dict[str, Any] = {"__builtins__": {}}
    bound = dict(bindings(rule))
    for name in (*loaded_names(code), *code.co_freevars):
        if name not in bound or not is_vocabulary(name, bound[name]):
            known = "is not a primitive" if name in bound else "is not defined"
            raise RuleError(f"A rule at {code.co_filename}, line {code.co_firstlineno} uses {name}, which {known}.")
    names.update((name, _meaning(bound[name], world)) for name in loaded_names(code))
    cells = tuple(CellType(_meaning(bound[name], world)) for name in code.co_freevars)
    defaults = tuple(_meaning(thing, world) for thing in rule.__defaults__ or ())
    again = FunctionType(code, names, rule.__name__, defaults, cells)
    again.__kwdefaults__ = {name: _meaning(thing, world) for name, thing in (rule.__kwdefaults__ or {}).items()}
    return again
