"""Node: a number that remembers how it was made. Data only; the work lies on higher floors.

The operators are filled in by operators.py, so that `a * b` pays for no import. The other methods
are one-line doors to the floor that does the work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from itertools import count
from math import prod
from numbers import Complex
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias, final

from backsweep.errors import WrongKind
from backsweep.recorded import Recorded
from backsweep.values import is_ndarray, own_floats, shape_of

if TYPE_CHECKING:
    from backsweep.primitive import Primitive

Number: TypeAlias = int | float | Fraction | complex
Scalar: TypeAlias = "Number | Node"

# The one piece of global state. Ages are read for order only, never for what they are.
next_age: Callable[[], int] = count(1).__next__


@final
class Node:
    """A number that remembers how it was made.

    val        the number itself: int, float, Fraction or complex, of the kind it was given
    der        d(output)/d(this node), as the last `backward()` that visited it left it; 0 before
    primitive  the row of the table that made it; None for an input
    args       what the primitive was given, in order: Nodes and plain numbers
    parents    those of `args` that are Nodes
    name       what to call it in tables and pictures; None to let the trace choose
    age        creation number; always larger than any parent's

    A Node's value is what it was computed with. `x.val = 5.0` moves an input to another point for whatever is
    computed from then on; what was computed before keeps its values, so compute it again before sweeping.

    Comparisons go by value and give a plain bool; a Node hashes by identity. So `node in a_list` and
    `a_list.index(node)` look for the value, while sets and dict keys look for this very Node.

    >>> x = Node(2)
    >>> y = (x + 2) ** 2
    >>> y.backward()
    >>> y.val, x.der
    (16, 8)
    """

    # `a` and `b` hold the arguments: one or two directly, more as one tuple in `a`. A tuple for every
    # node is a second object for the garbage collector to visit (measured on the graph of
    # benchmarks/eager/graph.py: 206 against 161 bytes, and 1.5 times as long to build with the collector on).
    __slots__ = ("__weakref__", "a", "age", "b", "der", "name", "primitive", "val")

    val: Number
    der: Number
    primitive: Primitive | None
    name: str | None
    age: int
    a: Any
    b: Any

    def __init__(self, val: Number, name: str | None = None) -> None:
        """An input: a Node that nothing was computed from.

        Raises:
            WrongKind: val is not a number (bool, Decimal, text, list, Node), or name is not a str.
        """
        if val.__class__ is not float:
            val = own_floats(val) if is_ndarray(val) else as_number(val)
        if name is not None and not isinstance(name, str):
            raise WrongKind(f"A Node's name is a str, but got name = {name!r} ({type(name).__name__}).")
        self.val = val
        self.der = 0
        self.primitive = None
        self.name = name
        self.age = next_age()
        self.a = self.b = None

    def __init_subclass__(cls) -> NoReturn:
        raise WrongKind("Node cannot be subclassed. Write functions of Nodes, or keep a Node in a field of your class.")

    @property
    def args(self) -> tuple[Scalar, ...]:
        """What the primitive was given, in order: Nodes and plain numbers; () for an input."""
        if self.primitive is None:
            return ()
        if self.a.__class__ is tuple:
            args: tuple[Scalar, ...] = self.a
            return args
        return (self.a,) if self.b is None else (self.a, self.b)

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the value; () for a number."""
        return shape_of(self.val)

    @property
    def ndim(self) -> int:
        """The number of dimensions of the value; 0 for a number."""
        return len(self.shape)

    @property
    def size(self) -> int:
        """How many numbers the value holds."""
        return prod(self.shape)

    @property
    def dtype(self) -> Any:
        """The dtype of an array; for a number its type."""
        return getattr(self.val, "dtype", type(self.val))

    @property
    def parents(self) -> tuple[Node, ...]:
        """The Nodes this one was computed from, in argument order; () for an input."""
        return tuple(arg for arg in self.args if arg.__class__ is Node)

    @property
    def partials(self) -> tuple[Number | None, ...]:
        """The local derivatives d(this)/d(parent), one per parent, at the current values.

        Of a function of entries, on an array, each is an array, or a number that holds for all entries. Where a
        function takes an array as a whole, as a sum or a matrix product does, it is a linear map and no number: None.

        >>> (Node(3.0) * Node(5.0)).partials
        (5.0, 3.0)
        """
        from backsweep.sweeps.local import partials

        return partials(self)

    def backprop(self, grad: Number) -> None:
        """Pushes `grad` = d(output)/d(this node) to the parents: each parent's der grows by grad * partial.

        >>> x, w = Node(3.0), Node(5.0)
        >>> (x * w).backprop(2.0)
        >>> x.der, w.der
        (10.0, 6.0)

        Raises:
            WrongKind: grad is not a number, nor an array of them.
        """
        from backsweep.sweeps.local import backprop

        backprop(
            self, own_floats(grad, "backprop", "grad") if is_ndarray(grad) else as_number(grad, "backprop", "grad")
        )

    def backward(self, seed: Any = 1, accumulate: bool = False) -> None:
        """The backward sweep: sets `der` = d(this)/d(node) times `seed` in every node this one depends on.

        For a Node of an array the seed is an array of its shape: what each entry counts.

        Starts afresh each time: what earlier sweeps left is overwritten, unless accumulate=True adds to it.

        Source: Griewank & Walther, Evaluating Derivatives, 2nd ed., section 3.2.

        >>> x = Node(3.0)
        >>> (x * x).backward()
        >>> x.der
        6.0
        """
        from backsweep.sweeps.backward import backward

        backward(self, seed, accumulate)

    def __repr__(self) -> str:
        name = "" if self.name is None else f", name={self.name!r}"
        made_by = "" if self.primitive is None else f", by {self.primitive.name}"
        return f"Node({short(self.val, 10_000)}{name}{made_by}, der={short(self.der, 10_000)})"

    def __format__(self, spec: str) -> str:
        return format(self.val, spec) if spec else repr(self)

    # By identity: two Nodes of equal value are two places in a graph.
    __hash__ = object.__hash__

    def __bool__(self) -> bool:
        return bool(self.val)

    # NumPy asks these two before it takes a Node for an object of its own, with or without the derivative.
    def __array__(self, *unused: Any, **named: Any) -> NoReturn:
        from backsweep.outsiders import lost

        raise lost(self, "np.asarray")

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **named: Any) -> Any:
        from backsweep.numpy_calls import through_ufunc

        return through_ufunc(ufunc, method, inputs, named)

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        from backsweep.numpy_calls import through_function

        return through_function(function, args, kwargs)

    def __copy__(self) -> Node:
        from backsweep.sweeps.copying import copy_node

        return copy_node(self)

    def __deepcopy__(self, memo: dict[int, Any]) -> Node:
        from backsweep.sweeps.copying import deepcopy_node

        return deepcopy_node(self, memo)

    def __reduce__(self) -> tuple[Any, ...]:
        from backsweep.sweeps.copying import reduce_node

        return reduce_node(self)

    # How notebooks show a Node; the ders of the picture are this Node's own, and no `der` is written.
    def _repr_mimebundle_(
        self, include: Iterable[str] | None = None, exclude: Iterable[str] | None = None
    ) -> dict[str, str]:
        from backsweep.show.notebook import node_bundle

        return node_bundle(self, include, exclude)

    def _repr_html_(self) -> str:
        from backsweep.show.notebook import node_html

        return node_html(self)

    def _repr_svg_(self) -> str | None:
        from backsweep.show.notebook import node_svg

        return node_svg(self)

    def _repr_latex_(self) -> str:
        from backsweep.show.notebook import node_latex

        return node_latex(self)

    if TYPE_CHECKING:  # filled in by operators.py

        def __add__(self, other: Scalar) -> Node: ...
        def __radd__(self, other: Scalar) -> Node: ...
        def __sub__(self, other: Scalar) -> Node: ...
        def __rsub__(self, other: Scalar) -> Node: ...
        def __mul__(self, other: Scalar) -> Node: ...
        def __rmul__(self, other: Scalar) -> Node: ...
        def __truediv__(self, other: Scalar) -> Node: ...
        def __rtruediv__(self, other: Scalar) -> Node: ...
        def __pow__(self, other: Scalar) -> Node: ...
        def __rpow__(self, other: Scalar) -> Node: ...
        def __matmul__(self, other: Any) -> Node: ...
        def __rmatmul__(self, other: Any) -> Node: ...
        def __getitem__(self, index: Any) -> Node: ...
        def __len__(self) -> int: ...
        def __iter__(self) -> Iterator[Node]: ...
        def __setitem__(self, index: Any, value: Any) -> NoReturn: ...

        # An array's methods and attributes, filled in from primitives/arrays/methods.py.
        T: Node
        mT: Node
        real: Node
        imag: Node
        at: Any

        def sum(self, axis: Any = None, *, keepdims: bool = False) -> Node: ...
        def mean(self, axis: Any = None, *, keepdims: bool = False) -> Node: ...
        def prod(self, axis: Any = None, *, keepdims: bool = False) -> Node: ...
        def max(self, axis: Any = None, *, keepdims: bool = False) -> Node: ...
        def min(self, axis: Any = None, *, keepdims: bool = False) -> Node: ...
        def var(self, axis: Any = None, *, ddof: float = 0, keepdims: bool = False) -> Node: ...
        def std(self, axis: Any = None, *, ddof: float = 0, keepdims: bool = False) -> Node: ...
        def cumsum(self, axis: int | None = None) -> Node: ...
        def cumprod(self, axis: int | None = None) -> Node: ...
        def clip(self, a_min: Any = None, a_max: Any = None) -> Node: ...
        def round(self, decimals: int = 0) -> Node: ...
        def dot(self, b: Any) -> Node: ...
        def ravel(self, order: str = "C") -> Node: ...
        def flatten(self, order: str = "C") -> Node: ...
        def reshape(self, *shape: Any, order: str = "C") -> Node: ...
        def transpose(self, *axes: Any) -> Node: ...
        def swapaxes(self, axis1: int, axis2: int) -> Node: ...
        def squeeze(self, axis: Any = None) -> Node: ...
        def repeat(self, repeats: Any, axis: int | None = None) -> Node: ...
        def take(self, indices: Any, axis: int | None = None) -> Node: ...
        def diagonal(self, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Node: ...
        def trace(self, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Node: ...
        def conj(self) -> Node: ...
        def astype(self, dtype: Any) -> Node: ...
        def copy(self) -> Node: ...
        def argmax(self, axis: int | None = None) -> Any: ...
        def argmin(self, axis: int | None = None) -> Any: ...
        def argsort(self, axis: int | None = -1) -> Any: ...
        def __mod__(self, other: Scalar) -> Node: ...
        def __rmod__(self, other: Scalar) -> Node: ...
        def __floordiv__(self, other: Scalar) -> Node: ...
        def __rfloordiv__(self, other: Scalar) -> Node: ...
        def __divmod__(self, other: Scalar) -> tuple[Node, Node]: ...
        def __rdivmod__(self, other: Scalar) -> tuple[Node, Node]: ...
        def __neg__(self) -> Node: ...
        def __pos__(self) -> Node: ...
        def __abs__(self) -> Node: ...
        def __round__(self, ndigits: int | None = None) -> Node: ...
        def __floor__(self) -> Node: ...
        def __ceil__(self) -> Node: ...
        def __trunc__(self) -> Node: ...
        def __lt__(self, other: Scalar) -> bool: ...
        def __le__(self, other: Scalar) -> bool: ...
        def __gt__(self, other: Scalar) -> bool: ...
        def __ge__(self, other: Scalar) -> bool: ...
        def __float__(self) -> NoReturn: ...
        def __int__(self) -> NoReturn: ...
        def __complex__(self) -> NoReturn: ...
        def __index__(self) -> NoReturn: ...


def as_number(val: object, what: str = "Node", name: str = "val") -> Number:
    """The number itself; a NumPy scalar becomes the Python number of the same value.

    Raises:
        WrongKind: val is not an int, float, Fraction or complex; the sentence says what to write instead.
    """
    if isinstance(val, (int, float, Fraction, complex)) and not isinstance(val, bool) and not hasattr(val, "item"):
        return val
    if val.__class__ is Recorded:
        return val  # type: ignore[return-value]  # behaves as a float while a function is recorded
    if isinstance(val, Complex) and not isinstance(val, bool):
        plain = val.item() if hasattr(val, "item") else val
        return plain if isinstance(plain, (int, float, Fraction, complex)) else float(str(plain))
    got = f"{what} needs a number, but got {name} = {short(val)} ({type(val).__name__})."
    raise WrongKind(f"{got} {remedy(val, name)}".rstrip())


def remedy(val: object, name: str) -> str:
    """What to write instead of `val`, which was given as `name`, where a number is needed; "" if unknown."""
    own: object = getattr(type(val), "remedy", None)  # of what stands for an array while a function is recorded
    if isinstance(own, str):
        return own
    if isinstance(val, Node):
        return "Write its .val, the plain number."
    if type(val).__name__ in ("bool", "bool_"):  # Python's, or NumPy's
        return f"Write {float(bool(val))}."
    if type(val).__name__ == "Decimal":
        return f"Write Fraction({name}) to stay exact, or float({name})."
    if isinstance(val, str):
        return f"Convert the text first: float({name})."
    if hasattr(val, "__array__"):  # a column of a table, say
        return f"Write numpy.asarray({name})."
    if isinstance(val, (list, tuple)):
        return f"Take its numbers one by one: [Node(v) for v in {name}]."
    return ""


def short(val: object, limit: int = 60) -> str:
    """A value's repr, cut where it would fill the screen."""
    try:
        text = repr(val)
    except ValueError:  # Python prints no int of more than 4300 digits
        return f"a {type(val).__name__} of very many digits"
    return text if len(text) <= limit else text[: limit - 3] + "..."
