"""Python's operators on Nodes: + - * / ** // % abs, comparisons, and what refuses to drop a derivative.

The arithmetic operators build their Node right here, slot by slot: they are nearly all the nodes
there are, and the general way through Primitive.record takes four times as long (0.4 against 1.6
microseconds, CPython 3.11). Whatever is out of the ordinary, an error included, is left to the general way.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from decimal import Decimal
from numbers import Complex
from typing import Any, NoReturn

from backsweep.errors import NotDifferentiable, WrongKind
from backsweep.node import Node, as_number, next_age, short
from backsweep.numpy_calls import of_two
from backsweep.outsiders import lost
from backsweep.primitives import arithmetic, exponential, piecewise
from backsweep.primitives.arrays import indexing
from backsweep.primitives.arrays import methods as of_arrays
from backsweep.primitives.arrays.spelled import basics
from backsweep.primitives.arrays.spelled.complex import absolute
from backsweep.primitives.arrays.spelled.spelling import as_array
from backsweep.row import PLAIN, Primitive
from backsweep.values import PLAIN_ARRAYS, is_array, is_complex, is_ndarray, kept, numpy
from backsweep.worlds import value_of

new = object.__new__

# What Python itself can only answer with "unsupported operand type(s)". Anything else may know Nodes.
UNFIT = (str, bytes, list, tuple, dict, set, Decimal, type(None))


def general(row: Primitive, x: Any, y: Any) -> Any:
    """A binary operator the general way: any kind of number, and a sentence where there is no answer."""
    other = y if x.__class__ is Node else x
    if is_ndarray(other) and other.ndim and row.array is not None:
        node = of_two(row, other.__class__, x, y)
        if node is not None:
            return node
    if other.__class__ is Node or (is_array(other) and (other.ndim or is_array((x if other is y else y).val))):
        return row(x, y)
    if isinstance(other, (list, tuple)) and (x if other is y else y).shape:
        return row(x, as_array(y)) if other is y else row(as_array(x), y)
    if isinstance(other, (Complex, *UNFIT)) or hasattr(other, "__array__"):
        number = as_number(in_python(other), f"{row.symbol} with a Node", "other")
        return row(number, y) if other is x else row(x, number)
    return NotImplemented


def in_python(other: Any) -> Any:
    """A constant as Python would have it: the number in an array without axes, and True as 1.

    (x > 0) * y is a common way to write a condition.
    """
    number = other.item() if is_ndarray(other) and other.__class__ is numpy().ndarray else other
    return int(number) if isinstance(number, bool) else number


def binary(row: Primitive, value: Callable[[Any, Any], Any]) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """The operator for `node o other` and the one for `other o node`."""

    def forward(self: Node, other: Any) -> Any:
        kind = other.__class__
        try:
            if kind is Node:
                val = value(self.val, other.val)
            elif kind is float or kind is int:
                val = value(self.val, other)
            elif kind in PLAIN_ARRAYS and self.val.__class__ is kind and other.ndim and other.dtype.kind == "f":
                val = value(self.val, other)
                other = kept(other)
            else:
                return general(row, self, other)
        except (ArithmeticError, ValueError, TypeError):
            return general(row, self, other)
        if val.__class__ is not float and val.__class__ not in PLAIN:
            val.setflags(False)
        node = new(Node)
        node.val = val
        node.der = 0
        node.primitive = row
        node.name = None
        node.age = next_age()
        node.a = self
        node.b = other
        return node

    def reverse(self: Node, other: Any) -> Any:
        kind = other.__class__
        if kind is not float and kind is not int:
            return general(row, other, self)
        try:
            val = value(other, self.val)
        except (ArithmeticError, ValueError, TypeError):
            return general(row, other, self)
        if val.__class__ is not float and val.__class__ not in PLAIN:
            val.setflags(False)
        node = new(Node)
        node.val = val
        node.der = 0
        node.primitive = row
        node.name = None
        node.age = next_age()
        node.a = other
        node.b = self
        return node

    return forward, reverse


def compare(value: Callable[[Any, Any], Any]) -> Callable[..., Any]:
    """A comparison by value, giving a plain bool; with arrays an array of them."""

    def method(self: Node, other: Any) -> Any:
        # `other` keeps its name for what was compared: traces read it off this frame.
        if other.__class__ is not Node and not isinstance(other, Complex) and not is_array(other):
            return NotImplemented
        answer = value(self.val, value_of(other))
        return answer if is_array(answer) and answer.ndim else bool(answer)

    return method


def to_power(self: Node, exponent: Any, modulus: Any = None) -> Any:
    """x ** c through the row for a constant exponent, x ** y through the one for two variables."""
    if modulus is not None:
        raise NotDifferentiable(f"pow(x, y, m) is for integers, but got x = {short(self)}. Write x ** y % m.")
    if is_complex(value_of(exponent)) or (exponent.__class__ is Node and is_complex(self.val)):
        return exponential.exp(exponent * exponential.log(self + 0j))
    if exponent.__class__ is Node:
        return variable_power(self, exponent)
    return constant_power(self, exponent)


def refuse(method: str) -> Callable[[Node], NoReturn]:
    """A conversion to a plain number: it raises, names the call, and says what to write instead."""

    def raises(self: Node, *unused: Any) -> NoReturn:
        raise lost(self, method)

    return raises


def power_of(self: Node, base: Any) -> Any:
    """c ** x, for a number c."""
    if is_complex(base) or is_complex(self.val):
        return exponential.exp(self * exponential.log(base + 0j))
    return power_of_number(self, base)


variable_power, _ = binary(arithmetic.pow, arithmetic.pow.value)
constant_power, _ = binary(arithmetic.power, arithmetic.power.value)
_, power_of_number = binary(arithmetic.pow, arithmetic.pow.value)

# Name of the method without underscores: (row, what it does to plain numbers).
BINARY = {
    "add": (arithmetic.add, operator.add),
    "sub": (arithmetic.sub, operator.sub),
    "mul": (arithmetic.mul, operator.mul),
    "truediv": (arithmetic.div, operator.truediv),
    "mod": (arithmetic.mod, operator.mod),
    "floordiv": (arithmetic.floordiv, operator.floordiv),
}
UNARY = {
    "neg": arithmetic.neg,
    "abs": piecewise.abs,
    "floor": piecewise.floor,
    "ceil": piecewise.ceil,
    "trunc": piecewise.trunc,
}
COMPARISONS = (operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne)
CONVERSIONS = ("float", "int", "complex", "index")


def rounded(self: Node, ndigits: int | None = None) -> Node:
    """round(node) and round(node, ndigits), with derivative 0."""
    return piecewise.round(self) if ndigits is None else piecewise.round_to(self, ndigits)


def multiplied(left: Any, right: Any) -> Node:
    """left @ right."""
    product: Node = basics.matmul(left, right)
    return product


def entry(self: Node, index: Any) -> Node:
    """x[index], for a Node of an array; of a number, new axes alone: x[None]."""
    if not self.shape:
        places = index if isinstance(index, tuple) else (index,)
        if all(place is None or place is Ellipsis for place in places):
            return basics.reshape(self, (1,) * places.count(None))  # type: ignore[no-any-return]  # a Node
        length(self)
    found: Node = indexing.take_at(self, indexing.settled(index))
    return found


def length(self: Node) -> int:
    """len(x): how long the first axis is.

    Raises:
        WrongKind: the Node is of a number, or of an array without axes.
    """
    if not self.shape:
        raise WrongKind(f"A Node of one number has no length and no entries, but got {short(self)}.")
    return self.shape[0]


def entries(self: Node) -> Iterator[Node]:
    """The entries along the first axis, one after the other."""
    return (entry(self, index) for index in range(length(self)))


def install() -> None:
    """Fills in Node's operators."""
    methods: dict[str, Any] = {}
    for name, (row, value) in BINARY.items():
        methods[name], methods["r" + name] = binary(row, value)
    for name, row in UNARY.items():
        methods[name] = lambda self, row=row: row(self)
    for comparison in COMPARISONS:
        methods[comparison.__name__] = compare(comparison)
    for name in CONVERSIONS:
        methods[name] = refuse(name)
    methods["pow"], methods["rpow"] = to_power, power_of
    methods["pos"] = lambda self: self
    methods["round"] = rounded
    # Of complex arrays too, as NumPy has it.
    methods["abs"] = lambda self: absolute(self) if is_array(self.val) else piecewise.abs(self)
    methods["matmul"], methods["rmatmul"] = multiplied, lambda self, other: multiplied(other, self)
    methods["getitem"], methods["len"], methods["iter"] = entry, length, entries
    methods["divmod"] = lambda self, other: (self // other, self % other)
    methods["rdivmod"] = lambda self, other: (other // self, other % self)
    for name, method in methods.items():
        setattr(Node, f"__{name}__", method)
    for name, method in of_arrays.methods().items():
        setattr(Node, name, method)


install()
