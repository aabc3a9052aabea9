"""Reading a rule in another world: the same code with another dictionary of names.

A rule such as `lambda x, y: 1 + y * y` or `lambda x, y: cos(x)` names only primitives, numbers and
its own parameters. So the very same code object can be run on floats, with math's functions behind
the names, on Nodes, with the primitives themselves, or on symbols, which write down what was asked
of them. Once per row and world.
"""

from __future__ import annotations

from collections.abc import Callable
from types import CellType, FunctionType, ModuleType
from typing import Any

from backsweep.errors import RuleError
from backsweep.vocabulary import bindings, is_vocabulary, loaded_names, row_of
from backsweep.worlds import World


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
