"""The table of growth: seconds and bytes an operation, for n = 10, 100, ... operations; fixed cost stands apart."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from running.options import Options
from running.reasons import UNKNOWN
from running.sizes import some
from running.tables import Table, digits, in_markdown, in_terminal, seconds

from growth.kinds import KINDS, MOST, STRAIGHT
from growth.plot import draw

COMMAND = [sys.executable, str(Path(__file__).parents[1]), "--serve", "growth"]
FEWEST = 10
# An operation among this many is what one among more is compared with.
COMPARED = 100_000
AT_MOST = 2.0
# Less than this is lost among the pages that a process takes anyway.
SEEN = 1 << 20
WHY = {
    "graph of Nodes": "Python's collector of cycles visits every object there is whenever they have become a quarter "
    "more: by 100,000 Nodes it has done so once, and later about five times for each Node, outside the processor's "
    "caches. Without it the cost of a Node stays the same. A program that records millions of Nodes gains by "
    "`gc.disable()` while it does; a graph is freed without the collector.",
}
PICTURE = "pictures/growth.svg"

Points = Mapping[str, Mapping[str, float]]  # by n, in words, as JSON has it
Found = Mapping[str, Points]  # by the name of the kind

ABOUT = f"""\
`graph of Nodes` records a graph of n operations, as `y = f(Node(x))` does; `backward sweep` is `y.backward()`.
`compile` goes from a Python function of n operations to its machine code and first gradient; `run` is one value and
gradient after that. `a loop` has turns of 5 operations and is found again in the recording; in `without repeats`
nothing is, and it ends at {STRAIGHT:,} operations, since ten times as many would need the memory of the whole machine.

Every point is measured in a process of its own: processor time, the least of up to 20 repetitions, and the bytes by
which the process grew at most. `once` is the first call in a process, with {FEWEST} operations; `fixed` a later one.
All others are per operation, less what is fixed: at most {digits(AT_MOST)} times as much at {MOST:,} operations as at
{COMPARED:,} (`growth`, the larger of both orders of magnitude above it)."""


class Growth:
    """What is found: by kind and n, seconds and bytes."""

    name = "growth"

    def peers(self, options: Options) -> list[str]:
        return ["backsweep"]

    def measure(self, options: Options, processors: set[int]) -> dict[str, dict[str, dict[str, float]]]:
        """All kinds at all n up to the largest asked for."""
        found: dict[str, dict[str, dict[str, float]]] = {}
        for kind in some(KINDS):
            n = FEWEST
            while n <= min(kind.most, options.most):
                found.setdefault(kind.name, {})[str(n)] = point(kind.name, n)
                n *= 10
        return found

    def in_terminal(self, found: Found) -> str:
        times, bytes_ = in_terminal(time_table(found)), in_terminal(memory_table(found))
        text = f"growth; time of n operations\n{times}\n\ngrowth; memory of n operations\n{bytes_}"
        return "\n  ".join([text, *reasons(found)])

    def in_markdown(self, found: Found) -> str:
        picture = (
            f"![Time and memory against the number of operations, each beside lines of proportional growth]({PICTURE})"
        )
        times, bytes_ = in_markdown(time_table(found)), in_markdown(memory_table(found))
        text = f"{ABOUT}\n\n{picture}\n\nTime an operation:\n\n{times}\n\nMemory an operation:\n\n{bytes_}"
        return "\n\n".join([text, *(f"- {line}" for line in reasons(found))])

    def summary(self, found: Found) -> list[str]:
        return []

    def draw(self, found: Found, place: Path) -> None:
        draw(found, place / PICTURE)


def point(kind: str, n: int) -> dict[str, float]:
    """One point, from a process of its own."""
    done = subprocess.run([*COMMAND, kind, str(n)], capture_output=True, text=True, check=True)
    answer: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return {name: float(f"{number:.4g}") for name, number in answer.items()}


def each(points: Points, what: str, n: int) -> float | None:
    """Cost of one operation among n, less what is fixed; None where n was not measured."""
    if str(n) not in points or n == FEWEST:
        return None
    return max(0.0, points[str(n)][what] - points[str(FEWEST)][what]) / n


def growth(points: Points, what: str) -> float | None:
    """The largest cost of an operation among more than COMPARED, in that of one among these."""
    base = each(points, what, COMPARED)
    more = [cost for n in (10 * COMPARED, 100 * COMPARED) if (cost := each(points, what, n)) is not None]
    return max(more) / base if base and more else None


def reasons(found: Found) -> list[str]:
    """Why a cost grows by more than it should, where one does."""
    return [
        f"{name} ({digits(more)}): {WHY.get(name, UNKNOWN)}"
        for name, points in found.items()
        if (more := growth(points, "seconds")) is not None and more > AT_MOST
    ]


def sizes(found: Found, least: int) -> list[int]:
    """All n from the least on."""
    return sorted({int(n) for points in found.values() for n in points if int(n) >= least})


def time_table(found: Found) -> Table:
    columns = sizes(found, 1_000)
    head = ["", "once", "fixed", *(f"{n:,}" for n in columns), "growth"]
    return [head, *(time_line(name, points, columns) for name, points in found.items())]


def time_line(name: str, points: Points, columns: Sequence[int]) -> list[str]:
    least = points[str(FEWEST)]
    costs = [seconds(each(points, "seconds", n)) for n in columns]
    return [name, seconds(least["once"]), seconds(least["seconds"]), *costs, digits(growth(points, "seconds"))]


def memory_table(found: Found) -> Table:
    columns = sizes(found, COMPARED)
    head = ["", "once", *(f"{n:,}" for n in columns), "growth"]
    return [head, *(memory_line(name, points, columns) for name, points in found.items())]


def memory_line(name: str, points: Points, columns: Sequence[int]) -> list[str]:
    """Where little is needed, as to run what is compiled, one operation's share cannot be told."""
    once = megabytes(points[str(FEWEST)]["once_bytes"])
    small = str(COMPARED) not in points or points[str(COMPARED)]["bytes"] < SEEN
    costs = [f"{digits(cost)} B" if (cost := each(points, "bytes", n)) is not None else "" for n in columns]
    return [name, once, *costs, "" if small else digits(growth(points, "bytes"))]


def megabytes(count: float) -> str:
    return f"{count / 2**20:.1f} MB"
