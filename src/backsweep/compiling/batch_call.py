"""One call of batch: the function at many samples, by its programs; the answer in the form of f's answer.

What no program is for is answered sample by sample, by the function itself on Nodes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import isnan
from typing import TYPE_CHECKING, Any

from backsweep.compiling.batches import Rows, Samples, check_options, check_reduce, eager_rows, outputs_of, total
from backsweep.compiling.chosen import Call, Chosen
from backsweep.compiling.comparing import compare
from backsweep.compiling.forms import build, plain_vector
from backsweep.compiling.special import Eagerly, Kind
from backsweep.compiling.writing import Path
from backsweep.errors import StructureError
from backsweep.transforms import gradient, jacobian
from backsweep.transforms.structures import is_leaf, leaves, rebuild

if TYPE_CHECKING:
    from backsweep.compiling.calls import Calls

# A Jacobian's program has a backward sweep for each result; this many results times steps are not written down.
MOST_SWEPT = 100_000


class Batch:
    """The arguments of one call of batch, or of batch_values as `what` says, and the options of it."""

    def __init__(self, calls: Calls, what: str, args: Sequence[Any], on_error: str, threads: int) -> None:
        check_options(what, on_error, threads)
        self.calls, self.what, self.on_error, self.threads = calls, what, on_error, threads
        self.samples = Samples(args)
        self.call = Call(self.samples.args, {})
        self.special = calls.special(self.call)

    def values(self) -> Any:
        """What f gives: an array of n for each number."""

        def eagerly(number: int) -> tuple[Any, list[float]]:
            value = self.calls.eager_value(self._sample(number), {})
            return value, leaves(value)

        output, rows = self._outputs(None, eagerly)
        left = iter(rows)
        return rebuild(output, lambda _: next(left))

    def derivatives(self, reduce: str | None) -> Any:
        """The same, and the derivatives by what argnums names: for each number of f's answer in the arguments' form."""
        check_reduce(reduce)
        chosen = Chosen(self.calls.argnums, self.samples.args, self.call, self.what)
        size = len(self.samples.columns)

        def eagerly(number: int) -> tuple[Any, list[float]]:
            value, found = differentiated(self.calls, self._sample(number))
            return value, [*leaves(value), *spread(leaves(found), chosen.order, size)]

        output, rows = self._outputs(chosen.wanted, eagerly)
        count = len(leaves(output))
        ders = iter([self._ders(rows[start : start + size], reduce) for start in range(count, len(rows), size)])
        left = iter(rows)
        return rebuild(output, lambda _: next(left)), rebuild(output, lambda _: chosen.gradient(next(ders)))

    def _ders(self, rows: Rows, reduce: str | None) -> list[Any]:
        """The derivatives of one number by each input: what all samples share has a sum."""
        return [
            total(row) if reduce == "sum" or column.__class__ is float else row
            for row, column in zip(rows, self.samples.columns, strict=True)
        ]

    def _outputs(self, kind: Kind, eagerly: Callable[[int], tuple[Any, list[float]]]) -> tuple[Any, Rows]:
        """f's answer with anything for its numbers, and the program's outputs, an array of n for each."""

        def sample(number: int) -> list[float]:
            return eagerly(number)[1]

        try:
            path = self.special.first(self.samples.sample(0))
            need_few_sweeps(path)
            output = self._with_numbers(path.output)
            rows = outputs_of(self.special, kind, self.samples, sample, self.on_error, self.threads)
        except Eagerly:
            output, rows = eager_rows(self.samples, eagerly, self.on_error)
            self._with_numbers(output)
        if self.calls.check:
            self._check(rows, sample)
        return output, rows

    def _with_numbers(self, output: Any) -> Any:
        """f's answer.

        Raises:
            StructureError: there is no number in it.
        """
        if not leaves(output):
            raise StructureError(f"{self.what} needs numbers from f, but f returned {output!r}.")
        return output

    def _check(self, rows: Rows, eagerly: Callable[[int], list[float]]) -> None:
        """check=True, at every sample that has an answer."""
        assert self.samples.count is not None
        for number in range(self.samples.count):
            ours = [float(row[number]) for row in rows]
            if not any(map(isnan, ours)):
                compare(ours, eagerly(number), self.calls.name)

    def _sample(self, number: int) -> list[Any]:
        """The arguments of one sample."""
        point = iter(self.samples.sample(number))
        return [build(form, point, plain_vector) for form in self.call.forms]


def differentiated(calls: Calls, args: Sequence[Any]) -> tuple[Any, Any]:
    """The value and all derivatives, on Nodes."""
    value = calls.eager_value(args, {})
    if is_leaf(value):
        return value, gradient.value_and_grad(calls.f, calls.argnums)(*args)[1]
    return value, jacobian.jacobian(calls.f, calls.argnums, mode="reverse")(*args)


def spread(ders: Sequence[float], order: Sequence[int], size: int) -> Iterator[float]:
    """Rows of ders by the inputs of `order` as rows by all inputs, with zeros for the others."""
    for start in range(0, len(ders), len(order)):
        row = [0.0] * size
        for index, der in zip(order, ders[start : start + len(order)], strict=True):
            row[index] = der
        yield from row


def takes_many_sweeps(path: Path) -> bool:
    """Whether a backward sweep for each of a path's results would make too long a program."""
    return len(path.values) > 1 and len(path.values) * path.steps > MOST_SWEPT


def need_few_sweeps(path: Path) -> None:
    """Leaves a Jacobian of many results to the eager transform.

    Raises:
        Eagerly: it is one.
    """
    if takes_many_sweeps(path):
        raise Eagerly("a backward sweep for each of so many results makes too long a program")
