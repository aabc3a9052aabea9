"""The three kinds of row, by how their local derivatives are stated.

    Elementwise   one partial per argument: mul, sin, atan2
    OverSequence  one rule that gives every partial over a whole sequence: sum, max, norm
    Structural    a linear map, given by its transpose: where, stop_gradient

Forward and backward steps both follow from what a kind states; neither is ever written twice.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from backsweep.arrays import ARRAYS
from backsweep.errors import BacksweepError, DomainError, NotDifferentiable, RuleError, StructureError, WrongKind
from backsweep.node import Node, Scalar, next_age, short
from backsweep.reading import read
from backsweep.recorded import STANDING, tape_of
from backsweep.row import PLAIN, Primitive, Rule, Weight, new
from backsweep.slopes import beside_on_nodes, linked
from backsweep.values import PLAIN_ARRAYS, frozen, is_array, is_complex, numpy, refuse_odd, shape_of
from backsweep.worlds import FLOATS, LINKED, NODES, World, value_of

REAL = frozenset({float, int})


class Elementwise(Primitive):
    """A row with one partial per argument; an argument without one is static."""

    kind = "elementwise"

    def __init__(self, partials: Mapping[str, Any], **fields: Any) -> None:
        super().__init__(**fields)
        self.partials = dict(partials)
        # The same on arrays, where a rule can be said with fewer passes: filled in by primitives/arrays/quicker.py.
        self.array_partials: dict[str, Rule] = {}
        self.static = tuple(name not in self.partials for name in self.args)
        self._static_positions = [position for position, static in enumerate(self.static) if static]
        self._slopes: dict[World, tuple[Any, ...]] = {}

    def __call__(self, *args: Any, **named: Any) -> Any:
        if named:
            args = self._by_name(args, named)
        if len(args) != len(self.args):
            raise self.wrong_count(len(args))
        if len(args) == 1 and args[0].__class__ is Node:
            # sin(x) for a Node of floats, step by step here: through record() it takes twice as long.
            (x,) = args
            given: Any = x.val
            try:
                val = self.plain(given) if given.__class__ is float else self.at_once(given)
            except (ArithmeticError, ValueError, TypeError, LookupError):
                val = None
            if val.__class__ is float or val.__class__ in PLAIN_ARRAYS:
                node: Node = new(Node)
                node.val, node.der, node.primitive, node.name, node.age = val, 0, self, None, next_age()
                node.a, node.b = x, None
                return node
        if len(args) == 2 and not self._static_positions:
            # The same for two, such as contribute(der, partial), the commonest step where derivatives are nested.
            x, y = args
            one, other = x.val if x.__class__ is Node else x, y.val if y.__class__ is Node else y
            if one.__class__ is float and other.__class__ is float and (one is not x or other is not y):
                try:
                    val = self.plain(one, other)
                except (ArithmeticError, ValueError, TypeError, LookupError):
                    val = None
                if val.__class__ is float:
                    node = new(Node)
                    node.val, node.der, node.primitive, node.name, node.age = val, 0, self, None, next_age()
                    node.a, node.b = x, y
                    return node
        standing = False
        for arg in args:
            if arg.__class__ is Node:
                return self.record(args, [arg.val if arg.__class__ is Node else arg for arg in args])
            standing = standing or arg.__class__ in STANDING
        if standing:
            return tape_of(args).apply(self, args)
        return self.evaluate(args)

    def at_once(self, val: Any) -> Any:
        """The value on a plain array of floats; None where the general way has something to say."""
        if val.__class__ in PLAIN_ARRAYS and self.array is not None and val.dtype.kind == "f":
            return frozen(self.on_arrays(val))
        return None

    def evaluate(self, vals: Sequence[Any]) -> Any:
        for val in vals:
            if val.__class__ not in PLAIN and is_array(val):
                return self.evaluate_entries(vals)
        return super().evaluate(vals)

    def evaluate_entries(self, vals: Sequence[Any]) -> Any:
        """The value on arrays, entry by entry, as NumPy has it: nan and a warning where a number would raise.

        Raises:
            StructureError: the shapes do not go together; the sentence names them.
            NotDifferentiable: an array is complex, and the row is not analytic.
            WrongKind: an array is masked, a matrix, or holds no numbers.
        """
        refuse_odd(vals, self.name)
        if self.complex is None and self.kind == "elementwise" and any(map(is_complex, vals)):
            self._not_analytic(*vals)
        try:
            found = self.on_arrays(*vals)
        except ValueError as error:
            raise self.unfit_shapes(error, vals) from None
        if self.array is None:
            # The text of a row has numbers of its own, of which NumPy makes float64 where they stand alone.
            kind = numpy().result_type(*[val for val in vals if not isinstance(val, bool)])
            found = numpy().asarray(found, dtype=kind if kind.kind in "fc" else None)
        return frozen(found if is_array(found) else numpy().float64(found))

    def _by_name(self, args: tuple[Any, ...], named: Mapping[str, Any]) -> tuple[Any, ...]:
        """All arguments in order, some of them given by name: clip(x, low=0, high=1)."""
        rest = self.args[len(args) :]
        if set(named) != set(rest):
            given = ", ".join([*map(short, args), *(f"{name}={short(arg)}" for name, arg in named.items())])
            raise WrongKind(f"{self.name} takes {', '.join(self.args)}, but got {given}.")
        return (*args, *(named[name] for name in rest))

    def settle(self, val: Any, vals: Sequence[Any]) -> Any:
        if val.__class__ is int and self.is_written_in_primitives and any(v.__class__ is float for v in vals):
            return float(val)
        return val

    @cached_property
    def is_flat(self) -> bool:
        """Whether every derivative is 0 wherever there is one: that of floor is, and that of sign."""
        return all(partial.__class__ is int and partial == 0 for partial in self.partials.values())

    def wrong_count(self, count: int) -> WrongKind:
        """The sentence for a call with too few or too many arguments."""
        takes = f"{len(self.args)} argument{'s' * (len(self.args) != 1)}"
        return WrongKind(f"{self.name}({', '.join(self.args)}) takes {takes}, but got {count}.")

    def record(self, args: tuple[Scalar, ...], vals: Sequence[Any]) -> Node:
        self.check_static(args)
        return super().record(args, vals)

    def check_static(self, args: Sequence[Any]) -> None:
        """Refuses a Node where the row has no derivative.

        Raises:
            NotDifferentiable: a static argument is a Node, or a recorded value.
        """
        for position in self._static_positions:
            if args[position].__class__ in LINKED:
                name, arg = self.args[position], args[position]
                raise NotDifferentiable(
                    f"{self.name} has no derivative by {name}, but got {name} = {arg!r}. "
                    f"Pass {name}.val, a plain number."
                )

    def quicken(self, array_partials: Mapping[str, Rule]) -> None:
        """From now on the sweeps through arrays take these slopes."""
        self.array_partials = dict(array_partials)
        self._rules.pop(ARRAYS, None)
        self._slopes.pop(ARRAYS, None)

    def slopes(self, world: World) -> tuple[Any, ...]:
        """The rules in a world, with the number itself in place of a constant int; read once and kept."""
        found = self._slopes.get(world)
        if found is None:
            rules = zip(map(self.partials.get, self.args), self.rules(world), strict=True)
            found = self._slopes[world] = tuple(part if part.__class__ is int else rule for part, rule in rules)
        return found

    @cached_property
    def pair(self) -> tuple[Any, Any] | None:  # type: ignore[override]  # read once, on first use
        """Both rules on floats, for a row of one or two arguments; a constant partial is the number itself."""
        if len(self.args) > 2:
            return None
        rules = [
            partial if is_number(partial) else rule
            for partial, rule in zip(map(self.partials.get, self.args), self.rules(FLOATS), strict=True)
        ]
        return rules[0], rules[-1]

    def read_rules(self, world: World) -> tuple[Rule | None, ...]:
        return tuple(self._rule(world, index, name) for index, name in enumerate(self.args))

    def _rule(self, world: World, index: int, name: str) -> Rule | None:
        if world is ARRAYS and name in self.array_partials:
            return self.array_partials[name]
        partial = self.partials.get(name)
        if partial is None:
            return None
        if is_number(partial):
            return lambda *args: partial
        rule = read(partial, world)
        edges = {point: values[index] for point, values in self.edges.items()}
        if edges:
            rule = beside_on_nodes(edges, rule) if world is NODES else world.beside(edges, rule)
        return (lambda *args: linked(rule(*args), args[:-1])) if world is NODES else rule

    def weights(self, world: World, args: tuple[Any, ...], answer: Any, wanted: Iterable[int]) -> Iterator[Weight]:
        rules = self.rules(of_numbers(world, answer))
        seen = [world.look(arg) for arg in args]
        for position in wanted:
            if rules[position] is not None:
                yield position, rules[position](*seen, answer)

    def contributions(
        self, world: World, args: tuple[Any, ...], answer: Any, der: Any, within: Collection[Node] | None = None
    ) -> Iterable[tuple[Node, Any]]:
        # As in Primitive, in one go: three generators for every node took twice as long.
        look, contribute = world.look, world.contribute
        seen = [look(arg) for arg in args]
        return [
            (arg, contribute(der, rule(*seen, answer)))
            for arg, rule in zip(args, self.rules(of_numbers(world, answer)), strict=True)
            if arg.__class__ is Node and rule is not None and (within is None or arg in within)
        ]

    def tangent(self, world: World, args: tuple[Any, ...], answer: Any, tangents: Mapping[int, Any]) -> Any:
        # As in Primitive, in one go for the same reason.
        look, contribute, total = world.look, world.contribute, None
        seen = [look(arg) for arg in args]
        rules = self.rules(of_numbers(world, answer))
        for position, tangent in tangents.items():
            rule = rules[position]
            if rule is not None:
                share = contribute(tangent, rule(*seen, answer))
                total = share if total is None else total + share
        return total


def of_numbers(world: World, answer: Any) -> World:
    """The world in which a step's rules are read: that of floats for a number among arrays, such as a scale.

    What is said for arrays may ask for a shape, which a float has not.
    """
    return FLOATS if world is ARRAYS and answer.__class__ in REAL else world


def is_number(partial: object) -> bool:
    """Whether a partial is a constant, written as the number itself."""
    return isinstance(partial, (int, float))


class Structural(Elementwise):
    """A linear map, given by its transpose: what an argument receives for a der g of the answer.

    An argument whose transpose is None is linked by a structural zero: no der ever arrives.
    """

    kind = "structural"
    pair = None
    contributions, tangent = Primitive.contributions, Primitive.tangent

    def weights(self, world: World, args: tuple[Any, ...], answer: Any, wanted: Iterable[int]) -> Iterator[Weight]:
        rules = self.rules(world)
        seen = [world.look(arg) for arg in args]
        for position in wanted:
            rule = rules[position]
            if rule is not None:
                yield position, lambda der, rule=rule: rule(der, *seen, answer)

    def scale(self, world: World, der: Any, weight: Any) -> Any:
        return weight(der)


class OverSequence(Primitive):
    """A row over one or more sequences of equal length: one rule gives every partial."""

    kind = "sequence"

    def __init__(self, partials: Rule, stepwise: bool = False, **fields: Any) -> None:
        super().__init__(**fields)
        self.partials, self.stepwise = partials, stepwise
        # What the row is on arrays, and on sequences of them: filled in by primitives/arrays/whole_sequences.py.
        self.over_arrays: Callable[..., Any] | None = None

    def __call__(self, *sequences: Any, **named: Any) -> Any:
        if self.over_arrays is not None and (named or any(map(holds_array, sequences))):
            return self.over_arrays(*sequences, **named)
        if len(sequences) != len(self.args):
            raise self._wrong_call(len(sequences))
        tuples = tuple(self._tuple(name, xs) for name, xs in zip(self.args, sequences, strict=True))
        if len({len(xs) for xs in tuples}) > 1:
            told = ", ".join(f"len({name}) = {len(xs)}" for name, xs in zip(self.args, tuples, strict=True))
            raise StructureError(f"{self.name} needs sequences of equal length, but got {told}.")
        args = self.flat(tuples)
        if any(arg.__class__ is Node for arg in args):
            return self.record(args, [[value_of(x) for x in xs] for xs in tuples])
        tape = tape_of(args)
        return self.evaluate(tuples) if tape is None else tape.apply(self, tuples)

    def _tuple(self, name: str, xs: Any) -> tuple[Any, ...]:
        if isinstance(xs, Node) or not isinstance(xs, Iterable):
            raise self._wrong_call(len(self.args), f" with {name} = {short(xs)}")
        return tuple(xs)

    def _wrong_call(self, count: int, detail: str = "") -> WrongKind:
        listed = ", ".join(self.args)
        many = "a sequence of numbers" if len(self.args) == 1 else f"{len(self.args)} sequences of numbers"
        got = detail.removeprefix(" with ") or f"{count} arguments"
        return WrongKind(f"{self.name}({listed}) takes {many}, but got {got}. Write {self.name}([x, y, z]).")

    def failure(self, error: Exception, vals: Sequence[Any]) -> BacksweepError:
        if not vals:
            return DomainError(f"{self.name} needs at least one number, but got an empty sequence.")
        return super().failure(error, vals)

    def names(self, count: int) -> tuple[str, ...]:
        length = count // len(self.args)
        return tuple(f"{name}[{index}]" for name in self.args for index in range(length))

    def flat(self, vals: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(x for xs in vals for x in xs)

    def split(self, args: Sequence[Any]) -> list[Sequence[Any]]:
        """The sequences again, from a Node's flat args."""
        length = len(args) // len(self.args)
        return (
            [args[start : start + length] for start in range(0, len(args), length)] if length else [()] * len(self.args)
        )

    def of_flat(self, *flat: Any) -> Any:
        return self.plain(*self.split(flat))

    def read_rules(self, world: World) -> Rule:
        return read(self.partials, world)

    def weights(self, world: World, args: tuple[Any, ...], answer: Any, wanted: Iterable[int]) -> Iterator[Weight]:
        partials = self.rules(of_numbers(world, answer))(*self.split([world.look(arg) for arg in args]), answer)
        flat = partials if len(self.args) == 1 else self.flat(partials)
        if not isinstance(flat, (list, tuple)) or len(flat) != len(args):
            raise RuleError(
                f"The rule for the partials of {self.name} must give a list of {len(args)} numbers, one for each "
                f"it is given, but gave {short(partials)}."
            )
        if world is NODES:
            flat = [linked(slope, args) for slope in flat]
        return ((position, flat[position]) for position in wanted)


def holds_array(xs: Any) -> bool:
    """Whether a sequence is an array, or a list or tuple with an array among its parts; a Node counts as its value."""
    if not isinstance(xs, (list, tuple)):
        return is_array(value_of(xs))
    return any(x.__class__ not in PLAIN and bool(shape_of(value_of(x))) for x in xs)
