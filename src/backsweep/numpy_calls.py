"""NumPy's own functions on Nodes: np.sin(x), np.sum(x, axis=0), x @ w, np.add.reduce(x).

NumPy asks a Node first, through `__array_ufunc__` and `__array_function__`. What is covered is answered by rows; what
is not is refused by name, so that no call gives a result that has quietly lost its derivative.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from backsweep.errors import NotDifferentiable
from backsweep.kinds import Elementwise
from backsweep.libraries import SCIPY
from backsweep.node import Node, next_age, short
from backsweep.primitives import arithmetic, exponential, piecewise, special
from backsweep.primitives.arrays.spelled.covered import SPELLED
from backsweep.primitives.arrays.spelled.spelling import as_array, not_covered
from backsweep.row import TABLE, Primitive, new
from backsweep.values import is_array, is_complex, kept, numpy
from backsweep.worlds import value_of

# NumPy's ufuncs that are no row's own `array`.
OTHERS: dict[str, Callable[..., Any]] = {
    "divmod": lambda x, y: (arithmetic.floordiv(x, y), arithmetic.mod(x, y)),
    "float_power": lambda x, y: to_power(x, y),
    "power": lambda x, y: to_power(x, y),
    "positive": lambda x: x,
    "fabs": piecewise.abs,
    "remainder": arithmetic.mod,
    "expit": exponential.sigmoid,  # SciPy's
    "ndtr": special.normal_cdf,
}
# Functions whose answers have no derivative: they are asked of the plain values.
PLAIN_ANSWERS = frozenset(
    name
    for names in (
        "less less_equal greater greater_equal equal not_equal isclose allclose array_equal array_equiv isin all any",
        "isfinite isnan isinf isneginf isposinf signbit logical_and logical_or logical_xor logical_not",
        "argmax argmin nanargmax nanargmin argsort argpartition lexsort nonzero flatnonzero argwhere searchsorted",
        "digitize count_nonzero diag_indices_from tril_indices_from triu_indices_from linalg.matrix_rank einsum_path",
        "shape ndim size iscomplexobj isrealobj iscomplex isreal result_type may_share_memory shares_memory",
        "zeros_like ones_like empty_like array2string array_repr array_str",
    )
    for name in names.split()
)
# The numbers that a ufunc is given as they are.
NUMBERS = frozenset({float, int})
# ufunc.reduce and ufunc.accumulate of these are functions of their own.
REDUCED = {"add": "sum", "multiply": "prod", "maximum": "max", "minimum": "min", "logaddexp": "logaddexp.reduce"}
ACCUMULATED = {"add": "cumsum", "multiply": "cumprod"}


@cache
def entrywise(name: str) -> Callable[..., Any] | None:
    """The function of entries that NumPy's ufunc of this name is."""
    if name in OTHERS:
        return OTHERS[name]
    if name in SPELLED:
        return SPELLED[name]
    rows = {
        (row.array or row.name).removeprefix("special."): row for row in TABLE.values() if row.kind == "elementwise"
    }
    return rows.get(name)


@cache
def row_of_ufunc(ufunc: Any) -> tuple[Primitive, Any] | None:
    """The row of entries that a ufunc is the value of, no argument of it static, and ndarray; None if there is none."""
    row = entrywise(ufunc.__name__)
    plain = isinstance(row, Elementwise) and row.array == ufunc.__name__ and not any(row.static)
    return (row, numpy().ndarray) if plain and isinstance(row, Elementwise) and len(row.args) == ufunc.nin else None


def of_two(row: Primitive, array: Any, a: Any, b: Any) -> Node | None:
    """The Node for a ufunc of two, arrays of floats or plain numbers, slot by slot.

    On vectors of 10 a third of the general way's time. None where that has something to say.
    """
    x: Any = a.val if a.__class__ is Node else a
    y: Any = b.val if b.__class__ is Node else b
    one, other = x.__class__ is array and x.dtype.kind == "f", y.__class__ is array and y.dtype.kind == "f"
    if not ((one or other) and (one or x.__class__ in NUMBERS) and (other or y.__class__ in NUMBERS)):
        return None
    try:
        answer = row.on_arrays(x, y)
    except ValueError:  # the shapes do not go together
        return None
    if answer.__class__ is array:
        answer.setflags(False)
    node: Node = new(Node)
    node.val, node.der, node.primitive, node.name, node.age = answer, 0, row, None, next_age()
    node.a = kept(a) if a.__class__ is array else a
    node.b = kept(b) if b.__class__ is array else b
    return node


def answer_ufunc(self: Node, ufunc: Any, method: str, *inputs: Any, **named: Any) -> Any:
    """What Node.__array_ufunc__ is once this file has been imported: its door, without the import at each call.

    The Node for a ufunc of one array of floats is built right here, slot by slot: a call less is a tenth of its time.
    """
    known = row_of_ufunc(ufunc) if method == "__call__" and not named else None
    if known is not None:
        row, array = known
        val: Any = self.val
        if len(inputs) > 1:
            node = of_two(row, array, *inputs)
            if node is not None:
                return node
        elif val.__class__ is array and val.dtype.kind == "f":
            answer = row.on_arrays(val)
            if answer.__class__ is array:
                answer.setflags(False)
            node = new(Node)
            node.val, node.der, node.primitive, node.name, node.age = answer, 0, row, None, next_age()
            node.a, node.b = self, None
            return node
    return through_ufunc(ufunc, method, inputs, named)


def through_ufunc(ufunc: Any, method: str, inputs: Sequence[Any], named: Mapping[str, Any]) -> Any:
    """What NumPy's function `ufunc` gives on Nodes.

    Raises:
        NotDifferentiable: it is not covered, or an argument such as out= is not offered.
    """
    name = ufunc.__name__
    if named and any(out.__class__ is Node for out in named.get("out") or ()):
        raise read_only(name)
    inputs = numbers_as_such([as_array(arg) if isinstance(arg, (list, tuple)) else arg for arg in inputs])
    if method == "__call__" and name in PLAIN_ANSWERS:
        answer = ufunc(*map(value_of, inputs), **{key: value_of(given) for key, given in named.items()})
        if is_array(answer) and answer.dtype.kind == "O":  # one of the arguments, which may be Python objects
            raise not_covered(name)
        return answer
    if method == "reduce" and name in REDUCED and REDUCED[name] in SPELLED:
        axis = named.get("axis", 0)
        return SPELLED[REDUCED[name]](*inputs, **{**named, "axis": axis})
    if method == "accumulate" and name in ACCUMULATED and ACCUMULATED[name] in SPELLED:
        return SPELLED[ACCUMULATED[name]](*inputs, **{"axis": 0, **named})
    function = entrywise(name)
    if function is None or method not in ("__call__", "outer"):
        raise no_derivative(ufunc, name if method == "__call__" else f"{name}.{method}")
    refuse_named(name, named)
    if method == "outer":
        left, right = inputs
        left = left if is_array(value_of(left)) else numpy().asarray(left)
        inputs = (left.reshape((*left.shape, *[1] * numpy().ndim(value_of(right)))), right)
    return function(*inputs)


def no_derivative(ufunc: Any, name: str) -> NotDifferentiable:
    """The sentence for a ufunc that is not covered: NumPy's, SciPy's, or one of somebody else's."""
    if getattr(numpy(), ufunc.__name__, None) is ufunc:
        return not_covered(name)
    if name in SCIPY["special"]:
        return NotDifferentiable(
            f"scipy.special.{name} takes Nodes as backsweep.scipy.special.{name}, which knows its derivative."
        )
    return NotDifferentiable(
        f"{name}, which is not NumPy's, has no derivative in backsweep. For its plain value call it on x.val; for a "
        "derivative of your own wrap it with custom_derivative."
    )


def read_only(name: str) -> NotDifferentiable:
    """The sentence for a Node as the place where an answer is to be put."""
    return NotDifferentiable(f"np.{name} cannot put its answer into a Node, whose value never changes. Use the answer.")


def numbers_as_such(inputs: Sequence[Any]) -> Sequence[Any]:
    """The inputs; where none is an array, NumPy's numbers as Python's, so that a Node of a float stays one."""
    for arg in inputs:
        if is_array(value_of(arg)) and (arg.__class__ is Node or arg.ndim):
            return inputs
    return [arg.item() if is_array(arg) else arg for arg in inputs]


def to_power(x: Any, y: Any) -> Any:
    """x ** y through the row for a constant exponent, or the one for two variables."""
    if is_complex(value_of(y)) or (y.__class__ is Node and is_complex(value_of(x))):
        return exponential.exp(y * exponential.log(x + 0j))
    return arithmetic.pow(x, y) if y.__class__ is Node else arithmetic.power(x, y)


def refuse_named(name: str, named: Mapping[str, Any]) -> None:
    """Refuses what a ufunc was given by name, unless it says what happens anyway."""
    for key, given in named.items():
        if key == "axes" and "out" in named:  # what plain @= node asks for
            continue
        is_usual = given is None or (key == "where" and given is True)
        if not (is_usual or (isinstance(given, tuple) and all(part is None for part in given))):
            raise NotDifferentiable(
                f"np.{name} with {key} = {short(given)} is not offered for Nodes. "
                + ("Use its answer instead." if key == "out" else "Leave it out.")
            )


def through_function(function: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
    """What NumPy's function gives where there are Nodes among its arguments.

    Raises:
        NotDifferentiable: it is not covered.
    """
    name = name_of(function)
    if name in SPELLED:
        return SPELLED[name](*args, **kwargs)
    if name in PLAIN_ANSWERS:
        try:
            return function(*plain(args), **{key: plain(arg) for key, arg in kwargs.items()})
        except ValueError as error:
            if "read-only" in str(error):
                raise read_only(name) from None
            raise
    raise not_covered(name)


def plain(thing: Any) -> Any:
    """The values behind Nodes, in lists and tuples too."""
    if isinstance(thing, (list, tuple)):
        return type(thing)(map(plain, thing))
    return value_of(thing)


@cache
def name_of(function: Callable[..., Any]) -> str:
    """What NumPy calls a function: "sum", "linalg.solve"."""
    module = function.__module__.removeprefix("numpy").lstrip(".")
    return f"{module}.{function.__name__}" if module in ("linalg", "fft") else function.__name__


def answer_function(self: Node, function: Callable[..., Any], types: Any, args: Any, kwargs: Any) -> Any:
    """What Node.__array_function__ is once this file has been imported."""
    return through_function(function, args, kwargs)


# Both without the import at each call.
Node.__array_ufunc__ = answer_ufunc  # type: ignore[method-assign]  # the same, sooner
Node.__array_function__ = answer_function  # type: ignore[method-assign]  # the same, sooner
