"""check_grad: reverse mode, forward mode and differences, side by side."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from math import isnan
from typing import Any

from backsweep.errors import StructureError, WrongKind
from backsweep.node import Node
from backsweep.transforms.differences import central_difference, kink_nearby
from backsweep.transforms.jacobian import forward_rows, reverse_rows
from backsweep.transforms.recording import ArgNums, check_argnums, check_function, record
from backsweep.transforms.structures import fill, leaves, walk
from backsweep.values import is_array, is_complex, numpy, own_floats, shape_of
from backsweep.worlds import value_of

# Reverse and forward add the same products in different orders.
ROUNDING = 1e-9
# Differences of doubles lose about a third of the digits, extrapolated ones less.
DIFFERENCES = 1e-6
# However noisy the differences are, a derivative further off than this is never called right.
UNUSABLE = 1e-3


@dataclass(frozen=True)
class Entry:
    """One derivative, found in three ways.

    name        such as "d f[0] / d x[1]"
    reverse     by the backward sweep
    forward     by the forward sweep
    difference  by Richardson-extrapolated central differences; nan where none could be taken
    error       how far the difference itself may be off
    step        the step it was found with
    kink        whether a kink lies nearby
    """

    name: str
    reverse: Any
    forward: Any
    difference: Any
    error: float
    step: float
    kink: bool

    @property
    def apart(self) -> float:
        """How far the three are apart, relative to the largest of them (absolute below 1)."""
        three = [self.reverse, self.forward, self.difference]
        gaps = [abs(a - b) for a in three for b in three if a != b]
        scale = max([1.0, *(abs(value) for value in three if value == value)])
        return float(max(gaps, key=lambda gap: (isnan(gap), gap), default=0.0) / scale)

    @property
    def agrees(self) -> bool:
        """Whether reverse and forward agree to rounding, and both with the difference to its own error."""
        size = max(abs(self.reverse), abs(self.difference))
        tolerance = min(max(DIFFERENCES * size, 10 * self.error), UNUSABLE * max(1.0, size))
        close = abs(self.reverse - self.forward) <= ROUNDING * max(1.0, size)
        return bool(close and abs(self.reverse - self.difference) <= tolerance)

    def __str__(self) -> str:
        line = f"{self.name}: reverse {self.reverse:.12g}, forward {self.forward:.12g}, "
        if self.difference != self.difference:
            line += "and no difference could be taken, as f has no finite values on both sides"
        else:
            line += f"difference {self.difference:.12g} (step {self.step:.1e}, good to {self.error:.1e})"
            if not self.agrees:
                line += f"; they are {self.apart:.2g} apart"
        return line + ("; a kink lies nearby" if self.kink else "") + "."


@dataclass(frozen=True)
class GradientCheck:
    """What check_grad found: `entries`, one per derivative; true where all agree; print it to read it."""

    entries: tuple[Entry, ...]

    @property
    def ok(self) -> bool:
        """Whether every derivative agrees in all three ways."""
        return all(entry.agrees for entry in self.entries)

    @property
    def largest(self) -> Entry:
        """The entry whose three answers are furthest apart."""
        return max(self.entries, key=lambda entry: (isnan(entry.apart), entry.apart))

    def __bool__(self) -> bool:
        return self.ok

    def __str__(self) -> str:
        wrong = [entry for entry in self.entries if not entry.agrees]
        kinks = [entry for entry in self.entries if entry.kink and entry.agrees]
        count = len(self.entries)
        derivatives = f"{count} derivative{'s' * (count != 1)}"
        head = (
            f"check_grad: {len(wrong)} of {derivatives} disagree{'s' * (len(wrong) == 1)}."
            if wrong
            else f"check_grad: {derivatives}, reverse, forward and differences agree; "
            f"furthest apart by {self.largest.apart:.1e}, at {self.largest.name}."
        )
        return "\n".join([head, *(f"  {entry}" for entry in [*wrong, *kinks])])


def check_grad(f: Callable[..., Any], *args: Any, argnums: ArgNums | None = None) -> GradientCheck:
    """Every derivative of f at args in three ways: reverse mode, forward mode, extrapolated differences.

    argnums says by which arguments; by default by every one that holds numbers. The answer is true where
    all agree, prints what disagrees, and by how much, and notes where a kink lies nearby. Arrays are taken in
    double precision.

    Raises:
        WrongKind: there is no number to differentiate by.
        StructureError: f returns no numbers.

    Source: Ridders 1982, Accurate computation of F'(x) and F'(x)F''(x).

    >>> print(check_grad(lambda x, y: x * x * y, 3.0, 5.0).ok)
    True
    """
    check_function(f, "check_grad")
    if argnums is not None:
        check_argnums(argnums, "check_grad")
    else:
        argnums = tuple(number for number, arg in enumerate(args) if leaves(arg))
        if not argnums:
            raise WrongKind("check_grad needs at least one argument with a number in it: check_grad(f, 2.0).")
    numbers = argnums if isinstance(argnums, tuple) else (argnums,)
    args = tuple(fill(arg, [in_doubles(value_of(leaf)) for leaf in leaves(arg)]) for arg in args)
    run = record(f, args, {}, numbers, "check_grad")
    if not run.outputs:
        raise StructureError(f"check_grad needs numbers from f, but f returned {run.output!r}.")
    reverse, forward = reverse_rows(run), forward_rows(run)
    named = zip(numbers, _names(f, args, numbers), strict=True)
    whole = [(name + path, leaf) for number, name in named for path, leaf in walk(args[number])]
    by = list(places(whole))
    everything = [_along(f, args, numbers, place) for place in by]
    entries = []
    for out in places(walk(run.output)):
        for place, values in zip(by, everything, strict=True):
            x, index = at(whole[place.leaf][1], place.index), out.index + place.index

            def along(x: float, out: Place = out, values: Callable[[float], list[Any]] = values) -> Any:
                return at(values(x)[out.leaf], out.index)

            estimate = central_difference(along, x)
            entries.append(
                Entry(
                    f"d f{out.name} / d {place.name}",
                    at(value_of(reverse[out.leaf][place.leaf]), index),
                    at(value_of(forward[out.leaf][place.leaf]), index),
                    estimate.value,
                    estimate.error,
                    estimate.step,
                    kink_nearby(along, x),
                )
            )
    return GradientCheck(tuple(entries))


@dataclass(frozen=True)
class Place:
    """Where one number of a structure stands: in which leaf, at which index if that is an array; and its name."""

    leaf: int
    index: tuple[int, ...]
    name: str


def places(named: Iterable[tuple[str, Any]]) -> Iterator[Place]:
    """The place of each number of some leaves."""
    for number, (name, leaf) in enumerate(named):
        for index in product(*map(range, shape_of(value_of(leaf)))):
            yield Place(number, index, name + (f"[{', '.join(map(str, index))}]" if index else ""))


def at(leaf: Any, index: tuple[int, ...]) -> Any:
    """The number at an index of an array; a number itself."""
    return leaf[index] if is_array(leaf) else leaf


def in_doubles(leaf: Any) -> Any:
    """An array in double precision: single precision is too coarse for differences."""
    return own_floats(leaf).astype(complex if is_complex(leaf) else float) if is_array(leaf) else leaf


def moved(leaf: Any, index: tuple[int, ...], x: Any) -> Any:
    """A leaf with another number at an index."""
    if not is_array(leaf):
        return x
    leaf = numpy().array(leaf)
    leaf[index] = x
    return leaf


def _names(f: Callable[..., Any], args: Sequence[Any], numbers: Sequence[int]) -> list[str]:
    """What f calls its arguments, where that can be known."""
    try:
        parameters = list(inspect.signature(f).parameters.values())
    except (TypeError, ValueError):
        parameters = []
    names: list[str] = []
    for parameter in parameters:
        if parameter.kind is parameter.VAR_POSITIONAL:
            names += [f"{parameter.name}[{index}]" for index in range(len(args) - len(names))]
        names.append(parameter.name)
    names += [f"argument {number}" for number in range(len(names), len(args))]
    return [names[: len(args)][number] for number in numbers]


def _along(
    f: Callable[..., Any], args: Sequence[Any], numbers: Sequence[int], place: Place
) -> Callable[[float], list[Any]]:
    """All leaves of f's value as a function of one number of its arguments."""

    @cache  # f gives all its numbers at once, and is asked for one after the other
    def everything(x: float) -> list[Any]:
        chosen = tuple(args[number] for number in numbers)
        vals = leaves(chosen)
        vals[place.leaf] = moved(vals[place.leaf], place.index, x)
        call = list(args)
        for number, arg in zip(numbers, fill(chosen, [Node(val) for val in vals]), strict=True):
            call[number] = arg
        return [value_of(leaf) for leaf in leaves(f(*call))]

    return everything
