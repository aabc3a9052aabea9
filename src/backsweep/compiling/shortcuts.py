"""Built-in functions for the calls that have machine code: Python calls them directly, without a line of ours."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

from backsweep.compiling.calls import Calls
from backsweep.compiling.chosen import Chosen
from backsweep.compiling.executors import Machine
from backsweep.compiling.forms import Branch, Form, Leaf, Row, Static, Vector
from backsweep.compiling.special import Kind, Special

ABOUT = "As machine code. A call that it is not made for is made the general way."


class Shortcuts:
    """The built-in functions of one compiled function: for the form of its latest calls.

    value   f's value as a built-in function; None as long as there is none
    into    into() as one
    """

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self.value: Any = None
        self.into: Any = None
        self._made_for: set[tuple[int, Kind]] = set()

    def are_due(self) -> bool:
        """Whether the latest form has machine code that no built-in function leads to yet."""
        special = self._calls.latest
        return special is not None and any(self._is_new(special, kind) for kind in special.executors)

    def _is_new(self, special: Special, kind: Kind) -> bool:
        return isinstance(special.executors[kind], Machine) and (id(special), kind) not in self._made_for

    def made(self) -> dict[str, Any]:
        """The built-in functions that are new, by name."""
        special = self._calls.latest
        found: dict[str, Any] = {}
        if special is None or self._calls.check or special.names:
            return found
        for kind, executor in list(special.executors.items()):
            if isinstance(executor, Machine) and self._is_new(special, kind):
                self._made_for.add((id(special), kind))
                found.update(self._for_kind(special, kind, executor))
        self.value = found.pop("value", self.value)
        self.into = found.pop("into", self.into)
        return found

    def _for_kind(self, special: Special, kind: Kind, executor: Machine) -> dict[str, Any]:
        forms = [native_form(form) for form in special.forms]
        path = special.paths[0]
        if None in forms or any(value is not float for value in path.values):
            return {}
        make, calls = executor.code.builtin, self._calls
        single = path.output.__class__ is float
        if kind is None:
            numbers = count()
            answer = each(path.output, lambda: next(numbers))
            return {} if answer is None else {"value": make("value", forms, answer, calls.value, ABOUT)}
        chosen = Chosen(calls.argnums, special.forms, special, "compile")
        if chosen.wanted != kind:
            return {}
        if not single:
            rows = iter(range(len(path.values), 1 << 62, path.outline.inputs))
            answer = each(path.output, lambda: executor.code.answer(forms, calls.argnums, next(rows)))
            return {} if answer is None else {"jacobian": make("jacobian", forms, answer, calls.jacobian, ABOUT)}
        ders = executor.code.answer(forms, calls.argnums)
        return {
            "into": executor.code.into(calls.into),
            "grad": make("grad", forms, ders, calls.grad, ABOUT),
            "value_and_grad": make("value_and_grad", forms, ("tuple", [0, ders]), calls.value_and_grad, ABOUT),
        }


def each(output: Any, answer: Callable[[], Any]) -> Any:
    """The answer for each number of a nested list or tuple; None if there is anything else in it."""
    if output.__class__ is float:
        return answer()
    if output.__class__ not in (list, tuple):
        return None
    parts = [each(part, answer) for part in output]
    return None if None in parts else ("list" if output.__class__ is list else "tuple", parts)


def native_form(form: Form) -> Any:
    """A form as machine code knows it; None if it does not."""
    if isinstance(form, Leaf):
        return "float"
    if isinstance(form, Static):
        return ("static", form.value)
    if isinstance(form, Row):
        return ("floats", form.count, form.kind)
    if isinstance(form, Vector):
        return ("array", form.count, form.kind)
    assert isinstance(form, Branch)
    parts = [native_form(part) for part in form.parts]
    if None in parts or form.kind not in (list, tuple, dict):
        return None
    if form.kind is dict:
        return ("dict", dict(zip([name.value for name in form.names], parts, strict=True)))
    return ("list" if form.kind is list else "tuple", parts)
