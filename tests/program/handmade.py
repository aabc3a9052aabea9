"""Programs written down by hand, whose answers are known in closed form, and a C compiler to try them on."""

import ctypes
import math
import shutil
import subprocess
from dataclasses import dataclass, field

import pytest

from backsweep.primitive import TABLE
from backsweep.program.comparisons import LESS
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

add, sub, mul, div, power = (TABLE[name] for name in ("add", "sub", "mul", "div", "power"))
abs, where, sin, cos, exp, log = (TABLE[name] for name in ("abs", "where", "sin", "cos", "exp", "log"))


@dataclass
class Case:
    """A program, what it should give at some inputs, and how exact that is."""

    program: Program
    expected: dict = field(default_factory=dict)
    rel: float = 1e-14


def program(inputs, outputs, statements, *arrays, name="f"):
    """A program that reads x and writes out; statements are made by a function of these two arrays."""
    x, out = Array("x", "input", inputs), Array("out", "output", outputs)
    return Program(name, x, out, [x, *arrays, out], statements(x, out))


def straight():
    """y = x0 sin(x1), with its gradient."""

    def statements(x, out):
        return [
            Load(1, x, Address(0)),
            Load(2, x, Address(1)),
            Instruction(3, sin, (2,), "model.py:3"),
            Instruction(4, mul, (1, 3), "model.py:3"),
            Store(out, Address(0), 4),
            Store(out, Address(1), 3),
            Instruction(5, cos, (2,), "model.py:3"),
            Instruction(6, mul, (1, 5), "model.py:3"),
            Store(out, Address(2), 6),
        ]

    points = [(2.0, 0.5), (-1.5, 3.0)]
    return Case(program(2, 3, statements), {(a, b): [a * math.sin(b), math.sin(b), a * math.cos(b)] for a, b in points})


def sum_of_squares():
    """s + x_i^2 over a loop, with a carried sum; the gradient 2 x_i is accumulated in a loop that runs down."""

    def statements(x, out):
        up = [
            Load(3, x, Address(0, ((1, 1),))),
            Instruction(4, mul, (3, 3), "model.py:4"),
            Instruction(5, add, (2, 4), "model.py:4"),
        ]
        down = [
            Load(8, x, Address(0, ((7, 1),))),
            Accumulate(out, Address(1, ((7, 1),)), 8),
            Accumulate(out, Address(1, ((7, 1),)), 8),
        ]
        return [
            Loop(1, 5, up, [Carried(2, 0.0, 5, 6)], line="model.py:3"),
            Store(out, Address(0), 6),
            Loop(7, 5, down, down=True),
        ]

    xs = (1.0, -2.0, 3.0, 0.5, 0.0)
    return Case(program(5, 6, statements), {xs: [14.25, *[2 * x for x in xs]]})


def horner():
    """1 - 3 t + 5 t^2 with a table of coefficients, from the last to the first, and its derivative."""
    table = Array("table", "constants", 3, [1.0, -3.0, 5.0])

    def statements(x, out):
        body = [
            Load(4, table, Address(0, ((2, 1),))),
            Instruction(5, mul, (3, 1), "model.py:2"),
            Instruction(6, add, (5, 4), "model.py:2"),
            Instruction(8, mul, (7, 1), "model.py:2"),
            Instruction(9, add, (8, 3), "model.py:2"),
        ]
        return [
            Load(1, x, Address(0)),
            Loop(2, 3, body, [Carried(3, 0.0, 6, 10), Carried(7, 0.0, 9, 11)], down=True),
            Store(out, Address(0), 10),
            Store(out, Address(1), 11),
        ]

    points = (2.0, -0.5, 0.0)
    return Case(program(1, 2, statements, table), {(t,): [1 - 3 * t + 5 * t * t, -3 + 10 * t] for t in points})


def newton():
    """The square root of a by Newton's method; then how many iterates were above it, from memory that has grown."""
    kept = Array("kept", "values", None)

    def statements(x, out):
        body = [
            Store(kept, Address(0, ((2, 1),)), 3),
            Instruction(4, div, (1, 3), "model.py:3"),
            Instruction(5, add, (3, 4), "model.py:3"),
            Instruction(6, mul, (0.5, 5), "model.py:3"),
            Instruction(7, sub, (6, 3), "model.py:4"),
            Instruction(8, abs, (7,), "model.py:4"),
            Instruction(9, LESS, (8, 1e-9), "model.py:4"),
        ]
        back = [
            Load(13, kept, Address(0, ((12, 1),))),
            Instruction(14, sub, (13, 10)),
            Instruction(15, LESS, (14, 1e-9)),
            Instruction(16, where, (15, 0.0, 1.0)),
            Instruction(18, add, (17, 16)),
        ]
        return [
            Load(1, x, Address(0)),
            Loop(2, None, body, [Carried(3, 1, 6, 10)], until=(9, True), count=11, line="model.py:2"),
            Store(out, Address(0), 10),
            Loop(12, Static(11), back, [Carried(17, 0.0, 18, 19)], down=True),
            Store(out, Address(1), 19),
        ]

    return Case(program(1, 2, statements, kept), {(a,): [math.sqrt(a), above(a)] for a in (2.0, 9.0, 1e6)})


def above(a):
    """How many of Newton's iterates, from a on, are 1e-9 or more above the root: of an error e is left e^2 / 2y."""
    count, y, root = 0, a, math.sqrt(a)
    while y - root >= 1e-9:
        count, y = count + 1, root + (y - root) ** 2 / (2 * y)
    return float(count)


def gathered():
    """The sum of w_i x[p_i]^2 through a table of places, with the gradient scattered back; x[1] comes twice."""
    places = Array("places", "indices", 3, [2, 1, 1])
    weights = Array("weights", "constants", 3, [0.5, 3.0, -2.0])
    ders = Array("ders", "ders", 3)

    def statements(x, out):
        at = Address(0, ((1, 1),), places)
        return [
            Loop(
                1,
                3,
                [
                    Load(2, x, at),
                    Load(3, weights, Address(0, ((1, 1),))),
                    Instruction(4, mul, (3, 2)),
                    Instruction(5, mul, (4, 2)),
                    Accumulate(out, Address(0), 5),
                    Instruction(6, mul, (2.0, 4)),
                    Accumulate(ders, at, 6),
                ],
            ),
            Loop(7, 3, [Load(8, ders, Address(0, ((7, 1),))), Store(out, Address(1, ((7, 1),)), 8)]),
        ]

    xs = (7.0, 2.0, -3.0)
    return Case(program(3, 4, statements, places, weights, ders), {xs: [8.5, 0.0, 4.0, -3.0]})


def nested():
    """The sum of x_i x_j over a 3 by 2 grid: two loops, one within the other, addresses that go by both."""
    kept = Array("kept", "values", 6)

    def statements(x, out):
        inner = [
            Load(3, x, Address(0, ((1, 1),))),
            Load(4, x, Address(3, ((2, 1),))),
            Instruction(5, mul, (3, 4)),
            Store(kept, Address(0, ((1, 2), (2, 1))), 5),
        ]
        total = [
            Load(7, kept, Address(5, ((6, -1),))),
            Instruction(9, add, (8, 7)),
        ]
        return [
            Loop(1, 3, [Loop(2, 2, inner)]),
            Loop(6, 6, total, [Carried(8, 0.0, 9, 10)]),
            Store(out, Address(0), 10),
        ]

    return Case(program(5, 1, statements, kept), {(1.0, 2.0, 3.0, 10.0, 100.0): [660.0]})


def fibonacci():
    """a, b = b, a + b, and c, d = d, c: values handed on crosswise."""

    def statements(x, out):
        body = [Instruction(4, add, (2, 3))]
        carried = [Carried(2, 0.0, 3, 5), Carried(3, 1.0, 4, 6), Carried(7, 1, 8, 9), Carried(8, -1.0, 7, 10)]
        return [
            Load(1, x, Address(0)),
            Loop(20, 9, body, [Carried(7, 1, 8, 9), *carried[:2], carried[3]]),
            Store(out, Address(0), 5),
            Store(out, Address(1), 9),
            Store(out, Address(2), 10),
        ]

    return Case(program(1, 3, statements), {(5.0,): [34.0, -1.0, 5.0]})


def guarded(below):
    """x^2 below 1, 2 x - 1 from there on."""

    def statements(x, out):
        asked = [
            Load(1, x, Address(0)),
            Instruction(2, LESS, (1, 1.0), "model.py:7"),
            Guard(2, below, "model.py:7"),
        ]
        if below:
            rest = [Instruction(3, power, (1, 2.0), "model.py:8"), Instruction(4, mul, (2.0, 1), "model.py:8")]
            return [*asked, *rest, Store(out, Address(0), 3), Store(out, Address(1), 4)]
        rest = [Instruction(3, mul, (2.0, 1), "model.py:10"), Instruction(4, sub, (3, 1.0), "model.py:10")]
        return [*asked, *rest, Store(out, Address(0), 4), Store(out, Address(1), 2.0)]

    return program(1, 2, statements)


def one_row(row, *static):
    """A row on as many inputs as it has arguments, less the static ones, which come last."""
    count = len(row.args) - len(static)

    def statements(x, out):
        loads = [Load(1 + place, x, Address(place)) for place in range(count)]
        args = (*range(1, count + 1), *static)
        return [*loads, Instruction(9, row, args), Store(out, Address(0), 9)]

    return program(count, 1, statements, name=f"f_{row.name}")


def logarithm_of_quotient():
    """log(x0 / x1) chosen where x0 < x1, exp(x0) otherwise; both are evaluated."""

    def statements(x, out):
        return [
            Load(1, x, Address(0)),
            Load(2, x, Address(1)),
            Instruction(3, LESS, (1, 2)),
            Instruction(4, div, (1, 2)),
            Instruction(5, log, (4,)),
            Instruction(6, exp, (1,)),
            Instruction(7, where, (3, 5, 6)),
            Store(out, Address(0), 7),
        ]

    expected = {(1.0, 2.0): [-math.log(2)], (2.0, 1.0): [math.exp(2)]}
    return Case(program(2, 1, statements), expected)


CASES = {
    case.__name__: case()
    for case in (
        straight,
        sum_of_squares,
        horner,
        newton,
        gathered,
        nested,
        fibonacci,
        logarithm_of_quotient,
    )
}


# C.

COMPILER = shutil.which("cc") or shutil.which("gcc")
needs_compiler = pytest.mark.skipif(COMPILER is None, reason="needs a C compiler, cc or gcc")


def built(source, folder, name):
    """The C function `name` of a source text: called with the inputs, it gives the value and the gradient."""
    (folder / f"{name}.c").write_text(source)
    library = folder / f"{name}.so"
    flags = ["-O2", "-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-ffp-contract=off", "-fno-builtin"]
    command = [COMPILER, *flags, "-shared", "-fPIC", f"{name}.c", "-o", str(library), "-lm"]
    subprocess.run(command, check=True, cwd=folder, capture_output=True, text=True)
    function = getattr(ctypes.CDLL(str(library)), name)
    function.restype = ctypes.c_double

    def call(x, outputs):
        gradient = (ctypes.c_double * (outputs - 1))()
        value = function((ctypes.c_double * len(x))(*x), gradient)
        return [value, *gradient]

    call.alone = lambda x: function((ctypes.c_double * len(x))(*x), None)
    return call


def bits(numbers):
    """Numbers by their bits; a nan is a nan."""
    return ["nan" if number != number else float(number).hex() for number in numbers]
