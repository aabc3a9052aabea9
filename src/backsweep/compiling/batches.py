"""Many samples at once: the arguments as f takes them, where any float may be an array of n of them."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Callable, Sequence
from dataclasses import fields
from math import nan
from typing import Any, TypeVar

from backsweep.compiling.special import Eagerly, Kind, Special
from backsweep.errors import StructureError, WrongKind
from backsweep.node import short
from backsweep.sweeps.memory import BLOCK, keep_freed_memory
from backsweep.transforms.structures import branches, is_dataclass

Column = Any  # an array of n floats
Rows = list[Any]


class Samples:
    """The arguments of a batch taken apart.

    args     the same with the first sample's floats
    columns  for each float of the arguments, in order: an array of n, or the float that all samples share
    count    n
    """

    def __init__(self, args: Sequence[Any]) -> None:
        self.columns: list[Any] = []
        self.count: int | None = None
        self.args = [self._first(arg, f"argument {number}", arg) for number, arg in enumerate(args)]
        if self.count is None:
            raise WrongKind(
                "batch needs an array for at least one float of the arguments, one element for each sample, but got "
                f"{', '.join(map(short, args))}. For one sample call value_and_grad."
            )

    def _first(self, arg: Any, what: str, whole: Any) -> Any:
        """An argument, or a part of the argument `whole`, as the first sample has it."""
        if isinstance(arg, float) and not hasattr(arg, "__array__"):
            self.columns.append(arg)
            return arg
        if hasattr(arg, "__array__") or isinstance(arg, array):
            return self._column(arg, what)
        if isinstance(arg, tuple):
            return tuple.__new__(type(arg), [self._first(part, f"{what}[{i}]", whole) for i, part in enumerate(arg)])
        if isinstance(arg, list):
            return [self._first(part, f"{what}[{i}]", whole) for i, part in enumerate(arg)]
        if isinstance(arg, dict):
            return {key: self._first(part, f"{what}[{key!r}]", whole) for key, part in arg.items()}
        if is_dataclass(arg):
            made = object.__new__(type(arg))
            for field in fields(arg):
                part = self._first(getattr(arg, field.name), f"{what}.{field.name}", whole)
                object.__setattr__(made, field.name, part)
            return made
        if arg.__class__ is int and arg is not whole and holds_samples(whole):
            return self._first(float(arg), what, whole)  # beside floats an int is one, as in every call
        return arg

    def _column(self, arg: Any, what: str) -> float:
        shape = getattr(arg, "shape", (len(arg),) if isinstance(arg, array) else ())
        kind = arg.typecode if isinstance(arg, array) else getattr(getattr(arg, "dtype", None), "kind", "")
        if shape == () and kind == "f":
            self.columns.append(float(arg))
            return float(arg)
        if len(shape) != 1 or kind not in ("f", "d"):
            raise WrongKind(
                f"batch takes for each float a 1-D array of floats, one element for each sample, but got {what} = "
                f"{short(arg)} (shape {shape}, elements {getattr(arg, 'dtype', kind)}). Write x.astype(float), and for "
                "an argument that is itself a list of floats a list of arrays."
            )
        if self.count is not None and len(arg) != self.count:
            raise StructureError(
                f"batch needs arrays of one length, but got {what} with {len(arg)} elements after one with "
                f"{self.count}."
            )
        if len(arg) == 0:
            raise StructureError(f"batch needs at least one sample, but got {what} without elements.")
        self.count = len(arg)
        self.columns.append(arg)
        return float(arg[0])

    def sample(self, number: int) -> list[float]:
        """The floats of one sample."""
        return [column if column.__class__ is float else float(column[number]) for column in self.columns]


def holds_samples(tree: Any) -> bool:
    """Whether there is anywhere in an argument a float, or an array of them."""
    if isinstance(tree, (float, array)) or hasattr(tree, "__array__"):
        return True
    return any(holds_samples(branch) for _, branch in branches(tree))


def empty_rows(rows: int, count: int) -> Rows:
    """Arrays of floats: NumPy's where it is in use, then many in one piece of memory, which is had faster.

    But in no larger pieces than are kept for the next call when they are freed: the pages of a new one take 2.8 ms of
    the 12.5 of a million samples with six outputs.
    """
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        keep_freed_memory()
        together = max(1, BLOCK // (8 * count + 8))
        sizes = [min(together, rows - first) for first in range(0, rows, together)]
        return [row for size in sizes for row in numpy.empty((size, count))]
    return [array("d", bytes(8 * count)) for _ in range(rows)]


def outputs_of(
    special: Special, kind: Kind, samples: Samples, eagerly: Callable[[int], list[float]], on_error: str, threads: int
) -> Rows:
    """The program's outputs, an array of n for each.

    eagerly  the outputs of one sample by the function itself, which may raise
    """
    count = samples.count
    assert count is not None
    special.first(samples.sample(0))
    size = special.paths[0].program(kind).output.size
    assert size is not None
    rows = empty_rows(size, count)
    batcher = special.batcher()
    left: Sequence[int] = range(count)
    known = 0
    while left:
        # Samples that take a known path run together; one of the others shows another path.
        if batcher is not None and len(special.paths) > known:
            left = batcher.run(special.programs(kind)[known:], samples.columns, rows, left, threads)
            known = len(special.paths)
            continue
        number, left = left[0], left[1:]
        try:
            _, outputs = special.run(kind, samples.sample(number))
        except Eagerly:
            outputs = _asked(eagerly, number, on_error) or [nan] * size
        _fill(rows, number, outputs)
    return rows


def eager_rows(samples: Samples, eagerly: Callable[[int], tuple[Any, list[float]]], on_error: str) -> tuple[Any, Rows]:
    """The first answer, and the outputs of all samples, by the function itself, where its calls are no programs.

    Where every sample fails the answer counts as one number.
    """
    assert samples.count is not None
    asked = [_asked(eagerly, number, on_error) for number in range(samples.count)]
    first, outputs = next(filter(None, asked), (0.0, [nan] * (1 + len(samples.columns))))
    rows = empty_rows(len(outputs), samples.count)
    for number, answer in enumerate(asked):
        _fill(rows, number, answer[1] if answer else [nan] * len(rows))
    return first, rows


Asked = TypeVar("Asked")


def _asked(eagerly: Callable[[int], Asked], number: int, on_error: str) -> Asked | None:
    """One sample by the function itself; None if it fails and on_error is "nan".

    Raises:
        Exception: what the function raises, with the number of the sample.
    """
    try:
        return eagerly(number)
    except (ArithmeticError, ValueError) as error:
        if on_error == "nan":
            return None
        error.add_note(f"in sample {number} of the batch")
        raise


def _fill(rows: Rows, number: int, outputs: Sequence[float]) -> None:
    """Puts the outputs of one sample where they go.

    Raises:
        StructureError: they are more or fewer than those of other samples.
    """
    if len(outputs) != len(rows):
        raise StructureError(
            f"batch needs answers of one structure from f, but values and derivatives are {len(outputs)} numbers in "
            f"sample {number}, and {len(rows)} in others."
        )
    for row, output in zip(rows, outputs, strict=True):
        row[number] = output


def check_options(what: str, on_error: str, threads: int) -> None:
    """Refuses options that a batch does not have, in the name of `what`.

    Raises:
        WrongKind: one of them.
    """
    if on_error not in ("raise", "nan"):
        raise WrongKind(f'{what} takes on_error="raise" or on_error="nan", but got on_error = {on_error!r}.')
    if not isinstance(threads, int) or isinstance(threads, bool) or threads < 1:
        raise WrongKind(f"{what} takes threads=1, 2, 3, ..., but got threads = {threads!r}.")


def check_reduce(reduce: str | None) -> None:
    """Refuses another reduce than there is.

    Raises:
        WrongKind: it is one.
    """
    if reduce not in (None, "sum"):
        raise WrongKind(f'batch takes reduce=None or reduce="sum", but got reduce = {reduce!r}.')


def total(column: Any) -> float:
    """The sum of an array, as exactly as NumPy or math gives it."""
    return float(column.sum()) if hasattr(column, "sum") else float(sum(column))
