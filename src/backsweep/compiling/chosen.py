"""One call taken apart: its forms, its floats, and which of them are differentiated by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from backsweep.compiling.forms import Branch, Differentiating, Form, Static, build, form_of, leaf_count, plain_vector
from backsweep.errors import WrongKind
from backsweep.node import short
from backsweep.transforms.recording import ArgNums, nothing_to_differentiate_by, selected
from backsweep.transforms.structures import leaves


class Call:
    """The arguments of one call, taken apart: the forms of all, and the floats.

    names  those given by name; their forms come after the positional ones
    """

    __slots__ = ("forms", "inputs", "key", "names")

    def __init__(self, args: Sequence[Any], kwargs: dict[str, Any]) -> None:
        self.inputs: list[float] = []
        self.names = tuple(kwargs)
        try:
            self.forms = tuple(form_of(arg, self.inputs) for arg in (*args, *kwargs.values()))
        except OverflowError:
            raise Differentiating from None  # an int beyond all floats: the function itself says so
        self.key = (self.forms, self.names)


class Taken(Protocol):
    """What has forms: a call, or what runs calls of one form."""

    @property
    def forms(self) -> Sequence[Form]: ...


class Chosen:
    """The arguments that argnums names: which inputs they are, and what a gradient by them looks like.

    order   the numbers of their inputs, in the order of argnums; `wanted` is the set of them
    """

    def __init__(self, argnums: ArgNums, args: Sequence[Any], call: Taken, what: str) -> None:
        selected(args, argnums, what)
        starts = [0]
        for form in call.forms:
            starts.append(starts[-1] + leaf_count(form))
        self.single = not isinstance(argnums, tuple)
        numbers = [number % len(args) for number in (argnums if isinstance(argnums, tuple) else (argnums,))]
        self.parts: list[tuple[Form, int, int]] = [(call.forms[n], starts[n], starts[n + 1]) for n in numbers]
        self.order = [index for _, start, end in self.parts for index in range(start, end)]
        self.wanted = frozenset(self.order)
        for number in numbers if self.wanted else ():
            if holds_ints(call.forms[number]):
                # With other numbers beside it, an int would come back as its own derivative.
                raise WrongKind(
                    f"{what} is to differentiate by argument {number}, but there are ints in it, which are part of the "
                    f"program and no values: {short(args[number])}. Write floats, such as 2.0 for 2, or leave it out "
                    "of argnums."
                )
        if not self.wanted:
            chosen = args[numbers[0]]
            if not leaves(chosen):
                raise nothing_to_differentiate_by(chosen, argnums, what)
            write = f"Write {float(chosen)!r}." if isinstance(chosen, int) else "Pass floats."
            raise WrongKind(
                f"{what} found no float to differentiate by in argument {argnums}: {short(chosen)}. An int is part "
                f"of the program, not a value. {write}"
            )

    def gradient(self, ders: Sequence[float]) -> Any:
        """The gradient in the arguments' form, from the ders of all inputs."""
        found = [build(form, iter(ders[start:end]), plain_vector) for form, start, end in self.parts]
        return found[0] if self.single else tuple(found)


def holds_ints(form: Form) -> bool:
    """Whether there is an int among the static parts of a form."""
    if isinstance(form, Branch):
        return any(map(holds_ints, form.parts))
    return isinstance(form, Static) and form.kind is int
