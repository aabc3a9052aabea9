"""The loop of make fuzz: programs one after the other, what disagrees is shrunk and printed, counts at the end."""

from __future__ import annotations

import argparse
import re
import time
import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from fuzz import array_checks, arrays, checks, compiled, scalars
from fuzz.arrays import array_program
from fuzz.program import Check, Program, Tally
from fuzz.scalars import scalar_program
from fuzz.shrinking import shrunk

CHECKS: dict[str, dict[str, Check]] = {"scalar": {**checks.CHECKS, **compiled.CHECKS}, "array": array_checks.CHECKS}


NAMES = {"scalar": scalars.NAMES, "array": arrays.NAMES}
MAKERS = {"scalar": scalar_program, "array": array_program}


def program_of(seed: int) -> Program:
    """The program of a seed: of numbers where it is even, of arrays where it is odd."""
    return MAKERS[kind_of(seed)](seed)


def kind_of(seed: int) -> str:
    return "array" if seed % 2 else "scalar"


@dataclass
class Disagreement:
    """What disagrees, in which check, and the program, as it was and made small."""

    check: str
    told: str
    program: Program
    small: Program


@dataclass
class Counts:
    """What has been looked at so far."""

    programs: Counter[str] = field(default_factory=Counter)
    points: Counter[str] = field(default_factory=Counter)
    undecided: Counter[str] = field(default_factory=Counter)
    found: list[Disagreement] = field(default_factory=list)

    def __str__(self) -> str:
        lines = [
            f"{self.programs[kind]} {kind} programs, {self.points[kind]} points, "
            f"{sum(one.program.kind == kind for one in self.found)} disagreements"
            for kind in sorted(self.programs)
        ]
        for check, count in sorted(Counter(one.check for one in self.found).items()):
            seeds = ", ".join(str(one.program.seed) for one in self.found if one.check == check)
            lines.append(f"  {check}: {count} disagreements; seeds {seeds}")
        undecided = sum(self.undecided.values())
        lines.append(f"{undecided} undecided: " + ", ".join(f"{n} {why}" for why, n in self.undecided.most_common()))
        return "\n".join(lines)


def told(program: Program, check: str, tally: Tally) -> list[str]:
    """The sentences of one check; an exception is one too."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of overflow, and of texts that a shrunk program may come to
        try:
            return list(CHECKS[program.kind][check](program, tally))
        except Exception as error:  # whatever it is, it is a find
            return [f"{error.__class__.__name__}: {error}"]


def gist(sentence: str) -> str:
    """What stays the same of a sentence while its program shrinks: its words, without numbers and lists."""
    return re.sub(r"[\[(][^])]*[])]|step .*? is|[-\d.]+(e[-+]?\d+)?|inf|nan|None", "", sentence)[:50]


def runs_plainly(program: Program) -> bool:
    """Whether the function gives a number at its first point without a Node: a shrunk one has to make sense."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            f, point = program.function(NAMES[program.kind]), program.points[0]
            return isinstance(f(list(point)) if program.kind == "scalar" else f(*point), (int, float))
        except Exception:
            return False


def examine(program: Program, counts: Counts, tries: int = 2000, only: str = "") -> Iterator[Disagreement]:
    """All checks of a program, or only those so named; each that disagrees is shrunk."""
    tally = Tally()
    met: set[str] = set()
    for check in [name for name in CHECKS[program.kind] if only in name]:
        sentences = [sentence for sentence in told(program, check, tally) if gist(sentence) not in met]
        if sentences:
            wanted = gist(sentences[0])
            runs = runs_plainly(program)
            met.add(wanted)  # one cause may be met by every check

            def fails(other: Program, check: str = check, wanted: str = wanted, runs: bool = runs) -> bool:
                if runs and not runs_plainly(other):
                    return False
                return any(gist(sentence) == wanted for sentence in told(other, check, Tally()))

            small = shrunk(program, fails, tries)
            yield Disagreement(check, sentences[0], program, small)
    counts.programs[program.kind] += 1
    counts.points[program.kind] += tally.points
    counts.undecided += tally.undecided


def shown(found: Disagreement) -> str:
    """A disagreement as a test to paste, which fails for as long as it is one."""
    small, seed = found.small, found.program.seed
    points = ", ".join(" ".join(repr(point).split()) for point in small.points[:2])
    return "\n".join([
        f"# {found.check}, seed {seed}: {' '.join(found.told.split())[:300]}",
        *(f"# made small: {' '.join(sentence.split())[:300]}" for sentence in told(small, found.check, Tally())[:2]),
        "from fuzz.command import told",
        "from fuzz.program import Program, Tally",
        "from numpy import array",
        "",
        f"def test_seed_{seed}():",
        f"    text = '''{small.text.rstrip()}",
        "'''",
        f"    program = Program({seed}, {small.kind!r}, text, ({points},))",
        f"    assert told(program, {found.check!r}, Tally()) == []",
        "",
    ])  # fmt: skip


def main(given: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python tests/fuzz", description=__doc__.splitlines()[0])
    parser.add_argument("minutes", nargs="?", type=float, default=1.0)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--only", choices=sorted(CHECKS), help="programs of this kind only")
    parser.add_argument("--seed", type=int, help="examine one program and show it")
    parser.add_argument("--shrink", type=int, default=2000, help="how often to try to make one disagreement smaller")
    options = parser.parse_args(given)
    counts = Counts()
    if options.seed is not None:
        program = program_of(options.seed)
        print(program.text, *program.points[:4], sep="\n")
    seed, end = options.first, time.monotonic() + 60 * options.minutes
    while options.seed is not None or time.monotonic() < end:
        if options.only and options.only != kind_of(seed):
            seed += 1
            continue
        program = program_of(seed if options.seed is None else options.seed)
        for found in examine(program, counts, options.shrink):
            counts.found.append(found)
            print(shown(found), flush=True)
        seed += 1
        if options.seed is not None:
            break
    print(counts)
    if options.seed is None:
        busy = time.process_time() / 60
        print(f"seeds {options.first} to {seed - 1}, {options.minutes:g} minutes, {busy:.1f} of them busy")
    return 1 if counts.found else 0
