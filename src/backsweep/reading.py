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
from types import CellType, CodeType, FunctionType, ModuleType
from typing import TYPE_CHECKING, Any

from backsweep.errors import RuleError
from backsweep.node import Node

if TYPE_CHECKING:
    from backsweep.primitive import Primitive

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


def itself(arg: Any) -> Any:
    """The argument as it is."""
    return arg


def contribute_numbers(der: Any, partial: Any) -> Any:
    """der * partial on plain numbers; 0 where der is 0, whatever the partial."""
    return der * partial if der else 0


def contribute_nodes(der: Any, partial: Any) -> Any:
    """The same on Nodes, as a primitive of its own, so that it can be differentiated also where der is 0.

    Skipping the step there would lose second derivatives in silence: (3x)**2 at 0 has f'' = 18.
    """
    from backsweep.row import TABLE

    if der.__class__ is not Node and (der == 0 or der == 1):
        return partial if der else 0
    if partial.__class__ is not Node and partial == 1:
        return der
    return TABLE["contribute"](der, partial)


FLOATS = World("floats", lambda row: row.plain, value_of, contribute_numbers)
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
        yield name, cell.cell_contents


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
    return number or POSITIONS.get(name) is thing or row_of(thing) is not None


def stranger(rule: Callable[..., Any]) -> str | None:
    """The first name in a rule that is neither a primitive nor a number, or None."""
    if not isinstance(rule, FunctionType):
        return repr(rule)
    return next((name for name, thing in bindings(rule) if not is_vocabulary(name, thing)), None)


def check_vocabulary(rule: object, what: str, own: str) -> None:
    """Refuses a rule that could not be read in every world; `own` is the name of the row being made.

    Raises:
        RuleError: the rule is not a Python function, or uses a name that is not a primitive or a number.
    """
    if not isinstance(rule, FunctionType):
        raise RuleError(f"{what} must be a lambda or a def written in primitives, but got {rule!r}.")
    name = stranger(rule)
    if name is not None and name != own:
        where = f"import {name} from backsweep" if name in dir(builtins) or name == "math" else "write it out"
        raise RuleError(
            f"{what} uses {name}, which is neither a primitive nor a number, so it cannot be read in every "
            f"world: {where}. A rule may use its own parameters, numbers and primitives."
        )


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
    for name in loaded_names(code):
        if name not in bound:
            raise RuleError(
                f"A rule at {code.co_filename}, line {code.co_firstlineno} uses {name}, which is not defined."
            )
        names[name] = _meaning(bound[name], world)
    cells = tuple(CellType(_meaning(bound[name], world)) for name in code.co_freevars)
    return FunctionType(code, names, rule.__name__, rule.__defaults__, cells)
