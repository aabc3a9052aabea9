"""What is compared for a function of numbers: a sentence for each disagreement."""

from __future__ import annotations

import math
import random
import warnings
from collections.abc import Iterator
from functools import cached_property, lru_cache
from typing import Any

from random_functions import contribution_sums

from backsweep import BacksweepError, Node, annotate, checkpoint, diagnose, grad, hessian, hvp, jacobian, trace
from backsweep.sweeps.backward import sweep
from backsweep.sweeps.order import newest_first
from backsweep.worlds import FLOATS
from fuzz.program import Check, Program, Tally
from fuzz.scalars import NAMES
from fuzz.slopes import Exactly, Undecided

# Runs that disturb, once a disagreement is to be made sure of.
SURE = 12
# Two modes add up the same products in another order.
REORDERED = 1e-12


@lru_cache(maxsize=8)
def exactly(text: str, point: tuple[float, ...]) -> Exactly | Undecided:
    """The same in many digits, which several checks ask for: no rule of ours has a part in it."""
    try:
        return Exactly(Program(0, "scalar", text, (point,)), point)
    except Undecided as reason:
        return reason


class At:
    """A function at a point, on Nodes.

    Raises:
        ArithmeticError, ValueError, BacksweepError: the point is outside.
    """

    def __init__(self, program: Program, point: tuple[float, ...]) -> None:
        self.program, self.point, self.f = program, list(point), program.function(NAMES)
        self.inputs = [Node(v) for v in point]
        self.y = self.f(list(self.inputs))  # it may change the list
        if self.y.__class__ is not Node:
            raise ValueError("The function does not depend on its inputs here.")
        self.y.backward()
        self.gradient = [float(node.der) for node in self.inputs]
        if not math.isfinite(self.y.val):
            raise ValueError("The value is not finite here.")
        self.sizes = contribution_sums(self.f, self.point)[0]

    @cached_property
    def steep(self) -> bool:
        """Whether a slope on the way is infinite or nan: in sums with it, one mode meets inf - inf and another not."""
        return not all(math.isfinite(partial) for node in newest_first([self.y]) for partial in node.partials)

    @cached_property
    def exactly(self) -> Exactly | Undecided:
        return exactly(self.program.text, tuple(self.point))

    @cached_property
    def along(self) -> list[float]:
        """A direction."""
        chance = random.Random(self.program.seed)
        return [chance.choice([1.0, -0.5, 0.75, 0.25, -1.25]) for _ in self.point]

    @cached_property
    def curvature(self) -> list[float]:
        """The Hessian times the direction."""
        return list(hvp(self.f)(self.point, tangent=self.along))


def examined(program: Program, most: int = 4) -> Iterator[At]:
    """The function at each point (the first few of very many) at which it has a value."""
    for point in program.points[:most]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)
            try:
                at = At(program, point)
            except (ArithmeticError, ValueError, BacksweepError):
                continue
        yield at


def against_many_digits(program: Program, tally: Tally) -> Iterator[str]:
    for at in examined(program):
        yield from compared(at, tally, "value")


def ders_against_many_digits(program: Program, tally: Tally) -> Iterator[str]:
    for at in examined(program):
        yield from compared(at, tally, "der")


def curvature_against_many_digits(program: Program, tally: Tally) -> Iterator[str]:
    for at in [*examined(program, 1)]:
        yield from compared(at, tally, "second")


def compared(at: At, tally: Tally, what: str) -> Iterator[str]:
    """Floats against many digits: values, ders or second derivatives."""
    if isinstance(at.exactly, Undecided):
        tally.undecided[str(at.exactly)] += what == "der"
        return
    found = [at.y.val] if what == "value" else at.gradient if what == "der" else at.curvature
    sizes = [abs(at.y.val)] if what == "value" else at.sizes
    if what == "second":
        sizes = [max(map(abs, found))] * len(found)
    for i, (number, size) in enumerate(zip(found, sizes, strict=True)):
        if not math.isfinite(number) and at.steep:
            tally.undecided[f"{what}: an infinite slope"] += 1  # infinity times 0 is nan, as diagnose explains
            continue
        try:
            if off(at.exactly, what, i, at.along).belies(number, size) and sure(at, what, i, number, size):
                true = float(off(at.exactly, what, i, at.along).value)
                yield f"at {at.point}: {what} {i} is {number!r}, in many digits {true!r}"
        except Undecided as reason:
            tally.undecided[f"{what}: {reason}"] += 1


def off(exactly: Exactly, what: str, i: int, along: list[float]) -> Any:
    """The exact number that is meant."""
    if what == "value":
        return exactly.value()
    return exactly.der(i) if what == "der" else exactly.second(i, along)


def sure(at: At, what: str, i: int, number: float, size: float) -> bool:
    """The same again with more runs that disturb: few may be alike by chance."""
    return bool(off(Exactly(at.program, at.point, SURE), what, i, at.along).belies(number, size))


def sweeps_agree(program: Program, tally: Tally) -> Iterator[str]:
    """Bit for bit: backward(), the sweep in a mapping, grad, and grad of a checkpoint."""
    for at in examined(program):
        tally.points += 1
        mapping = sweep(newest_first([at.y]), {at.y: 1.0}, FLOATS)
        ways = {
            "the sweep in a mapping": [mapping.get(node, 0.0) for node in at.inputs],
            "grad": grad(at.f)(at.point),
            "grad of a checkpoint": grad(checkpoint(at.f))(at.point),
        }
        for way, found in ways.items():
            if repr([float(der) for der in found]) != repr(at.gradient):
                yield f"at {at.point}: backward() gives {at.gradient}, {way} {found}"


def modes_agree(program: Program, tally: Tally) -> Iterator[str]:
    """Forward and reverse, but for the order of sums."""
    for at in examined(program):
        if at.steep:
            tally.undecided["modes: an infinite slope"] += 1
            continue
        forward = jacobian(at.f, mode="forward")(at.point)
        for i, (a, b, size) in enumerate(zip(at.gradient, forward, at.sizes, strict=True)):
            if not apart(a, b, size):
                continue
            yield f"at {at.point}: d/dx[{i}] is {a!r} in reverse and {b!r} forward"


def apart(a: float, b: float, size: float) -> bool:
    """Whether two sums of the same terms differ by more than their order can do."""
    return repr(a) != repr(b) and not abs(a - b) <= REORDERED * max(size, abs(a))


def second_derivatives_agree(program: Program, tally: Tally) -> Iterator[str]:
    """The Hessian, row by row, and its product with a direction, forward over reverse."""
    for at in examined(program, 1):
        if at.steep:
            continue
        square = hessian(at.f)(at.point)
        size = max(max(abs(entry) for entry in row) for row in square) + max(at.sizes)
        for i, row in enumerate(square):
            product = math.fsum(entry * v for entry, v in zip(row, at.along, strict=True))
            if apart(product, at.curvature[i], 1e3 * size):
                yield f"at {at.point}: row {i} of the Hessian gives {product!r}, hvp {at.curvature[i]!r}"


def explanations_stand(program: Program, tally: Tally) -> Iterator[str]:
    """trace, annotate and diagnose tell something of any program."""
    for at in examined(program, 1):
        told = trace(at.f, at.point)
        # A derivative within, of a constant, has an input of its own.
        gradient = [float(der) for name, der in told.gradient.items() if name.startswith("x[")]
        if repr(gradient) != repr(at.gradient):
            yield f"at {at.point}: the trace has the gradient {told.gradient}, backward() {at.gradient}"
        for tell in (told.text, told.latex, told.json):
            tell()
        str(annotate(at.f, at.point))
        str(diagnose(at.f, at.point))


CHECKS: dict[str, Check] = {
    "sweeps": sweeps_agree,
    "value against many digits": against_many_digits,
    "gradient against many digits": ders_against_many_digits,
    "second derivative against many digits": curvature_against_many_digits,
    "forward against reverse": modes_agree,
    "Hessian against hvp": second_derivatives_agree,
    "explanations": explanations_stand,
}
