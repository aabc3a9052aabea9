"""Which expressions wait to be put where they are used, and when one that waits must get a name after all.

An expression waits if it is used once. It gets a name where the line would be long, where something that could
raise would be carried out in another order, and before memory it reads is written.
"""

from __future__ import annotations

from collections.abc import Sequence

from backsweep.program.expressions import Expression
from backsweep.program.operands import uses
from backsweep.program.statements import Array, Operand, Program, Static
from backsweep.program.words import Words

# An expression longer than this gets a name, even where it would fit.
PART = 50


class Waiting(Words):
    """The expressions of a program's scalars. What writes the lines fills in `put` and `width`.

    uses     how often each scalar is used
    named    the scalars that have a name, or are as short as one
    waiting  the scalars that have none yet, oldest first
    ordered  those of them that could raise
    readers  the scalars that read an array, which may have waited since
    """

    def __init__(self, program: Program) -> None:
        self.uses = uses(program)
        self.named: dict[int, Expression] = {}
        self.waiting: dict[int, Expression] = {}
        self.ordered: list[int] = []
        self.readers: dict[str, list[int]] = {}

    def put(self, scalar: int, expression: Expression) -> None:
        """Writes the line that gives a scalar its value."""
        raise NotImplementedError

    def width(self) -> int:
        """How many characters of a line there are for expressions."""
        raise NotImplementedError

    def settle(self, scalar: int) -> None:
        """Gives a scalar that waits a name, now; with it all that is to be evaluated before it."""
        if self.waiting[scalar].raises:
            while self.ordered:
                first = self.ordered.pop(0)
                self.put(first, self.waiting.pop(first))
                if first == scalar:
                    return
        self.put(scalar, self.waiting.pop(scalar))

    def settle_ordered(self) -> None:
        """Evaluates whatever waits and could raise."""
        ordered, self.ordered = self.ordered, []
        for scalar in ordered:
            self.put(scalar, self.waiting.pop(scalar))

    def settle_all(self) -> None:
        """Gives all that wait their names."""
        for scalar in list(self.waiting):
            if scalar in self.waiting:
                self.settle(scalar)

    def take(
        self, wanted: Sequence[Operand], lazy: Sequence[int] = (), room: int = 0, part: int = PART
    ) -> list[Expression]:
        """The expressions of operands, which no longer wait.

        lazy  positions that may stay unevaluated
        room  how many characters of the line are taken
        part  how long each of them may be
        """
        scalars = self.still_waiting(wanted)
        ordered = [scalar for scalar in scalars if self.waiting[scalar].raises]
        misplaced = bool(ordered) and ordered != self.ordered[-len(ordered) :]
        if misplaced or any(wanted[position] is scalar for position in lazy for scalar in ordered):
            for scalar in ordered:
                if scalar in self.waiting:
                    self.settle(scalar)
        lengths = {scalar: len(self.waiting[scalar].text) for scalar in scalars if scalar in self.waiting}
        limit = self.width() - room
        by_length = sorted(lengths, key=lengths.__getitem__, reverse=True)
        for scalar in by_length:
            if lengths[scalar] > part or sum(lengths.values()) + 6 * len(wanted) > limit:
                if scalar in self.waiting:
                    self.settle(scalar)
                lengths[scalar] = 4
        return [self.fetch(operand) for operand in wanted]

    def still_waiting(self, wanted: Sequence[Operand]) -> list[int]:
        """Those of the operands that wait."""
        # By class, because 3.0 == 3: a constant is no scalar.
        return [operand for operand in wanted if operand.__class__ is int and operand in self.waiting]

    def fetch(self, operand: Operand) -> Expression:
        """The expression of one operand."""
        if operand.__class__ is not int:
            return self.constant(operand.value if isinstance(operand, Static) else operand)
        waiting = self.waiting.pop(operand, None)
        if waiting is None:
            return self.named[operand]
        if waiting.raises:
            self.ordered.remove(operand)
        return waiting

    def hold(self, scalar: int, expression: Expression) -> None:
        """A scalar's expression: it waits if it is used once, and gets its name now if more often."""
        if self.uses.get(scalar, 0) == 1:
            self.waiting[scalar] = expression
            if expression.raises:
                self.ordered.append(scalar)
            for array in expression.reads:
                self.readers.setdefault(array, []).append(scalar)
        else:
            if expression.raises:
                self.settle_ordered()
            self.put(scalar, expression)

    def written(self, array: Array) -> None:
        """To be called before memory is written: what reads it is evaluated now."""
        for scalar in self.readers.pop(array.name, ()):
            if scalar in self.waiting:
                self.settle(scalar)
