"""A row of the table: what an operation computes, how it is called, and what it says when it cannot.

The derivative rules are the business of the three kinds in kinds.py; the rows themselves, and with
them all knowledge of calculus, are in primitives/.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from inspect import Parameter, Signature
from typing import Any, ClassVar, TypeAlias, overload

from backsweep.accuracy import Accuracy
from backsweep.arrays import ARRAYS, entry_by_entry, offered_for_arrays
from backsweep.domain import Domain
from backsweep.errors import (
    BacksweepError,
    DivisionByZero,
    DomainError,
    NotDifferentiable,
    StructureError,
    TooLarge,
    WrongKind,
)
from backsweep.node import Node, Number, Scalar, as_number, next_age, short
from backsweep.place import caller
from backsweep.reading import read
from backsweep.recorded import Recorded, tape_of
from backsweep.values import as_it_is_now, is_array
from backsweep.vocabulary import is_function, stranger
from backsweep.worlds import FLOATS, World

Rule: TypeAlias = Callable[..., Any]
Weight: TypeAlias = tuple[int, Any]

TABLE: dict[str, Primitive] = {}

new = object.__new__

PLAIN = frozenset({int, float, Fraction, complex, Recorded})


class Primitive:
    """One row of the table: what an operation computes and what its local derivatives are.

    Call it on plain numbers for a plain number, on Nodes for a Node. `help(row)` says what it is;
    docs/reference.md lists them all. Make one with `primitive(...)`.
    """

    kind: ClassVar[str]
    # Both rules on floats, for a row of one or two arguments; None sends a sweep the general way.
    pair: tuple[Any, Any] | None = None

    def __init__(
        self,
        name: str,
        about: str,
        value: Rule,
        args: tuple[str, ...] = (),
        domain: Mapping[str, Domain] | None = None,
        edges: Mapping[tuple[float, ...], tuple[float, ...]] | None = None,
        latex: str | None = None,
        symbol: str | None = None,
        complex: Rule | None = None,
        native: str | Rule | None = None,
        js: str | Rule | None = None,
        array: str | None = None,
        accuracy: Accuracy | None = None,
        source: str = "",
    ) -> None:
        self.name = self.__name__ = name
        self.about, self.value, self.args = about, value, args
        self.domain, self.edges = dict(domain or {}), dict(edges or {})
        self.latex, self.symbol, self.complex, self.native, self.js = latex, symbol, complex, native, js
        self.array = array
        self.accuracy, self.source = accuracy or Accuracy(), source
        self.__doc__ = f"{about} Source: {source}." if source else about
        self._rules: dict[World, Any] = {}

    @overload
    def __call__(self, *args: float) -> float: ...  # type: ignore[overload-overlap]  # a float is no Node
    @overload
    def __call__(self, *args: Scalar) -> Node: ...
    @overload
    def __call__(self, *args: Iterable[float]) -> float: ...  # type: ignore[overload-overlap]  # nor is a list of them
    @overload
    def __call__(self, *args: Iterable[Scalar]) -> Node: ...
    def __call__(self, *args: Any) -> Any:
        raise NotImplementedError

    @property
    def __signature__(self) -> Signature:
        """The row's own arguments, for help() and inspect."""
        return Signature([Parameter(name, Parameter.POSITIONAL_ONLY) for name in self.args])

    # The value, in each world.

    @cached_property
    def is_written_in_primitives(self) -> bool:
        """Whether the value itself can be read in every world, like a partial."""
        return is_function(self.value) and stranger(self.value) is None

    def on(self, world: World) -> Rule:
        """The value as a function in a world, for a value written in primitives."""
        return read(self.value, world)

    @cached_property
    def plain(self) -> Rule:
        """The value on plain real numbers."""
        return self.on(FLOATS) if self.is_written_in_primitives else self.value

    @property
    def on_complex(self) -> Rule:
        """What this row's name stands for in a rule that is read on complex numbers."""
        return self.complex or self.plain

    @cached_property
    def analytic(self) -> Rule:
        """The value on complex numbers; refuses where the function is not analytic."""
        if self.complex is not None:
            return self.complex
        return self._not_analytic

    def _not_analytic(self, *vals: Number) -> Number:
        told = ", ".join(short(val) for val in vals)
        raise NotDifferentiable(
            f"{self.name} is not offered for complex numbers, but got {told}: "
            "backsweep differentiates complex numbers only through analytic functions."
        )

    @cached_property
    def on_arrays(self) -> Rule:
        """The value on arrays, entry by entry: the function it names, its own text, or its function on each entry."""
        if self.array is not None:
            return offered_for_arrays(self, self.array)
        return self.on(ARRAYS) if self.is_written_in_primitives else entry_by_entry(self)

    @cached_property
    def in_rules_on_arrays(self) -> Rule:
        """What this row's name stands for in a rule that is read on arrays."""
        return self.on_arrays

    @cached_property
    def on_nodes(self) -> Rule:
        """What this row's name stands for in a rule that is read on Nodes."""
        return self

    def rules(self, world: World) -> Any:
        """The row's derivative rules, read in a world once and kept."""
        rules = self._rules.get(world)
        if rules is None:
            rules = self._rules[world] = self.read_rules(world)
        return rules

    def read_rules(self, world: World) -> Any:
        """The row's derivative rules, read in a world."""
        raise NotImplementedError

    # Evaluating and recording.

    def evaluate(self, vals: Sequence[Any]) -> Number:
        """The value at plain numbers.

        Raises:
            DomainError, TooLarge, WrongKind: with a sentence that names the argument and shows its value.
        """
        try:
            val: Number = self.plain(*vals)
        except BacksweepError:
            raise
        except (ValueError, ArithmeticError, TypeError, LookupError) as error:
            return self._evaluate_again(error, vals)
        return val if val.__class__ is float else self.settle(val, vals)

    def settle(self, val: Any, vals: Sequence[Any]) -> Any:
        """A value of the kind the arguments have, where the row's text has a number of its own, such as relu's 0."""
        return val

    def _evaluate_again(self, error: Exception, vals: Sequence[Any]) -> Number:
        flat = self.flat(vals)
        for name, val in zip(self.names(len(flat)), flat, strict=True):
            as_number(val, self.name, name)
        if isinstance(error, TypeError) and any(isinstance(val, complex) for val in flat):
            try:
                answer: Number = self.analytic(*vals)
            except (ValueError, ArithmeticError) as again:
                raise self.failure(again, flat) from None
            return answer
        raise self.failure(error, flat) from None

    def failure(self, error: Exception, vals: Sequence[Any]) -> BacksweepError:
        """The sentence for a value that could not be computed."""
        told = ", ".join(f"{name} = {short(val)}" for name, val in zip(self.names(len(vals)), vals, strict=True))
        failure: BacksweepError
        outside = self._outside_domain(vals)
        if isinstance(error, OverflowError):
            failure = TooLarge(outside or f"{self.name} at {told} is larger than the largest float, about 1.8e308.")
        elif isinstance(error, (ValueError, ZeroDivisionError)):
            kind = DivisionByZero if isinstance(error, ZeroDivisionError) else DomainError
            failure = kind(outside or f"{self.name} has no value at {told}.")
        else:
            failure = WrongKind(f"{self.name} has no value at {told}: {str(error).rstrip('.')}.")
        place = caller()
        if place is not None and place.text:
            failure.add_note(f"at {place}")
        return failure

    def unfit_shapes(self, error: Exception, vals: Sequence[Any]) -> StructureError:
        """The sentence for arrays that do not go together, or that no value can be computed from."""
        told = " and ".join(
            f"{name} of shape {val.shape}" if is_array(val) else f"{name} = {short(val)}"
            for name, val in zip(self.names(len(vals)), vals, strict=False)
        )
        return StructureError(f"{self.name} cannot take {told}: {str(error).rstrip('.')}.")

    def _outside_domain(self, vals: Sequence[Any]) -> str | None:
        """The sentence about the first argument outside its domain, if there is one."""
        for name, val in zip(self.names(len(vals)), vals, strict=True):
            if name in self.domain and val not in self.domain[name]:
                return f"{self.name} needs {self.domain[name].words(name)}, but got {name} = {short(val)}."
        return None

    def record(self, args: tuple[Scalar, ...], vals: Sequence[Any]) -> Node:
        """The Node for this row applied to `args`, whose plain numbers are `vals`."""
        tape = tape_of(self.flat(vals))
        val = self.evaluate(vals) if tape is None else tape.apply(self, vals)
        if val.__class__ not in PLAIN and self.kind != "array" and not any(map(is_array, self.flat(vals))):
            val = as_number(val, self.name, "its value")
        if self.complex is None and complex in map(type, self.flat(vals)) and not is_array(val):
            self._not_analytic(*self.flat(vals))
        return make_node(self, val, args)

    def is_edge(self, vals: Sequence[Any]) -> bool:
        """Whether these numbers are a point whose local derivatives the row states one by one."""
        return bool(self.edges) and tuple(val.item() if is_array(val) else val for val in vals) in self.edges

    def names(self, count: int) -> tuple[str, ...]:
        """The arguments' names, one per flat argument."""
        return self.args

    def of_flat(self, *flat: Any) -> Any:
        """The value at plain numbers that are given as a Node's args are: flat, sequences one after the other."""
        return self.plain(*flat)

    def flat(self, vals: Sequence[Any]) -> tuple[Any, ...]:
        """The values as one tuple, in the order of a Node's args."""
        return tuple(vals)

    # Derivatives. `args` are a Node's args; `answer` is what the row gave, as seen in `world`.

    def weights(self, world: World, args: tuple[Any, ...], answer: Any, wanted: Iterable[int]) -> Iterator[Weight]:
        """(position, weight) for each wanted argument: its local derivative, in whatever form scale() takes.

        An argument whose derivative is a structural zero is left out.
        """
        raise NotImplementedError

    def scale(self, world: World, der: Any, weight: Any) -> Any:
        """What a der (or a tangent) comes to through one weight: der * partial."""
        return world.contribute(der, weight)

    def contributions(
        self, world: World, args: tuple[Any, ...], answer: Any, der: Any, within: Collection[Node] | None = None
    ) -> Iterable[tuple[Node, Any]]:
        """The backward step: each Node among `args` (and in `within`) with what it receives, in argument order."""
        wanted = [
            position for position, arg in enumerate(args) if arg.__class__ is Node and (within is None or arg in within)
        ]
        for position, weight in self.weights(world, args, answer, wanted):
            yield args[position], self.scale(world, der, weight)

    def tangent(self, world: World, args: tuple[Any, ...], answer: Any, tangents: Mapping[int, Any]) -> Any:
        """The forward step: the answer's tangent from the arguments', by position; None for a structural zero."""
        total = None
        for position, weight in self.weights(world, args, answer, tangents):
            share = self.scale(world, tangents[position], weight)
            total = share if total is None else total + share
        return total

    def __repr__(self) -> str:
        return f"<primitive {self.name}({', '.join(self.args)})>"

    def __reduce__(self) -> tuple[Any, ...]:
        if TABLE.get(self.name) is not self:
            raise BacksweepError(f"{self.name} cannot be pickled: it is not a row of the table.")
        return look_up, (self.name,)

    def __copy__(self) -> Primitive:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Primitive:
        return self


def make_node(row: Primitive, val: Any, args: tuple[Any, ...]) -> Node:
    """A Node of value `val` that `row` made from `args`."""
    if val.__class__ not in PLAIN:
        # From a list: a generator takes twice as long for the usual two or three.
        args = tuple([arg if arg.__class__ is Node or arg.__class__ in PLAIN else as_it_is_now(arg) for arg in args])
    node: Node = new(Node)
    node.val, node.der, node.primitive, node.name, node.age = val, 0, row, None, next_age()
    if row.kind in ("sequence", "array") or len(args) > 2:
        node.a, node.b = args, None
    else:
        node.a, node.b = args if len(args) == 2 else (args[0], None)
    return node


def look_up(name: str) -> Primitive:
    """The row of that name."""
    return TABLE[name]
