"""The fourth kind of row: a function of whole arrays, such as sum, matmul or concatenate.

One idea: a row states its value and, for each argument, its `pull`: what that argument receives for a der g of the
answer. Pulls are written in other rows, so they can be read on arrays and, for second derivatives, on Nodes. The
forward step of a linear map is the map itself; of any other it is derived from the pull, which is linear in g
(sweeps/forward.py).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

from backsweep.node import Node
from backsweep.reading import read
from backsweep.recorded import NotWritten, Recorded
from backsweep.row import Primitive, Rule, Weight, make_node
from backsweep.values import frozen, numpy, refuse_odd, shape_of
from backsweep.vocabulary import parameters
from backsweep.worlds import World

# How a row is linear: in each array by itself, with the others fixed (a product); in all of them together (a list of
# arrays, one after the other); or not at all.
Linear = Literal["each", "all"] | None

# The rows over whole arrays, by the name that NumPy has for each: the table's second part.
ARRAY_TABLE: dict[str, OverArrays] = {}


class OverArrays(Primitive):
    """A row over whole arrays. What it is given besides arrays (an axis, a shape) is static and part of its args.

    pulls   by argument name, the pull as a function of g, the arguments and the answer; or, for a row of one static
            argument and any number of arrays, one function of g, the array's position, all arguments, and the answer
    linear  how the row is linear
    adds    of a row that takes entries out of its first argument: adds(into, g, *statics) adds what that argument
            receives to an array of its shape, in place, so that a sweep needs no array of zeros for each entry
    """

    kind = "array"

    def __init__(
        self, pulls: Mapping[str, Rule] | Rule, linear: Linear = None, adds: Rule | None = None, **fields: Any
    ) -> None:
        super().__init__(**fields)
        self.pulls, self.linear, self.adds = pulls, linear, adds
        named = pulls if isinstance(pulls, Mapping) else ()
        self._named = [position for position, name in enumerate(self.args) if name in named]

    def __call__(self, *args: Any) -> Any:
        vals = [arg.val if arg.__class__ is Node else arg for arg in args]
        if Recorded in map(type, vals):
            raise NotWritten(f"{self.name}, which works on whole arrays")
        found = self.evaluate(vals)
        return make_node(self, found, args) if Node in map(type, args) else found

    def variables(self, args: Sequence[Any]) -> list[int]:
        """The positions of the arguments that are arrays; the others are static."""
        return self._named or list(range(1, len(args)))

    def evaluate(self, vals: Sequence[Any]) -> Any:
        """The value on arrays.

        Raises:
            StructureError: the shapes do not go together; the sentence names them.
            WrongKind: an array is masked, a matrix, or holds no numbers.
            IndexError, numpy.linalg.LinAlgError: as NumPy raises them.
        """
        refuse_odd([vals[position] for position in self.variables(vals)], self.name)
        try:
            return frozen(self.value(*vals))
        except numpy().linalg.LinAlgError:
            raise
        except ValueError as error:
            raise self.unfit_shapes(error, vals) from None

    @property
    def on_arrays(self) -> Rule:
        """The value itself: it is written for arrays."""
        return self.value

    def names(self, count: int) -> tuple[str, ...]:
        if isinstance(self.pulls, Mapping):
            return self.args
        return (self.args[0], *(f"array {number}" for number in range(1, count)))

    def read_rules(self, world: World) -> Any:
        if not isinstance(self.pulls, Mapping):
            return read(self.pulls, world)
        return tuple(read(self.pulls[name], world) if name in self.pulls else None for name in self.args)

    def spelled(self, args: Sequence[Any]) -> tuple[list[Any], dict[str, Any]]:
        """How a call is written: the arrays, and by name what is static, but for what goes without saying.

        That is None, False, and an axis that names every axis of an array whose value is known.
        """
        variables = self.variables(args)
        arrays = [args[position] for position in variables]
        names = self.args if isinstance(self.pulls, Mapping) else self.args[:1]
        statics = {name: args[position] for position, name in enumerate(names) if position not in variables}
        every = tuple(range(len(shape_of(getattr(arrays[0], "val", None))))) if arrays else ()
        if statics.get("axis") == every != ():
            del statics["axis"]
        return arrays, {name: arg for name, arg in statics.items() if arg is not None and arg is not False}

    def rule(self, world: World, seen: Sequence[Any], answer: Any, position: int) -> Callable[[Any], Any] | None:
        """What the argument at `position` receives, as a function of g; None if no der ever arrives there."""
        rules = self.rules(world)
        if not isinstance(rules, tuple):
            return lambda g: rules(g, position, seen, answer)
        pull = rules[position]
        return None if pull is None else lambda g: pull(g, *seen, answer)

    def weights(self, world: World, args: tuple[Any, ...], answer: Any, wanted: Iterable[int]) -> Iterator[Weight]:
        seen = tuple(map(world.look, args))
        for position in wanted:
            pull = self.rule(world, seen, answer, position)
            if pull is not None:
                yield position, pull

    def scale(self, world: World, der: Any, weight: Any) -> Any:
        return weight(der)

    def contributions(
        self, world: World, args: tuple[Any, ...], answer: Any, der: Any, within: Collection[Node] | None = None
    ) -> Iterable[tuple[Node, Any]]:
        # As in Primitive, but in one go: that is a third of the time.
        pulls = self.rules(world)
        seen = [world.look(arg) for arg in args]
        if not isinstance(pulls, tuple):
            return [
                (arg, pulls(der, position, seen, answer))
                for position, arg in enumerate(args)
                if arg.__class__ is Node and (within is None or arg in within)
            ]
        return [
            (arg, pull(der, *seen, answer))
            for arg, pull in zip(args, pulls, strict=True)
            if arg.__class__ is Node and pull is not None and (within is None or arg in within)
        ]


def over_arrays(
    name: str,
    *,
    value: Rule,
    pulls: Mapping[str, Rule] | Rule,
    linear: Linear = None,
    adds: Rule | None = None,
    about: str = "",
    source: str = "",
    symbol: str | None = None,
    latex: str | None = None,
    static: str = "axis",
) -> OverArrays:
    """A new row over whole arrays, called as NumPy calls it: "np.sum".

    symbol and latex say how it is written where that is no call: "@" between its arguments, "[]" for an index. `static`
    is what the one static argument of a row of many arrays is called. `adds` is as in OverArrays.
    """
    args = parameters(value) if isinstance(pulls, Mapping) else (static, "arrays")
    written = {"symbol": symbol, "latex": latex}
    row = OverArrays(
        pulls, linear, adds, name=f"np.{name}", about=about, value=value, args=args, source=source, **written
    )
    ARRAY_TABLE[row.name] = row
    return row
