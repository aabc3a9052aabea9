"""The form of a call: which of its arguments are floats, how they are nested, and what else belongs to the key.

A compiled function has one program per form. Floats are the program's inputs; ints, bools, text, None and
other hashable things are static: part of the form. Ints inside a list with floats count as floats.
"""

from __future__ import annotations

import sys
from array import array
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Any

from backsweep.errors import RecordingError, WrongKind
from backsweep.node import Node, short
from backsweep.recorded import STANDING
from backsweep.transforms.structures import is_dataclass, leaves


@dataclass(frozen=True, slots=True)
class Leaf:
    """A float: one input of the program."""


@dataclass(frozen=True, slots=True)
class Static:
    """Part of the form itself. The kind counts too: 1, 1.0 and True are three forms.

    told  of a container the text, too: frozenset({1}) equals frozenset({True})
    """

    kind: type
    value: Any
    told: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """`count` floats in a list or a tuple."""

    kind: type
    count: int


@dataclass(frozen=True, slots=True)
class Vector:
    """A one-dimensional array of `count` floats, of NumPy or of Python's module array."""

    kind: type
    count: int


@dataclass(frozen=True, slots=True)
class Branch:
    """A list, tuple, dict or dataclass of forms; `names` are a dataclass's fields, or a dict's keys as Statics."""

    kind: type
    names: tuple[Any, ...]
    parts: tuple[Form, ...]


Form = Leaf | Static | Row | Vector | Branch
LEAF = Leaf()


class Differentiating(Exception):
    """A Node, a recorded value or a complex number is among the arguments: the function itself is to be called."""


def form_of(arg: Any, inputs: list[float], among_floats: bool | None = None) -> Form:
    """The form of an argument; its floats are appended to `inputs`.

    among_floats  whether it is part of an argument that holds floats: then its ints are values too

    Raises:
        Differentiating: there is a Node, a recorded value or a complex number.
        WrongKind: an argument is neither made of floats nor hashable.
    """
    kind = arg.__class__
    if kind is float or (isinstance(arg, float) and not hasattr(arg, "__array__")):
        inputs.append(arg)
        return LEAF
    if kind is Node or kind in STANDING or kind is complex:
        raise Differentiating
    if kind is list or isinstance(arg, (list, tuple)):
        if (kind is list or kind is tuple) and all(part.__class__ is float for part in arg) and arg:
            inputs.extend(arg)
            return Row(kind, len(arg))
        among = holds_floats(arg) if among_floats is None else among_floats
        return Branch(plain_kind(arg), (), tuple(form_of(part, inputs, among) for part in arg))
    if isinstance(arg, dict):
        among = holds_floats(arg) if among_floats is None else among_floats
        parts = tuple(form_of(part, inputs, among) for part in arg.values())
        return Branch(plain_kind(arg), tuple(Static(key.__class__, key) for key in arg), parts)
    if is_dataclass(arg):
        among = holds_floats(arg) if among_floats is None else among_floats
        names = tuple(field.name for field in fields(arg))
        return Branch(kind, names, tuple(form_of(getattr(arg, name), inputs, among) for name in names))
    if hasattr(arg, "__array__") or kind is array:
        return _vector(arg, inputs)
    if among_floats and kind is int:
        inputs.append(float(arg))
        return LEAF
    try:
        hash(arg)
    except TypeError:
        raise WrongKind(
            f"compile takes floats, lists, tuples and dicts of them, 1-D arrays, and hashable things that are part "
            f"of the program; but got {short(arg)} ({kind.__name__})."
        ) from None
    return Static(kind, arg, repr(arg) if kind in TOLD_APART else "")


# Equal ones of these may still be different: frozenset({1}) and frozenset({True}).
TOLD_APART = frozenset({tuple, frozenset, complex, Fraction})


def holds_floats(arg: Any) -> bool:
    """Whether there is a float anywhere in an argument."""
    return any(isinstance(leaf, float) for leaf in leaves(arg))


def plain_kind(arg: Any) -> type:
    """The kind of a container, if it can be made again from its parts.

    Raises:
        Differentiating: it cannot: a container with a life of its own, such as a defaultdict.
    """
    kind: type = arg.__class__
    if kind in (list, tuple, dict, OrderedDict) or (isinstance(arg, tuple) and hasattr(arg, "_fields")):
        return kind
    raise Differentiating


def _vector(arg: Any, inputs: list[float]) -> Form:
    shape = getattr(arg, "shape", (len(arg),) if isinstance(arg, array) else None)
    if shape == () and arg.dtype.kind == "f":  # numpy.float64, numpy.float32
        inputs.append(float(arg))
        return LEAF
    if shape == () and arg.dtype.kind in "iub":
        return Static(int, int(arg)) if arg.dtype.kind != "b" else Static(bool, bool(arg))
    code = arg.typecode if isinstance(arg, array) else getattr(getattr(arg, "dtype", None), "kind", "")
    if shape is None or len(shape) != 1 or code not in ("f", "d"):
        told = (
            f"shape {shape}"
            if shape is not None and len(shape) != 1
            else f"elements of type {getattr(arg, 'dtype', code)}"
        )
        raise WrongKind(
            f"compile takes 1-D arrays of floats, but got {short(arg)} ({told}). Write x.ravel() or "
            "x.astype(float); for an int, int(x)."
        )
    inputs.extend(arg.tolist())
    return Vector(arg.__class__, len(arg))


BY_ELEMENTS = "Write a loop, or [f(v) for v in x] and sum(...); for many samples at once use .batch."


def by_elements() -> RecordingError:
    """The sentence for an operation on a whole array."""
    return RecordingError(
        f"compile takes arrays element by element, and this is an operation on a whole array. {BY_ELEMENTS}"
    )


class Column(list[Any]):
    """What stands for a one-dimensional array, recorded or on Nodes: it is indexed and iterated.

    Operations on the whole array are refused, element by element they work.

    kind    the user's kind of array
    remedy  what to write where a function wants a number
    """

    remedy = f"compile takes arrays element by element. {BY_ELEMENTS}"

    def __init__(self, kind: type, items: Iterable[Any] = ()) -> None:
        super().__init__(items)
        self.kind = kind
        self.shape, self.ndim, self.size = (len(self),), 1, len(self)

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, (tuple, list)) or hasattr(index, "__len__"):
            raise by_elements()
        found = super().__getitem__(index)
        return Column(self.kind, found) if isinstance(index, slice) else found

    def __copy__(self) -> Column:
        return Column(self.kind, self)

    def tolist(self) -> list[Any]:
        """The elements."""
        return list(self)

    def _whole(self, *unused: Any, **named: Any) -> Any:
        raise by_elements()

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return self._whole()

    __add__ = __radd__ = __iadd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __imul__ = _whole
    __truediv__ = __rtruediv__ = __pow__ = __rpow__ = __matmul__ = __rmatmul__ = _whole
    __neg__ = __abs__ = __mod__ = __floordiv__ = _whole
    __lt__ = __le__ = __gt__ = __ge__ = __array__ = __array_ufunc__ = __array_function__ = _whole
    __eq__ = __ne__ = _whole
    __hash__ = None
    append = extend = insert = remove = pop = clear = sort = reverse = count = index = copy = _whole


def arrays_again(tree: Any) -> Any:
    """A structure in which every Column has become an array of its kind."""
    if isinstance(tree, Column):
        if all(isinstance(part, (int, float)) for part in tree):
            return plain_vector(tree.kind, list(tree))
        return [arrays_again(part) for part in tree]  # Nodes; or a Jacobian's rows, one for each element
    if isinstance(tree, tuple):
        return tuple.__new__(type(tree), map(arrays_again, tree))
    if isinstance(tree, list):
        return [arrays_again(part) for part in tree]
    if isinstance(tree, dict):
        return {key: arrays_again(part) for key, part in tree.items()}
    if is_dataclass(tree):
        made = object.__new__(type(tree))
        for field in fields(tree):
            object.__setattr__(made, field.name, arrays_again(getattr(tree, field.name)))
        return made
    return tree


def build(form: Form, leaves: Iterator[Any], vector: Callable[[type, Sequence[Any]], Any]) -> Any:
    """An argument of this form with its floats replaced by `leaves`, in order; `vector` makes arrays."""
    if isinstance(form, Leaf):
        return next(leaves)
    if isinstance(form, Static):
        return form.value
    if isinstance(form, Row):
        return form.kind(next(leaves) for _ in range(form.count))
    if isinstance(form, Vector):
        return vector(form.kind, [next(leaves) for _ in range(form.count)])
    parts = [build(part, leaves, vector) for part in form.parts]
    if issubclass(form.kind, dict):
        return form.kind(zip([name.value for name in form.names], parts, strict=True))
    if issubclass(form.kind, tuple):
        return tuple.__new__(form.kind, parts)
    if issubclass(form.kind, list):
        return parts
    made = object.__new__(form.kind)
    for name, part in zip(form.names, parts, strict=True):
        object.__setattr__(made, name, part)
    return made


def plain_vector(kind: type, numbers: Sequence[float]) -> Any:
    """An array of the user's kind."""
    if kind is array:
        return array("d", numbers)
    return sys.modules["numpy"].array(numbers)  # the user's array came from there


def leaf_count(form: Form) -> int:
    """How many floats there are in a form."""
    if isinstance(form, Leaf):
        return 1
    if isinstance(form, (Row, Vector)):
        return form.count
    return sum(map(leaf_count, form.parts)) if isinstance(form, Branch) else 0
