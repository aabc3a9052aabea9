"""NumPy's functions as they are spelled, on Nodes: the one list of what is covered.

A function here has NumPy's name and NumPy's arguments and is written in rows. Without a Node among its arguments
NumPy's own function answers, with all that it can do.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator
from difflib import get_close_matches
from functools import wraps
from math import inf
from typing import Any

from backsweep.errors import DerivativeLost, NotDifferentiable, WrongKind
from backsweep.node import Node, short
from backsweep.recorded import Recorded
from backsweep.values import is_array, numpy

# By NumPy's name: "sum", "linalg.solve", "fft.rfft".
SPELLED: dict[str, Callable[..., Any]] = {}


def spelled(name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Enters a function as NumPy's function of that name, for Nodes."""

    def enter(function: Callable[..., Any]) -> Callable[..., Any]:
        signature = inspect.signature(function)
        most = offered(signature)

        @wraps(function)
        def called(*args: Any, **kwargs: Any) -> Any:
            if Node not in map(type, args) and not holds_node((*args, *kwargs.values())):
                return numpys(name)(*args, **kwargs)
            if len(args) > most:
                raise further(name, signature, args[int(most) :])
            return function(*args, **understood(name, signature, kwargs)) if kwargs else function(*args)

        SPELLED[name] = called
        return called

    return enter


def numpys(name: str) -> Callable[..., Any]:
    """NumPy's own function: of "linalg.solve" that is numpy.linalg.solve."""
    found = numpy()
    for part in name.split("."):
        found = getattr(found, part)
    function: Callable[..., Any] = found
    return function


def holds_node(args: Iterable[Any]) -> bool:
    """Whether a Node is among the arguments, or in lists and tuples among them."""
    return any(
        arg.__class__ is Node or arg.__class__ is Recorded or (isinstance(arg, (list, tuple)) and holds_node(arg))
        for arg in args
    )


def nodes_in(args: Iterable[Any]) -> Iterator[Node]:
    """Those Nodes."""
    for arg in args:
        if arg.__class__ is Node:
            yield arg
        elif isinstance(arg, (list, tuple)):
            yield from nodes_in(arg)


def offered(signature: inspect.Signature) -> float:
    """How many arguments a function takes by position."""
    kinds = [parameter.kind for parameter in signature.parameters.values()]
    if inspect.Parameter.VAR_POSITIONAL in kinds:
        return inf
    return sum(kind in (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD) for kind in kinds)


def further(name: str, signature: inspect.Signature, args: tuple[Any, ...]) -> NotDifferentiable:
    """The sentence for arguments by position beyond those offered: in NumPy's order the next may be dtype or out."""
    return NotDifferentiable(
        f"np.{name} of Nodes takes {', '.join(signature.parameters)}, but got {', '.join(map(short, args))} besides. "
        "Give by name what comes late in NumPy's order, such as keepdims=True."
    )


def understood(name: str, signature: inspect.Signature, kwargs: dict[str, Any]) -> dict[str, Any]:
    """The named arguments that a function takes, without those that only say what NumPy does anyway.

    Raises:
        NotDifferentiable: an argument asks for something that is not offered for Nodes, such as out=.
    """
    found = {}
    for key, given in kwargs.items():
        if key in signature.parameters:
            found[key] = given
        elif not (given is None or type(given).__name__ == "_NoValueType" or (key == "where" and given is True)):
            takes = ", ".join(signature.parameters)
            raise NotDifferentiable(
                f"np.{name} with {key} = {short(given)} is not offered for Nodes. It takes {takes}."
            )
    return found


# What to write in place of functions that change an array in place, and of those whose name has no near neighbour.
INSTEAD = {
    "add.at": "Write c = c.at[i].add(v), for a Node c.",
    "put": "Write c = c.at[i].set(v), for a Node c.",
    "place": "Write c = numpy.where(mask, v, c).",
    "putmask": "Write c = numpy.where(mask, v, c).",
    "copyto": "Write c = numpy.where(mask, v, c), or v itself; backsweep.numpy.full_like in place of numpy's.",
    "put_along_axis": "Write c = c.at[i].set(v), for a Node c.",
    "fill_diagonal": "Write numpy.where(numpy.eye(n, dtype=bool), v, c).",
    "nanquantile": "Write numpy.quantile(x[~numpy.isnan(x)], q).",
    "nanpercentile": "Write numpy.percentile(x[~numpy.isnan(x)], q).",
    "unique": "Write x[numpy.unique(x.val, return_index=True)[1]].",
    "bincount": "Write backsweep.Node(numpy.zeros(n)).at[i].add(weights).",
    "sliding_window_view": "Write x[numpy.arange(len(x) - n + 1)[:, None] + numpy.arange(n)].",
    "apply_over_axes": "Give the function itself all axes: axis=(0, 1).",
    "polyfit": "Write numpy.linalg.lstsq(numpy.vander(x, degree + 1), y)[0].",
    "polymul": "Write numpy.convolve(a, b).",
    "histogram": "Its counts are steps: call it on x.val.",
    "histogram2d": "Its counts are steps: call it on x.val.",
    "histogramdd": "Its counts are steps: call it on x.val.",
    "save": "Save x.val.",
    "savez": "Save x.val.",
    "savez_compressed": "Save x.val.",
    "savetxt": "Save x.val.",
}
# How alike two names have to be for one to be offered for the other: eigvals and eigvalsh are, roots and rot90 are not.
ALIKE = 0.7


def not_covered(name: str) -> NotDifferentiable:
    """The sentence for a NumPy function that has no derivative here."""
    if name in INSTEAD:
        return NotDifferentiable(f"np.{name} has no derivative in backsweep. {INSTEAD[name]}")
    near = get_close_matches(name, SPELLED, n=1, cutoff=ALIKE)
    nearest = f" The nearest that has is np.{near[0]}." if near else ""
    return NotDifferentiable(
        f"np.{name} has no derivative in backsweep.{nearest} For its plain value call it on x.val; for a derivative of "
        "your own wrap it with custom_derivative."
    )


def as_array(x: Any) -> Any:
    """A list of Nodes and numbers as one Node, put together row by row; anything else as it is."""
    if x.__class__ is Node:
        return x
    if not isinstance(x, (list, tuple)) or not holds_node(x):
        return numbers(x)
    return SPELLED["stack"]([as_array(part) for part in x])


def entries(x: Any) -> Any:
    """An operand of a function of each entry: a list as an array, anything else as it is."""
    return as_array(x) if isinstance(x, (list, tuple)) else x


def numbers(x: Any) -> Any:
    """A plain array of numbers.

    Raises:
        WrongKind: it holds text or objects.
    """
    array = x if is_array(x) else numpy().asarray(x)
    if array.dtype.kind not in "biufc":
        raise WrongKind(f"Beside a Node an array of numbers is needed, but got {short(x)}, of dtype {array.dtype}.")
    return array


def as_list(arrays: Any) -> list[Any]:
    """The arrays of a list, or those along the first axis of an array or a Node of one."""
    return [as_array(part) for part in arrays]


def in_short(x: Node) -> str:
    """A Node in a sentence: an array by its shape, which says more than its first numbers."""
    return f"a Node of an array of shape {x.shape}" if x.shape else short(x)


def plainly(x: Any) -> Any:
    """An argument that only says where or how: a plain array, an int, a list of ints.

    Raises:
        DerivativeLost: it is a Node, or holds one.
    """
    if x.__class__ is Node:
        raise lost_index(x)
    if isinstance(x, (list, tuple)):
        for part in x:
            plainly(part)
    return x


def lost_index(x: Node) -> DerivativeLost:
    """The sentence for a Node where a place is asked for."""
    return DerivativeLost(
        f"An index, a shape, an axis or a condition is a plain value without derivative, but got {in_short(x)}. "
        "Write numpy.asarray(x.val, dtype=int) for an index, int(x.val) for a count."
    )


def axes_of(axis: Any, dimensions: int) -> tuple[int, ...]:
    """The axes as numbers from 0; all of them for None.

    Raises:
        numpy.exceptions.AxisError: as NumPy raises it.
    """
    if axis is None:
        return tuple(range(dimensions))
    if axis.__class__ is int and 0 <= axis < dimensions:
        return (axis,)
    if axis.__class__ is not int and any(not hasattr(part, "__index__") for part in _several(axis)):
        raise WrongKind(f"An axis is an int, or a tuple of them, but got {short(axis)}.")
    return numpy().lib.array_utils.normalize_axis_tuple(axis, dimensions)  # type: ignore[no-any-return]  # a tuple


def reduced_axes(axis: Any, dimensions: int) -> tuple[int, ...]:
    """The same for what NumPy reduces by a ufunc, sum, prod, max and min: there a number has an axis 0 too."""
    return () if not dimensions and axis in (0, -1) else axes_of(axis, dimensions)


def _several(axis: Any) -> tuple[Any, ...]:
    """The axes that are named, as a tuple."""
    return tuple(axis) if isinstance(axis, (list, tuple)) else (axis,)


def axis_of(axis: int, dimensions: int) -> int:
    """One axis as a number from 0."""
    return axes_of(axis, dimensions)[0]
