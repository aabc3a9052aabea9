"""What each language that programs are printed in says in its own words; layout.py says the rest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from backsweep.program.expressions import Expression
from backsweep.program.statements import Accumulate, Guard, Loop, Seen, Store
from backsweep.row import Primitive


class Words:
    """A language fills in the methods that raise NotImplementedError."""

    # Whether a name must be declared before the block in which it gets the value that is used after it.
    declares = False

    def constant(self, number: Any) -> Expression:
        """A number, or another static argument."""
        raise NotImplementedError

    def apply(self, row: Primitive, args: Sequence[Expression]) -> Expression:
        """A row on expressions; its kind and whether it raises are filled in by the caller."""
        raise NotImplementedError

    def setting(self, name: str, expression: Expression, new: bool) -> str:
        """A line that gives a name its value; `new` if it has had none before, else see `change`."""
        raise NotImplementedError

    def evaluating(self, expression: Expression) -> str:
        """A line for an expression whose value is not used."""
        raise NotImplementedError

    def remark(self, line: str) -> str:
        """A comment."""
        raise NotImplementedError

    def write_seen(self, count: Expression, seen: Seen) -> None:
        """Writes the look at how many turns a loop has made."""
        raise NotImplementedError

    def write_guard(self, condition: Expression, guard: Guard) -> None:
        """Writes a guard."""
        raise NotImplementedError

    def write_access(self, statement: Store | Accumulate, value: Expression) -> None:
        """Writes the line that writes to memory."""
        raise NotImplementedError

    def open_loop(self, loop: Loop, index: str, trips: Expression | None) -> None:
        """Writes a loop's first line."""
        raise NotImplementedError

    def write_break(self, condition: Expression, holds: bool) -> None:
        """Writes the end of an `until` loop's turn."""
        raise NotImplementedError

    def write_nothing(self) -> None:
        """Writes what a language wants in a block without statements."""

    def close_loop(self, loop: Loop, index: str, count: str | None) -> None:
        """Writes what follows the last turn."""
        raise NotImplementedError
