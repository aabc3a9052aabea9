"""Built-in functions for the calls that have machine code: Python calls them directly, without a line of ours.

One is for one form of arguments. The latest stands in front; what it is not for it hands to the one before.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable
from functools import partial
from itertools import count
from typing import Any

from backsweep.compiling.calls import Calls
from backsweep.compiling.chosen import Chosen
from backsweep.compiling.executors import Machine
from backsweep.compiling.forms import Branch, Form, Leaf, Row, Static, Vector
from backsweep.compiling.special import Kind, Special

ABOUT = "As machine code. A call that it is not made for is made the general way."
# Forms that are asked one after the other: each takes some 50 ns to say no, the general way 30 us for ten numbers.
MOST_IN_A_ROW = 16


class Shortcuts:
    """The built-in functions of one compiled function: for the forms of its calls.

    owner   the compiled function; weakly, so that it goes as soon as nobody needs it
    into    into() as one; None as long as there is none
    """

    def __init__(self, calls: Calls, owner: Any) -> None:
        self._calls, self._owner = calls, weakref.ref(owner)
        calls.changed = partial(_withdraw, self._owner)
        self.into: Any = None
        self._code: Any = None
        self._made_for: set[tuple[int, Kind]] = set()
        # By name, the built-in functions in a row, the latest last.
        self._rows: dict[str, list[Any]] = {}

    def general_value(self, *args: Any, **kwargs: Any) -> Any:
        """f's value, before there is a built-in function for it."""
        answer = self._calls.value(*args, **kwargs)
        self.install()
        return answer

    def bound(self, x: Any, out: Any) -> Callable[[], None]:
        """into(x, out) without its arguments, which have been looked at."""
        miss = partial(self._calls.into, x, out)
        return miss if self._code is None else self._code.bound(x, out, miss)

    def install(self) -> None:
        """Puts the built-in functions that are new on the compiled function, in front of its methods."""
        owner, special = self._owner(), self._calls.latest
        if owner is None or special is None or not any(self._is_new(special, kind) for kind in special.executors):
            return
        if any(len(row) == MOST_IN_A_ROW for row in self._rows.values()):
            self._rows.clear()
            self._made_for.clear()  # those that are still asked for are made again
        found = self._made(special)
        if "value" in found:
            owner.__call__ = found.pop("value")
        self.into = found.get("into", self.into)
        if len(self._calls.specials) > 1:
            found.pop("into", None)  # it is for one form only, and a call of any other is to be told so
        owner.__dict__.update(found)

    def _is_new(self, special: Special, kind: Kind) -> bool:
        return isinstance(special.executors[kind], Machine) and (id(special), kind) not in self._made_for

    def _made(self, special: Special) -> dict[str, Any]:
        """The built-in functions that are new, by name."""
        found: dict[str, Any] = {}
        if self._calls.check or special.names:
            return found
        for kind, executor in list(special.executors.items()):
            if isinstance(executor, Machine) and self._is_new(special, kind):
                self._made_for.add((id(special), kind))
                found.update(self._for_kind(special, kind, executor))
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
            return {} if answer is None else {"value": self._in_front("value", make, forms, answer, calls.value)}
        chosen = Chosen(calls.argnums, special.forms, special, "compile")
        if chosen.wanted != kind:
            return {}
        self._code = executor.code
        into = executor.code.into(calls.into)
        if not single:
            rows = iter(range(len(path.values), 1 << 62, path.outline.inputs))
            answer = each(path.output, lambda: executor.code.answer(forms, calls.argnums, next(rows)))
            if answer is None:
                return {"into": into}
            return {"into": into, "jacobian": self._in_front("jacobian", make, forms, answer, calls.jacobian)}
        ders = executor.code.answer(forms, calls.argnums)
        both = ("tuple", [0, ders])
        return {
            "into": into,
            "grad": self._in_front("grad", make, forms, ders, calls.grad),
            "value_and_grad": self._in_front("value_and_grad", make, forms, both, calls.value_and_grad),
        }

    def _in_front(
        self, name: str, make: Callable[..., Any], forms: list[Any], answer: Any, general: Callable[..., Any]
    ) -> Any:
        """A built-in function that hands what it is not for to the one before, and the first to the general way."""
        row = self._rows.setdefault(name, [])
        miss = row[-1] if row else partial(_and_install, weakref.ref(self), general)
        row.append(make(name, forms, answer, miss, ABOUT))
        return row[-1]


def _and_install(shortcuts: weakref.ref[Shortcuts], general: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """The answer of the general way; the form of the call may have machine code by now."""
    found = general(*args, **kwargs)
    here = shortcuts()
    if here is not None:
        here.install()
    return found


def _withdraw(owner: weakref.ref[Any]) -> None:
    """Takes back the built-in function that is for one form only."""
    compiled = owner()
    if compiled is not None:
        compiled.__dict__.pop("into", None)


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
