"""What is compared for a function of numbers that is compiled: values bit for bit, gradients but for the order of sums.

What raises has to raise the same error with the same note; replay, generated Python, machine code and, where there is
a compiler, C give the same numbers; and a batch gives what calls one by one give.
"""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from handmade import COMPILER, built
from random_functions import Made, bits, differences, executor_differences, gradient_differences, outcome

import backsweep
from backsweep.compiling import writing
from backsweep.compiling.executors import Generated, Machine, Replays, machine_code_refused
from backsweep.program import rerolling
from fuzz.program import Check, Program, Tally
from fuzz.scalars import NAMES


def machine(programs: list[Any]) -> Any:
    """Machine code as an executor."""
    return Machine(programs, False, False)


def executors() -> list[Callable[[list[Any]], Any]]:
    return [Replays, Generated, *([machine] if machine_code_refused() is None else [])]


def made_of(program: Program) -> Made:
    return Made(program.seed, program.text, program.function(NAMES), [list(point) for point in program.points])


@contextmanager
def watched(seed: int) -> Iterator[None]:
    """Short loops count as loops for every second program; errors of our own are not answered on Nodes instead."""
    outline, worth = writing.outline, rerolling.WORTH
    failures: list[Exception] = []

    def outlined(*args: Any) -> Any:
        try:
            return outline(*args)
        except Exception as error:
            failures.append(error)
            raise

    writing.outline, rerolling.WORTH = outlined, 8 if seed % 4 else worth
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # the cap on paths
        try:
            yield
        finally:
            writing.outline, rerolling.WORTH = outline, worth
    if failures:
        raise failures[0]


def compiled_agrees(program: Program, tally: Tally) -> Iterator[str]:
    """The calls of a compiled function, and its executors at the first points."""
    made = made_of(program)
    with watched(program.seed):
        compiled = backsweep.compile(made.f)
        for number, x in enumerate(made.points):
            if number == 1 and compiled.paths:
                compiled.compile_now()
            yield from differences(made, compiled, x)
            if number < 3:
                yield from executor_differences(made, compiled, x, executors())


def batches_agree(program: Program, tally: Tally) -> Iterator[str]:
    """A batch of all points where f has a value, against calls one by one."""
    made = made_of(program)
    with watched(program.seed):
        alone = {tuple(x): outcome(lambda x=x: backsweep.value_and_grad(made.f)(list(x))) for x in made.points[:50]}
        points = [list(x) for x, (what, _) in alone.items() if what == "gave"]
        if not points:
            return
        compiled = backsweep.compile(made.f)
        values, gradients = compiled.batch([np.array(column) for column in zip(*points, strict=True)])
        for number, x in enumerate(points):
            value, gradient = alone[tuple(x)][1]
            found = [float(column[number]) for column in gradients]
            if bits(float(value)) != bits(float(values[number])):
                yield f"at {x}: the value is {value!r}, in a batch {values[number]!r}"
            yield from (
                f"at {x}, in a batch: {told}"
                for told in gradient_differences(made.f, x, list(map(float, gradient)), found)
            )


def second_derivatives_of_compiled_agree(program: Program, tally: Tally) -> Iterator[str]:
    """hvp and hessian of a compiled function, against the same of the function."""
    made = made_of(program)
    if program.seed % 4 or len(program.points) > 10:
        return
    with watched(program.seed):
        compiled = backsweep.compile(made.f)
        for x in made.points[:2]:
            wanted = outcome(lambda x=x: backsweep.hessian(made.f)(list(x)))
            found = outcome(lambda x=x: compiled.hessian(list(x)))
            if wanted[0] == found[0] == "gave" and np.isfinite(wanted[1]).all():
                apart = np.abs(np.array(wanted[1]) - found[1]).max()
                if not apart <= 1e-9 * np.abs(wanted[1]).max():
                    yield f"at {x}: the Hessian is {wanted[1]}, compiled {found[1]}"
            elif wanted[0] != found[0]:
                yield f"at {x}: the Hessian: eager {wanted}, compiled {found}"


def c_agrees(program: Program, tally: Tally) -> Iterator[str]:
    """C, of every tenth program, against the replay."""
    made = made_of(program)
    if COMPILER is None or program.seed % 10 or len(made.points) > 10:
        return
    with watched(program.seed), tempfile.TemporaryDirectory() as folder:
        compiled = backsweep.compile(made.f)
        for x in made.points:
            outcome(lambda x=x: compiled.value_and_grad(list(x)))
        if not compiled.paths or len(compiled.paths[0].values) != 1:
            return
        programs = [path.program(frozenset(range(len(made.points[0])))) for path in compiled.paths]
        try:
            source = compiled.to_c("f")
        except backsweep.BacksweepError:
            return  # a function that C does not have
        if "last digits may differ" in source:
            return
        function = built(source, Path(folder), "f")
        for x in made.points:
            ours, wanted = function(x, 1 + len(x)), outcome(lambda x=x: Replays(programs).run(x)[1])
            if wanted[0] == "gave" and ours[0] == ours[0] and bits(ours) != bits(wanted[1]):
                yield f"at {x}: C gives {ours}, replay {wanted[1]}"


CHECKS: dict[str, Check] = {
    "compiled": compiled_agrees,
    "batch": batches_agree,
    "second derivative, compiled": second_derivatives_of_compiled_agree,
    "C": c_agrees,
}
