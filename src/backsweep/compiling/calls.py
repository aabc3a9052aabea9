"""The calls of a compiled function: arguments in, the right program, the answer in the arguments' form.

What no program is for goes to the function itself, on Nodes, which answers or raises.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from backsweep.compiling.batch_call import Batch, differentiated, need_few_sweeps, spread, takes_many_sweeps
from backsweep.compiling.chosen import Call, Chosen
from backsweep.compiling.comparing import compare
from backsweep.compiling.forms import Column, Differentiating, arrays_again, build, form_of, plain_vector
from backsweep.compiling.special import Eagerly, Kind, Special
from backsweep.compiling.writing import Path
from backsweep.errors import RecordingError, StructureError
from backsweep.node import Node, short
from backsweep.transforms import gradient, jacobian
from backsweep.transforms.recording import ArgNums
from backsweep.transforms.structures import is_leaf, leaves, rebuild
from backsweep.worlds import value_of

Function = Callable[..., Any]
Answer = Callable[[], Any]


class Calls:
    """Everything that can be asked of a compiled function, by the general way.

    specials  for each form of arguments the paths and what runs them
    latest    the special of the last call
    changed   is called when there is a special for one more form
    forward   gives a function for the Jacobian by forward mode
    """

    def __init__(self, f: Function, argnums: ArgNums, check: bool, make: partial[Special]) -> None:
        self.f, self.argnums, self.check, self._make = f, argnums, check, make
        self.specials: dict[Any, Special] = {}
        self.latest: Special | None = None
        self.changed: Callable[[], None] = lambda: None
        self.forward: Callable[[], Function] = lambda: jacobian.jacobian(f, argnums, mode="forward")

    def value(self, *args: Any, **kwargs: Any) -> Any:
        """f's value."""

        def by_program() -> Any:
            call = Call(args, kwargs)
            return _output(*self.special(call).run(None, call.inputs))

        return self._answer(by_program, lambda: self.eager_value(args, kwargs), lambda: self.f(*args, **kwargs))

    def value_and_grad(self, *args: Any, **kwargs: Any) -> Any:
        """f's value and its gradient, as backsweep.value_and_grad(f, argnums) gives them."""
        return self._both("value_and_grad", args, kwargs)

    def grad(self, *args: Any, **kwargs: Any) -> Any:
        """f's gradient, as backsweep.grad(f, argnums) gives it."""
        return self._both("grad", args, kwargs)[1]

    def _both(self, what: str, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
        """The value and the gradient, in the name of `what`."""
        eager = gradient.gradient_of(self.f, self.argnums, False, what)

        def by_program() -> Any:
            call = Call(args, kwargs)
            chosen = Chosen(self.argnums, args, call, what)
            special = self.special(call)
            _need_one_number(special.first(call.inputs))
            path, outputs = special.run(chosen.wanted, call.inputs)
            _need_one_number(path)
            return _output(path, outputs), chosen.gradient(outputs[1:])

        return self._answer(by_program, lambda: _plainly(eager, args, kwargs), lambda: eager(*args, **kwargs))

    def jacobian(self, *args: Any, **kwargs: Any) -> Any:
        """Every first derivative of f: output structure + input structure.

        As backsweep.jacobian(f, argnums, mode="reverse") gives it; by fewer inputs than results, where a backward sweep
        for each result would be too much, as mode="forward" does, by a program of that.
        """
        eager = jacobian.jacobian(self.f, self.argnums, mode="reverse")

        def by_program() -> Any:
            call = Call(args, kwargs)
            chosen = Chosen(self.argnums, args, call, "jacobian")
            special = self.special(call)
            first = special.first(call.inputs)
            if takes_many_sweeps(first) and len(chosen.order) < len(first.values):
                return self.forward()(*args, **kwargs)
            need_few_sweeps(first)
            path, outputs = special.run(chosen.wanted, call.inputs)
            if not path.values:
                raise StructureError(f"jacobian needs numbers from f, but f returned {path.output!r}.")
            size = len(call.inputs)
            rows = iter([outputs[start : start + size] for start in range(len(path.values), len(outputs), size)])
            return arrays_again(rebuild(path.output, lambda _: chosen.gradient(next(rows))))

        return self._answer(by_program, lambda: _plainly(eager, args, kwargs), lambda: eager(*args, **kwargs))

    def gives_several(self, args: Sequence[Any], kwargs: dict[str, Any]) -> bool:
        """Whether f gives several numbers for such arguments, as far as its first path tells; recorded if need be."""
        try:
            call = Call(args, kwargs)
            return not is_leaf(self.special(call).first(call.inputs).output)
        except (Differentiating, Eagerly, RecordingError):
            return False

    def _answer(self, by_program: Answer, eagerly: Answer, itself: Answer) -> Any:
        """What the program answers; what no program is for is asked `eagerly`, or of the function `itself`.

        They are called outside of the except blocks, so that an error of the function's own has none of ours before it.
        """
        refusal: RecordingError | None = None
        try:
            answer = by_program()
        except Differentiating:
            instead = itself
        except Eagerly:
            instead = eagerly
        except RecordingError as error:
            instead, refusal = eagerly, error
        else:
            if self.check:
                compare(answer, eagerly(), self.name)
            return answer
        answer = instead()  # an error of the function's own comes before a refusal
        if refusal is not None:
            raise refusal
        return answer

    def into(self, x: Any, out: Any) -> None:
        """The values and for each the ders by all inputs, from and into the caller's own memory."""
        special, kind = self.gradient_special("into")
        inputs = [float(number) for number in x]
        values, size = len(special.paths[0].values), special.paths[0].outline.inputs
        for name, given, count in (("x", inputs, size), ("out", out, values * (1 + size))):
            if len(given) != count:
                raise StructureError(
                    f"into needs {name} with {count} floats, but got {len(given)}. x holds the floats of the "
                    "arguments one after the other, out receives the value and the derivative by each."
                )
        try:
            _, outputs = special.run(kind, inputs)
        except Eagerly:
            outputs = self._eager_outputs(special, inputs)
        for index, output in enumerate(outputs):
            out[index] = output

    def _eager_outputs(self, special: Special, inputs: Sequence[float]) -> list[float]:
        """What a program of derivatives would put out, on Nodes.

        Raises:
            StructureError: f gives another number of numbers here.
        """
        left, first = iter(inputs), special.paths[0].output
        args = [build(form, left, plain_vector) for form in special.forms]
        order = Chosen(self.argnums, special.forms, special, "into").order
        if is_leaf(first):
            value, found = gradient.value_and_grad(self.f, self.argnums)(*args)
        else:
            value, found = differentiated(self, args)
        values = leaves(value)
        if len(values) != len(leaves(first)):
            raise StructureError(
                f"into needs answers of one structure from f, but f gave {short(value)} here and {short(first)} before."
            )
        return [*values, *spread(leaves(found), order, len(inputs))]

    def gradient_special(self, what: str) -> tuple[Special, Kind]:
        """The special that gradients were asked of, and their kind.

        Raises:
            StructureError: there is none, or there are several.
        """
        found = [
            (special, kind)
            for special in list(self.specials.values())
            for kind in special.executors
            if kind is not None and special.paths
        ]
        if not found:
            raise StructureError(
                f"{what} needs to know what the arguments look like: call value_and_grad or jacobian once first."
            )
        if len(found) > 1:
            raise StructureError(
                f"{what} is for a compiled function whose arguments always look the same, but gradients of this one "
                f"were asked for {len(found)} different forms of arguments. Compile f once more for {what} alone."
            )
        return found[0]

    def batch(self, *args: Any, reduce: str | None = None, on_error: str = "raise", threads: int = 1) -> Any:
        """f at n samples at once: (values, gradients); any float of the arguments may be an array of n of them.

        reduce    "sum" for the sums of the gradients over the samples instead
        on_error  "nan" to give nan where f would raise, instead of raising with the sample's number
        threads   how many threads share the samples
        """
        return Batch(self, "batch", args, on_error, threads).derivatives(reduce)

    def batch_values(self, *args: Any, on_error: str = "raise", threads: int = 1) -> Any:
        """f at n samples at once, without derivatives; all else as in `batch`."""
        return Batch(self, "batch_values", args, on_error, threads).values()

    # Within.

    @property
    def name(self) -> str:
        """What the function is called in sentences."""
        return f"compile({getattr(self.f, '__name__', 'f')})"

    def special(self, call: Call) -> Special:
        special = self.specials.get(call.key)
        if special is None:
            special = self.specials.setdefault(call.key, self._make(call.forms, call.names))
            self.changed()
        self.latest = special
        return special

    def eager_value(self, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
        """f on Nodes, for its value and for its errors."""
        nodes = [_noded(arg) for arg in args]
        named = {name: _noded(arg) for name, arg in kwargs.items()}
        return arrays_again(rebuild(self.f(*nodes, **named), value_of))


def _noded(arg: Any) -> Any:
    """An argument with Nodes for its floats; an array becomes a list of them."""
    inputs: list[float] = []
    form = form_of(arg, inputs)
    return build(form, map(Node, inputs), Column)


def _need_one_number(path: Path) -> None:
    """Leaves a function that gave no number, or several, to the eager transform, which says so.

    Raises:
        Eagerly: it is one.
    """
    if not is_leaf(path.output):
        raise Eagerly("the function does not give one number")


def _plainly(eager: Function, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    """An eager transform on arguments of which some may be arrays, which it takes, and gives, as columns."""

    def plain(arg: Any) -> Any:
        inputs: list[float] = []
        form = form_of(arg, inputs)
        return build(form, iter(inputs), Column)

    return arrays_again(eager(*map(plain, args), **{name: plain(arg) for name, arg in kwargs.items()}))


def _output(path: Path, outputs: Sequence[float]) -> Any:
    """f's answer: the program's values where they go."""
    values: Iterator[Any] = zip(path.values, outputs, strict=False)

    def settle(leaf: Any) -> Any:
        kind, value = next(values)
        return leaf if kind is None else kind(value)

    return arrays_again(rebuild(path.output, settle))
