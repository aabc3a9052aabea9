"""Writes statements of a program as the text of one LLVM function.

Two things are known here that the statements do not say. What goes wrong is collected in two truth values, `missed`
and `troubled`, so that a loop of arithmetic stays one block that LLVM can vectorise; only guards outside of such loops
leave at once. And a `values` array without a size grows as it is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from backsweep.native.lanes import Lanes
from backsweep.native.module import Module
from backsweep.native.rows import write
from backsweep.native.scalars import only_arithmetic, used, walk
from backsweep.program.statements import (
    Accumulate,
    Address,
    Array,
    Guard,
    Instruction,
    Load,
    Loop,
    Operand,
    Seen,
    Statement,
    Static,
    Store,
)

# A loop that makes more turns than this before it ends by itself does not end, as far as we can tell: the call is made
# eagerly, where the user can interrupt it. Less for one that writes down what it does: 128 MB for every array.
MOST_TURNS, MOST_WRITTEN_TURNS = 2**30, 2**24
# How many numbers an array has room for before it is first moved.
ROOM = 32


class Writer:
    """One function in the making.

    lanes      the type of a scalar
    places     the pointer of each array, as text: a register, or for an array without a size its cell
    offsets    where the array begins, counted from there
    slots      scalars that other functions use: their place in the frame, a memory that all of them share
    names      scalars that are known here, and what they are called
    kinds      scalars that are no numbers: "truth" or "integer"
    """

    def __init__(
        self,
        module: Module,
        lanes: Lanes,
        places: dict[Array, str],
        offsets: dict[Array, int],
        slots: dict[int, int],
        kinds: dict[int, str],
    ) -> None:
        self.module, self.lanes, self.places, self.offsets = module, lanes, places, offsets
        self.slots, self.kinds = slots, kinds
        self.names: dict[int, str] = {}
        self.lines: list[str] = []
        self.opening: list[str] = []
        self.temporaries = 0
        self.block = "entry"
        self.leaving: list[tuple[str, str]] = []
        self.troubled: str | None = None
        self.missed: str | None = None
        # Is given each loop first, may write some of its turns in another way, and says what is left of it.
        self.beforehand: Callable[[Writer, Loop], Loop | None] | None = None
        # (id of a loop, array) that nothing has reached before, and those arrays of the present loop.
        self.first: set[tuple[int, Array]] = set()
        self.empty: set[Array] = set()
        # Whether a guard that does not hold is noted, and asked after the loop.
        self.noting = lanes.width > 1

    # Words of a line.

    def temporary(self, expression: str) -> str:
        """A new register with what an expression gives."""
        self.temporaries += 1
        name = f"%t{self.temporaries}"
        self.lines.append(f"  {name} = {expression}")
        return name

    def memory(self, kind: str) -> str:
        """Memory that lasts as long as the function."""
        self.temporaries += 1
        name = f"%m{self.temporaries}"
        self.opening.append(f"  {name} = alloca {kind}, align 8")
        return name

    def define(self, target: int, expression: str) -> None:
        """A scalar of the program."""
        self.lines.append(f"  %s{target} = {expression}")
        self.names[target] = f"%s{target}"

    def define_by_lane(self, target: int, args: list[str], one: Callable[[list[str]], str]) -> None:
        """A scalar that is computed lane by lane."""
        lanes = self.lanes
        if lanes.width == 1:
            self.names[target] = one(args)
            return
        answer = "poison"
        for lane in range(lanes.width):
            given = [self.temporary(f"extractelement {lanes.number} {arg}, i32 {lane}") for arg in args]
            answer = self.temporary(f"insertelement {lanes.number} {answer}, double {one(given)}, i32 {lane}")
        self.names[target] = answer

    def name(self, scalar: int) -> str:
        """What a scalar is called here; one of another function is fetched from the frame."""
        found = self.names.get(scalar)
        return self._fetch(scalar) if found is None else found

    def kind(self, operand: Operand) -> str | None:
        """ "truth" or "integer" for a scalar that is no number."""
        return self.kinds.get(operand) if operand.__class__ is int else None

    def number(self, operand: Operand) -> str:
        """An operand as a float."""
        if operand.__class__ is int:
            found = self.names.get(operand)
            name: str = self._fetch(operand) if found is None else found
            kind = self.kinds.get(operand) if self.kinds else None
            if kind is None:
                return name
            turned = f"uitofp {self.lanes.truth}" if kind == "truth" else "sitofp i64"
            return self.temporary(f"{turned} {name} to {self.lanes.number}")
        return self.lanes.float(float(operand.value if isinstance(operand, Static) else operand))

    def truth(self, operand: Operand) -> str:
        """An operand as a truth value: a number is true unless it is zero."""
        if operand.__class__ is not int:
            return self.lanes.bool(bool(operand.value if isinstance(operand, Static) else operand))
        if self.kinds.get(operand) == "truth":
            return self.name(operand)
        return self.temporary(f"fcmp une {self.lanes.number} {self.number(operand)}, {self.lanes.float(0.0)}")

    # The frame.

    def _slot(self, scalar: int) -> tuple[str, str]:
        """The place of a scalar in the frame, and the type it has there."""
        kind = self.kinds.get(scalar)
        lanes = self.lanes
        place = self.temporary(f"getelementptr inbounds {lanes.number}, ptr %frame, i64 {self.slots[scalar]}")
        return place, lanes.number if kind is None else lanes.integer if kind == "truth" else "i64"

    def _fetch(self, scalar: int) -> str:
        place, kind = self._slot(scalar)
        name = self.temporary(f"load {kind}, ptr {place}, align 8")
        if self.kinds.get(scalar) == "truth":
            name = self.temporary(f"trunc {kind} {name} to {self.lanes.truth}")
        self.names[scalar] = name
        return name

    def leave_behind(self, scalar: int) -> None:
        """Stores a scalar that another function uses too."""
        if scalar not in self.slots:
            return
        place, kind = self._slot(scalar)
        name = self.names[scalar]
        if self.kinds.get(scalar) == "truth":
            name = self.temporary(f"zext {self.lanes.truth} {name} to {kind}")
        self.lines.append(f"  store {kind} {name}, ptr {place}, align 8")

    # What goes wrong.

    def trouble(self, expression: str) -> None:
        """An expression that is true where the call has to be made eagerly."""
        self.troubled = self._noted(self.troubled, self.temporary(expression))

    def miss(self, expression: str) -> None:
        """An expression that is true where a guard did not hold."""
        self.missed = self._noted(self.missed, self.temporary(expression))

    def _noted(self, before: str | None, now: str) -> str:
        return now if before is None else self.temporary(f"or {self.lanes.truth} {before}, {now}")

    def label(self, word: str) -> str:
        """A new name for a block."""
        self.temporaries += 1
        return f"{word}{self.temporaries}"

    def begin(self, label: str) -> None:
        self.lines.append(f"{label}:")
        self.block = label

    def leave_if(self, condition: str, status: str) -> None:
        """Ends the function where a condition holds."""
        following = self.label("on")
        self.leaving.append((status, self.block))
        self.lines.append(f"  br i1 {condition}, label %leave, label %{following}")
        self.begin(following)

    # Memory.

    def element(self, array: Array, at: Address, kind: str | None = None) -> str:
        """The pointer to a place in an array."""
        number = self.place(at)
        if at.table is not None:
            entry = self._pointer("i64", at.table, number)
            number = self.temporary(f"load i64, ptr {entry}, align 8")
        return self._pointer(kind or self.lanes.number, array, number)

    def _pointer(self, kind: str, array: Array, number: str) -> str:
        offset = self.offsets.get(array, 0)
        base = self.places[array]
        if array.size is None:
            base = self.temporary(f"load ptr, ptr {base}, align 8")
        if offset:
            number = (
                str(int(number) + offset) if number.isdecimal() else self.temporary(f"add nsw i64 {number}, {offset}")
            )
        return base if number == "0" else self.temporary(f"getelementptr inbounds {kind}, ptr {base}, i64 {number}")

    def place(self, at: Address) -> str:
        """The number base + sum of step * index."""
        number = None
        for index, step in at.steps:
            name = self.name(index)
            share = name if step == 1 else self.temporary(f"mul nsw i64 {name}, {step}")
            number = share if number is None else self.temporary(f"add nsw i64 {number}, {share}")
        if number is None or not at.base:
            return number or str(at.base)
        return self.temporary(f"add nsw i64 {number}, {at.base}")

    def _make_room(self, array: Array, at: Address) -> None:
        """Moves a growing array where it is too small."""
        cell, number = self.places[array], self.place(at)
        capacity = self.temporary(f"load i64, ptr {cell}.room, align 8")
        fits = self.temporary(f"icmp ult i64 {number}, {capacity}")
        full, fitting = self.label("full"), self.label("fits")
        self.lines.append(f"  br i1 {fits}, label %{fitting}, label %{full}")
        self.begin(full)
        old = self.temporary(f"load ptr, ptr {cell}, align 8")
        double = self.temporary(f"shl i64 {capacity}, 1")
        needed = self.temporary(f"add i64 {number}, 1")
        more = self.temporary(f"icmp ugt i64 {needed}, {double}")
        room = self.temporary(f"select i1 {more}, i64 {needed}, i64 {double}")
        grown = f"@{self.module.symbol}.grown"
        new = self.temporary(f"call ptr {grown}(ptr {old}, ptr {cell}.own, i64 {capacity}, i64 {room})")
        self.leave_if(self.temporary(f"icmp eq ptr {new}, null"), "2")
        self.lines += [
            f"  store ptr {new}, ptr {cell}, align 8",
            f"  store i64 {room}, ptr {cell}.room, align 8",
            f"  br label %{fitting}",
        ]
        self.begin(fitting)

    # Statements.

    def write(self, statements: Iterable[Statement]) -> None:
        """Appends statements."""
        slots = self.slots
        for statement in statements:
            kind = statement.__class__
            if kind is Instruction:
                write(self, statement)  # type: ignore[arg-type]  # the class is looked at above, for speed
            elif kind is Load:
                self._load(statement)  # type: ignore[arg-type]
            elif kind is Store:
                self._store(statement)  # type: ignore[arg-type]
            elif kind is Accumulate:
                self._accumulate(statement)  # type: ignore[arg-type]
            elif kind is Guard:
                self._guard(statement)  # type: ignore[arg-type]
            elif kind is Seen:
                self._seen(statement)  # type: ignore[arg-type]
            else:
                self._loop(statement)  # type: ignore[arg-type]
            if slots and (kind is Instruction or kind is Load):
                self.leave_behind(statement.target)  # type: ignore[union-attr]

    def _load(self, statement: Load) -> None:
        lanes, role = self.lanes, statement.array.role
        if lanes.width == 1 or role not in ("constants", "indices"):
            pointer = self.element(statement.array, statement.at)
            self.define(statement.target, f"load {lanes.number}, ptr {pointer}, align 8")
            return
        pointer = self.element(statement.array, statement.at, "double")
        one = self.temporary(f"load double, ptr {pointer}, align 8")
        first = self.temporary(f"insertelement {lanes.number} poison, double {one}, i32 0")
        self.define(
            statement.target,
            f"shufflevector {lanes.number} {first}, {lanes.number} poison, <{lanes.width} x i32> zeroinitializer",
        )

    def _store(self, statement: Store) -> None:
        value = self.number(statement.value)
        if statement.array.size is None:
            self._make_room(statement.array, statement.at)
        pointer = self.element(statement.array, statement.at)
        self.lines.append(f"  store {self.lanes.number} {value}, ptr {pointer}, align 8")

    def _accumulate(self, statement: Accumulate) -> None:
        number, value = self.lanes.number, self.number(statement.value)
        pointer = self.element(statement.array, statement.at)
        load = f"load {number}, ptr {pointer}, align 8"
        before = self.lanes.float(0.0) if statement.array in self.empty else self.temporary(load)
        after = self.temporary(f"fadd {self.lanes.contract}{number} {before}, {value}")
        self.lines.append(f"  store {number} {after}, ptr {pointer}, align 8")

    def _guard(self, statement: Guard) -> None:
        answer = self.truth(statement.condition)
        failed = answer
        if statement.holds:
            failed = self.temporary(f"xor {self.lanes.truth} {answer}, {self.lanes.bool(True)}")
        if self.noting:
            self.missed = self._noted(self.missed, failed)
        else:
            self.leave_if(failed, "1")

    def _seen(self, statement: Seen) -> None:
        count, most = self.name(statement.count), statement.turns.size
        many = self.temporary(f"icmp ugt i64 {count}, {most}")
        self.leave_if(many, "1")
        number = self.temporary(f"add nsw i64 {count}, -1")
        seen = self.temporary(f"load i64, ptr {self._pointer('i64', statement.turns, number)}, align 8")
        self.leave_if(self.temporary(f"icmp eq i64 {seen}, 0"), "1")

    def _loop(self, loop: Loop) -> None:
        # What comes from the frame is fetched before the loop, not in some turn of it.
        for scalar in used(loop) & self.slots.keys():
            self.name(scalar)
        left = loop if self.beforehand is None else self.beforehand(self, loop)
        if left is not None:
            self._in_turn(left)

    def _in_turn(self, loop: Loop) -> None:
        """A loop that makes one turn after the other."""
        notes = not self.noting and only_arithmetic(loop)
        self.noting = self.noting or notes
        starts = [self.number(carried.start) for carried in loop.carried]
        trips = self.name(loop.trips.value) if isinstance(loop.trips, Static) else str(loop.trips)
        label, before = self.label("loop"), self.block
        outside, self.lines = self.lines, []
        # Its own note of guards that did not hold begins anew where it is asked right after the loop.
        kept, outer = self.missed, (self.troubled, None if notes else self.missed)
        turn, self.troubled, self.missed = f"%{label}.turn", f"%{label}.troubled", f"%{label}.missed"
        self.block = label
        self.names[loop.index], self.kinds[loop.index] = turn, "integer"
        if loop.down:
            last = self.temporary(f"add nsw i64 {trips}, -1")
            self.names[loop.index] = self.temporary(f"sub nsw i64 {last}, {turn}")
        for carried in loop.carried:
            self.names[carried.target] = f"%s{carried.target}"
        around, self.empty = self.empty, {array for made_by, array in self.first if made_by == id(loop)}
        self.write(loop.body)
        self.empty = around
        following = [self.number(carried.next) for carried in loop.carried]
        made = self.temporary(f"add nuw nsw i64 {turn}, 1")
        after = self.label("after")
        if loop.until is None:
            ended = self.temporary(f"icmp eq i64 {made}, {trips}")
            self.lines.append(f"  br i1 {ended}, label %{after}, label %{label}")
        else:
            condition, holds = loop.until
            answer = self.truth(condition)
            more = self.label("more")
            ends = (after, more) if holds else (more, after)
            self.lines.append(f"  br i1 {answer}, label %{ends[0]}, label %{ends[1]}")
            self.begin(more)
            written = any(isinstance(one, Store) and one.array.size is None for one in walk(loop.body))
            endless = self.temporary(f"icmp eq i64 {made}, {MOST_WRITTEN_TURNS if written else MOST_TURNS}")
            self.leaving.append(("2", more))
            self.lines.append(f"  br i1 {endless}, label %leave, label %{label}")
        latch = self.block
        outside += [f"  br label %{label}", f"{label}:", f"  {turn} = phi i64 [0, %{before}], [{made}, %{latch}]"]
        for carried, start, value in zip(loop.carried, starts, following, strict=True):
            outside.append(f"  %s{carried.target} = phi double [{start}, %{before}], [{value}, %{latch}]")
        self.troubled = self._carry(outside, "troubled", outer[0], label, (before, latch), self.troubled)
        self.missed = self._carry(outside, "missed", outer[1], label, (before, latch), self.missed)
        outside += self.lines
        self.lines = outside
        self.begin(after)
        self._after(loop, following, made)
        if notes:
            self.noting = False
            missed, self.missed = self.missed, kept
            if missed is not None:
                self.leave_if(missed, "1")

    def _carry(
        self, opening: list[str], word: str, outer: str | None, label: str, edges: tuple[str, str], inner: str | None
    ) -> str | None:
        """A note of what went wrong, handed on from turn to turn if something in the body adds to it."""
        own = f"%{label}.{word}"
        if inner == own:
            return outer
        before, latch = edges
        opening.append(f"  {own} = phi i1 [{outer or 'false'}, %{before}], [{inner}, %{latch}]")
        return inner

    def _after(self, loop: Loop, following: list[str], made: str) -> None:
        """What a loop leaves for the statements after it."""
        for carried, value in zip(loop.carried, following, strict=True):
            self.names[carried.last] = value
            self.leave_behind(carried.last)
        if loop.count is not None:
            self.names[loop.count], self.kinds[loop.count] = made, "integer"
            self.leave_behind(loop.count)
