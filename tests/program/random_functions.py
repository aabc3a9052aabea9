"""Random functions as Python source, for compile to be compared with Nodes: loops of every sort, branches, nests.

    build(seed)              the function of a seed: text, the function itself, points to try it at
    differences(made, ...)   sentences on what compile answers otherwise than f on Nodes

The text is registered with linecache, so that errors show their line; every value stays within range.
"""

from __future__ import annotations

import linecache
import math
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import backsweep
from backsweep import Node
from backsweep.sweeps.order import newest_first
from backsweep.transforms.structures import leaves

# Bounded, and defined everywhere.
SMOOTH = ("sin", "cos", "tanh", "atan", "sigmoid", "erf", "softplus", "asinh")
KINKED = ("abs", "relu", "floor", "ceil", "sign", "round")
SIZE = 7  # elements of x


class Writer:
    """Writes one random function."""

    def __init__(self, seed: int, branching: float, kinks: float, long: float) -> None:
        self.chance = random.Random(seed)
        self.branching, self.kinks, self.long = branching, kinks, long
        self.lines: list[str] = []
        self.names: list[str] = ["x[0]", "x[1]"]
        self.lists: dict[str, int] = {"x": SIZE}
        self.fresh = 0
        self.constants: dict[str, Any] = {}
        self.depth = 0

    def name(self, letter: str) -> str:
        self.fresh += 1
        return f"{letter}{self.fresh}"

    def line(self, text: str) -> None:
        self.lines.append("    " * (self.depth + 1) + text)

    # Expressions.

    def number(self) -> str:
        number = self.chance.choice([-1.5, -1.0, 0.25, 0.5, 1.0, 2.0, 3, round(self.chance.uniform(-2, 2), 2)])
        return repr(number) if number >= 0 else f"({number!r})"

    def atom(self, near: list[str]) -> str:
        chance = self.chance
        if near and chance.random() < 0.6:
            return chance.choice(near)
        if chance.random() < 0.1:
            return self.number()
        return chance.choice(self.names[-6:])

    def expression(self, near: list[str], depth: int = 2) -> str:
        """An expression of at most about 3 in size where its parts are; `near` are names to prefer."""
        chance = self.chance
        if depth == 0:
            return self.atom(near)

        def part() -> str:
            return self.expression(near, depth - 1)

        kind = chance.randrange(12)
        if chance.random() < self.kinks:
            kind = 12 + chance.randrange(8)
        texts: list[Callable[[], str]] = [
            lambda: f"{chance.choice(SMOOTH)}({part()})",
            lambda: f"{chance.choice(SMOOTH)}({part()})",
            lambda: f"({part()} + {part()})",
            lambda: f"({part()} - {part()})",
            lambda: f"sin({part()}) * {part()}",
            lambda: f"{part()} / (1.0 + {self.atom(near)} ** 2)",
            lambda: f"{self.number()} * {part()}",
            lambda: f"(1.0 + {self.atom(near)} ** 2) ** {chance.choice(['0.5', '-1', '-0.5'])}",
            lambda: f"-{part()}",
            lambda: f"sqrt(1.5 + tanh({self.atom(near)}) * cos({self.atom(near)}))",
            lambda: f"atan({self.atom(near)}) ** 2",
            lambda: f"exp(-abs({part()}))",
            lambda: f"{chance.choice(KINKED)}({part()})",
            lambda: f"maximum({part()}, {self.atom(near)})",
            lambda: f"minimum({part()}, {self.atom(near)})",
            lambda: f"where({self.atom(near)} > {self.number()}, {part()}, {self.atom(near)})",
            lambda: f"clip({part()}, -1.0, 1.0)",
            lambda: f"({part()} % {chance.choice(['2.0', '0.75', '-1.5'])})",
            lambda: f"norm([{part()}, 1.0, {self.atom(near)}])",
            lambda: f"max([{part()}, {self.atom(near)}, {self.atom(near)}])",
        ]
        return texts[kind]()

    # Statements.

    def assign(self, near: list[str]) -> str:
        name = self.name("v")
        self.line(f"{name} = {self.expression(near)}")
        self.names.append(name)
        return name

    def block(self, count: int) -> None:
        for _ in range(count):
            draw = self.chance.random()
            if draw < self.branching:
                self.branch()
            elif draw < self.branching + 0.35 and self.depth < 2:
                self.chance.choice([self.loop, self.loop, self.loop, self.until, self.inner])()
            else:
                self.assign([])

    def branch(self) -> None:
        name = self.name("v")
        a, b = self.atom([]), self.atom([])
        comparison = self.chance.choice(["<", "<=", ">", ">=", "!=", "=="])
        self.line(f"if {a} {comparison} {b}:")
        self.line(f"    {name} = {self.expression([])}")
        if self.chance.random() < 0.4:
            self.line(f"elif floor_int({self.atom([])}) % 2 == 0:")
            self.line(f"    {name} = {self.expression([])}")
        self.line("else:")
        self.line(f"    {name} = {self.expression([])}")
        self.names.append(name)

    def source_of(self, index: str, trips: int, reach: int) -> list[str]:
        """Elements that a loop of `trips` turns can read in turn `index`."""
        found: list[str] = []
        for name, size in self.lists.items():
            if size > trips:
                step = (size - 1) // trips
                start = self.chance.randrange(size - step * (trips - 1))
                found.append(f"{name}[{start} + {step} * {index}]")
                found.append(f"{name}[{size - 1} - {index}]")
            order = [self.chance.randrange(size) for _ in range(trips)]
            if self.chance.random() < 0.4:
                table = self.name("P")
                self.constants[table] = order
                found.append(f"{name}[{table}[{index}]]")
            if self.chance.random() < 0.5:
                found.append(f"{name}[{index} % {size}]")
        if self.chance.random() < 0.5:
            table = self.name("K")
            self.constants[table] = [round(self.chance.uniform(-1, 1), 3) for _ in range(trips)]
            found.append(f"{table}[{index}]")
        return self.chance.sample(found, min(reach, len(found)))

    def loop(self) -> None:
        """A loop with carried values: some over one turn, some over two; it may fill a list, and hold a loop."""
        chance = self.chance
        long = chance.random() < self.long and self.depth == 0
        trips = chance.randrange(40, 90) if long else chance.randrange(3, 12)
        index = self.name("i")
        carried = [self.name("c") for _ in range(chance.randrange(1, 4))]
        for name in carried:
            self.line(f"{name} = {self.expression([], 1)}")
        filled = self.name("ys") if chance.random() < 0.4 and self.depth == 0 else None
        if filled:
            self.line(f"{filled} = []")
        turns = chance.choice([f"range({trips})", f"range({trips})", f"reversed(range({trips}))"])
        outside = len(self.names)
        near = carried + self.source_of(index, trips, 4)
        self.line(f"for {index} in {turns}:")
        self.depth += 1
        inner = [self.assign(near) for _ in range(chance.randrange(1, 4))]
        if chance.random() < 0.3 and self.depth < 2:
            self.loop()
        if chance.random() < self.branching * 0.2:
            self.branch()
        new = [f"0.5 * {self.chance.choice(carried)} + {self.expression([*near, *inner])}" for _ in carried]
        if chance.random() < 0.3:
            new[0] = f"{carried[0]} + {self.expression([*near[len(carried) :], *inner])}"  # a sum
        if len(carried) > 1 and chance.random() < 0.5:
            new[1] = carried[0]  # the turn before's
        self.line(f"{', '.join(carried)}{',' * (len(carried) == 1)} = {', '.join(new)}{',' * (len(carried) == 1)}")
        if filled:
            self.line(f"{filled}.append({self.expression([*carried, *inner], 1)})")
        self.depth -= 1
        last = self.names[-1]
        del self.names[outside:]
        self.names += carried
        if chance.random() < 0.4 and last not in self.names and last.startswith("v"):
            self.names.append(last)
        if filled:
            self.lists[filled] = trips

    def until(self) -> None:
        """A while loop whose number of turns depends on the values."""
        gap, total = self.name("d"), self.name("c")
        rate = self.chance.choice(["0.5", "0.8", "0.9"])
        self.line(f"{gap} = 1.0 + 0.1 * tanh({self.atom([])})")
        self.line(f"{total} = {self.expression([], 1)}")
        self.line(f"while {gap} > {self.chance.choice(['0.3', '0.01', '0.001'])}:")
        self.line(f"    {gap} = {gap} * ({rate} + 0.05 * tanh({self.expression([total], 1)}))")
        self.line(f"    {total} = 0.5 * {total} + {self.expression([total, gap], 2)}")
        self.names += [gap, total]
        use = self.chance.randrange(5)
        if use < 3:  # it counts its turns, or keeps what they made
            count = self.name("n")
            self.lines.insert(-4, "    " * (self.depth + 1) + f"{count} = {'0' if use else '[]'}")
            self.line(f"    {count}{' += 1' if use else f'.append({gap})'}")
            used = [f"{total} * {count}[len({count}) // 2]", f"{total} * 0.01 * {count}", f"{count} % 3 + {total}"][use]
            name = self.name("v")
            self.line(f"{name} = {used}")
            self.names.append(name)

    def inner(self) -> None:
        """A derivative inside the function."""
        name, outer = self.name("v"), self.atom([])
        kinks, self.kinks = self.kinks, 0.0
        body = self.expression(["u", "u", outer], 2)
        self.kinks = kinks
        call = self.chance.choice([
            f"grad(lambda u: {body} + 0.0 * u)({self.atom([])})",
            f"jvp(lambda u: {body} + 0.0 * u)({self.atom([])}, tangent=1.0)[1]",
            f"grad(grad(lambda u: {body} + u * u))({self.atom([])})",
        ])  # fmt: skip
        self.line(f"{name} = tanh({call})")
        self.names.append(name)

    def function(self, statements: int) -> str:
        self.block(statements)
        wanted = self.chance.sample(self.names, min(len(self.names), 4))
        self.line(f"return {' + '.join(['x[0] * x[-1] * 0.125', self.names[-1], *wanted])}")
        return "\n".join(["def f(x):", *self.lines, ""])


@dataclass(frozen=True)
class Made:
    """A random function and where to try it."""

    seed: int
    text: str
    f: Callable[[list[Any]], Any]
    points: list[list[float]]


def from_text(text: str, **constants: Any) -> Callable[..., Any]:
    """The function f of a text, which linecache knows the lines of."""
    file = f"<made {hash((text, repr(constants))):x}>"
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    names = {**{name: getattr(backsweep, name) for name in backsweep.__all__}, **constants}
    exec(compile(text, file, "exec"), names)
    f: Callable[..., Any] = names["f"]
    return f


def build(
    seed: int,
    points: int = 3,
    statements: int = 5,
    branching: float = 0.1,
    kinks: float = 0.1,
    long: float = 0.5,
) -> Made:
    """The function of a seed."""
    writer = Writer(seed, branching, kinks, long)
    text = writer.function(statements)
    chance = random.Random(seed + 10_000)
    at = [[chance.choice(NUMBERS)(chance) for _ in range(SIZE)] for _ in range(points)]
    return Made(seed, text, from_text(text, **writer.constants), at)


NUMBERS: list[Callable[[random.Random], float]] = [
    lambda chance: chance.uniform(-2, 2),
    lambda chance: chance.uniform(-2, 2),
    lambda chance: chance.uniform(-2, 2),
    lambda chance: chance.choice([0.0, -0.0, 1.0, -1.0, 0.5, 2.0]),
]


# Comparing.


def bits(tree: Any) -> Any:
    """A structure of numbers as text that tells -0.0 from 0.0 and 1 from 1.0."""
    return repr(tree)


def outcome(call: Callable[[], Any]) -> tuple[str, Any]:
    """What a call gives, or the error it raises with its notes."""
    try:
        return "gave", call()
    except Exception as error:
        return "raised", (type(error).__name__, str(error), getattr(error, "__notes__", []))


def contribution_sums(f: Callable[..., Any], x: list[float]) -> tuple[list[float], int]:
    """For each input the sum of the sizes of all that is added up on the way to its der; and the longest sum."""
    inputs = [Node(v) for v in x]
    y = f(inputs)
    if y.__class__ is not Node:
        return [0.0] * len(x), 0
    sizes: dict[Node, float] = {y: 1.0}
    shares: Counter[Node] = Counter()
    for node in newest_first([y]):
        size = sizes.get(node, 0.0)
        args = [arg for arg in node.args if arg.__class__ is Node]
        if size and args:
            for arg, partial in zip(args, node.partials, strict=True):
                sizes[arg] = sizes.get(arg, 0.0) + size * abs(float(partial))
                shares[arg] += 1
    return [sizes.get(node, 0.0) for node in inputs], max(shares.values(), default=0)


def gradient_differences(f: Callable[..., Any], x: list[float], eager: Any, found: Any) -> Iterator[str]:
    """Sentences for entries of a gradient that differ by more than 4 ulp of what was added up for them.

    Where more than 8 shares meet, by more than half an ulp for each: in a sum of many equal ones, each order
    rounds the same way again and again.
    """
    if bits(eager) == bits(found):
        return
    one, other = leaves(eager), leaves(found)
    if len(one) != len(other):
        yield f"eager gives {eager}, compiled {found}"
        return
    sizes, most = contribution_sums(f, x)
    allowed = max(4, most / 2)
    for index, (a, b) in enumerate(zip(one, other, strict=True)):
        if bits(a) == bits(b) or (a == b and a != 0):
            continue
        if not (a.__class__ is b.__class__ and abs(a - b) <= allowed * math.ulp(sizes[index])):
            yield f"d/dx[{index}]: eager {a!r}, compiled {b!r}, sum of sizes {sizes[index]:.3g}"


def differences(made: Made, compiled: Any, x: list[float]) -> list[str]:
    """What a compiled function answers otherwise than f on Nodes, at one point."""
    eager = outcome(lambda: backsweep.value_and_grad(made.f)(list(x)))
    found = outcome(lambda: compiled.value_and_grad(list(x)))
    if eager[0] == found[0] == "gave":
        told = [] if bits(eager[1][0]) == bits(found[1][0]) else [f"value: eager {eager[1][0]!r}, {found[1][0]!r}"]
        told += gradient_differences(made.f, x, eager[1][1], found[1][1])
    else:
        told = [] if eager == found else [f"eager {eager}, compiled {found}"]
    value = outcome(lambda: compiled(list(x)))
    plain = outcome(lambda: backsweep.value_and_grad(made.f)(list(x))[0])
    if bits(value) != bits(plain):
        told.append(f"call: eager {plain}, compiled {value}")
    return [f"seed {made.seed} at {x}: {line}" for line in told]


def executor_differences(made: Made, compiled: Any, x: list[float], executors: list[Any]) -> list[str]:
    """Where these executors (functions of a list of programs) do not give the same bits as the first of them.

    But for gradients: machine code may add up what meets in a loop in another order; and it may leave a call to the
    function itself though it raises nothing.
    """
    told = []
    for kind in {kind for path in compiled.paths for kind in path.programs}:
        programs = [path.program(kind) for path in compiled.paths]
        answers = [outcome(partial(make(programs).run, list(x))) for make in executors]
        for make, answer in zip(executors[1:], answers[1:], strict=True):
            both_raised = answer[0] == answers[0][0] == "raised"
            left = answer[0] == "raised" and answer[1][0] == "Trouble"
            if both_raised or left or bits(answer) == bits(answers[0]):
                continue
            line = f"seed {made.seed} at {x}: {make.__name__}: {answer} and {answers[0]}"
            if kind is None or "raised" in (answer[0], answers[0][0]) or answer[1][0] != answers[0][1][0]:
                told.append(line)
                continue
            (value, *ders), (wanted, *wanted_ders) = answer[1][1], answers[0][1][1]
            if bits(value) != bits(wanted) or list(gradient_differences(made.f, x, wanted_ders, ders)):
                told.append(line)
    return told
