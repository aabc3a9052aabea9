"""Primitives of one's own in HIPS autograd's form: primitive, defvjp, defjvp.

    >>> from backsweep import grad
    >>> from backsweep.extend import defvjp, primitive
    >>> @primitive
    ... def cube(x):
    ...     return x * x * x
    >>> defvjp(cube, lambda ans, x: lambda g: g * 3 * x**2)
    >>> grad(cube)(2.0)
    12.0

A function marked so is run on plain numbers and arrays, and its derivative is what is stated, not what its steps say.
backsweep's own `primitive` makes a row of the table, which can be read in every world; `custom_derivative` is for one
function with one rule.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import update_wrapper
from itertools import count
from typing import Any, Literal

from backsweep.errors import NotDifferentiable, WrongKind
from backsweep.node import Node, as_number, short
from backsweep.recorded import NotWritten, tape_of
from backsweep.row import Primitive, make_node
from backsweep.slopes import SEEDED
from backsweep.sweeps.forward import Tangents, transposed
from backsweep.transforms.structures import is_leaf, leaves, rebuild
from backsweep.values import is_array, is_ndarray, own_floats
from backsweep.worlds import NODES, World, value_of

Function = Callable[..., Any]
# argnum, answer, args, kwargs -> what that argument receives for a der g.
Pull = Callable[[int, Any, tuple[Any, ...], Mapping[str, Any]], Function]
# argnum, tangent, answer, args, kwargs -> the answer's tangent.
Push = Callable[[int, Any, Any, tuple[Any, ...], Mapping[str, Any]], Any]


class Marked:
    """A function that `primitive` marked: run on plain values, with derivatives as defvjp and defjvp state them."""

    pull: Pull | None = None
    push: Push | None = None

    def __init__(self, function: Function) -> None:
        self.function = function
        update_wrapper(self, function)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if tape_of(value_of(leaf) for leaf in leaves(args)) is not None:
            raise NotWritten(f"{self.name}, which has a derivative of its own")
        if not any(arg.__class__ is Node for arg in args):
            return self.function(*args, **kwargs)
        val = self.function(*rebuild(args, value_of), **kwargs)
        if not is_leaf(val):
            raise NotDifferentiable(
                f"{self.name} must return one number or one array to be a primitive, but returned {short(val)}."
            )
        return make_node(MarkedCall(self, args, kwargs), settled(val), args)

    @property
    def name(self) -> str:
        """What the function is called."""
        return getattr(self.function, "__name__", type(self.function).__name__)

    def __repr__(self) -> str:
        return f"<primitive {self.name}>"


def settled(val: Any) -> Any:
    """A value as a Node keeps it."""
    if is_ndarray(val):
        return own_floats(val, "A primitive", "its value")
    return val if is_array(val) else as_number(val, "A primitive", "its value")


class MarkedCall(Primitive):
    """The row behind one call of a marked function."""

    kind = "call"

    def __init__(self, marked: Marked, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> None:
        super().__init__(marked.name, "A function with derivatives of its own.", marked.function)
        self.marked, self.kwargs = marked, dict(kwargs)

    def rule(self, world: World, seen: Sequence[Any], answer: Any, position: int) -> Function | None:
        """What the argument at `position` receives, as a function of g.

        Raises:
            NotDifferentiable: none was stated.
        """
        if self.marked.pull is None:
            raise NotDifferentiable(f"{self.name} has no derivative yet. State one: defvjp({self.name}, ...).")
        return self.marked.pull(position, answer, tuple(seen), self.kwargs)

    def contributions(
        self, world: World, args: tuple[Any, ...], answer: Any, der: Any, within: Collection[Node] | None = None
    ) -> Iterator[tuple[Node, Any]]:
        seen = [world.look(arg) for arg in args]
        for position, arg in enumerate(args):
            if arg.__class__ is Node and (within is None or arg in within):
                pull = self.rule(world, seen, answer, position)
                share = None if pull is None else pull(der)
                if share is not None:
                    if share.__class__ is Node and world not in (NODES, SEEDED):
                        raise WrongKind(
                            f"The derivative of {self.name} uses a Node from outside its arguments, which would be "
                            f"lost. Pass that Node to {self.name} as an argument."
                        )
                    yield arg, share

    def weights(self, world: World, args: tuple[Any, ...], answer: Any, wanted: Any) -> Iterator[tuple[int, Any]]:
        shares: dict[Node, Any] = dict(self.contributions(world, args, answer, 1))
        yield from ((position, shares[args[position]]) for position in wanted if args[position] in shares)

    def tangent(self, world: World, args: tuple[Any, ...], answer: Any, tangents: Mapping[int, Any]) -> Any:
        several = dict.fromkeys(n for t in tangents.values() if isinstance(t, Tangents) for n in t.entries)
        if several:
            found = {
                n: self.tangent(world, args, answer, {p: t.entries[n] for p, t in tangents.items() if n in t.entries})
                for n in several
            }
            return Tangents({n: tangent for n, tangent in found.items() if tangent is not None})
        total = None
        for position, tangent in tangents.items():
            share = self._pushed(world, args, answer, position, tangent)
            if share is not None:
                total = share if total is None else total + share
        return total

    def _pushed(self, world: World, args: tuple[Any, ...], answer: Any, position: int, tangent: Any) -> Any:
        """The answer's tangent for one argument's: as stated, or by transposing the pull."""
        if self.marked.push is not None:
            seen = tuple(world.look(arg) for arg in args)
            return self.marked.push(position, tangent, answer, seen, self.kwargs)
        return transposed(self, world, args, answer, position, tangent)  # type: ignore[arg-type]  # it has a rule()


def primitive(function: Function) -> Marked:
    """Marks a function of numbers and arrays as a primitive; state its derivatives with defvjp.

    Raises:
        WrongKind: function cannot be called.
    """
    if not callable(function):
        raise WrongKind(f"primitive marks a function, but got {short(function)}.")
    return Marked(function)


def notrace_primitive(function: Function) -> Function:
    """Marks a function whose answer has no derivative: it is run on plain values, and its answer is plain."""

    def plain(*args: Any, **kwargs: Any) -> Any:
        return function(*rebuild(args, value_of), **rebuild(kwargs, value_of))

    return update_wrapper(plain, function)


def marked(function: Any, what: str) -> Marked:
    """The function, once it is shown to be marked.

    Raises:
        WrongKind: it is not.
    """
    if not isinstance(function, Marked):
        raise WrongKind(f"{what} states the derivative of a primitive, but got {short(function)}. Mark it: @primitive.")
    return function


def defvjp(function: Any, *makers: Function | None, argnums: Sequence[int] | None = None) -> None:
    """States, for each argument in order (or for those of argnums), maker(answer, *args) giving the pull of g.

    None says that the argument has no derivative.

    Raises:
        WrongKind: the function is not marked as a primitive.
    """
    stated = dict(zip(count() if argnums is None else argnums, makers, strict=False))
    primitive_ = marked(function, "defvjp")

    def pull(argnum: int, answer: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
        if argnum not in stated:
            raise NotDifferentiable(f"{primitive_.name} has no derivative by argument {argnum}: defvjp states none.")
        maker = stated[argnum]
        return None if maker is None else maker(answer, *args, **kwargs)

    primitive_.pull = pull


def defvjp_argnum(function: Any, maker: Function) -> None:
    """States the pulls of all arguments at once: maker(argnum, answer, args, kwargs) gives the pull of g."""
    marked(function, "defvjp_argnum").pull = maker


def defvjp_argnums(function: Any, maker: Function) -> None:
    """The same by maker(argnums, answer, args, kwargs), whose pull gives a share for each of argnums."""

    def pull(argnum: int, answer: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Function:
        return lambda g: next(iter(maker((argnum,), answer, args, kwargs)(g)))

    marked(function, "defvjp_argnums").pull = pull


def defjvp(function: Any, *pushes: Function | Literal["same"] | None, argnums: Sequence[int] | None = None) -> None:
    """States, for each argument, push(tangent, answer, *args) giving the answer's tangent.

    "same" says that the function is linear in this argument; None that it has no derivative by it. Without a defjvp
    forward mode follows from defvjp, by transposing it.
    """
    stated = dict(zip(count() if argnums is None else argnums, pushes, strict=False))
    primitive_ = marked(function, "defjvp")

    def push(argnum: int, tangent: Any, answer: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
        if argnum not in stated:
            raise NotDifferentiable(f"{primitive_.name} has no derivative by argument {argnum}: defjvp states none.")
        rule = stated[argnum]
        if rule == "same":
            return primitive_(*args[:argnum], tangent, *args[argnum + 1 :], **kwargs)
        return None if rule is None else rule(tangent, answer, *args, **kwargs)

    primitive_.push = push


def defjvp_argnum(function: Any, maker: Function) -> None:
    """States all tangents at once: maker(argnum, tangent, answer, args, kwargs)."""
    marked(function, "defjvp_argnum").push = maker


def def_linear(function: Any) -> None:
    """States that a function is linear in each argument: its tangent is the function of the tangent."""
    primitive_ = marked(function, "def_linear")

    def push(argnum: int, tangent: Any, answer: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
        return primitive_(*args[:argnum], tangent, *args[argnum + 1 :], **kwargs)

    primitive_.push = push


__all__ = [
    "def_linear",
    "defjvp",
    "defjvp_argnum",
    "defvjp",
    "defvjp_argnum",
    "defvjp_argnums",
    "notrace_primitive",
    "primitive",
]
