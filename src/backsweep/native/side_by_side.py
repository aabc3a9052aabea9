"""Several turns of a loop at once, one in each lane of a vector.

Possible where no turn needs what another has made: all that is carried is a sum, and what is written to memory is
not read again in the loop. Each statement is carried out for all lanes before the next, and sums of values are
still added up turn by turn, so values keep every bit. Ders that meet in a loop are added up lane by lane: their
order changes, as for any loop that is swept in its own turns.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from backsweep.native.lanes import Lanes
from backsweep.native.scalars import used
from backsweep.native.sums import Sum, blocks_of, sums_of
from backsweep.native.windows import Window, shifted, windows_of
from backsweep.native.writing import Writer
from backsweep.program.statements import (
    Accumulate,
    Address,
    Array,
    Instruction,
    Load,
    Loop,
    Statement,
    Store,
)


def side_by_side(width: int) -> Callable[[Writer, Loop], Loop | None]:
    """What a Writer does with a loop beforehand: as many of its turns as go side by side, `width` at a time."""

    def beforehand(writer: Writer, loop: Loop) -> Loop | None:
        sums = sums_of(loop) if blocks_of(loop, width) else None
        return loop if sums is None else write_side_by_side(writer, loop, sums, width)

    return beforehand


def write_side_by_side(writer: Writer, loop: Loop, sums: list[Sum], width: int) -> Loop | None:
    """Appends the loop's turns, `width` at a time; what is left is a loop that the writer is to write, or None."""
    assert isinstance(loop.trips, int)
    blocks, rest = divmod(loop.trips, width)
    _SideBySide(writer, loop, sums, width).write_blocks(blocks)
    if not rest:
        for one in sums:
            writer.names[one.carried.last] = writer.names.pop(one.carried.target)
            writer.leave_behind(one.carried.last)
        return None
    done = blocks * width
    body = [_moved(statement, loop.index, done) for statement in loop.body]
    # What has been added up so far is where the last turns start.
    carried = []
    for one in sums:
        so_far = -one.carried.target
        writer.names[so_far] = writer.names.pop(one.carried.target)
        carried.append(dataclasses.replace(one.carried, start=so_far))
    return dataclasses.replace(loop, trips=rest, body=body, carried=carried)


def _moved(statement: Statement, index: int, turns: int) -> Statement:
    """The same statement, so many turns later."""
    if not isinstance(statement, (Load, Store, Accumulate)):
        return statement
    at = statement.at
    shift = sum(step * turns for name, step in at.steps if name == index)
    return dataclasses.replace(statement, at=dataclasses.replace(at, base=at.base + shift))


class _SideBySide(Writer):
    """Writes the body for several turns; scalars from outside are the same in every lane."""

    def __init__(self, outer: Writer, loop: Loop, sums: list[Sum], width: int) -> None:
        super().__init__(outer.module, Lanes(width, outer.lanes.fast), outer.places, outer.offsets, {}, {})
        self.outer, self.loop, self.sums = outer, loop, sums
        self.temporaries, self.opening = outer.temporaries, outer.opening
        self.label_name = ""
        self.skipped: set[int] = set()
        self.windows = windows_of(loop, width)
        adding = [statement.array for statement in loop.body if isinstance(statement, Accumulate)]
        # Vectors of one array may overlap from block to block. LLVM 22 would hand on what it has stored in one block to
        # a load of the next, past a store in between that overlaps it by a part; not if they are volatile.
        self.overlapping = {array for array in adding if adding.count(array) > 1}

    def define(self, target: int, expression: str) -> None:
        self.names[target] = self.temporary(expression)

    def name(self, scalar: int) -> str:
        if scalar not in self.names:
            kind = self.outer.kinds.get(scalar)
            spread = self._spread(self.outer.name(scalar), {None: "double", "truth": "i1"}.get(kind, "i64"))
            if kind is not None:
                self.kinds[scalar] = kind
            self.names[scalar] = spread
        return self.names[scalar]

    def _fetch(self, scalar: int) -> str:
        return self.name(scalar)

    def _spread(self, name: str, kind: str) -> str:
        """A scalar in every lane."""
        width = self.lanes.width
        first = self.temporary(f"insertelement <{width} x {kind}> poison, {kind} {name}, i32 0")
        return self.temporary(
            f"shufflevector <{width} x {kind}> {first}, <{width} x {kind}> poison, <{width} x i32> zeroinitializer"
        )

    def write_blocks(self, blocks: int) -> None:
        """The loop over blocks of turns, and the sums after it."""
        outer, loop, number = self.outer, self.loop, self.lanes.number
        starts = [outer.number(one.carried.start) for one in self.sums]
        for scalar in sorted(used(loop)):
            if scalar in outer.names or scalar in outer.slots:
                self.name(scalar)  # spread out before the loop
        label = self.label_name = self.label("block")
        before = outer.block
        outside, self.lines = outer.lines + self.lines, []
        turn = f"%{label}.turn"
        self.block = label
        phis: list[tuple[str, str, str]] = []
        for one, start in zip(self.sums, starts, strict=True):
            name = f"%{label}.sum{one.carried.target}"
            if self._in_order(one):
                phis.append((name, "double", start))
                self.skipped |= one.instructions
            else:
                phis.append((name, number, "zeroinitializer"))
                self.names[one.carried.target] = name
        self.write(statement for statement in loop.body if not self._is_skipped(statement))
        following = [
            self._added(one, name) if self._in_order(one) else self.number(one.carried.next)
            for one, (name, _, _) in zip(self.sums, phis, strict=True)
        ]
        handed = [share for window in self.windows.values() for share in self._add_window(window)]
        notes = []
        for word, noted in (("troubled", self.troubled), ("missed", self.missed)):
            if noted is not None:
                own = f"%{label}.{word}"
                notes.append((word, own, self.temporary(f"or {self.lanes.truth} {own}, {noted}")))
        made = self.temporary(f"add nuw nsw i64 {turn}, {self.lanes.width}")
        ended = self.temporary(f"icmp eq i64 {made}, {blocks * self.lanes.width}")
        after = self.label("after")
        self.lines.append(f"  br i1 {ended}, label %{after}, label %{label}")
        outside += [
            f"  br label %{label}",
            f"{label}:",
            f"  {turn} = phi i64 [0, %{before}], [{made}, %{self.block}]",
        ]
        for (name, kind, start), value in zip(phis, following, strict=True):
            outside.append(f"  {name} = phi {kind} [{start}, %{before}], [{value}, %{self.block}]")
        for name, share in handed:
            # x + -0.0 is x, whatever x is.
            start = self.lanes.float(-0.0)
            outside.append(f"  {name} = phi {number} [{start}, %{before}], [{share}, %{self.block}]")
        for _, own, either in notes:
            outside.append(f"  {own} = phi {self.lanes.truth} [zeroinitializer, %{before}], [{either}, %{self.block}]")
        outer.lines = outside + self.lines
        outer.begin(after)
        outer.temporaries = self.temporaries
        self._finish(following, [(word, either) for word, _, either in notes])
        for window in self.windows.values():
            self._add_rest(window, blocks)

    def _is_skipped(self, statement: Statement) -> bool:
        return isinstance(statement, Instruction) and statement.target in self.skipped

    def _in_order(self, one: Sum) -> bool:
        """Whether a sum is added up turn by turn, and not lane by lane."""
        return one.carried.ordered and not self.lanes.fast

    def _added(self, one: Sum, total: str) -> str:
        """An ordered sum: turn by turn, term by term."""
        terms = [(native, self.number(term)) for native, term in one.terms]
        for lane in range(self.lanes.width):
            for native, term in terms:
                share = self.temporary(f"extractelement {self.lanes.number} {term}, i32 {lane}")
                total = self.temporary(f"{native} {self.lanes.contract}double {total}, {share}")
        return total

    def _finish(self, following: list[str], notes: list[tuple[str, str]]) -> None:
        """After the loop, in the outer function: one number for each sum, one truth for each note."""
        outer, lanes = self.outer, self.lanes
        for one, value in zip(self.sums, following, strict=True):
            if not self._in_order(one):
                total = outer.number(one.carried.start)
                for lane in range(lanes.width):
                    share = outer.temporary(f"extractelement {lanes.number} {value}, i32 {lane}")
                    total = outer.temporary(f"fadd double {total}, {share}")
                value = total
            outer.names[one.carried.target] = value
        for word, noted in notes:
            bits = outer.temporary(f"bitcast {lanes.truth} {noted} to i{lanes.width}")
            some = outer.temporary(f"icmp ne i{lanes.width} {bits}, 0")
            if word == "troubled":
                outer.troubled = outer._noted(outer.troubled, some)
            elif outer.noting:
                outer.missed = outer._noted(outer.missed, some)
            else:
                outer.leave_if(some, "1")

    # Memory.

    def _step(self, at: Address) -> int:
        return sum(step for index, step in at.steps if index == self.loop.index)

    def place(self, at: Address, lane: int = 0) -> str:
        """The place of one lane."""
        base = at.base + lane * self._step(at)
        number = None
        for index, step in at.steps:
            name = f"%{self.label_name}.turn" if index == self.loop.index else self.outer.name(index)
            share = name if step == 1 else self.temporary(f"mul nsw i64 {name}, {step}")
            number = share if number is None else self.temporary(f"add nsw i64 {number}, {share}")
        if number is None:
            return str(base)
        return self.temporary(f"add nsw i64 {number}, {base}") if base else number

    def _lane(self, array: Array, at: Address, lane: int) -> str:
        """The pointer to the place of one lane."""
        number = self.place(at, lane)
        if at.table is not None:
            entry = self._pointer("i64", at.table, number)
            number = self.temporary(f"load i64, ptr {entry}, align 8")
        return self._pointer("double", array, number)

    def _together(self, at: Address) -> bool:
        """Whether the lanes' places lie side by side."""
        return at.table is None and self._step(at) == 1

    def _load(self, statement: Load) -> None:
        array, at, number = statement.array, statement.at, self.lanes.number
        if self._together(at):
            self.define(statement.target, f"load {number}, ptr {self._lane(array, at, 0)}, align 8")
            return
        if self._step(at) == 0:
            one = self.temporary(f"load double, ptr {self._lane(array, at, 0)}, align 8")
            self.names[statement.target] = self._spread(one, "double")
            return
        name = "poison"
        for lane in range(self.lanes.width):
            one = self.temporary(f"load double, ptr {self._lane(array, at, lane)}, align 8")
            name = self.temporary(f"insertelement {number} {name}, double {one}, i32 {lane}")
        self.names[statement.target] = name

    def _store(self, statement: Store) -> None:
        value, array, at = self.number(statement.value), statement.array, statement.at
        if self._together(at):
            self.lines.append(f"  store {self.lanes.number} {value}, ptr {self._lane(array, at, 0)}, align 8")
            return
        for lane in range(self.lanes.width):
            one = self.temporary(f"extractelement {self.lanes.number} {value}, i32 {lane}")
            self.lines.append(f"  store double {one}, ptr {self._lane(array, at, lane)}, align 8")

    def _add_window(self, window: Window) -> list[tuple[str, str]]:
        """Adds a block's shares to a window; gives the vectors that the next block needs, and their names before."""
        number, width, array = self.lanes.number, self.lanes.width, window.array
        pointer = self._lane(array, window.at, 0)
        first = (id(self.loop), array) in self.outer.first
        total = self.lanes.float(0.0) if first else self.temporary(f"load {number}, ptr {pointer}, align 8")
        handed: list[tuple[str, str]] = []
        for shift, place in zip(window.shifts, window.order, strict=True):
            share = window.shares[place]
            if shift:
                before = f"%{self.label_name}.{self.places[array].lstrip('%')}{place}"
                handed.append((before, share))
                share = self.temporary(shifted(before, share, number, width, shift))
            total = self.temporary(f"fadd {self.lanes.contract}{number} {total}, {share}")
        self.lines.append(f"  store {number} {total}, ptr {pointer}, align 8")
        if array.role == "output":
            self.trouble(f"fcmp uno {number} {total}, {total}")
        return handed

    def _add_rest(self, window: Window, blocks: int) -> None:
        """After the last block, in the outer function: its shares for places beyond its own window."""
        outer, lanes = self.outer, self.lanes
        steps = tuple((name, step) for name, step in window.at.steps if name != self.loop.index)
        base = window.after(blocks * lanes.width, self.loop.index)
        for above in range(window.span):
            pointer = outer.element(window.array, Address(base + above, steps))
            total = outer.temporary(f"load double, ptr {pointer}, align 8")
            for shift, place in zip(window.shifts, window.order, strict=True):
                if shift > above:
                    lane = lanes.width + above - shift
                    share = outer.temporary(f"extractelement {lanes.number} {window.shares[place]}, i32 {lane}")
                    total = outer.temporary(f"fadd {lanes.contract}double {total}, {share}")
            outer.lines.append(f"  store double {total}, ptr {pointer}, align 8")

    def _accumulate(self, statement: Accumulate) -> None:
        value, array, at = self.number(statement.value), statement.array, statement.at
        if array in self.windows:
            self.windows[array].shares.append(value)
            return
        if self._together(at):
            pointer = self._lane(array, at, 0)
            kept = "volatile " if array in self.overlapping else ""
            before = self.temporary(f"load {kept}{self.lanes.number}, ptr {pointer}, align 8")
            after = self.temporary(f"fadd {self.lanes.contract}{self.lanes.number} {before}, {value}")
            self.lines.append(f"  store {kept}{self.lanes.number} {after}, ptr {pointer}, align 8")
            return
        for lane in range(self.lanes.width):
            one = self.temporary(f"extractelement {self.lanes.number} {value}, i32 {lane}")
            pointer = self._lane(array, at, lane)
            before = self.temporary(f"load double, ptr {pointer}, align 8")
            after = self.temporary(f"fadd {self.lanes.contract}double {before}, {one}")
            self.lines.append(f"  store double {after}, ptr {pointer}, align 8")
