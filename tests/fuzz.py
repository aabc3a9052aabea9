"""Long random tests: random programs of every primitive, differentiated in every way there is.

    make fuzz MINUTES=10
    python tests/fuzz.py --seed 17         # one program again, in full view
    python tests/fuzz.py --compiled 17     # one compiled function again

For each program, at random points:
    backward() and grad agree bit for bit, and so do the sweep in fields and the one in a mapping;
    checkpoint changes no bit;
    forward mode agrees to rounding, and the Hessian is symmetric;
    Richardson-extrapolated differences agree, to first order and (of the gradient) to second order.
In turn with these, random functions with loops and branches, compiled: see fuzz_compiled.py.
Prints how many programs, points and disagreements, and the seed of each disagreement; exit status 1 if any.
"""

from __future__ import annotations

import argparse
import math
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from fuzz_compiled import examine_compiled, made_of

from backsweep import TABLE, Node, check_grad, checkpoint, grad, hessian, hvp, jacobian
from backsweep.sweeps.backward import sweep
from backsweep.sweeps.order import newest_first
from backsweep.transforms.differences import central_difference, kink_nearby
from backsweep.worlds import FLOATS

# Static arguments, by row: what to put there.
STATIC: dict[str, Callable[[random.Random, str], Any]] = {
    "power": lambda chance, name: chance.choice([-2, -1, 0, 1, 2, 3, 0.5, 1.5, -0.5]),
    "polygamma": lambda chance, name: chance.randrange(3),
    "ldexp": lambda chance, name: chance.randrange(-3, 4),
    "where": lambda chance, name: chance.random() < 0.5,
}
# Rows that differences see otherwise, on purpose: a cut-off derivative, and steps finer than any step size.
LEFT_OUT = {"stop_gradient", "round_to", "high_half"}
# The step size of differences is of the order of 1: beyond such values they tell nothing.
LARGEST = 1e3
ROUNDING = 1e-9


@dataclass(frozen=True)
class Step:
    """One row applied to earlier values (by number) and constants."""

    row: Any
    args: tuple[tuple[str, Any], ...]

    def run(self, values: Sequence[Any]) -> Any:
        given = [values[arg] if kind == "value" else arg for kind, arg in self.args]
        if self.row.kind != "sequence":
            return self.row(*given)
        half = len(given) // len(self.row.args)
        return self.row(*(given[start : start + half] for start in range(0, half * len(self.row.args), half)))

    def __str__(self) -> str:
        given = ", ".join(f"v{arg}" if kind == "value" else repr(arg) for kind, arg in self.args)
        return f"{self.row.name}({given})"


@dataclass(frozen=True)
class Program:
    """Steps over a few inputs; the result is the sum of the last values, so that most steps count."""

    seed: int
    inputs: int
    steps: tuple[Step, ...]

    def __call__(self, *xs: Any) -> Any:
        values = list(xs)
        for step in self.steps:
            values.append(step.run(values))
        total = values[-1]
        for value in values[self.inputs : -1]:
            total = total + value
        return total

    def __str__(self) -> str:
        lines = [f"v{self.inputs + index} = {step}" for index, step in enumerate(self.steps)]
        return "\n".join([f"seed {self.seed}, inputs v0 to v{self.inputs - 1}", *lines])


def make_program(seed: int) -> tuple[Program, list[float]]:
    """A random program that has a value at a random point, and that point."""
    chance = random.Random(seed)
    point = [chance.choice([chance.uniform(-3, 3), chance.uniform(0.1, 2), 0.5]) for _ in range(chance.randrange(1, 4))]
    rows = [row for row in TABLE.values() if row.name not in LEFT_OUT]
    values: list[Any] = list(point)
    steps: list[Step] = []
    wanted = chance.randrange(1, 12)
    for _ in range(40 * wanted):
        if len(steps) == wanted:
            break
        step = make_step(chance, chance.choice(rows), len(values))
        try:
            value = step.run(values)
        except (ArithmeticError, ValueError, TypeError):
            continue
        if isinstance(value, (int, float)) and math.isfinite(value) and abs(value) < LARGEST:
            steps.append(step)
            values.append(value)
    return Program(seed, len(point), tuple(steps)), point


def make_step(chance: random.Random, row: Any, count: int) -> Step:
    def arg(name: str) -> tuple[str, Any]:
        if row.kind != "sequence" and name not in differentiable(row):
            return "constant", STATIC[row.name](chance, name)
        if chance.random() < 0.15:
            return "constant", round(chance.uniform(-2, 2), 2)
        return "value", chance.randrange(count)

    if row.kind == "sequence":
        length = chance.randrange(1, 4) * len(row.args)
        return Step(row, tuple(arg("") for _ in range(length)))
    return Step(row, tuple(arg(name) for name in row.args))


def differentiable(row: Any) -> set[str]:
    """The names of a row's arguments that are not static."""
    return set(row.partials)


def ways(program: Program, point: list[float]) -> Iterator[str]:
    """A sentence for each way in which the derivatives disagree at a point."""
    nodes = [Node(x) for x in point]
    y = program(*nodes)
    if y.__class__ is not Node:
        return
    y.backward()
    fields = [node.der for node in nodes]
    if not all(math.isfinite(der) for der in fields):
        return
    everything = tuple(range(len(point)))
    mapping = sweep(newest_first([y]), {y: 1.0}, FLOATS)
    if fields != [mapping.get(node, 0.0) for node in nodes]:
        yield "the sweep in fields and the one in a mapping"
    if fields != list(grad(program, everything)(*point)):
        yield "backward() and grad"
    if fields != list(grad(checkpoint(program), everything)(*point)):
        yield "with and without checkpoint"
    size = max(1.0, *map(abs, fields))
    forward = jacobian(program, everything, mode="forward")(*point)
    terms = size * (1 + largest_term(y, mapping))
    if any(abs(a - b) > ROUNDING * terms for a, b in zip(fields, forward, strict=True)):
        yield f"reverse {fields} and forward {forward}"
    square = hessian(program, everything)(*point)
    for i in everything:
        for j in range(i):
            there, back = square[i][j], square[j][i]
            if abs(there - back) > ROUNDING * terms * max(1.0, abs(there)):
                yield f"d2/dv{i}dv{j} = {there} and d2/dv{j}dv{i} = {back}"
    yield from against_differences(program, point, fields, terms)


def largest_term(y: Node, ders: dict[Node, float]) -> float:
    """The largest |der| on the way: where terms cancel, rounding is measured against it."""
    return max(abs(float(der)) for der in ders.values())


def against_differences(program: Program, point: list[float], fields: list[float], terms: float) -> Iterator[str]:
    for index, der in enumerate(fields):

        def along(x: float, index: int = index) -> float:
            return float(program(*point[:index], x, *point[index + 1 :]))

        def slope_along(x: float, index: int = index) -> float:
            return float(grad(program, index)(*point[:index], x, *point[index + 1 :]))

        if kink_nearby(along, point[index]):
            continue
        first = central_difference(along, point[index])
        if usable(first, terms) and abs(first.value - der) > max(1e-6 * terms, 100 * first.error):
            yield f"d/dv{index} = {der} and the difference {first.value} (good to {first.error:.1e})"
        tangent = tuple(1.0 if i == index else 0.0 for i in range(len(point)))
        second = hvp(program, tuple(range(len(point))))(*point, tangent=tangent)[index]
        if kink_nearby(slope_along, point[index]) or not math.isfinite(second):
            continue
        curve = central_difference(slope_along, point[index])
        scale = terms * max(1.0, abs(second))
        if usable(curve, scale) and abs(curve.value - second) > max(1e-5 * scale, 100 * curve.error):
            yield f"d2/dv{index}2 = {second} and the difference {curve.value} (good to {curve.error:.1e})"


def usable(estimate: Any, scale: float) -> bool:
    """Whether differences tell anything here."""
    return math.isfinite(estimate.value) and estimate.error < 1e-4 * scale


def points(program: Program, first: list[float], count: int) -> Iterator[list[float]]:
    chance = random.Random(program.seed + 1)
    yield first
    for _ in range(count - 1):
        yield [x + chance.uniform(-0.3, 0.3) for x in first]


def examine(seed: int, count: int = 3) -> tuple[int, list[str]]:
    """How many points of a program could be examined, and what disagreed."""
    program, first = make_program(seed)
    examined, found = 0, []
    if not program.steps:
        return 0, []
    for point in points(program, first, count):
        try:
            disagreements = list(ways(program, point))
        except (ArithmeticError, ValueError):
            continue  # outside a domain
        examined += 1
        found += [f"seed {seed} at {point}: {told} disagree" for told in disagreements]
    return examined, found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("minutes", nargs="?", type=float, default=1.0)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--seed", type=int, help="examine one program and show it")
    parser.add_argument("--compiled", type=int, help="examine one compiled function and show it")
    options = parser.parse_args()
    if options.compiled is not None:
        print(made_of(options.compiled)[0].text, *examine_compiled(options.compiled)[1], sep="\n")
        return 0
    if options.seed is not None:
        program, point = make_program(options.seed)
        print(program, point, check_grad(program, *point), *examine(options.seed)[1], sep="\n")
        return 0
    end = time.monotonic() + 60 * options.minutes
    programs = examined = 0
    found: list[str] = []
    while time.monotonic() < end:
        examining = examine_compiled if programs % 2 else examine
        count, told = examining(options.first + programs // 2)
        programs, examined, found = programs + 1, examined + count, found + told
        for line in told:
            print(line, flush=True)
    print(f"{programs} programs, {examined} points, {len(found)} disagreements; seeds from {options.first} on")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
