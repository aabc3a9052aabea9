"""NumPy's namespace for Nodes: write `import backsweep.numpy as np`, and the rest of a program stays as it is.

    >>> import backsweep.numpy as np
    >>> from backsweep import Node
    >>> x = Node(3.0)
    >>> np.sum(np.array([x, x * x]) ** 2).backward()
    >>> x.der
    114.0

NumPy's functions work on Nodes as they are; what this module adds are those that build an array from Nodes, and lists
of Nodes wherever an array may stand. Everything else is NumPy's own.
"""

from __future__ import annotations

from typing import Any

try:
    import numpy as _numpy
except ImportError:
    from backsweep.values import numpy

    numpy()  # raises, and says what to install

from backsweep import numpy_calls as _numpy_calls  # noqa: F401  # reason: importing it fills in what is covered
from backsweep.errors import NotDifferentiable as _NotDifferentiable
from backsweep.numpy import fft, linalg, random
from backsweep.numpy.brackets import c_, r_
from backsweep.numpy.covered import member as _member
from backsweep.primitives.arrays.spelled.spelling import SPELLED as _SPELLED
from backsweep.primitives.arrays.spelled.spelling import as_array as _as_array
from backsweep.primitives.arrays.spelled.spelling import holds_node as _holds_node


def __getattr__(name: str) -> Any:
    return _member(_numpy, "", name, __name__)


def __dir__() -> list[str]:
    return sorted({*dir(_numpy), "array"})


def array(object: Any, dtype: Any = None, **named: Any) -> Any:
    """An array, or a Node of one where there are Nodes in the (nested) list.

    Raises:
        NotDifferentiable: a dtype that is no float, or another argument that Nodes have no use for.
    """
    if not _holds_node([object]):
        return _numpy.array(object, dtype=dtype, **named)
    kinds = "no dtype" if dtype is None else _numpy.dtype(dtype).kind
    if kinds not in ("no dtype", "f"):
        raise _NotDifferentiable(f"np.array of Nodes is an array of floats, but got dtype = {dtype}. Leave it out.")
    for key, given in named.items():
        if key not in ("copy", "order", "subok") and given:
            raise _NotDifferentiable(f"np.array with {key} = {given!r} is not offered for Nodes. Leave it out.")
    return _as_array(object)


def asarray(a: Any, dtype: Any = None, **named: Any) -> Any:
    """The same; an array or a Node of one is handed on as it is."""
    return array(a, dtype, **named) if _holds_node([a]) else _numpy.asarray(a, dtype=dtype, **named)


asanyarray = ascontiguousarray = asfarray = asarray


def full(shape: Any, fill_value: Any, dtype: Any = None, **named: Any) -> Any:
    """An array of one value, or of what is repeated into that shape."""
    if not _holds_node([fill_value]):
        return _numpy.full(shape, fill_value, dtype=dtype, **named)
    return _SPELLED["broadcast_to"](_as_array(fill_value), shape)


__all__ = [
    "array",
    "asanyarray",
    "asarray",
    "ascontiguousarray",
    "asfarray",
    "c_",
    "fft",
    "full",
    "linalg",
    "r_",
    "random",
]
