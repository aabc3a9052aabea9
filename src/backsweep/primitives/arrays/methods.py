"""The methods and attributes of an array, for a Node of one: x.sum(axis=0), x.T, x.at[i].set(v)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

from backsweep.errors import DerivativeLost, NotDifferentiable
from backsweep.kinds import Elementwise
from backsweep.node import Node
from backsweep.primitives.arrays import shapes
from backsweep.primitives.arrays.spelled.covered import SPELLED
from backsweep.primitives.arrays.spelled.spelling import in_short
from backsweep.primitives.arrays.updates import At, refuse_assignment
from backsweep.values import numpy

# Each as NumPy's function of that name, the Node its first argument.
FUNCTIONS = (
    *("sum", "mean", "prod", "max", "min", "var", "std", "ptp", "cumsum", "cumprod", "trace", "round", "clip"),
    *("ravel", "transpose", "squeeze", "swapaxes", "repeat", "diagonal", "take", "sort", "dot", "copy"),
)
# Answers without a derivative.
PLAIN = ("argmax", "argmin", "argsort", "argpartition", "nonzero", "searchsorted", "all", "any")
ATTRIBUTES: dict[str, Callable[[Node], Any]] = {
    "T": SPELLED["transpose"],
    "mT": SPELLED["matrix_transpose"],
    "real": SPELLED["real"],
    "imag": SPELLED["imag"],
    "at": At,
}
# What would give plain numbers, or change the Node.
LOST = {
    "item": "Use x.val.item() for the plain number; a Node of a number behaves as one without it.",
    "tolist": "Use x.val.tolist() for plain numbers, list(x) for Nodes.",
    "tobytes": "Use x.val.tobytes().",
    "view": "Use x.val.view(...) for the plain bits.",
}
CHANGING = {
    "fill": "Write numpy.broadcast_to(v, x.shape).",
    "put": "Write x = x.at[i].set(v).",
    "partition": "Write numpy.partition(x, kth).",
    "itemset": "Write x = x.at[i].set(v).",
    "resize": "Write numpy.resize(x, shape).",
    "setflags": "A Node's value is always read-only.",
}


def reshape(self: Node, *into: Any, **named: Any) -> Any:
    """x.reshape(2, 3), or x.reshape((2, 3))."""
    return SPELLED["reshape"](self, into[0] if len(into) == 1 else into, **named)


def transpose(self: Node, *axes: Any) -> Any:
    """x.transpose(), x.transpose(1, 0), or x.transpose((1, 0))."""
    order = axes[0] if len(axes) == 1 and not isinstance(axes[0], int) else axes or None
    return SPELLED["transpose"](self, order)


def squeeze(self: Node, axis: Any = None) -> Any:
    """x.squeeze(): without axes of length 1."""
    return SPELLED["squeeze"](self, axis)


def flatten(self: Node, order: str = "C") -> Any:
    """The entries in one row."""
    return SPELLED["ravel"](self, order)


def astype(self: Node, dtype: Any, **unused: Any) -> Any:
    """The same numbers in another kind of float.

    Steps become ints too, plain ones: the derivative of np.floor(x) is 0, and no more is lost with it.

    Raises:
        DerivativeLost: the kind has no derivative, as ints have none.
    """
    kind, val = numpy().dtype(dtype), numpy().asarray(self.val)
    if kind.kind not in "fc" or (kind.kind == "f" and val.dtype.kind == "c"):
        if isinstance(self.primitive, Elementwise) and self.primitive.is_flat:
            return val.astype(kind)
        raise DerivativeLost(f"astype({kind}) of {in_short(self)} would lose its derivative. Use x.val.astype({kind}).")
    return self if val.dtype == kind else shapes.cast(self, kind)


def conj(self: Node) -> Any:
    """The complex conjugate."""
    return SPELLED["conjugate"](self)


def refusing(name: str, remedy: str, error: type[Exception], what: str) -> Callable[..., NoReturn]:
    """A method that says what to write instead."""

    def refused(self: Node, *unused: Any, **named: Any) -> NoReturn:
        raise error(f"{name}() {what} {in_short(self)}. {remedy}")

    return refused


def plain(name: str) -> Callable[..., Any]:
    """A method whose answer has no derivative: that of the plain array."""
    return lambda self, *args, **named: getattr(numpy().asarray(self.val), name)(*args, **named)


def told(name: str) -> Any:
    """An attribute that says how the array is kept, such as its flags."""
    return property(lambda self: getattr(numpy().asarray(self.val), name))


def methods() -> dict[str, Any]:
    """All of them, by name."""
    found: dict[str, Any] = {name: SPELLED[name] for name in FUNCTIONS}
    found |= {name: plain(name) for name in PLAIN}
    found |= {name: told(name) for name in ("flags", "nbytes", "itemsize", "strides")}
    found |= {name: property(function) for name, function in ATTRIBUTES.items()}
    found |= {
        name: refusing(name, remedy, DerivativeLost, "would lose the derivative of") for name, remedy in LOST.items()
    }
    found |= {name: refusing(name, remedy, NotDifferentiable, "would change") for name, remedy in CHANGING.items()}
    found |= {"reshape": reshape, "transpose": transpose, "squeeze": squeeze, "flatten": flatten, "astype": astype}
    return found | {"conj": conj, "conjugate": conj, "__setitem__": refuse_assignment}
