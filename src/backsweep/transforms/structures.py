"""Nested inputs and outputs: lists, tuples, dicts and dataclasses of numbers, taken apart and put together.

A number or a Node is a leaf. Whatever else a structure holds (text, None, True, functions) is kept as
it is and has no derivative.
"""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from numbers import Complex
from typing import Any

from backsweep.errors import StructureError, WrongKind
from backsweep.node import Node, short
from backsweep.values import as_it_is_now, is_array, is_complex, is_ndarray, numpy, shape_of
from backsweep.worlds import value_of

# What nearly every leaf is: asked first, as isinstance(thing, Complex) takes ten times as long.
USUAL = frozenset({Node, float, int})


FLAT = frozenset({list, tuple})


def is_leaf(thing: object) -> bool:
    """Whether a thing is a number or an array that can have a derivative."""
    if thing.__class__ in USUAL:
        return True
    return (isinstance(thing, Complex) and not isinstance(thing, bool)) or is_ndarray(thing)


def is_dataclass(thing: object) -> bool:
    """Whether a thing is an instance of a dataclass."""
    return dataclasses.is_dataclass(thing) and not isinstance(thing, type)


def leaves(tree: Any) -> list[Any]:
    """The numbers and Nodes of a structure, in order.

    >>> leaves({"w": [1.0, 2.0], "b": (3.0, "a name")})
    [1.0, 2.0, 3.0]
    """
    if is_leaf(tree):
        return [tree]
    if flat(tree):
        return list(tree)
    try:
        return [leaf for _, leaf in walk(tree)]
    except RecursionError:
        raise StructureError("A structure holds itself, or is nested more deeply than Python can follow.") from None


def flat(tree: Any) -> bool:
    """Whether a structure is a list or a tuple of usual leaves alone: most are, and a short way is there for them."""
    return tree.__class__ in FLAT and all(thing.__class__ in USUAL for thing in tree)


def walk(tree: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Each leaf with the words that lead to it: ("['w'][0]", 1.0)."""
    if is_leaf(tree):
        yield path, tree
    for step, branch in branches(tree):
        yield from walk(branch, path + step)


def branches(tree: Any) -> Iterator[tuple[str, Any]]:
    """The parts of one level of a structure, each with how it is reached."""
    if isinstance(tree, (list, tuple)):
        names = getattr(tree, "_fields", None)
        for index, branch in enumerate(tree):
            yield (f".{names[index]}" if names else f"[{index}]"), branch
    elif isinstance(tree, dict):
        for key, branch in tree.items():
            yield f"[{key!r}]", branch
    elif is_dataclass(tree):
        for field in dataclasses.fields(tree):
            yield f".{field.name}", getattr(tree, field.name)


def rebuild(tree: Any, change: Callable[[Any], Any]) -> Any:
    """The same structure with every leaf replaced by change(leaf), leaves visited in order.

    >>> rebuild({"w": [1.0, 2.0]}, lambda leaf: 10 * leaf)
    {'w': [10.0, 20.0]}
    """
    if is_leaf(tree):
        return change(tree)
    if tree.__class__ is list:
        return [rebuild(branch, change) for branch in tree]
    if isinstance(tree, tuple):
        # Past the constructor of a subclass, which may take anything: a namedtuple takes its fields one by one.
        return tuple.__new__(type(tree), [rebuild(branch, change) for branch in tree])
    changed: Any
    if isinstance(tree, list):
        changed = copy.copy(tree)
        changed[:] = [rebuild(branch, change) for branch in tree]
        return changed
    if isinstance(tree, dict):
        changed = copy.copy(tree)  # keeps the kind of dict: OrderedDict, defaultdict
        for key, branch in tree.items():
            changed[key] = rebuild(branch, change)  # update() would add to the counts of a Counter
        return changed
    if is_dataclass(tree):
        changed = copy.copy(tree)
        for field in dataclasses.fields(tree):
            # object.__setattr__ also reaches the fields of a frozen dataclass.
            object.__setattr__(changed, field.name, rebuild(getattr(tree, field.name), change))
        return changed
    return tree


def snapshot(tree: Any) -> Any:
    """The structure as it is now, with the same leaves: lists, dicts and arrays may be changed by their owner later."""
    return rebuild(tree, as_it_is_now)


def fill(tree: Any, values: list[Any]) -> Any:
    """The structure with its leaves replaced by `values`, in order."""
    if tree.__class__ is list and flat(tree):
        return list(values)
    supply = iter(values)
    return rebuild(tree, lambda leaf: next(supply))


@dataclass(frozen=True)
class Match:
    """What a structure of tangents or seeds must look like: `tree` is the model, `what` its name in sentences."""

    tree: Any
    what: str

    def values(self, given: Any, name: str) -> list[Any]:
        """The leaves of `given`, once it is shown to have the model's structure.

        Raises:
            StructureError: it has not; the sentence names the first place where they differ.
        """
        if self.tree.__class__ is given.__class__ and flat(self.tree) and flat(given) and len(self.tree) == len(given):
            return list(given)
        wanted, got = dict(walk(self.tree)), dict(walk(given))
        for path in wanted:
            if path not in got:
                lengths = shape_of(value_of(wanted[path]))
                leaf = f"an array of shape {lengths}" if lengths else "a number"
                raise StructureError(
                    f"{name} needs the structure of {self.what}: {leaf} at {name}{path}, but got {short(given)}."
                )
        for path in got:
            if path not in wanted:
                raise StructureError(
                    f"{name} has a number at {name}{path}, where {self.what} has none: {short(self.tree)}."
                )
        return [got[path] for path in wanted]

    def fitting(self, given: Any, name: str) -> list[Any]:
        """The same, each array in the shape of the model's and a copy: its owner may change it later.

        A plain 0 stands for an array of zeros.

        Raises:
            StructureError: a shape is another one.
            WrongKind: it is complex where the model is real.
        """
        leaves = self.values(given, name)
        if flat(self.tree) and not any(is_array(value_of(leaf)) for leaf in (*self.tree, *leaves)):
            return leaves
        return [
            fitted(leaf, model, f"{name}{path}", f"{self.what}{path}")
            for leaf, (path, model) in zip(leaves, walk(self.tree), strict=True)
        ]


def fitted(given: Any, model: Any, name: str, what: str) -> Any:
    """One leaf of a seed or a tangent, once it is shown to fit; see Match.fitting."""
    val, wanted = value_of(given), value_of(model)
    if not (is_array(val) or is_array(wanted)):
        return given
    if shape_of(val) != shape_of(wanted) and (is_array(val) or val != 0):
        raise StructureError(
            f"{name} needs the shape of {what}, {shape_of(wanted)}, but got "
            + (f"an array of shape {val.shape}." if is_array(val) else f"{short(val)}.")
        )
    if is_complex(val) and not is_complex(wanted):
        raise WrongKind(f"{name} needs real numbers, since {what} is real, but got {short(val)}. Take its .real.")
    if given.__class__ is Node or not is_array(val):
        return given
    # Of the kind that the model has as a Node: ints are floats there.
    dtype = wanted.dtype if is_array(wanted) and wanted.dtype.kind in "fc" else None if is_complex(val) else float
    return numpy().array(val, dtype=dtype)[()]
