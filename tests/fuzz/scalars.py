"""Random functions of a list of numbers: loops, branches and nests as in random_functions.py, with every row in them.

Each statement is kept only if at the first point everything stays finite and small: so any row may meet any argument.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from typing import Any

from random_functions import NUMBERS, Writer

import backsweep
from backsweep import TABLE
from fuzz.program import Program

ROWS = dict(TABLE)
# What each text may call; rows without a public name go by their own.
NAMES: dict[str, Any] = {**ROWS, **{name: getattr(backsweep, name) for name in backsweep.__all__}}
# Beyond, a float has no digits left to compare.
LARGEST = 1e3

# How a row is called where it is not just its name with its arguments: p is any part, a an atom.
CALLS = {
    "where": ["where({a} > {a}, {p}, {p})", "where({a} <= {number}, {p}, {a})"],
    "round_to": ["round({p}, 1)", "round({p}, 2)"],
    "round": ["round({p})"],
    "power": ["({p}) ** {exponent}", "power({p}, {exponent})"],
    "pow": ["({p}) ** ({a})", "pow({p}, {a})"],
    "ldexp": ["ldexp({p}, {int})"],
    "polygamma": ["polygamma(0, {p})", "polygamma(1, {p})", "polygamma(2, {p})"],
    "add": ["({p} + {p})", "add({p}, {a})"],
    "sub": ["({p} - {p})", "sub({p}, {a})"],
    "mul": ["({p} * {p})", "mul({p}, {a})"],
    "div": ["({p} / {p})", "div({p}, {a})"],
    "neg": ["(-{p})", "neg({p})"],
    "mod": ["({p} % {p})", "mod({p}, {a})"],
    "floordiv": ["({p} // {p})", "floordiv({p}, {a})"],
    "log": ["log({p})", "log({p}, 2.5)"],
    "hypot": ["hypot({p}, {a})", "hypot({p}, {a}, {a})"],
    "abs": ["abs({p})", "fabs({p})"],
    "dot": ["dot([{p}, {a}], [{a}, {p}])", "sumprod([{p}, {a}], [{a}, {a}])"],
    "logsumexp": ["logsumexp([{p}, {a}, {a}])", "logsumexp(x)"],
}


def calls(name: str) -> list[str]:
    """The ways to write a row down."""
    if name in CALLS:
        return CALLS[name]
    row = ROWS[name]
    if row.kind == "sequence":
        return [
            f"{name}([{{p}}])",
            f"{name}([{{p}}, {{a}}])",
            f"{name}([{{p}}, {{a}}, {{a}}, {{number}}])",
            f"{name}(x)",
        ]
    return [f"{name}({', '.join(['{p}', *['{a}'] * (len(row.args) - 1)])})"]


class Wide(Writer):
    """Writes a function with every row of the table in it."""

    def __init__(self, seed: int, size: int, point: tuple[Any, ...], **habits: float) -> None:
        super().__init__(seed, **habits)
        self.lists, self.point, self.wide = {"x": size}, point, 0.5

    def expression(self, near: list[str], depth: int = 2) -> str:
        if depth == 0 or self.chance.random() > self.wide:
            return super().expression(near, depth)
        text = self.chance.choice(calls(self.chance.choice(list(ROWS))))
        blanks: dict[str, Callable[[], str]] = {
            "{p}": lambda: self.expression(near, depth - 1),
            "{a}": lambda: self.atom(near),
            "{number}": self.number,
            "{exponent}": lambda: self.chance.choice(["-2", "-1", "0", "1", "2", "3", "0.5", "1.5", "-0.5"]),
            "{int}": lambda: str(self.chance.randrange(-3, 4)),
        }
        for blank, fill in blanks.items():
            while blank in text:
                text = text.replace(blank, fill(), 1)
        return text

    def block(self, count: int) -> None:
        """Statements, each of which is tried: what has no value, or a large one, is written anew."""
        for _ in range(count):
            for _ in range(12):
                before = self.lines[:], self.names[:], dict(self.lists), dict(self.constants)
                self.statement()
                if self.fine():
                    break
                self.lines, self.names, self.lists, self.constants = before
                self.depth = 0

    def statement(self) -> None:
        draw = self.chance.random()
        if draw < 0.25:
            self.chance.choice([self.helper, self.recursion, self.listed, self.nested, self.paired])()
        else:
            super().block(1)

    def fine(self) -> bool:
        """Whether all that is named so far has a moderate value at the point."""
        told = Program(0, "trial", self.text(f"[{', '.join(self.names)}]"), (self.point,))
        try:
            values = told.function(NAMES)(list(self.point))
        except (ArithmeticError, ValueError, TypeError):
            return False
        return all(isinstance(v, (int, float)) and math.isfinite(v) and abs(v) < LARGEST for v in values)

    def text(self, returned: str) -> str:
        tables = [f"{name} = {numbers!r}" for name, numbers in self.constants.items()]
        return "\n".join([*tables, "def f(x):", *self.lines, f"    return {returned}", ""])

    # Statements that random_functions.py has not.

    def helper(self) -> None:
        """A function within the function, called twice; it sees what is outside."""
        name, value = self.name("g"), self.name("v")
        self.line(f"def {name}(u, w):")
        self.line(f"    t = {self.expression(['u', 'w'])}")
        self.line(f"    return t * {self.expression(['u', 'w', 't'], 1)}")
        if self.chance.random() < 0.2:
            self.line(f"{name} = checkpoint({name})")
        self.line(f"{value} = {name}({self.atom([])}, {self.atom([])}) + {name}({self.atom([])}, {self.number()})")
        self.names.append(value)

    def recursion(self) -> None:
        name, value = self.name("r"), self.name("v")
        self.line(f"def {name}(u, n):")
        self.line(f"    return u if n == 0 else 0.5 * u + {name}({self.expression(['u'], 1)}, n - 1)")
        self.line(f"{value} = {name}({self.atom([])}, {self.chance.randrange(1, 5)})")
        self.names.append(value)

    def listed(self) -> None:
        """A list made at one go, and a sum over it."""
        ys, value = self.name("ys"), self.name("v")
        self.line(f"{ys} = [{self.expression(['u'], 1)} for u in x]")
        self.line(f"{value} = sum([u * {self.atom(['u'])} for u in {ys}])")
        self.lists[ys] = self.lists["x"]
        self.names.append(value)

    def nested(self) -> None:
        """A list of lists, an entry of which is replaced."""
        m, value = self.name("m"), self.name("v")
        entries = [self.expression([], 1) for _ in range(4)]
        self.line(f"{m} = [[{entries[0]}, {entries[1]}], [{entries[2]}, {self.atom([])}]]")
        self.line(f"{m}[0][1] = {m}[1][0] * {self.atom([])} + {m}[0][1]")
        self.line(f"{value} = {m}[0][0] * {m}[1][1] - {m}[0][1] * {m}[1][0]")
        self.names.append(value)

    def paired(self) -> None:
        """A loop over pairs of neighbours, left early if a value says so."""
        total = self.name("c")
        self.line(f"{total} = {self.atom([])}")
        self.line("for u, w in zip(x, x[1:]):")
        self.line(f"    {total} = 0.5 * {total} + {self.expression(['u', 'w', total], 1)}")
        if self.chance.random() < self.branching:
            self.line(f"    if {total} > {self.chance.choice(['0.5', '2.0', 'u'])}:")
            self.line("        break")
        self.names.append(total)

    def inner(self) -> None:
        """A derivative within, of what is smooth everywhere."""
        wide, self.wide = self.wide, 0.0
        super().inner()
        self.wide = wide


def scalar_program(seed: int) -> Program:
    """The function of a seed, and four points: every fiftieth branches a lot and is tried at very many."""
    chance = random.Random(f"scalars {seed}")
    many = seed % 100 == 98
    size = chance.randrange(2, 6)
    points = [tuple(chance.choice(NUMBERS)(chance) for _ in range(size)) for _ in range(2000 if many else 2)]
    points += [tuple(v + chance.uniform(-0.2, 0.2) for v in point) for point in points[:2]]
    habits = {"branching": 0.1, "kinks": 0.05, "long": chance.choice([0.0, 0.0, 0.1, 0.7])}
    if many:
        habits = {"branching": 0.5, "kinks": 0.1, "long": 0.0}
    writer = Wide(seed, size, points[0], **habits)
    writer.block(chance.randrange(1, 7))
    wanted = chance.sample(writer.names, min(len(writer.names), 4))
    returned = " + ".join(["x[0] * x[-1] * 0.125", writer.names[-1], *wanted])
    return Program(seed, "scalar", writer.text(returned), tuple(points))
