"""Random programs, made statement by statement: with loops in loops, tables, guards, and memory of every role."""

from __future__ import annotations

import random
import struct

from backsweep.primitives import arithmetic, exponential, hyperbolic, piecewise, special, trigonometric
from backsweep.program.comparisons import COMPARISONS, MORE
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
    Static,
    Store,
)

ROWS = [
    *[getattr(arithmetic, name) for name in ("add", "sub", "mul", "div", "neg")] * 3,
    *[getattr(exponential, name) for name in ("exp", "log", "sqrt", "cbrt", "log1p")],
    *[getattr(piecewise, name) for name in ("where", "abs", "copysign", "floor", "round")],
    trigonometric.sin,
    hyperbolic.tanh,
    special.erf,
    arithmetic.pow,
    *COMPARISONS.values(),
]
# These seldom raise and seldom overflow, so that long programs come to an end.
GENTLE = [arithmetic.add, arithmetic.sub, piecewise.where, piecewise.abs, trigonometric.sin, hyperbolic.tanh, MORE]
NUMBERS = (0.0, -0.0, 1.0, -1.0, 0.5, 2.0, 3.7, -2.5, 1e-3, 1e200, 1e-310)


class Maker:
    """Random programs. Every scalar in `floats` may be used from here on."""

    def __init__(self, seed: int, loops: bool = True, gentle: bool = False) -> None:
        self.random = random.Random(seed)
        self.loops, self.gentle = loops, gentle
        self.rows = GENTLE if gentle else ROWS
        self.count = 0
        self.x, self.out = Array("x", "input", 4), Array("out", "output", 6)
        self.table = Array("table", "constants", 5, [self.random.choice(NUMBERS) for _ in range(5)])
        self.more = Array("more", "constants", 3, [1.5, -0.25, 4.0])
        self.places = Array("places", "indices", 6, [self.random.randrange(4) for _ in range(6)])
        self.kept, self.ders = Array("kept", "values", 8), Array("ders", "ders", 8)
        self.big = Array("big", "ders", 3000)
        self.arrays = [self.x, self.table, self.places, self.more, self.kept, self.ders, self.big, self.out]
        self.floats, self.truths = [], []

    def scalar(self) -> int:
        self.count += 1
        return self.count

    def operand(self):
        if self.floats and self.random.random() < 0.85:
            return self.random.choice(self.floats)
        return self.random.choice(NUMBERS)

    def truth(self):
        return self.random.choice(self.truths) if self.truths else Static(self.random.random() < 0.5)

    def address(self, size: int, turns: list[tuple[int, int]]) -> Address:
        """A place in the first `size` numbers, in loops of so many turns."""
        steps, base, high = [], 0, size - 1
        for index, trips in turns:
            step = self.random.choice((0, 0, 1, -1, 2))
            reach = abs(step) * (trips - 1)
            if step and reach <= high:
                steps.append((index, step))
                high -= reach
                base += reach if step < 0 else 0
        return Address(base + self.random.randint(0, high), tuple(steps))

    def statements(self, count: int, turns: list[tuple[int, int]], depth: int) -> list:
        made = []
        for _ in range(count):
            kind = self.random.random()
            if kind < 0.6:
                row = self.random.choice(self.rows)
                args = tuple(self.operand() for _ in row.args)
                if row is piecewise.where:
                    args = (self.truth(), *args[1:])
                target = self.scalar()
                made.append(Instruction(target, row, args))
                (self.truths if row.kind == "comparison" else self.floats).append(target)
            elif kind < 0.75:
                target = self.scalar()
                table = None
                array = self.random.choice([self.x, self.table, self.more, self.ders, self.out])
                at = self.address(array.size, turns)
                if array is self.x and self.random.random() < 0.5:
                    table, at = self.places, self.address(6, turns)
                made.append(Load(target, array, Address(at.base, at.steps, table)))
                self.floats.append(target)
            elif kind < 0.88:
                array = self.random.choice([self.out, self.ders, self.big])
                kind = Store if self.random.random() < 0.4 else Accumulate
                made.append(kind(array, self.address(array.size, turns), self.operand()))
            elif kind < 0.93:
                if self.truths and self.random.random() < (0.1 if self.gentle else 1):
                    made.append(Guard(self.truth(), self.random.random() < 0.7))
            elif self.loops and depth < 2:
                made.append(self.loop(turns, depth))
        return made

    def loop(self, turns: list[tuple[int, int]], depth: int) -> Loop:
        index, trips = self.scalar(), self.random.choice((1, 2, 3, 5, 9))
        starts = [self.operand() for _ in range(self.random.randint(0, 2))]
        before = len(self.floats), len(self.truths)
        targets = [self.scalar() for _ in starts]
        self.floats += targets
        until = self.random.random() < 0.2
        body = self.statements(self.random.randint(1, 8), turns if until else [*turns, (index, trips)], depth + 1)
        carried = [Carried(target, start, self.operand(), 0) for target, start in zip(targets, starts, strict=True)]
        asked = count = None
        if until:
            # So many turns at least, then whenever a number of the body says so.
            turn, total, enough, count = self.scalar(), self.scalar(), self.scalar(), self.scalar()
            body += [Instruction(total, arithmetic.add, (turn, 1.0)), Instruction(enough, MORE, (total, float(trips)))]
            carried.append(Carried(turn, 0.0, total, 0))
            asked = (enough, True)
        del self.floats[before[0] :], self.truths[before[1] :]
        for one in carried:
            one.last = self.scalar()
            self.floats.append(one.last)
        down = not until and self.random.random() < 0.5
        return Loop(index, None if until else trips, body, carried, down, asked, count)

    def program(self, length: int) -> Program:
        statements = [Load(self.scalar(), self.x, Address(place)) for place in range(4)]
        self.floats += [1, 2, 3, 4]
        statements += [Store(self.kept, Address(place), self.operand()) for place in range(8)]
        statements += self.statements(length, [], 0)
        statements += [Accumulate(self.out, Address(place), self.operand()) for place in range(6)]
        return Program("random", self.x, self.out, self.arrays, statements)


def point(source: random.Random) -> list[float]:
    return [source.choice((source.gauss(0, 1), source.gauss(0, 1), source.choice(NUMBERS))) for _ in range(4)]


def bits(numbers) -> bytes:
    return struct.pack(f"{len(numbers)}d", *numbers)
