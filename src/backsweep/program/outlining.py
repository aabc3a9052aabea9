"""From a tape to its outline: which arguments of a stretch fit a loop, and how.

In a stretch each argument is looked at over all turns at once. It is one of: made in the same turn; made in
the turn before (carried); the same every turn; a constant, or one for each turn; or a number in memory, whose
place moves on by the same step every turn (or is looked up in a table). A stretch with an argument that is
none of these starts one turn later, and is given up if that does not help.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Any

from backsweep.program.outline import Argument, Ask, Carry, Constant, Element, Input, Last, Listed, Op, Outline, Repeat
from backsweep.program.rerolling import Stretch, stretches
from backsweep.program.statements import Turns
from backsweep.program.tape import Asked, Tape
from backsweep.program.turning import TOKENS_OF_GUARDS, tokens, turned
from backsweep.row import Primitive

# So many first turns may be taken off a stretch because they differ from the others.
PEELED = 2
# Up to so many periods may be one turn.
MULTIPLES = 16
# An argument made more turns ago than this is read from memory, where there is any.
DISTANCE = 4


def outline(tape: Tape, results: Sequence[Any]) -> Outline:
    """The outline of a tape whose function returned `results`: places on the tape, or Constants."""
    found = stretches(tokens(tape), TOKENS_OF_GUARDS, tape.inputs)
    # At most one loop is left open: a function may count the turns of two of them together.
    still_open = [stretch for stretch in found if stretch.until and stretch.trips <= Turns.MOST][-1:]
    found = [stretch for stretch in found if not stretch.until or stretch in still_open]
    ends = [*[stretch.start for stretch in found[1:]], len(tape.finished[0])]
    loops = [turned(tape, stretch, end) for stretch, end in zip(found, ends, strict=False)]
    while True:
        try:
            return _Outliner(tape, loops).outline(results)
        except Misfit as misfit:
            # Something after this loop needs from it what it cannot keep.
            loops = [loop for loop in loops if loop.end != misfit.stretch.end]


def _later(stretch: Stretch) -> Stretch:
    """The same stretch without its first turn."""
    return Stretch(stretch.start + stretch.period, stretch.period, stretch.trips - 1, stretch.until, stretch.reach)


class Misfit(Exception):
    """This stretch has an argument that fits no loop."""

    def __init__(self, stretch: Stretch) -> None:
        super().__init__(stretch)
        self.stretch = stretch


class _Outliner:
    """One attempt, with these stretches as loops; those that prove unfit are begun later, or given up."""

    def __init__(self, tape: Tape, loops: Sequence[Stretch]) -> None:
        self.tape, self.loops = tape, list(loops)
        self.rows, self.a, self.b = tape.finished
        self.starts = [loop.start for loop in loops]
        self.made: dict[int, Op | Carry] = {}  # what stands for a step outside of loops
        self.bodies: dict[Stretch, list[Op | Ask | None]] = {loop: [None] * loop.period for loop in loops}
        self.lasts: dict[int, Carry] = {}  # the last turn's steps that are used after their loop
        self.columns: dict[tuple[Stretch, int], int] = {}  # where in memory a step's values are kept, turn by turn
        self.single: dict[int, int] = {}  # the same for steps outside of loops
        self.kept = 0
        self.done: dict[Stretch, Repeat] = {}
        self.multiples: dict[int, tuple[int, int]] = {}  # of which periods have been tried, for each stretch's reach

    def outline(self, results: Sequence[Any]) -> Outline:
        steps: list[Any] = []
        at, size, number, peeled = 0, len(self.rows), 0, 0
        while at < size:
            if number < len(self.loops) and at == self.loops[number].start:
                loop = self.loops[number]
                before = len(self.columns), len(self.single), self.kept
                try:
                    steps.append(self._repeat(loop))
                except Misfit as misfit:
                    if misfit.stretch is not loop:
                        raise
                    self._forget(*before)
                    self._put_off(number, peeled < PEELED)
                    peeled = peeled + 1 if peeled < PEELED else 0
                else:
                    at, number, peeled = loop.end, number + 1, 0
                continue
            step = self._straight(at)
            if step is not None:
                steps.append(step)
            at += 1
        found = [result if isinstance(result, Constant) else self._from_outside(result) for result in results]
        self._keep()
        return Outline(self.tape.inputs, steps, found, self.kept)

    def _forget(self, columns: int, single: int, kept: int) -> None:
        """Keeps no more than was kept before."""
        while len(self.columns) > columns:
            self.columns.popitem()
        while len(self.single) > single:
            self.single.popitem()
        self.kept = kept

    def _put_off(self, number: int, again: bool) -> None:
        """Begins a loop one turn later, or, if it has been tried often enough, gives it up."""
        loop = self.loops[number]
        del self.done[loop], self.bodies[loop]
        later = _later(loop) if again else self._longer(number, loop)
        if later is not None and later.trips > 2:
            self.loops[number], self.starts[number], self.bodies[later] = later, later.start, [None] * later.period
        else:
            del self.loops[number], self.starts[number]

    def _longer(self, number: int, loop: Stretch) -> Stretch | None:
        """The same stretch with twice the period, or three times, and so on; None if all have been tried.

        Rows may repeat sooner than arguments: x, y = x + a * y, y + a * x has the same two rows twice.
        """
        if loop.until:
            return None
        period, multiple = self.multiples.get(loop.reach, (loop.period, 1))
        self.multiples[loop.reach] = period, multiple + 1
        if multiple >= MULTIPLES:
            return None
        longer = period * (multiple + 1)
        limit = self.starts[number + 1] if number + 1 < len(self.starts) else len(self.rows)
        trips = (min(loop.reach, limit) - loop.start) // longer
        stretch = Stretch(loop.start, longer, trips, reach=loop.reach)
        return turned(self.tape, stretch, limit)

    # Steps outside of loops.

    def _straight(self, at: int) -> Op | Ask | None:
        row = self.rows[at]
        if row is None:
            return None
        args = [self._argument(place) for place in self._places(at)]
        if isinstance(row, Asked):
            return Ask(args[0], row.holds, self.tape.line(at))
        op = Op(row, args, self.tape.line(at))
        self.made[at] = op
        return op

    def _places(self, at: int) -> tuple[int, ...]:
        a, b = self.a[at], self.b[at]
        if a.__class__ is tuple:
            places: tuple[int, ...] = a
            return places
        return (a,) if b is None else (a, b)

    def _argument(self, place: int) -> Argument:
        return Constant(self.tape.constants[-1 - place]) if place < 0 else self._from_outside(place)

    def _from_outside(self, place: int) -> Argument:
        """A step as seen from straight code, or as one that is the same in every turn of a later loop."""
        if self.rows[place] is None:
            return Input(place)
        loop = self._loop_of(place)
        if loop is None:
            return self.made[place]
        turn, position = divmod(place - loop.start, loop.period)
        ago = loop.trips - 1 - turn
        # A loop that is left open has no memory by turn; but `if nxt < 0: break` is often followed by the value before.
        if ago == 0 or (loop.until and ago <= DISTANCE):
            return Last(self._carry_out(loop, position, ago))
        return Element(False, self._column(loop, position) + turn)

    def _loop_of(self, place: int) -> Stretch | None:
        index = bisect_right(self.starts, place) - 1
        if index < 0 or place >= self.loops[index].end:
            return None
        return self.loops[index]

    def _carry_out(self, loop: Stretch, position: int, ago: int) -> Carry:
        """A carry whose last value is that of the step at `position`, `ago` turns before the last one."""
        source: Any = self.bodies[loop][position]
        for _ in range(ago + 1):
            source = self._handing_on(loop, source)
        found: Carry = source
        return found

    def _handing_on(self, loop: Stretch, source: Op | Carry) -> Carry:
        """A carry that holds what `source` was the turn before: one that is there, or a new one."""
        carries = self.done[loop].carries
        for carry in carries:
            if carry.next is source:
                return carry
        carries.append(Carry(Constant(0.0), source))
        return carries[-1]

    # Loops.

    def _repeat(self, loop: Stretch) -> Repeat:
        repeat = self.done[loop] = Repeat([], loop.trips)
        self.carried: dict[Any, Carry] = {}
        later: list[tuple[Carry, int]] = []
        body = self.bodies[loop]
        for position in range(loop.period):
            at = loop.start + position
            row = self.rows[at]
            columns = self._columns_of(loop, position)
            args = [self._over_turns(loop, position, column, repeat, later) for column in columns]
            line = self.tape.line(at + loop.period)
            if isinstance(row, Asked):
                ask = Ask(args[0], row.holds, line)
                if loop.until and position == loop.period - 1:
                    repeat.until, repeat.seen = Ask(args[0], not row.holds, line), Turns([loop.trips])
                    continue
                body[position] = ask
            else:
                body[position] = Op(row, args, line)
            repeat.body.append(body[position])  # type: ignore[arg-type]  # set a line above
        for carry, position in later:
            source = body[position]
            if not isinstance(source, Op):
                raise Misfit(loop)
            carry.next = source
        return repeat

    def _columns_of(self, loop: Stretch, position: int) -> list[Sequence[int]]:
        """Each argument of the step at `position`, turn by turn."""
        first, end, period = loop.start + position, loop.end, loop.period
        a = self.a[first:end:period]
        if a[0].__class__ is tuple:
            return list(zip(*a, strict=True))
        b = self.b[first:end:period]
        return [a] if b[0] is None else [a, b]

    def _over_turns(
        self, loop: Stretch, position: int, column: Sequence[int], repeat: Repeat, later: list[tuple[Carry, int]]
    ) -> Argument:
        start, period = loop.start, loop.period
        first, second = column[0], column[1]
        if first < 0:
            return self._constants(loop, self.rows[loop.start + position], column)
        step = second - first
        if step == 0 and same_step(column, first, 0):
            if first >= start:  # made in the first turn, used in all
                raise Misfit(loop)
            return self._from_outside(first)
        if second >= start + period and second < start + 2 * period:  # made in the same turn
            if same_step(column, start + (second - start - period), period):
                return self.bodies[loop][second - start - period]  # type: ignore[return-value]  # an Op: it has a value
            raise Misfit(loop)
        offset = self._offset(column, loop)
        if offset is not None:
            return self._carry(loop, column, offset, repeat, later)
        if loop.until:
            raise Misfit(loop)  # memory is read by turn, and how many turns there are is open
        return self._element(loop, column)

    def _constants(self, loop: Stretch, row: Primitive, column: Sequence[int]) -> Argument:
        constants = self.tape.constants
        values = [constants[-1 - place] for place in column]
        value = values[0]
        # 0.0 == -0.0, so zeros are told apart by their text.
        if values.count(value) == len(values) and (value != 0 or len(set(map(repr, values))) == 1):
            return Constant(value)
        opaque = row.native is None and not row.is_written_in_primitives
        if loop.until or opaque or not all(isinstance(value, (int, float)) for value in values):
            raise Misfit(loop)
        return Listed(values)

    def _offset(self, column: Sequence[int], loop: Stretch) -> tuple[int, int] | None:
        """(turns ago, position) where the argument was made in an earlier turn, but for the first turns."""
        start, period, trips = loop.start, loop.period, loop.trips
        back = start + (trips - 1) * period - column[-1]
        if back <= 0:
            return None
        ago = (back + period - 1) // period
        if ago > DISTANCE or ago >= trips:
            return None
        # From turn `ago` on it lies in the loop, always as far back.
        if not same_step(column[ago:], column[-1] - (trips - 1 - ago) * period, period) or column[ago] < start:
            return None
        return ago, ago * period - back

    def _carry(
        self,
        loop: Stretch,
        column: Sequence[int],
        offset: tuple[int, int],
        repeat: Repeat,
        later: list[tuple[Carry, int]],
    ) -> Carry:
        """A carry for each turn the value waits: the last one holds what was made `ago` turns before."""
        ago, position = offset
        if any(place >= loop.start for place in column[:ago]):
            raise Misfit(loop)
        waiting: Any = position
        for start in reversed(column[:ago]):
            # Each carry in the chain waits one turn more; in the first turn it holds what is due a turn later.
            carry = self.carried.get((waiting, start))
            if carry is None:
                # Chains of one value share their links: its ders then meet in the order of their users.
                carry = self.carried[waiting, start] = Carry(self._from_outside(start))
                repeat.carries.append(carry)
                if waiting.__class__ is int:
                    later.append((carry, position))
                else:
                    carry.next = waiting
            waiting = carry
        found: Carry = waiting
        return found

    # Memory.

    def _element(self, loop: Stretch, column: Sequence[int]) -> Element:
        """A number in memory, by turn."""
        if all(self.rows[place] is None for place in column):
            return element(True, column)
        return element(False, [self._slot(loop, place) for place in column])

    def _slot(self, loop: Stretch, place: int) -> int:
        if self.rows[place] is None or place >= loop.start:
            raise Misfit(loop)
        other = self._loop_of(place)
        if other is not None:
            turn, position = divmod(place - other.start, other.period)
            return self._column(other, position) + turn
        # A turn taken off the front of a loop: its values come before those of the other turns.
        for ahead in range(1, PEELED + 1):
            after = self._loop_of(place + ahead * self._period_after(place))
            if after is not None and after in self.done and after.start - place <= ahead * after.period:
                position = (place - after.start) % after.period
                if (
                    self.rows[place] is self.rows[after.start + position]
                    and place >= after.start - PEELED * after.period
                ):
                    turn = (place - after.start) // after.period
                    slot = self._column(after, position) + turn
                    self.single[place] = slot
                    return slot
        if place not in self.single:
            self.single[place] = self.kept
            self.kept += 1
        return self.single[place]

    def _period_after(self, place: int) -> int:
        index = bisect_right(self.starts, place)
        return self.loops[index].period if index < len(self.loops) else 1

    def _column(self, loop: Stretch, position: int) -> int:
        """Where the values of a loop's step are kept: the place of turn 0."""
        if loop.until:
            raise Misfit(loop)
        key = (loop, position)
        if key not in self.columns:
            self.columns[key] = self.kept + PEELED
            self.kept += PEELED + loop.trips
        return self.columns[key]

    def _keep(self) -> None:
        """Tells every step whose values are read from memory where it is to put them."""
        for (loop, position), base in self.columns.items():
            op = self.bodies[loop][position]
            assert isinstance(op, Op)
            op.kept = Element(False, base, 1)
        for place, slot in self.single.items():
            op = self.made[place]  # type: ignore[assignment]
            assert isinstance(op, Op)
            op.kept = Element(False, slot)


def same_step(column: Sequence[int], first: int, step: int) -> bool:
    """Whether a column goes first, first + step, first + 2 step, ..."""
    if column[0] != first:
        return False
    if step == 0:
        return column.count(first) == len(column)
    return list(column) == list(range(first, first + step * len(column), step))


def element(of_input: bool, places: Sequence[int]) -> Element:
    """The Element of these places, turn by turn."""
    step = places[1] - places[0]
    if same_step(places, places[0], step):
        return Element(of_input, places[0], step)
    return Element(of_input, 0, 0, tuple(places))
