"""How a program is laid out as text, in whatever language: names, expressions within expressions, comments.

One idea: a scalar that is used once need not have a name. Its expression waits, and is put where it is used,
if the line stays short, nothing is carried out in another order that could raise, and what it reads from
memory has not been written since: waiting.py. `where` evaluates both branches in a program and one in the
text, so nothing that could raise is put into a branch.

What a language has to say is in words.py, and how it says that in its own file: as_python.py; c_expressions.py
and c_function.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from backsweep.program.expressions import SCALAR, SUM, Expression, identifier, is_one_term, kind_of, renamed
from backsweep.program.forward import may_raise
from backsweep.program.statements import (
    Accumulate,
    Address,
    Array,
    Carried,
    Guard,
    Instruction,
    Load,
    Loop,
    Program,
    Seen,
    Statement,
    Static,
    Store,
)
from backsweep.program.waiting import Waiting

WIDTH = 100

READ_ONLY = frozenset({"input", "constants", "indices"})
INDICES = "ijklmn"


class Layout(Waiting):
    """A program on its way to text.

    lines     what is written so far
    depth     in how many blocks the next line is
    turning   in how many loops
    line      the user's line that was told last
    numbered  how many scalars have got names, and `counted` how many loops' numbers of turns
    arrays    the arrays' names in the text
    """

    def __init__(self, program: Program, taken: Iterable[str]) -> None:
        super().__init__(program)
        self.program = program
        self.lines: list[str] = []
        self.depth, self.turning = 1, 0
        self.line = ""
        self.numbered = self.counted = 0
        self.arrays: dict[str, str] = {}
        reserved = {*taken, *INDICES, "turns"}
        for array in program.arrays:
            self.arrays[array.name] = identifier(array.name, reserved | set(self.arrays.values()), array.role)

    # Lines.

    def write(self, text: str, line: str = "") -> None:
        """A line of text, after a comment if the user's line is another one."""
        if line and line != self.line:
            self.line = line
            self.lines.append("    " * self.depth + self.remark(line))
        self.lines.append("    " * self.depth + text)

    @contextmanager
    def deeper(self) -> Iterator[None]:
        """Lines within a block."""
        self.depth += 1
        yield
        self.depth -= 1

    def name(self) -> str:
        """A fresh name for a scalar."""
        self.numbered += 1
        return f"v{self.numbered}"

    def place(self, array: Array, at: Address) -> str:
        """The text of a place in an array: kept[3 * i + 1]."""
        turns = [(self.named[index].text, step) for index, step in at.steps if step]
        added = [turn if step == 1 else f"{step} * {turn}" for turn, step in turns if step > 0]
        taken = [turn if step == -1 else f"{-step} * {turn}" for turn, step in turns if step < 0]
        if at.base > 0 or not added:
            added.append(str(at.base))
        elif at.base:
            taken.append(str(-at.base))
        number = " - ".join([" + ".join(added), *taken])
        if at.table is not None:
            number = f"{self.arrays[at.table.name]}[{number}]"
        return f"{self.arrays[array.name]}[{number}]"

    def width(self) -> int:
        return WIDTH - 4 * self.depth - 12

    def put(self, scalar: int, expression: Expression) -> None:
        if not self.uses.get(scalar):
            if expression.raises:
                self.write(self.evaluating(expression), expression.line)
            return
        name = self.name()
        self.write(self.setting(name, expression, True), expression.line)
        self.named[scalar] = Expression(name, kind=expression.kind)

    def change(self, name: str, expression: Expression) -> str:
        """The new value of a name that has one: s += e for s = s + e, which has the same bits."""
        for symbol in "+-" if expression.strength == SUM else "":
            before, own, rest = expression.text.partition(f"{name} {symbol} ")
            if own and not before and is_one_term(rest):
                return f"{name} {symbol}= {rest}"
        return f"{name} = {expression.text}"

    # Statements.

    def body(self, statements: Sequence[Statement]) -> None:
        """Statements in order."""
        for statement in statements:
            if isinstance(statement, Instruction):
                self.instruction(statement)
            elif isinstance(statement, Load):
                self.hold(statement.target, self.loaded(statement.array, statement.at))
            elif isinstance(statement, (Store, Accumulate)):
                self.access(statement)
            elif isinstance(statement, Guard):
                (condition,) = self.take([statement.condition], part=WIDTH)
                self.settle_ordered()
                self.write_guard(condition, statement)
            elif isinstance(statement, Seen):
                self.settle_ordered()
                self.write_seen(self.fetch(statement.count), statement)
            else:
                self.loop(statement)

    def loaded(self, array: Array, at: Address) -> Expression:
        """A number in memory."""
        reads = () if array.role in READ_ONLY else (array.name,)
        return Expression(self.place(array, at), kind="whole" if array.role == "indices" else "float", reads=reads)

    def instruction(self, statement: Instruction) -> None:
        """One row: an expression."""
        row = statement.row
        lazy = (1, 2) if row.native == "select" else ()
        args = self.take(statement.args, lazy, room=len(row.name))
        expression = self.apply(row, args)
        expression.kind = kind_of(row, args)
        expression.raises = may_raise(row) or any(arg.raises for arg in args)
        expression.reads = tuple({array: None for arg in args for array in arg.reads})
        expression.line = statement.line
        self.hold(statement.target, expression)

    def access(self, statement: Store | Accumulate) -> None:
        """A line that writes to memory."""
        (value,) = self.take([statement.value], room=len(self.place(statement.array, statement.at)), part=WIDTH)
        if value.raises:
            self.settle_ordered()
        self.written(statement.array)
        self.write_access(statement, value)

    def loop(self, loop: Loop) -> None:
        """A loop, with what is carried."""
        self.settle_all()
        index = INDICES[self.turning] if self.turning < len(INDICES) else f"i{self.turning}"
        turns = self.turns(loop.trips)
        for carried in loop.carried:
            self.start(loop, carried)
        count = self.count_name() if loop.count is not None else None
        self.open_loop(loop, index, turns)
        self.named[loop.index] = Expression(index, kind="whole")
        self.turning += 1
        before = len(self.lines)
        with self.deeper():
            self.body(loop.body)
            self.hand_on(loop)
            if len(self.lines) == before:
                self.write_nothing()
        self.turning -= 1
        self.close_loop(loop, index, count)
        for carried in loop.carried:
            self.named[carried.last] = self.named[carried.target]
        if loop.count is not None and count is not None:
            self.named[loop.count] = Expression(count, kind="whole")

    def turns(self, trips: int | Static | None) -> Expression | None:
        """How many turns a loop makes."""
        if trips is None:
            return None
        return self.fetch(trips.value) if isinstance(trips, Static) else self.constant(trips)

    def count_name(self) -> str:
        """A fresh name for the number of turns of a loop."""
        self.counted += 1
        return "turns" if self.counted == 1 else f"turns{self.counted}"

    def start(self, loop: Loop, carried: Carried) -> None:
        """The value of what is carried, before the first turn."""
        value = self.fetch(carried.start)
        name = self.name()
        if self.declares or self.uses.get(carried.target):
            self.write(self.setting(name, value, True), loop.line)
        self.named[carried.target] = Expression(name, kind=value.kind)

    def hand_on(self, loop: Loop) -> None:
        """The end of a turn: what is carried gets its next value, and `until` is asked."""
        if loop.until is not None and loop.until[0] in self.ordered:
            self.settle(loop.until[0])
        moving = [
            carried for carried in loop.carried if carried.next.__class__ is not int or carried.next != carried.target
        ]
        nexts = [carried.next for carried in moving]
        ordered = [scalar for scalar in self.still_waiting(nexts) if self.waiting[scalar].raises]
        if len(ordered) > 1 or (ordered and self.ordered[-1] != ordered[0]):
            for scalar in ordered:
                if scalar in self.waiting:
                    self.settle(scalar)
        values = [self.take([operand], part=WIDTH)[0] for operand in nexts]
        self.settle_ordered()
        condition = None if loop.until is None else self.outliving(loop.until[0], moving)
        self.assign([(self.named[carried.target].text, value) for carried, value in zip(moving, values, strict=True)])
        if loop.until is not None and condition is not None:
            self.write_break(condition, loop.until[1])
        self.waiting.clear()  # what nobody has used

    def outliving(self, scalar: int, moving: Sequence[Carried]) -> Expression:
        """A condition that still means the same once what is carried has its next value."""
        expression = self.fetch(scalar)
        if not {self.named[carried.target].text for carried in moving} & set(SCALAR.findall(expression.text)):
            return expression
        name = self.name()
        self.write(self.setting(name, expression, True), expression.line)
        return Expression(name, kind=expression.kind)

    def together(self, pairs: Sequence[tuple[str, Expression]]) -> bool:
        """Writes a line that gives several names their new values at once, where a language has such a line."""
        return False

    def assign(self, pairs: list[tuple[str, Expression]]) -> None:
        """New values for names, all at once: in an order in which none is overwritten before it is used."""
        left = list(pairs)
        while left:
            for pair in left:
                if not any(pair[0] in SCALAR.findall(other[1].text) for other in left if other is not pair):
                    break
            else:
                if self.together(left):
                    return
                pair = left[0]
                name = self.name()
                self.write(self.setting(name, Expression(pair[0], kind=pair[1].kind), True))
                left = [
                    (target, renamed(value, pair[0], name) if target != pair[0] else value) for target, value in left
                ]
                continue
            left.remove(pair)
            self.write(self.setting(*pair, new=False), pair[1].line)
