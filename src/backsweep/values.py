"""Which values are NumPy's, told without importing NumPy: who has no arrays pays nothing for them."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

from backsweep.errors import WrongKind


def numpy() -> Any:
    """NumPy. Where there is an array, it has been imported already."""
    return sys.modules.get("numpy") or import_module("numpy")


def is_array(val: object) -> bool:
    """Whether a value is an array, or one of the numbers that NumPy gives in place of an array without dimensions."""
    loaded: Any = sys.modules.get("numpy")
    return loaded is not None and isinstance(val, (loaded.ndarray, loaded.generic))


def is_ndarray(val: object) -> bool:
    """Whether a value is an array itself, with or without dimensions."""
    loaded: Any = sys.modules.get("numpy")
    return loaded is not None and isinstance(val, loaded.ndarray)


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
    dtype = array.dtype if kind in "fc" else float
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
    return frozen(numpy().array(array, dtype=dtype))


def frozen(array: Any) -> Any:
    """The array, from now on read-only; a NumPy number is so already."""
    if is_ndarray(array):
        array.flags.writeable = False
    return array
