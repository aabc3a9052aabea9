"""Which values are NumPy's, told without importing NumPy: who has no arrays pays nothing for them."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from fractions import Fraction
from importlib import import_module
from typing import Any
from weakref import WeakValueDictionary

from backsweep.errors import ExtraMissing, WrongKind


def numpy() -> Any:
    """NumPy. Where there is an array, it has been imported already.

    Raises:
        ExtraMissing: it is not installed.
    """
    loaded = sys.modules.get("numpy")
    if loaded is not None:
        return loaded
    try:
        return import_module("numpy")
    except ImportError:
        raise ExtraMissing(
            "Arrays need NumPy, which is not installed. Install it: pip install 'backsweep[arrays]'."
        ) from None


def is_array(val: object) -> bool:
    """Whether a value is an array, or one of the numbers that NumPy gives in place of an array without dimensions."""
    loaded: Any = sys.modules.get("numpy")
    return loaded is not None and isinstance(val, (loaded.ndarray, loaded.generic))


def numpys(val: Any) -> Any:
    """An array as it is; a plain number as one of NumPy's, which has an array's methods."""
    return val if is_array(val) else numpy().asarray(val)[()]


def kind_of_ders(dtype: Any) -> Any:
    """The dtype of an array's ders: its own, or that of floats where Node(2), say, has made it of ints."""
    dtype = numpy().dtype(dtype)
    return dtype if dtype.kind in "fc" else numpy().dtype(float)


def is_ndarray(val: object) -> bool:
    """Whether a value is an array itself, with or without dimensions."""
    loaded: Any = sys.modules.get("numpy")
    return loaded is not None and isinstance(val, loaded.ndarray)


# numpy.ndarray, once a Node of an array has been made: a class is looked up here in a third of is_ndarray's time.
PLAIN_ARRAYS: set[Any] = set()


def is_complex(val: Any) -> bool:
    """Whether a value is a complex number, or an array of them."""
    return val.dtype.kind == "c" if is_array(val) else isinstance(val, complex)


def shape_of(val: Any) -> tuple[int, ...]:
    """The shape of an array; () for a number."""
    shape: tuple[int, ...] = val.shape if is_array(val) else ()
    return shape


def own_floats(array: Any, what: str = "Node", name: str = "val") -> Any:
    """The array as a Node keeps it: its own, read-only, of floats or complex numbers. Ints become floats.

    Its own, since a sweep uses the values as they were: an array that its owner changes in place would silently give
    wrong derivatives.

    Raises:
        WrongKind: the array is masked, a matrix, or holds no numbers; the sentence says what to write instead.
    """
    kind = array.dtype.kind
    dtype = array.dtype.newbyteorder("=") if kind in "fc" else float
    remedy = ""
    if kind == "b":
        remedy = f"Write {name}.astype(float)."
    elif kind == "O":
        remedy = f"It holds Python objects. Write numpy.array({name}, dtype=float), or keep Nodes in a list."
    elif kind not in "fciu":
        remedy = "Its entries are no numbers."
    elif type(array) is not numpy().ndarray:
        remedy = f"Write numpy.asarray({name})" + (", or fill it first." if hasattr(array, "mask") else ".")
    if remedy:
        raise WrongKind(
            f"{what} needs an array of floats, but got {name}, a {type(array).__name__} of dtype {array.dtype} and "
            f"shape {array.shape}. {remedy}"
        )
    PLAIN_ARRAYS.add(numpy().ndarray)
    return frozen(numpy().array(array, dtype=dtype))


def frozen(array: Any) -> Any:
    """The array, from now on read-only; a NumPy number is so already."""
    if array.__class__ in PLAIN_ARRAYS or is_ndarray(array):
        array.setflags(False)
    return array


# Constant arrays of more bytes than this are used as they are: a copy would cost as much as the work on them.
COPIED = 2**20
# From so many bytes on, to compare an array with its last copy costs less than another copy.
COMPARED = 2**15
# The last copy of an array, by its id, for as long as a graph holds it.
COPIES: WeakValueDictionary[int, Any] = WeakValueDictionary()
# Kinds of number of one machine word or less, by their bytes, whose bits NumPy can compare.
BITS = {1: "u1", 2: "u2", 4: "u4", 8: "u8"}


def as_it_is_now(arg: Any) -> Any:
    """An argument without derivative as a sweep will need it: an array that its owner may change later is copied.

    One of more than a mebibyte is not (docs/why/arrays.md says why).
    """
    return kept(arg) if is_ndarray(arg) else arg


def kept(array: Any) -> Any:
    """The same for what is known to be an array; as long as its owner does not change it, one copy serves all uses.

    The copy may also be of an array that had this id before: it is the entries that count.
    """
    if array.nbytes > COPIED or not (array.flags.writeable or is_view_of_writable(array)):
        return array
    if array.nbytes < COMPARED:
        copy = array.copy()
        copy.setflags(False)
        return copy
    last = COPIES.get(id(array))
    if last is None or not same_bits(last, array):
        last = COPIES[id(array)] = frozen(array.copy())
    return last


def is_view_of_writable(array: Any) -> bool:
    """Whether an array that is read-only itself shows the entries of one that is not, as numpy.broadcast_to gives."""
    base = array.base
    while base is not None and not getattr(getattr(base, "flags", None), "writeable", False):
        base = getattr(base, "base", None)
    return base is not None


def same_bits(one: Any, other: Any) -> bool:
    """Whether two arrays hold the same numbers bit for bit: -0.0 is not 0.0, and nan is itself."""
    if one.shape != other.shape or one.dtype != other.dtype or one.itemsize not in BITS:
        return False
    bits = BITS[one.itemsize]
    return bool((one.view(bits) == other.view(bits)).all())


def for_the_caller(found: Iterable[Any]) -> list[Any]:
    """Derivatives as the caller gets them: each array one of its own, to keep and to change."""
    handed_out: list[Any] = []
    seen: set[int] = set()
    for array in found:
        shared = is_ndarray(array) and (array.base is not None or not array.flags.writeable or id(array) in seen)
        seen.add(id(array))
        handed_out.append(array.copy() if shared else array)
    return handed_out


def refuse_odd(vals: Iterable[Any], what: str) -> None:
    """Refuses what NumPy would compute with, but with other rules, or with the derivatives lost in objects.

    Raises:
        WrongKind: an array is masked, a matrix, or holds no numbers, or there is a Fraction beside an array.
    """
    for val in vals:
        kind = val.__class__
        if kind is float or kind is int or (kind in PLAIN_ARRAYS and val.dtype.kind in "biufc"):
            continue
        if isinstance(val, Fraction):
            raise WrongKind(f"{what} of an array and the Fraction {val} is not offered. Write float({val}).")
        odd = is_ndarray(val) and (val.__class__ is not numpy().ndarray or val.dtype.kind not in "biufc")
        if odd:
            kind, held = type(val).__name__, val.dtype.kind == "O"
            remedy = "backsweep.numpy.array(y) for a list y of Nodes" if held else "numpy.asarray(y)"
            raise WrongKind(
                f"{what} needs a plain array of numbers beside a Node, but got a {kind} of dtype {val.dtype} and "
                f"shape {val.shape}. Write {remedy}" + (", or fill it first." if hasattr(val, "mask") else ".")
            )
