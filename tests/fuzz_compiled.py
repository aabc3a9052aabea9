"""The compile part of `make fuzz`: random functions, compiled, give what they give on Nodes.

For each function, at random points:
    the value is the same bit for bit, and the gradient but for the order of sums in a loop;
    what raises raises the same error with the same note;
    replay, generated Python, machine code and, where there is a compiler, C give the same bits.
Every fiftieth function branches a lot and is tried at 10,000 points.
"""

from __future__ import annotations

import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent / "program"))

from handmade import COMPILER, built
from random_functions import Made, bits, build, differences, executor_differences, outcome

import backsweep
from backsweep.compiling import writing
from backsweep.compiling.executors import Generated, Machine, Replays, machine_code_refused
from backsweep.program import rerolling

WORTH = rerolling.WORTH


def made_of(seed: int) -> tuple[Made, int]:
    """The function of a seed, and from how many steps on its loops count as loops."""
    if seed % 50 == 49:
        return build(seed, points=10_000, statements=4, branching=0.5, long=0.0), WORTH
    short = bool(seed % 2)
    return build(
        seed,
        points=3,
        statements=3 + seed % 4,
        branching=0.2 if seed % 5 == 3 else 0.0,
        kinks=0.3 if seed % 3 == 0 else 0.05,
        long=0.3 if short else 0.7,
    ), (8 if short else WORTH)


def machine(programs: list[Any]) -> Any:
    """Machine code as an executor."""
    return Machine(programs, False, False)


def executors() -> list[Callable[[list[Any]], Any]]:
    return [Replays, Generated, *([machine] if machine_code_refused() is None else [])]


def examine_compiled(seed: int) -> tuple[int, list[str]]:
    """How many points of a function were examined, and what disagreed."""
    made, rerolling.WORTH = made_of(seed)
    found: list[str] = []
    original = writing.outline

    def outlined(*args: Any) -> Any:
        """Errors of our own would look like those of the function, and be answered on Nodes."""
        try:
            return original(*args)
        except Exception as error:
            found.append(f"seed {seed}: {error!r} while a tape was put in order")
            raise

    writing.outline = outlined
    try:
        found += told(made)
    finally:
        writing.outline, rerolling.WORTH = original, WORTH
    return len(made.points), found


def told(made: Made) -> Iterator[str]:
    """A sentence for each disagreement."""
    compiled = backsweep.compile(made.f)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # the cap on paths
        for number, x in enumerate(made.points):
            if number == 1 and compiled.paths:
                compiled.compile_now()
            yield from differences(made, compiled, x)
            if number < 3:
                yield from executor_differences(made, compiled, x, executors())
    if COMPILER is not None and made.seed % 10 == 0 and compiled.paths:
        yield from in_c(made, compiled)


def in_c(made: Made, compiled: Any) -> Iterator[str]:
    """Where C gives other bits than the replay."""
    programs = [path.program(frozenset(range(len(made.points[0])))) for path in compiled.paths]
    if len(compiled.paths[0].values) != 1:
        return
    try:
        source = compiled.to_c("f")
    except backsweep.BacksweepError:
        return  # a function that C does not have
    if "last digits may differ" in source:
        return
    with tempfile.TemporaryDirectory() as folder:
        function = built(source, Path(folder), "f")
        for x in made.points:
            ours, wanted = function(x, 1 + len(x)), outcome(lambda x=x: Replays(programs).run(x)[1])
            if wanted[0] == "gave" and ours[0] == ours[0] and bits(ours) != bits(wanted[1]):
                yield f"seed {made.seed} at {x}: C gives {ours}, replay {wanted[1]}"
