"""Our own table of GradBench's evals: `python benchmarks/gradbench/measure.py [eval ...]`; `--help` has its options.

The tool is asked over its protocol, as GradBench asks it, for the sizes of GradBench's small, medium and large
baselines; printed are medians over the runs, one thread, in processor time as in our other tables. Beside them stand
the derivatives of other tools, measured once on a machine of this kind, each in a run of its own.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).parent / "selftest"))

from inputs import SIZES, given
from session import Session

FUNCTIONS = dict.fromkeys(("gmm", "ba", "lstm"), ("objective", "jacobian"))
FUNCTIONS |= dict.fromkeys(("llsq", "lse", "ode"), ("primal", "gradient"))
WORDS = {
    "llsq": "n={0:,} m={1}",
    "lse": "n={0:,}",
    "gmm": "d={0} k={1} n=1,000",
    "ba": "p={2:,}",
    "lstm": "l={0} c={1:,}",
    "ode": "n={0:,} s={1}",
}
TOOLS = ("C++ by hand", "best C++ AD", "JAX", "PyTorch")
# Milliseconds of one derivative. The C++ AD tool is CoDiPack for llsq, lse, lstm and ode, and Tapenade for gmm and ba;
# by hand ode is a closed formula, which is another problem.
OTHERS: dict[tuple[str, int], tuple[float | None, ...]] = {
    ("llsq", 1): (0.241, 0.907, 0.558, None),
    ("llsq", 2): (1.91, 8.46, 5.6, None),
    ("lse", 1): (0.373, 1.23, 0.576, 0.709),
    ("lse", 2): (1.56, 5.2, 2.7, 2.5),
    ("gmm", 1): (3.48, 4.79, 3.45, 5.64),
    ("gmm", 2): (35.9, 51.6, 72.6, 52.5),
    ("ba", 0): (6.2, 11.5, None, 27_400),
    ("ba", 1): (66, 119, None, None),
    ("lstm", 1): (9.5, 3.6, None, 778),
    ("lstm", 2): (119, 36.7, None, 5_410),
    ("ode", 1): (None, 2.1, 0.62, None),
    ("ode", 2): (None, 17.8, 6.8, None),
}
HEADINGS = ("eval", "size", "function", "derivative", "preparation", *TOOLS)
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def milliseconds(timings: Sequence[dict[str, Any]], name: str) -> list[float]:
    """The timings of one name."""
    return [timing["nanoseconds"] / 1e6 for timing in timings if timing["name"] == name]


def measured(name: str, sizes: Sequence[int], seconds: float) -> Iterator[list[str]]:
    """A row of the table for each size of an eval, all in one session."""
    with Session() as session:
        session.ask("start", eval=name)
        session.ask("define", module=name)
        for number in sizes:
            times, prepared = [], 0.0
            for function in FUNCTIONS[name]:
                answer = session.evaluate(name, function, given(name, SIZES[name][number], runs=5, seconds=seconds))
                if not answer["success"]:
                    raise SystemExit(f"{name}, {function}: {answer['error']}")
                times.append(sum(milliseconds(answer["timings"], "processor")))
                prepared += sum(milliseconds(answer["timings"], "prepare"))
            shown = [
                told(time) for time in (*times, prepared or None, *OTHERS.get((name, number), [None] * len(TOOLS)))
            ]
            yield [name, WORDS[name].format(*SIZES[name][number]), *shown]


def told(time: float | None) -> str:
    """A time in milliseconds, to three digits and with its unit."""
    if time is None:
        return "–"
    if time < 1:
        return f"{1000 * time:.3g} µs"
    return f"{time:.3g} ms" if time < 1000 else f"{time / 1000:.3g} s"


def line(cells: Sequence[str]) -> str:
    """A line of a table in Markdown."""
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Prints the table, a row as soon as it is measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("evals", nargs="*", default=list(SIZES), metavar="eval", help=f"of {', '.join(SIZES)}")
    parser.add_argument("--sizes", default="0,1,2", help="0 is the small one of each, 2 the large one")
    parser.add_argument("--seconds", type=float, default=1.0, help="for each function, and five runs at least")
    options = parser.parse_args()
    strangers = [name for name in options.evals if name not in SIZES]
    if strangers or not {"0", "1", "2"}.issuperset(options.sizes.split(",")):
        parser.error(f"There are the evals {', '.join(SIZES)} and the sizes 0, 1 and 2.")
    os.environ.update(dict.fromkeys(ONE_THREAD, "1"))
    if hasattr(os, "sched_setaffinity"):
        # The last one: the first is where a system likes to do its own work.
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    print(line(HEADINGS), line(["---"] * len(HEADINGS)), sep="\n")
    for name in options.evals:
        for row in measured(name, list(map(int, options.sizes.split(","))), options.seconds):
            print(line(row), flush=True)


if __name__ == "__main__":
    main()
